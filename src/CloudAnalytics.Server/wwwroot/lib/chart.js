// Lines and columns over time. Each chart stands beside a table of the same numbers; pictures alone say nothing to screen readers.
import { h } from "./dom.js";
import { axisParts, timeText, unit } from "./format.js";
import { isDark } from "./settings.js";

let library = null;

/** Loads the charts when the first one is drawn. */
function load() {
  library ??= new Promise((resolve, reject) => {
    const script = h("script", { src: "/vendor/echarts.min.js" });
    script.addEventListener("load", () => resolve(window.echarts));
    script.addEventListener("error", () => {
      // So that the next one tries again.
      library = null;
      script.remove();
      reject(new Error("The charts could not be loaded. The numbers are there as a table."));
    });
    document.head.append(script);
  });
  return library;
}

/** Colours that people with any colour vision tell apart, for light and dark. */
export function palette() {
  return isDark()
    ? ["#6ea8fe", "#f0a35e", "#5fc9a8", "#e58bbd", "#e6d16a", "#9d8df1", "#ef7b72", "#8fb8c9"]
    : ["#1f5fbf", "#d2711c", "#128068", "#b3387f", "#a08500", "#6a4fcf", "#c0392f", "#4a7c91"];
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * Draws series over time.
 * @param {{
 *   series: {name: string, points: [number, number|null][], color: string}[], step: number, from: number, to: number, unit: string,
 *   kind: "line"|"columns", label: string, height?: number, onPoint?: (time: number, series: number) => void,
 *   onRange?: (from: number, to: number) => void
 * }} options times in milliseconds
 */
export async function timeChart(element, options, signal) {
  const echarts = await load();
  if (signal.aborted || !element.isConnected)
    return;
  const chart = echarts.init(element, null, { renderer: "canvas" });
  chart.setOption(optionOf(options));
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", options.label);
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    chart.dispose();
  });
  listen(chart, options);
}

// A click anywhere in the picture means the nearest bucket; dragging means a stretch of time.
function listen(chart, options) {
  const surface = chart.getZr();
  let start = null;
  const timeAt = (event) => chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])[0];
  surface.on("mousedown", (event) => {
    if (chart.containPixel("grid", [event.offsetX, event.offsetY]))
      start = { time: timeAt(event), x: event.offsetX };
  });
  surface.on("mousemove", (event) => {
    if (start && options.onRange && Math.abs(event.offsetX - start.x) > 4)
      chart.setOption({ series: [{ id: "drag", markArea: { data: [[{ xAxis: start.time }, { xAxis: timeAt(event) }]] } }] });
  });
  surface.on("globalout", () => { start = null; });
  surface.on("mouseup", (event) => {
    if (!start)
      return;
    const end = timeAt(event);
    const isDrag = Math.abs(event.offsetX - start.x) > 4;
    if (isDrag && options.onRange)
      options.onRange(...[start.time, end].sort((a, b) => a - b));
    else if (!isDrag && options.onPoint)
      options.onPoint(Math.floor(end / options.step) * options.step, nearest(chart, options, event, end));
    start = null;
  });
}

/** The series whose value at this time lies nearest to the pointer. */
function nearest(chart, options, event, time) {
  const bucket = Math.floor(time / options.step) * options.step;
  const distances = options.series.map((series) => {
    const point = series.points.find(([t]) => t === bucket);
    if (!point || point[1] === null)
      return Infinity;
    return Math.abs(chart.convertToPixel({ gridIndex: 0 }, point)[1] - event.offsetY);
  });
  return distances.indexOf(Math.min(...distances));
}

function optionOf(options) {
  const text = color("--muted");
  const line = color("--line");
  const isLine = options.kind === "line";
  const shift = isLine ? 0 : options.step / 2;
  return {
    animation: false,
    color: options.series.map((series) => series.color),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    grid: { left: 4, right: 10, top: 10, bottom: 2, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "time", min: options.from, max: options.to, axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: text, hideOverlap: true, showMinLabel: false, showMaxLabel: false,
        formatter: (value) => axisLabel(value, options) },
    },
    yAxis: {
      type: "value", splitNumber: 3, min: 0, minInterval: options.unit === "count" ? 1 : 0,
        axisLabel: { color: text, formatter: (v) => unit(v, options.unit) },
      splitLine: { lineStyle: { color: line } },
    },
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: 0, backgroundColor: color("--surface"), borderColor: color("--line-strong"),
      textStyle: { color: color("--text"), fontSize: 12 },
        axisPointer: { type: isLine ? "line" : "shadow", lineStyle: { color: color("--muted") } },
      formatter: (items) => hint(items, options, shift),
    },
    series: [...options.series.map((series) => seriesOf(series, options, shift)), {
      id: "drag", type: "line", data: [], silent: true,
        markArea: { silent: true, itemStyle: { color: color("--accent"), opacity: 0.15 }, data: [] },
    }],
  };
}

function seriesOf(series, options, shift) {
  const data = series.points.map(([t, v]) => [t + shift, v]);
  return options.kind === "line"
    ? { name: series.name, type: "line", data, showSymbol: data.length < 3, symbolSize: 4, lineStyle: { width: 1.6 }, connectNulls: false,
      cursor: "pointer", emphasis: { disabled: true } }
    : { name: series.name, type: "bar", data, barWidth: "85%", barMaxWidth: 28, cursor: "pointer", emphasis: { disabled: true },
      large: false };
}

function hint(items, options, shift) {
  const shown = items.filter((item) => item.value[1] !== null && item.seriesId !== "drag");
  shown.sort((a, b) => b.value[1] - a.value[1]);
  const start = (items[0]?.value[0] ?? 0) - shift;
  return h("div", { class: "chart-hint" },
    h("strong", {}, `${timeText(start, { seconds: false })} – ${timeText(start + options.step, { seconds: false }).slice(11)}`),
    h("table", {}, shown.slice(0, 12).map((item) => {
      const swatch = h("span", { class: "swatch" });
      swatch.style.background = item.color;
      return h("tr", {}, h("td", {}, swatch, item.seriesName), h("td", { class: "number" }, unit(item.value[1], options.unit)));
    })));
}

function axisLabel(value, options) {
  const p = axisParts(value);
  const days = (options.to - options.from) / 86_400_000;
  if (days > 4 || (p.hour === "00" && p.minute === "00"))
    return `${p.day}/${p.month}`;
  return `${p.hour}:${p.minute}`;
}
