// All there is of one row, beside the table.
import { get, isAbort } from "./api.js";
import { append, clear, failure, h, loading } from "./dom.js";
import { wholeCell } from "./cells.js";
import { printTerm } from "./filters.js";
import { follow } from "./follow.js";
import { icon } from "./icons.js";

/** Shows the row; closing gives the focus back to where it was. */
export async function openRow(format, time, id, { addFilter, link, step, signal }) {
  const back = document.activeElement;
  const body = h("div", { class: "drawer-body" }, loading("Reading the row", 8));
  const title = h("h2", { id: "row-title" }, "Row");
  const close = () => {
    drawer.remove();
    if (back?.isConnected)
      back.focus();
  };
  document.querySelector(".drawer")?.remove();
  const drawer = h("aside", { class: "drawer", "aria-labelledby": "row-title", tabindex: "-1", on: { keydown: (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  } } },
  h("header", {}, title,
    h("button", { type: "button", class: "plain", title: "The row before (k)", "aria-label": "The row before",
      on: { click: () => step(-1) } }, "↑"),
    h("button", { type: "button", class: "plain", title: "The next row (j)", "aria-label": "The next row", on: { click: () => step(1) } },
      "↓"),
    h("button", { type: "button", class: "plain", "aria-label": "Close", title: "Close (Esc)", on: { click: close } }, icon("close"))),
      body);
  document.body.append(drawer);
  signal.addEventListener("abort", () => drawer.remove());
  drawer.focus();
  try {
    const row = await get("row", { format: format.name, time, id }, signal);
    clear(body);
    show(body, format, row, { addFilter, link });
  } catch (problem) {
    if (!isAbort(problem))
      append(clear(body), failure(problem));
  }
}

function show(body, format, row, { addFilter, link }) {
  const fields = new Map(format.fields.map((field) => [field.name, field]));
  const values = row.columns.map((name, i) => [fields.get(name), row.rows[0][i]]).filter(([, value]) => value !== null);
  const find = (name) => values.find(([field]) => field.name === name)?.[1];
  const message = follow(find, find("time"));
  const session = find("session_id") ?? find("smtp_session");
  append(body, h("p", { class: "toolbar" },
    message ? h("a", { class: "button", href: link("trace", message) }, "Follow this message") : null,
    session ? h("a", { class: "button", href: link("search", around("exchange_smtp_protocol", find("time"), [`session_id=${session}`])) },
      "Its SMTP session") : null,
    h("button", { type: "button", on: { click: (event) => copy(event.target, Object.fromEntries(values.map(([f, v]) => [f.name, v]))) } },
      "Copy as JSON")));
  append(body, h("dl", { class: "fields" }, values.filter(([field]) => field.name !== "raw").map(([field, value]) => h("div", {},
    h("dt", { title: field.doc }, field.name),
      h("dd", {}, h("span", { class: "value" }, wholeCell(value, field)), filterButtons(field, value, addFilter))))));
  if (find("raw") !== undefined)
    append(body, h("h3", {}, "Original record"), h("pre", { class: "raw", tabindex: "0" }, find("raw")));
  const missing = format.fields.filter((field) => !values.some(([f]) => f === field));
  append(body, h("details", {}, h("summary", {}, `${missing.length} empty fields`),
    h("p", { class: "muted" }, missing.map((f) => f.name).join(", "))));
}

/** An hour around a time, in another log. */
function around(format, time, f) {
  const at = Date.parse(time);
  return { format, f, noise: "1", from: new Date(at - 3_600_000).toISOString(), to: new Date(at + 3_600_000).toISOString() };
}

function filterButtons(field, value, addFilter) {
  if (field.kind === "map" || field.kind === "time" || field.name === "id")
    return null;
  const values = Array.isArray(value) ? value : [String(value)];
  if (values.length > 1)
    return null;
  return h("span", { class: "row-actions" },
    h("button", { type: "button", class: "plain", title: "Only rows with this value", "aria-label": `Only rows with this ${field.name}`,
      on: { click: () => addFilter(printTerm(field.name, "=", values[0])) } }, icon("plus")),
    field.kind === "boolean" ? null : h("button", { type: "button", class: "plain", title: "Only rows without this value",
      "aria-label": `Only rows without this ${field.name}`, on: { click: () => addFilter(printTerm(field.name, "!=", values[0])) } },
        icon("minus")));
}

async function copy(button, value) {
  await navigator.clipboard?.writeText(JSON.stringify(value, null, 2));
  button.textContent = "Copied";
}
