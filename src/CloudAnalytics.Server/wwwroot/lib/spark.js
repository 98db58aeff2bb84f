// A small picture of an alarm's last numbers with its threshold. What it shows stands in words in its name, and in a table beside it.
import { svg } from "./dom.js";
import { number, timeText, unit } from "./format.js";

const [width, height, margin] = [168, 36, 4];

/**
 * Draws it.
 * @param {{from: string, to: string, value: number|null, state: string}[]} points the oldest first
 * @param {{threshold: number, unit: string, comparison: string, measure: string}} alarm
 */
export function spark(points, alarm) {
  const known = points.filter((point) => point.value !== null);
  const top = 1.1 * Math.max(alarm.threshold, ...known.map((point) => point.value)) || 1;
  const x = (i) => margin + (i * (width - 2 * margin)) / Math.max(1, points.length - 1);
  const y = (value) => height - margin - (Math.max(0, value) * (height - 2 * margin)) / top;
  const limit = y(alarm.threshold);
  return svg("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMinYMid", role: "img",
    "aria-label": inWords(points, alarm) },
    svg("line", { class: "spark-limit", x1: 0, x2: width, y1: limit, y2: limit }),
    lines(points).map((line) => svg("polyline", {
      class: "spark-line", points: line.map(([i, value]) => `${x(i)},${y(value)}`).join(" "),
    })),
    points.map((point, i) => (point.value === null || !isMarked(points, i) ? null
      : svg("circle", { class: point.state === "alarm" ? "spark-bad" : "spark-last", cx: x(i), cy: y(point.value), r: 2.5 }))));
}

// A window without a number breaks the line.
function lines(points) {
  const all = [[]];
  points.forEach((point, i) => (point.value === null ? all.push([]) : all.at(-1).push([i, point.value])));
  return all.filter((line) => line.length > 0);
}

// What is bad, the latest, and a number without neighbours, of which no line could be drawn.
function isMarked(points, i) {
  const isAlone = [points[i - 1], points[i + 1]].every((other) => (other?.value ?? null) === null);
  return points[i].state === "alarm" || i === points.length - 1 || isAlone;
}

function inWords(points, alarm) {
  const values = points.map((point) => point.value).filter((value) => value !== null);
  const bound = `threshold ${alarm.comparison === "at_most" ? "at most" : "at least"} ${unit(alarm.threshold, alarm.unit)}`;
  const [from, to] = [points[0].from, points.at(-1).to].map((at) => timeText(at, { seconds: false }));
  const span = `${number(points.length)} windows from ${from} to ${to}`;
  if (values.length === 0)
    return `${alarm.measure}, ${span}: no number; ${bound}`;
  const bad = points.filter((point) => point.state === "alarm").length;
  return `${alarm.measure}, ${span}: latest ${unit(points.at(-1).value, alarm.unit)}, lowest ${unit(Math.min(...values), alarm.unit)}, `
    + `highest ${unit(Math.max(...values), alarm.unit)}; ${bound}, ${bad === 0 ? "never reached" : `reached in ${number(bad)}`}`;
}
