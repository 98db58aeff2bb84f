// One read-only statement over the views, its columns beside it, and the result as a table.
import { get, post } from "../lib/api.js";
import { append, clear, h, loading, table } from "../lib/dom.js";
import { ms, number, time } from "../lib/format.js";

export const title = "SQL";

const examples = [
  ["Events of a day", `SELECT action, count(*) AS events
FROM exchange_message_tracking
WHERE time >= now()::TIMESTAMP - INTERVAL 1 DAY
GROUP BY action
ORDER BY events DESC`],
  ["Largest messages", `SELECT time, sender, subject, bytes
FROM exchange_message_tracking
WHERE noise IS NULL AND action = 'RECEIVE'
ORDER BY bytes DESC NULLS LAST
LIMIT 20`],
  ["Failed logins by account", `SELECT user_name, client_ip, count(*) AS failures
FROM iis_access
WHERE status_code = 401 AND user_name IS NOT NULL
GROUP BY ALL
ORDER BY failures DESC`],
];

export async function render(main, params, { signal }) {
  const page = new SqlPage(signal, params.get("sql") ?? examples[0][1]);
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)), page.element);
  const { formats } = await get("formats", {}, signal);
  page.showViews(formats);
  if (params.get("sql"))
    page.run();
}

class SqlPage {
  constructor(signal, sql) {
    this.signal = signal;
    this.running = null;
    this.editor = h("textarea", {
      rows: 9, class: "code", spellcheck: "false", autocapitalize: "off", "aria-label": "SQL statement", placeholder: "SELECT …",
      on: { keydown: (event) => this.onKey(event) },
    });
    this.editor.value = sql;
    this.stop = h("button", { type: "button", disabled: true, on: { click: () => this.running?.abort() } }, "Stop");
    this.result = h("div", { class: "result", "aria-live": "polite" });
    this.views = h("aside", { class: "views", "aria-label": "Views and their columns" }, loading("Reading the views", 6));
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      this.run();
    } } },
    this.editor,
    h("div", { class: "toolbar" }, h("button", { type: "submit", class: "primary" }, "Run"), this.stop,
      h("span", { class: "muted" }, "Ctrl+Enter runs. It can only read, and is stopped after its time limit. Examples:"),
      examples.map(([name, text]) => h("button", { type: "button", class: "link", on: { click: () => {
        this.editor.value = text;
        this.editor.focus();
      } } }, name))));
    this.element = h("div", { class: "sql-layout" }, h("div", {}, form, this.result), this.views);
  }

  onKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey))
      return;
    event.preventDefault();
    this.run();
  }

  showViews(formats) {
    append(clear(this.views), h("h2", {}, "Views"), formats.map((format) => h("details", {},
      h("summary", { title: format.doc }, format.name),
      h("ul", {}, format.fields.map((field) => h("li", {},
        h("button", { type: "button", class: "link", title: field.doc, on: { click: () => this.insert(field.name) } }, field.name),
        h("span", { class: "muted" }, ` ${field.kind}`)))))));
  }

  insert(text) {
    this.editor.setRangeText(text, this.editor.selectionStart, this.editor.selectionEnd, "end");
    this.editor.focus();
  }

  async run() {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.signal.addEventListener("abort", () => mine.abort(), { signal: mine.signal });
    this.stop.disabled = false;
    append(clear(this.result), loading("Running", 4));
    try {
      const reply = await post("sql", { sql: this.editor.value }, mine.signal);
      this.show(reply);
    } catch (problem) {
      if (this.running === mine) {
        append(clear(this.result), mine.signal.aborted
          ? h("p", { class: "note" }, "Stopped.") : h("pre", { class: "error", role: "alert" }, problem.message));
      }
    } finally {
      if (this.running === mine)
        this.stop.disabled = true;
    }
  }

  show(reply) {
    const count = `${number(reply.rows.length)} ${reply.rows.length === 1 ? "row" : "rows"} in ${ms(reply.elapsedMs)}`;
    append(clear(this.result), h("p", { class: "note" }, count, reply.truncated ? ", and more: add LIMIT, or narrow the time" : ""));
    if (reply.rows.length === 0)
      return;
    const columns = reply.columns.map((column) => ({ title: column.name, doc: column.type, number: column.kind === "number" }));
    const rows = reply.rows.map((row) => row.map((cell, i) => text(cell, reply.columns[i].kind)));
    append(this.result, h("div", { class: "card" }, table(columns, rows, { caption: "Result", class: "compact" })));
  }
}

function text(cell, kind) {
  if (cell === null)
    return h("span", { class: "muted" }, "null");
  if (kind === "time")
    return time(cell, { millis: true });
  if (kind === "number" && typeof cell === "number")
    return number(cell);
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
