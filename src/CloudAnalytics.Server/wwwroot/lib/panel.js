// One panel of the overview: its frame, its numbers as tiles, bars, lines or a table, and the way to the rows behind each number.
import { get, isAbort } from "./api.js";
import { append, clear, failure, h, loading, replace, table } from "./dom.js";
import { palette, timeChart } from "./chart.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { time, unit, zoneShort } from "./format.js";

/** A panel's frame; `load` fills it, as often as wanted. */
export class PanelCard {
  constructor(panel, context) {
    this.panel = panel;
    this.context = context;
    this.asTable = false;
    this.body = h("div", { class: "panel-body" }, loading(`Reading ${panel.title}`, panel.chart === "number" ? 1 : 5));
    this.foot = h("p", { class: "panel-foot" });
    const isChart = panel.chart === "lines";
    this.toggle = isChart ? h("button", { type: "button", class: "plain", on: { click: () => this.flip() } }) : null;
    this.element = h("section", {
      class: `card panel chart-${panel.chart}`, id: `panel-${panel.name}`, "aria-labelledby": `title-${panel.name}`,
    },
    h("header", {}, h("h3", { id: `title-${panel.name}` }, panel.title), this.toggle,
      menu({ label: icon("info"), name: `About ${panel.title}`, plain: true, class: "about" }, () => [
        h("p", {}, panel.doc), h("p", { class: "muted" }, `From ${panel.formats.join(", ")}.`)])),
    this.body, this.foot);
    this.showToggle();
  }

  async load(range, noise, signal) {
    this.range = range;
    this.noise = noise;
    this.unreachable = null;
    this.element.setAttribute("aria-busy", "true");
    try {
      this.answer = await get(`panels/${this.panel.name}`, { from: range.from, to: range.to, noise }, signal);
      this.signal = signal;
      this.draw();
    } catch (problem) {
      if (problem.code === "unreachable")
        this.keep(problem);
      else if (!isAbort(problem))
        replace(this.body, failure(problem, () => this.load(range, noise, signal)));
    } finally {
      this.element.removeAttribute("aria-busy");
    }
    return this.answer;
  }

  // The same is the matter with all panels: the page says it once, and what was read stays.
  keep(problem) {
    this.unreachable = problem;
    if (!this.answer)
      replace(this.body, h("p", { class: "nothing" }, "Not read."));
  }

  flip() {
    this.asTable = !this.asTable;
    this.showToggle();
    if (this.answer)
      this.draw();
  }

  showToggle() {
    if (!this.toggle)
      return;
    replace(this.toggle, icon(this.asTable ? "chart" : "table"));
    const label = this.asTable ? "Show as chart" : "Show as table";
    this.toggle.setAttribute("aria-label", `${label}: ${this.panel.title}`);
    this.toggle.title = label;
  }

  draw() {
    const { panel, answer } = this;
    clear(this.body);
    clear(this.foot);
    const hasNothing = panel.chart === "number"
      ? answer.rows.length === 0
      : answer.rows.every((row) => row.values.every((value) => value === null || value === 0));
    if (hasNothing)
      append(this.body, h("p", { class: "nothing" }, "Nothing in this time."));
    else if (panel.chart === "number")
      this.drawTiles();
    else if (panel.chart === "lines" && !this.asTable)
      this.drawLines();
    else
      this.drawTable();
  }

  /** Address of the rows behind a number. */
  rows(row, column) {
    return this.context.link("drill", {
      panel: this.panel.name, from: this.range.from, to: this.range.to, noise: this.noise, column, bucket: row.time, group: row.group,
    });
  }

  drawTiles() {
    const [row] = this.answer.rows;
    append(this.body, h("dl", { class: "tiles" }, this.panel.columns.map((column, i) => h("div", { class: "tile" },
      h("dt", {}, column.title),
      h("dd", { "data-value": row.values[i] },
        row.values[i] ? h("a", { href: this.rows(row, column.name) }, unit(row.values[i], column.unit))
          : unit(row.values[i], column.unit))))));
  }

  drawTable() {
    const { panel, answer } = this;
    const order = Math.max(0, panel.columns.findIndex((column) => column.name === panel.order));
    const isBars = panel.chart === "bars";
    const most = Math.max(...answer.rows.map((row) => Math.abs(row.values[order] ?? 0)));
    const columns = [
      ...(panel.overTime ? [{ title: `Time (${zoneShort()})` }] : []),
      ...panel.by.map((by) => ({ title: by.title, class: "group" })),
      ...panel.columns.map((column) => ({ title: column.title, number: true })),
    ];
    const rows = answer.rows.map((row) => [
      ...(panel.overTime ? [time(row.time, { seconds: false })] : []),
      ...row.group.map((text, i) => ({ child: i === 0 ? h("a", { href: this.rows(row, panel.order) }, text || "(empty)") : text
        || "(empty)", title: text })),
      ...row.values.map((value, i) => ({
        child: this.cell(row, value, panel.columns[i], isBars && i === order ? most : 0), class: isBars && i === order ? "with-bar" : "",
      })),
    ]);
    append(this.body, table(columns, rows, { caption: panel.title, class: "compact" }));
    if (panel.top && !panel.overTime && answer.rows.length === panel.top)
      append(this.foot, `The first ${panel.top}.`);
  }

