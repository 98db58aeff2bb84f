// One read-only statement over the views, its columns beside it, and the result as a table.
import { get, post } from "../lib/api.js";
import { h, clear } from "../lib/dom.js";
import { number, ms } from "../lib/format.js";

export const title = "SQL";

const examples = [
  ["Events of a day", "SELECT action, count(*) AS events\nFROM exchange_message_tracking\nWHERE time >= now() - INTERVAL 1 DAY\nGROUP BY action\nORDER BY events DESC"],
  ["Largest messages", "SELECT time, sender, subject, bytes\nFROM exchange_message_tracking\nWHERE noise IS NULL AND action = 'RECEIVE'\nORDER BY bytes DESC NULLS LAST\nLIMIT 20"],
  ["Failed logins by account",
    "SELECT user_name, client_ip, count(*) AS failures\nFROM iis_access\nWHERE outcome = 'failure' AND status_code = 401\nGROUP BY ALL\nORDER BY failures DESC"],
];

export async function render(main, params, { navigate, signal }) {
  const editor = h("textarea", {
    rows: 8, spellcheck: "false", autocapitalize: "off", "aria-label": "SQL statement", placeholder: "SELECT …",
  });
  editor.value = params.get("sql") ?? examples[0][1];
  const run = h("button", { type: "submit", class: "primary" }, "Run");
  const stop = h("button", { type: "button", disabled: true }, "Stop");
  const result = h("div", { class: "result", "aria-live": "polite" });
  let running = null;

  async function execute() {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    signal.addEventListener("abort", () => mine.abort());
    stop.disabled = false;
    clear(result).append(h("p", { class: "skeleton" }, "Running…"));
    try {
      show(result, await post("sql", { sql: editor.value }, mine.signal));
    } catch (problem) {
      clear(result).append(mine.signal.aborted
        ? h("p", { class: "note" }, "Stopped.")
        : h("pre", { class: "error", role: "alert" }, problem.message));
    } finally {
      if (running === mine)
        stop.disabled = true;
    }
  }

  stop.addEventListener("click", () => running?.abort());
  editor.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      execute();
    }
  });
  const form = h("form", { on: { submit: (e) => { e.preventDefault(); execute(); } } },
    editor,
    h("div", { class: "toolbar" }, run, stop, h("span", { class: "muted" }, "Ctrl+Enter runs. Reading only; a statement is stopped after its time limit."),
      examples.map(([name, sql]) => h("button", { type: "button", class: "link", on: { click: () => { editor.value = sql; editor.focus(); } } }, name))));
  const views = h("aside", { class: "views", "aria-label": "Views and their columns" });
  main.append(h("h1", {}, title), h("div", { class: "sql-layout" }, h("div", {}, form, result), views));
  const { formats } = await get("formats", {}, signal);
  views.append(h("h2", {}, "Views"), formats.map((format) => h("details", {},
    h("summary", { title: format.doc }, format.name),
    h("ul", {}, format.fields.map((field) => h("li", {},
      h("button", { type: "button", class: "link", title: field.doc, on: { click: () => insert(editor, field.name) } }, field.name), " ",
      h("span", { class: "muted" }, field.type)))))));
  if (params.get("sql"))
    execute();
}

function insert(editor, text) {
  editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
  editor.focus();
}

function show(result, reply) {
  clear(result);
  result.append(h("p", { class: "note" },
    `${number(reply.rows.length)} ${reply.rows.length === 1 ? "row" : "rows"} in ${ms(reply.elapsedMs)}`
    + (reply.truncated ? ", and more: add LIMIT, or narrow the time" : "")));
  if (reply.rows.length === 0)
    return;
  const isNumber = reply.columns.map((column) => column.kind === "number");
  result.append(h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, reply.columns.map((column, i) => h("th", { scope: "col", title: column.type, class: isNumber[i] ? "number" : "" }, column.name)))),
    h("tbody", {}, reply.rows.map((row) => h("tr", {}, row.map((cell, i) => h("td", { class: isNumber[i] ? "number" : "" }, text(cell)))))))));
}

function text(cell) {
  if (cell === null)
    return h("span", { class: "muted" }, "null");
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
