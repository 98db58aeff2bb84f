// Rows of one log: filters and free text, their number over time, a table, each row in full, a file for spreadsheets.
import { address, get, isAbort } from "../lib/api.js";
import { append, clear, command, empty, failure, h, loading, replace, table } from "../lib/dom.js";
import { cell } from "../lib/cells.js";
import { timeChart, palette } from "../lib/chart.js";
import { addFilter, chips } from "../lib/filters.js";
import { follow, followColumns } from "../lib/follow.js";
import { ms, number, time, zoneShort } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { menu } from "../lib/menu.js";
import { noiseSwitch, rangePicker, readRange } from "../lib/range.js";
import { openRow } from "../lib/row-drawer.js";
import { session } from "../lib/session.js";

export const title = "Search";

const preferred = [
  "host", "action", "protocol", "outcome", "sender", "recipients", "subject", "user_name", "client_ip", "status_code", "error_code",
    "reason", "data",
  "url_path", "url_stem", "message", "source_file", "format", "rows", "dead_letters", "duration_ms", "bytes",
];
const columnsShown = 8;

export async function render(main, params, context) {
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)), loading("Reading the formats"));
  const [{ formats }, { extents }] = await Promise.all([get("formats", {}, context.signal), get("formats/extent", {}, context.signal)]);
  clear(main);
  if (extents.length === 0) {
    append(main, h("div", { class: "page-head" }, h("h1", {}, title)), empty("There are no logs to search yet.",
      h("span", {}, "Read logs that lie on this machine: ", command(`cloudanalytics ingest PATH... --data ${session.dataPath}`))));
    return;
  }
  const rows = new Map(extents.map((extent) => [extent.format, extent.rows]));
  const logs = extents.filter((extent) => extent.isLog);
  const name = params.get("format") ?? (logs.length > 0 ? logs : extents).reduce((a,
    b) => (a.format === "exchange_message_tracking" || a.rows >= b.rows ? a : b)).format;
  const format = formats.find((one) => one.name === name);
  if (!format)
    throw new Error(`There is no format ${name}. There are: ${formats.map((one) => one.name).join(", ")}.`);
  new SearchPage(main, params, context, format, formats, rows).draw();
}

class SearchPage {
  constructor(main, params, context, format, formats, rows) {
    Object.assign(this, { main, params, ...context, format, formats, rowsOf: rows });
    this.fields = new Map(format.fields.map((field) => [field.name, field]));
    this.range = readRange(params);
    this.filters = params.getAll("f");
    this.query = {
      format: format.name, from: this.range.from, to: this.range.to, noise: params.get("noise") === "1" ? "1" : null, f: this.filters,
        q: params.get("q"),
    };
    this.columns = this.chosenColumns();
    this.loaded = [];
  }

  /** Changes parameters of the address; the page is then drawn anew. */
  choose(changes) {
    const now = Object.fromEntries([...this.params.keys()].map((key) => [key, this.params.getAll(key)]));
    this.navigate("search", { ...now, format: this.format.name, panel: null, column: null, ...changes });
  }

  chosenColumns() {
    const wanted = this.params.get("columns")?.split(",").filter((name) => this.fields.has(name));
    if (wanted?.length > 0)
      return wanted;
    const usual = preferred.filter((name) => this.fields.has(name)).slice(0, columnsShown);
    const others = this.format.fields.map((field) => field.name)
      .filter((name) => !["time", "time_source", "arrived", "id", "noise", "raw", "attributes", "host", ...usual].includes(name));
    return ["time", ...usual, ...(usual.length < 4 ? others.slice(0, columnsShown - usual.length) : [])];
  }

  draw() {
    const text = h("input", {
      type: "search", name: "q", value: this.params.get("q") ?? "", placeholder: "Words, \"a phrase\", -without",
        "aria-label": "Words that the rows hold",
      autocomplete: "off", spellcheck: "false",
    });
    const format = h("select", { "aria-label": "Log", name: "format",
      on: { change: () => this.choose({ format: format.value, f: null, columns: null }) } },
      this.formats.map((one) => h("option", { value: one.name, selected: one === this.format },
        `${one.name} (${number(this.rowsOf.get(one.name) ?? 0)})`)));
    const choose = (changes) => this.choose(changes);
    this.origin = h("div", { role: "status" });
    this.count = h("p", { class: "status", role: "status" });
    this.histogram = h("div", { class: "histogram" });
    this.tools = h("div", { class: "toolbar end" });
    this.result = h("div", { class: "result" }, loading("Searching", 8));
    append(this.main,
      h("div", { class: "page-head" }, h("h1", {}, title), h("span", { class: "spacer" }), rangePicker(this.params, choose),
        noiseSwitch(this.params, choose)),
      h("form", { class: "search-bar", role: "search", on: { submit: (event) => {
        event.preventDefault();
        this.choose({ q: text.value.trim() || null });
      } } }, format, text, h("button", { type: "submit", class: "primary" }, "Search")),
      h("ul", { class: "chips", "aria-label": "Filters" },
        chips(this.filters, (i) => this.choose({ f: this.filters.filter((_, at) => at !== i) })),
        h("li", {}, addFilter(this.format, (filter) => this.add(filter), (field) => this.suggest(field))),
        this.filters.length > 1 ? h("li", {},
          h("button", { type: "button", class: "plain", on: { click: () => this.choose({ f: null }) } }, "Remove all")) : null),
      this.origin,
      this.histogram,
      h("div", { class: "result-head" }, this.count, this.tools),
      this.result);
    this.drawTools();
    this.explainOrigin();
    this.loadCount();
    this.loadPage(null);
  }

