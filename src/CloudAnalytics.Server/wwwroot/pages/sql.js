// One read-only statement over the views, their columns beside it, and the result as a table or as a file.
import { get, post, postForFile } from "../lib/api.js";
import { append, clear, empty, h, loading, table } from "../lib/dom.js";
import { ms, number, time, zoneName } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { positionOf, recordsOf, sentenceOf } from "../lib/statement.js";

export const title = "SQL";

/** Rows that the page draws; a file holds more. */
const shownMax = 1000;

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
  const dead = await post("sql", { sql: "DESCRIBE dead_letters" }, signal).catch(() => null);
  page.showViews(formats, dead?.rows.map(([name, type]) => ({ name, kind: type.toLowerCase(), doc: "" })) ?? []);
  if (params.get("sql"))
    page.run();
}

class SqlPage {
  constructor(signal, sql) {
    this.signal = signal;
    this.running = null;
    this.editor = h("textarea", {
      rows: 9, class: "code", id: "statement", spellcheck: "false", autocapitalize: "off", "aria-label": "SQL statement",
      "aria-describedby": "statement-hint", placeholder: "SELECT …", on: { keydown: (event) => this.onKey(event) },
    });
    this.editor.value = sql;
    this.cancel = h("button", { type: "button", id: "cancel", disabled: true, on: { click: () => this.stop() } }, "Cancel");
    this.save = h("button", { type: "button", id: "save", on: { click: () => this.export() } }, icon("download"), "CSV");
    this.clock = h("span", { class: "muted number", "aria-hidden": "true" });
    this.result = h("div", { class: "result", "aria-live": "polite" });
    this.views = h("aside", { class: "views", "aria-label": "Views and their columns" }, loading("Reading the views", 6));
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      this.run();
    } } },
    this.editor,
    h("div", { class: "toolbar" }, h("button", { type: "submit", class: "primary", id: "run" }, "Run"), this.cancel, this.save, this.clock,
      h("span", { class: "muted", id: "statement-hint" }, "Ctrl+Enter runs, Esc cancels. It can only read.")),
    h("div", { class: "toolbar" }, h("span", { class: "muted" }, "Examples:"),
      examples.map(([name, text]) => h("button", { type: "button", class: "link", on: { click: () => {
        this.editor.value = text;
        this.editor.focus();
      } } }, name))));
    this.element = h("div", { class: "sql-layout" }, h("div", {}, form, this.result), this.views);
  }

  onKey(event) {
    if (event.key === "Escape" && this.running) {
      event.stopPropagation();
      this.stop();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    }
  }

  showViews(formats, deadColumns) {
    const views = [...formats, { name: "dead_letters", doc: "Records that could not be read.", fields: deadColumns }];
    append(clear(this.views), h("h2", {}, "Views"), h("p", { class: "muted" }, "A click writes the name into the statement."),
      views.map((view) => h("details", {},
        h("summary", { title: view.doc }, view.name),
        h("p", { class: "muted" }, view.doc),
        h("p", {}, h("button", { type: "button", class: "link", on: { click: () => this.insert(view.name) } }, `Write ${view.name}`)),
        h("ul", {}, view.fields.map((field) => h("li", {},
          h("button", { type: "button", class: "link", title: field.doc, on: { click: () => this.insert(field.name) } }, field.name),
          h("span", { class: "muted" }, ` ${field.kind}`)))))));
  }

  insert(text) {
    this.editor.setRangeText(text, this.editor.selectionStart, this.editor.selectionEnd, "end");
    this.editor.focus();
  }

  run() {
    return this.work("Running", async (sql, signal) => this.show(await post("sql", { sql, limit: shownMax }, signal)));
  }

  export() {
    return this.work("Writing the file", async (sql, signal) => {
      const { bytes, headers } = await postForFile("sql.csv", { sql }, signal);
      const name = /filename="([^"]+)"/.exec(headers.get("Content-Disposition") ?? "")?.[1] ?? "result.csv";
      const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type: "text/csv" })), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      const rows = recordsOf(bytes);
      const isFull = rows >= Number(headers.get("X-Row-Limit"));
      append(clear(this.result), h("p", { class: isFull ? "warning" : "note" }, isFull
        ? `${name} holds the first ${number(rows)} rows, which is the limit of a file; there may be more.`
        : `${name} holds all ${number(rows)} ${rows === 1 ? "row" : "rows"}.`));
    });
  }

  /** Does something that takes its time; it ends when it is cancelled, or when something else is started. */
  async work(what, act) {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.signal.addEventListener("abort", () => mine.abort(), { signal: mine.signal });
    const sql = this.editor.value;
    this.editor.removeAttribute("aria-invalid");
    this.cancel.disabled = false;
    append(clear(this.result), loading(what, 4));
    const started = Date.now();
    const tick = setInterval(() => { this.clock.textContent = ms(Math.round((Date.now() - started) / 1000) * 1000); }, 1000);
    try {
      await act(sql, mine.signal);
    } catch (problem) {
      if (this.running === mine)
        this.fail(problem, sql, mine.signal.aborted);
    } finally {
      clearInterval(tick);
      if (this.running === mine) {
        this.running = null;
        this.cancel.disabled = true;
        this.clock.textContent = "";
      }
    }
  }

  /** Ends what runs: the server sees that nobody waits any more, and interrupts the engine. */
  stop() {
    this.running?.abort();
  }

  fail(problem, sql, isStopped) {
    clear(this.result);
    if (isStopped) {
      append(this.result, h("p", { class: "note" }, "Cancelled; the server stops working on it."));
      return;
    }
    const place = positionOf(problem.message, sql);
    if (!place) {
      append(this.result, h("div", { class: "error", role: "alert" }, problem.message));
      return;
    }
    this.editor.setAttribute("aria-invalid", "true");
    const line = sql.split("\n")[place.line - 1];
    append(this.result, h("div", { class: "error", role: "alert" }, h("p", {}, sentenceOf(problem.message)),
      h("p", {}, `Line ${place.line}, column ${place.column}:`),
      h("pre", {}, line.slice(0, place.column - 1), h("mark", {}, wordAt(line, place.column - 1) || " "),
        line.slice(place.column - 1 + wordAt(line, place.column - 1).length)),
      h("button", { type: "button", on: { click: () => this.select(place.offset, wordAt(line, place.column - 1).length) } }, "Go there")));
  }

  select(offset, length) {
    this.editor.focus();
    this.editor.setSelectionRange(offset, offset + Math.max(1, length));
  }

  show(reply) {
    const rows = `${number(reply.rows.length)} ${reply.rows.length === 1 ? "row" : "rows"}`;
    append(clear(this.result), reply.truncated
      ? h("p", { class: "warning" }, `The first ${rows}, in ${ms(reply.elapsedMs)}; there are more, which the page does not show. `
        + "CSV saves them; a narrower WHERE or a GROUP BY makes fewer.")
      : h("p", { class: "note" }, `${rows} in ${ms(reply.elapsedMs)}`));
    if (reply.rows.length === 0) {
      append(this.result, empty("No row matches.", "The statement is right, and nothing in the archive answers to it: look at a longer "
        + "time, or take a condition away."));
      return;
    }
    const columns = reply.columns.map((column) => ({
      title: column.kind === "time" ? `${column.name} (${zoneName()})` : column.name, doc: column.type, number: column.kind === "number",
    }));
    const cells = reply.rows.map((row) => row.map((cell, i) => text(cell, reply.columns[i])));
    append(this.result, h("div", { class: "card" }, table(columns, cells, { caption: "Result", class: "compact" })));
  }
}

function wordAt(line, at) {
  return /^(\w+|\S?)/.exec(line.slice(at))[0];
}

function text(cell, { name, kind }) {
  if (cell === null)
    return h("span", { class: "muted" }, "null");
  if (kind === "time")
    return time(cell, { millis: true });
  // Numbers that are names are written without separators.
  if (kind === "number" && typeof cell === "number")
    return /(_code|_id|port|status)$/.test(name) ? String(cell) : number(cell);
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