  cell(row, value, column, most) {
    const text = unit(value, column.unit);
    const link = this.panel.by.length === 0 && value ? h("a", { href: this.rows(row, column.name) }, text) : text;
    if (most === 0)
      return h("span", { "data-value": value }, link);
    const bar = h("span", { class: "hbar", "aria-hidden": "true" });
    bar.style.width = `${Math.max(0.5, (100 * Math.abs(value ?? 0)) / most)}%`;
    return [bar, h("span", { class: "over-bar", "data-value": value }, link)];
  }

  drawLines() {
    const { panel, answer } = this;
    const step = answer.stepSeconds * 1000;
    const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)];
    const series = panel.by.length > 0 ? seriesByGroup(panel, answer) : seriesByColumn(panel, answer);
    const colors = palette();
    series.forEach((one, i) => { one.color = colors[i % colors.length]; });
    const off = new Set();
    const holder = h("div", { class: "chart-holder" });
    let drawing = new AbortController();
    const paint = () => {
      drawing.abort();
      drawing = new AbortController();
      this.signal.addEventListener("abort", () => drawing.abort(), { signal: drawing.signal });
      const canvas = h("div", { class: "chart" });
      replace(holder, canvas);
      const shown = series.filter((one) => !off.has(one));
      timeChart(canvas, {
        series: shown.map((one) => ({ ...one, points: filled(one, answer, step) })), step, from, to, unit: panel.columns[0].unit,
          kind: "line",
        label: `${panel.title}: ${series.map((one) => [one.name, one.total].filter(Boolean).join(" ")).join(", ")}. `
          + "The same numbers stand in the table.",
        onPoint: (at, i) => { location.hash = this.rows({ time: new Date(at).toISOString(), group: shown[i]?.group ?? [] },
          shown[i]?.column); },
        onRange: (a, b) => this.context.choose({ last: null, from: new Date(a).toISOString(), to: new Date(b).toISOString() }),
      }, drawing.signal).catch((problem) => replace(holder, failure(problem)));
    };
    append(this.body, holder, legend(series, off, paint));
    paint();
  }
}

function seriesByColumn(panel, answer) {
  return panel.columns.map((column, i) => ({
    name: column.title, group: [], column: column.name, kind: column.kind,
      values: new Map(answer.rows.map((row) => [Date.parse(row.time), row.values[i]])),
    total: column.kind === "total" ? unit(answer.rows.reduce((sum, row) => sum + (row.values[i] ?? 0), 0), column.unit) : "",
  }));
}

function seriesByGroup(panel, answer) {
  const groups = new Map();
  const [column] = panel.columns;
  for (const row of answer.rows) {
    const key = row.group.join(" / ");
    if (!groups.has(key))
      groups.set(key, { name: key, group: row.group, column: column.name, kind: column.kind, values: new Map(), sum: 0 });
    const one = groups.get(key);
    one.values.set(Date.parse(row.time), row.values[0]);
    one.sum += row.values[0] ?? 0;
  }
  const series = [...groups.values()].sort((a, b) => b.sum - a.sum);
  series.forEach((one) => { one.total = column.kind === "total" ? unit(one.sum, column.unit) : ""; });
  return series;
}

/** One point per bucket: where a count has no bucket it was 0, where a latency has none nothing is known. */
function filled(one, answer, step) {
  const points = [];
  const [from, to] = [Date.parse(answer.from), Date.parse(answer.to)];
  for (let at = Math.floor(from / step) * step; at < to; at += step)
    points.push([at, one.values.get(at) ?? (one.kind === "total" ? 0 : null)]);
  return points;
}

function legend(series, off, changed) {
  return h("ul", { class: "legend" }, series.map((one) => {
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = one.color;
    const button = h("button", { type: "button", "aria-pressed": "true", title: "Show or hide this line", on: { click: () => {
      const isHidden = off.delete(one) ? false : off.add(one).has(one);
      button.setAttribute("aria-pressed", String(!isHidden));
      changed();
    } } }, swatch, one.name, one.total ? h("span", { class: "muted" }, ` ${one.total}`) : null);
    return h("li", {}, button);
  }));
}