  /** Says which number led here, and whether it counts rows: a message has several, and is counted once. */
  async explainOrigin() {
    if (!this.params.get("panel"))
      return;
    const { panels } = await get("panels", {}, this.signal).catch(() => ({ panels: [] }));
    const panel = panels.find((one) => one.name === this.params.get("panel"));
    const column = panel?.columns.find((one) => one.name === (this.params.get("column") ?? panel.order));
    if (column)
      append(this.origin, h("p", { class: column.countsRows ? "note" : "warning", "data-counts-rows": String(column.countsRows) },
        column.countsRows ? `The rows that “${column.title}” of “${panel.title}” counts.`
          : `The rows behind “${column.title}” of “${panel.title}”. That number counts something else than rows: `
            + `${column.doc ?? panel.doc}`));
  }

  add(filter) {
    if (!this.filters.includes(filter))
      this.choose({ f: [...this.filters, filter] });
  }

  async suggest(field) {
    return (await get("rows/values", { ...this.query, field, limit: 20 }, this.signal)).values;
  }

  drawTools() {
    const order = this.params.get("order") === "oldest" ? "oldest" : "newest";
    replace(this.tools,
      h("button", { type: "button", title: "Turn the order of time around",
        on: { click: () => this.choose({ order: order === "newest" ? "oldest" : null }) } },
        order === "newest" ? "Newest first" : "Oldest first"),
      this.columnChooser(),
      h("a", { class: "button", href: address("rows.csv", { ...this.query, columns: this.columns.join(",") }), download: "",
        title: "The shown columns of all rows found, as comma-separated values" }, icon("download"), "CSV"));
  }

  columnChooser() {
    return menu({ label: [icon("columns"), "Columns"], name: "Choose columns", class: "columns" }, (close) => {
      const boxes = this.format.fields.filter((field) => field.name !== "id").map((field) => ({
        name: field.name, box: h("input", { type: "checkbox", name: field.name, checked: this.columns.includes(field.name) }),
          doc: field.doc,
      }));
      const kept = this.columns.filter((name) => this.fields.has(name));
      return h("form", { on: { submit: (event) => {
        event.preventDefault();
        close();
        const checked = boxes.filter(({ box }) => box.checked).map(({ name }) => name);
        const inOrder = [...kept.filter((name) => checked.includes(name)), ...checked.filter((name) => !kept.includes(name))];
        this.choose({ columns: inOrder.join(",") || null });
      } } },
      h("div", { class: "boxes" }, boxes.map(({ name, box, doc }) => h("label", { title: doc }, box, name))),
      h("div", { class: "toolbar" }, h("button", { type: "submit", class: "primary" }, "Show"),
        h("button", { type: "button", on: { click: () => { close(); this.choose({ columns: null }); } } }, "Usual columns")));
    });
  }

  async loadCount() {
    try {
      const counted = await get("rows/count", this.query, this.signal);
      replace(this.count, h("strong", { "data-value": counted.total }, number(counted.total)), counted.total === 1 ? " row" : " rows");
      if (counted.total > 0)
        this.drawHistogram(counted);
    } catch (problem) {
      if (!isAbort(problem))
        replace(this.count, problem.message);
    }
  }

  drawHistogram(counted) {
    const step = counted.stepSeconds * 1000;
    const canvas = h("div", { class: "chart small" });
    replace(this.histogram, canvas, h("details", { class: "windows" }, h("summary", {}, "The same numbers as a table"),
      h("div", { class: "card tall" }, table([{ title: `From (${zoneShort()})` }, { title: "Rows", number: true }],
        counted.buckets.map((bucket) => [time(bucket.time, { seconds: false }), number(bucket.rows)]),
        { caption: "Rows over time", class: "compact" }))));
    timeChart(canvas, {
      series: [{ name: "Rows", points: counted.buckets.map((b) => [Date.parse(b.time), b.rows]), color: palette()[0] }], step,
      from: Date.parse(counted.from), to: Date.parse(counted.to), unit: "count", kind: "columns",
      label: `${number(counted.total)} rows over time. A click on a column narrows the time to it.`,
      onPoint: (at) => this.narrow(at, at + step), onRange: (from, to) => this.narrow(from, to),
    }, this.signal).catch(() => clear(this.histogram));
  }

