// Filters of a search as chips, and the form that makes new ones. The text form is the server's: `sender=alice@contoso.example`,
// `action=FAIL|action=DSN`, `bytes>=1000`, `noise!=` (has a value).
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";

const symbols = ["!*=", "!^=", "*=", "^=", ">=", "!=", "!~", "~", "<", "="];
const words = {
  "=": "is", "!=": "is not", "~": "contains", "!~": "does not contain", "*=": "contains exactly", "!*=": "does not contain exactly",
  "^=": "begins with", "!^=": "does not begin with", ">=": "≥", "<": "<",
};

/** Takes one clause apart: terms of field, operator and value. */
export function parseClause(text) {
  const terms = [""];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "|")
      terms.push("");
    else if (text[i] === "\\" && "\\|".includes(text[i + 1] ?? " "))
      terms[terms.length - 1] += text[++i];
    else
      terms[terms.length - 1] += text[i];
  }
  return terms.map((term) => {
    const field = /^[a-z0-9_]*/.exec(term)[0];
    const symbol = symbols.find((s) => term.startsWith(s, field.length)) ?? "=";
    return { field, symbol, value: term.slice(field.length + symbol.length) };
  });
}

/** Writes a term down. */
export function printTerm(field, symbol, value) {
  return `${field}${symbol}${value.replaceAll("\\", "\\\\").replaceAll("|", "\\|")}`;
}

/** A clause in words: "action is FAIL or DSN". */
export function describe(text) {
  const terms = parseClause(text);
  const isSame = terms.every((t) => t.field === terms[0].field && t.symbol === terms[0].symbol && t.value !== "");
  if (isSame)
    return `${terms[0].field} ${words[terms[0].symbol]} ${terms.map((t) => t.value).join(" or ")}`;
  return terms.map((t) => (t.value === "" ? `${t.field} is ${t.symbol === "=" ? "empty" : "not empty"}`
    : `${t.field} ${words[t.symbol]} ${t.value}`))
    .join(" or ");
}

/** The chips; `remove` gets the index of the one to take away. */
export function chips(filters, remove) {
  return filters.map((filter, i) => h("li", { class: "chip" }, h("span", { class: "chip-text", title: filter }, describe(filter)),
    h("button", { type: "button", class: "plain", "aria-label": `Remove the filter ${describe(filter)}`, on: { click: () => remove(i) } },
      icon("close"))));
}

const choices = {
  text: ["~", "=", "!=", "!~", "^="], prose: ["~", "=", "!~", "^="], list: ["~", "=", "!=", "!~"], map: ["~", "=", "!~"],
  number: ["=", "!=", ">=", "<"], time: [">=", "<"], boolean: ["="],
};

/** A button with the form for a new filter. `suggest` gives the most frequent values of a field. */
export function addFilter(format, add, suggest) {
  return menu({ label: [icon("plus"), "Filter"], name: "Add a filter", class: "add-filter" }, (close) => form(format, close, add, suggest));
}

function form(format, close, add, suggest) {
  const kinds = new Map(format.fields.map((field) => [field.name, field]));
  const field = h("input", { name: "field", list: "fields", required: true, autocomplete: "off", spellcheck: "false",
    "aria-label": "Field" });
  const fields = h("datalist", { id: "fields" }, format.fields.map((f) => h("option", { value: f.name }, f.doc)));
  const symbol = h("select", { name: "operator", "aria-label": "Comparison" });
  const value = h("input", { name: "value", list: "values", autocomplete: "off", spellcheck: "false", "aria-label": "Value" });
  const values = h("datalist", { id: "values" });
  const doc = h("p", { class: "muted" }, "Choose a field of this log.");
  const choose = async () => {
    const found = kinds.get(field.value);
    field.setCustomValidity(found ? "" : "This format has no such field.");
    if (!found)
      return;
    doc.textContent = found.doc;
    symbol.replaceChildren(...choices[found.kind].map((s) => h("option", { value: s }, words[s])),
      h("option", { value: "empty" }, "is empty"), h("option", { value: "some" }, "is not empty"));
    values.replaceChildren();
    if (found.kind !== "map") {
      const frequent = await suggest(found.name).catch(() => []);
      values.replaceChildren(...frequent.map((v) => h("option", { value: v.value }, String(v.rows))));
    }
  };
  field.addEventListener("change", choose);
  symbol.addEventListener("change", () => { value.hidden = ["empty", "some"].includes(symbol.value); });
  return h("form", { class: "filter-form", on: { submit: (event) => {
    event.preventDefault();
    const kind = symbol.value;
    if (!["empty", "some"].includes(kind) && value.value === "") {
      value.focus();
      return;
    }
    close();
    add(kind === "empty" ? `${field.value}=` : kind === "some" ? `${field.value}!=` : printTerm(field.value, kind, value.value));
  } } }, field, fields, symbol, value, values, doc, h("button", { type: "submit", class: "primary" }, "Add"));
}