  narrow(from, to) {
    this.choose({ last: null, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  }

  async loadPage(after) {
    try {
      const also = followColumns.filter((name) => this.fields.has(name) && !this.columns.includes(name));
      const columns = [...this.columns, ...also].join(",");
      const reply = await get("rows", { ...this.query, columns, order: this.params.get("order"), after }, this.signal);
      if (!after)
        this.startTable(reply);
      this.addRows(reply);
    } catch (problem) {
      if (!isAbort(problem))
        replace(this.result, failure(problem, () => this.loadPage(after)));
    }
  }

  startTable(reply) {
    clear(this.result);
    if (reply.rows.length === 0) {
      append(this.result, this.nothing());
      return;
    }
    this.body = h("tbody", { on: { keydown: (event) => this.onKey(event) } });
    append(this.result, h("div", { class: "scroll rows", tabindex: "0", role: "region", "aria-label": "Rows found" },
      h("table", { class: "compact" },
      h("caption", { class: "hidden" }, "Rows found; Enter on a row shows all of it"),
      h("thead", {}, h("tr", {}, this.columns.map((name) => h("th",
        { scope: "col", title: this.fields.get(name).doc, class: this.fields.get(name).kind === "number" ? "number" : null },
        this.fields.get(name).kind === "time" ? `${name} (${zoneShort()})` : name)),
        h("th", { scope: "col" }, h("span", { class: "hidden" }, "Follow")))),
      this.body)));
    this.more = h("p", { class: "more" });
    append(this.result, this.more);
  }

  nothing() {
    const hints = [];
    if (this.filters.length > 0 || this.params.get("q"))
      hints.push(h("span", {}, "Take a filter or a word away, or look at a longer time."));
    else
      hints.push(h("span", {}, "Look at a longer time, or at another log."));
    if (this.params.get("noise") !== "1")
      hints.push(h("button", { type: "button", on: { click: () => this.choose({ noise: "1" }) } }, "Look in background traffic too"));
    return empty("No row matches.", ...hints);
  }

  addRows(reply) {
    if (!this.body)
      return;
    const indexes = this.columns.map((name) => reply.columns.indexOf(name));
    for (const row of reply.rows) {
      const at = this.loaded.push({ time: row[0], id: row[1] }) - 1;
      append(this.body, h("tr", { tabindex: at === 0 ? "0" : "-1", on: { click: () => this.open(at) } },
        indexes.map((i, column) => {
          const field = this.fields.get(this.columns[column]);
          const content = cell(row[i], field);
          return h("td", { class: field.kind === "number" ? "number" : null,
            title: typeof content === "string" && content.length > 24 ? content : null }, content);
        }), h("td", { class: "row-follow" }, this.followLink(reply, row))));
    }
    replace(this.more, reply.next
      ? h("button", { type: "button", on: { click: (event) => { event.target.disabled = true; this.loadPage(reply.next); } } },
        `Show more (${number(this.loaded.length)} shown)`)
      : h("span", { class: "muted" }, `All ${number(this.loaded.length)} shown, in ${ms(reply.elapsedMs)}.`));
  }

  /** Leads to the way of the row's message. By keyboard: f on the row. */
  followLink(reply, row) {
    const message = follow((name) => row[reply.columns.indexOf(name)], row[0]);
    return message ? h("a", { href: this.link("trace", message), tabindex: "-1", title: "Follow this message (f)",
      "aria-label": "Follow this message", on: { click: (event) => event.stopPropagation() } }, icon("trace")) : null;
  }

  open(at) {
    const row = this.loaded[at];
    if (!row)
      return;
    [...this.body.rows].forEach((tr, i) => {
      tr.classList.toggle("open", i === at);
      tr.tabIndex = i === at ? 0 : -1;
    });
    this.body.rows[at].focus({ preventScroll: false });
    openRow(this.format, row.time, row.id, {
      addFilter: (filter) => this.add(filter), link: this.link, step: (by) => this.open(at + by), signal: this.signal,
    });
  }

  onKey(event) {
    const at = [...this.body.rows].indexOf(event.target.closest("tr"));
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: this.body.rows.length - 1 }[event.key];
    if (event.key === "Enter" && event.target.closest("a")) {
      return;
    } else if (event.key === "f") {
      this.body.rows[at].querySelector(".row-follow a")?.click();
    } else if (event.key === "Enter") {
      this.open(at);
    } else if (to !== undefined && this.body.rows[to]) {
      this.body.rows[at].tabIndex = -1;
      this.body.rows[to].tabIndex = 0;
      this.body.rows[to].focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
