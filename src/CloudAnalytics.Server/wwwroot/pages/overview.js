// The panels: what happens now, and the way to the rows behind each number.
import { get } from "../lib/api.js";
import { append, clear, command, empty, failure, h, loading, replace } from "../lib/dom.js";
import { ago, number, time } from "../lib/format.js";
import { PanelCard } from "../lib/panel.js";
import { noiseSwitch, rangePicker, readRange, refreshPicker } from "../lib/range.js";
import { session } from "../lib/session.js";

export const title = "Overview";

export async function render(main, params, { navigate, link, signal }) {
  const choose = (changes) => navigate("overview", { ...Object.fromEntries(params), ...changes });
  const status = h("p", { class: "status", "aria-live": "polite" });
  const notice = h("div", {});
  const grid = h("div", { class: "sections" }, loading("Reading the panels", 6));
  const tabs = h("div", { class: "tabs", role: "group", "aria-label": "Which panels" });
  append(main,
    h("div", { class: "page-head" },
      h("h1", {}, title), tabs, h("span", { class: "spacer" }),
      rangePicker(params, choose), noiseSwitch(params, choose), refreshPicker(params, choose, () => refresh())),
    status, notice, grid);

  const [{ panels }, known] = await Promise.all([get("panels", {}, signal), readExtents(signal)]);
  const shown = drawTabs(tabs, panels, known, params, link);
  const cards = shown.map((panel) => new PanelCard(panel, { link, choose }));
  drawSections(grid, cards);
  await refresh();

  async function refresh() {
    const range = readRange(params);
    const noise = params.get("noise") === "1" ? "1" : null;
    const extents = readExtents(signal);
    const answers = await Promise.all(cards.map((card) => card.load(range, noise, signal)));
    if (signal.aborted)
      return;
    const lost = cards.find((card) => card.unreachable);
    if (lost) {
      replace(notice, failure(lost.unreachable, refresh));
      return;
    }
    // What follows from rows, and what the product itself records, is no log.
    const logs = (await extents).filter((extent) => extent.isLog);
    drawStatus(status, logs);
    drawNotice(notice, grid, logs, answers, choose);
  }

  const seconds = Number(params.get("refresh"));
  if (seconds >= 5) {
    const timer = setInterval(() => document.hidden || refresh(), seconds * 1000);
    signal.addEventListener("abort", () => clearInterval(timer));
  }
}

const readExtents = (signal) => get("formats/extent", {}, signal).then((reply) => reply.extents).catch(() => []);

// A site without Exchange sees none of Exchange's panels on the first page; each section keeps all of its own.
function drawTabs(tabs, panels, extents, params, link) {
  const sections = [...new Set(panels.map((panel) => panel.section))].filter(Boolean);
  const wanted = sections.includes(params.get("section")) ? params.get("section") : null;
  const others = Object.fromEntries([...params].filter(([name]) => name !== "section"));
  replace(tabs, [null, ...sections].map((section) => h("a", {
    href: link("overview", { ...others, section }), "aria-current": section === wanted ? "true" : null,
  }, section ?? "Overview")));
  const formats = new Set(extents.map((extent) => extent.format));
  const isThere = (panel) => formats.size === 0 || panel.formats.some((format) => formats.has(format));
  const shown = panels.filter((panel) => (wanted ? panel.section === wanted : panel.overview && isThere(panel)));
  return shown.length > 0 ? shown : panels;
}

function drawSections(grid, cards) {
  const sections = new Map();
  for (const card of cards) {
    const name = card.panel.section;
    sections.set(name, [...(sections.get(name) ?? []), card]);
  }
  replace(grid, [...sections].map(([name, list]) => h("div", { role: "group", "aria-label": name || "Panels" },
    h("h2", { class: name && sections.size > 1 ? null : "hidden" }, name || "Panels"),
    h("div", { class: "grid" }, list.map((card) => card.element)))));
}

function drawStatus(status, logs) {
  const rows = logs.reduce((sum, extent) => sum + extent.rows, 0);
  const newest = logs.map((extent) => extent.last).sort().at(-1);
  replace(status, rows === 0 ? null : [
    `${counted(rows, "row")} of logs in ${counted(logs.length, "format")}. Newest: `, time(newest), ` (${ago(newest)}).`]);
}

const counted = (count, what) => `${number(count)} ${what}${count === 1 ? "" : "s"}`;

function drawNotice(notice, grid, logs, answers, choose) {
  clear(notice);
  const hasNumbers = answers.some((answer) => answer?.rows.some((row) => row.values.some((value) => value)));
  grid.hidden = !hasNumbers;
  if (hasNumbers)
    return;
  if (logs.length === 0) {
    append(notice, empty("There are no logs here yet.",
      h("span", {}, "Read logs that lie on this machine: ", command(`cloudanalytics ingest PATH... --data ${session.dataPath}`)),
      h("span", {}, "Follow logs while they are written: ", command(`cloudanalytics serve --data ${session.dataPath} --watch FOLDER`)),
      h("span", {}, "Have a look with made-up logs first: ", command("scripts/run"))));
    return;
  }
  const first = logs.map((extent) => extent.first).sort()[0];
  const last = logs.map((extent) => extent.last).sort().at(-1);
  const end = new Date(Date.parse(last) + 1000).toISOString();
  const dayBefore = new Date(Math.max(Date.parse(first), Date.parse(last) - 86_400_000)).toISOString();
  append(notice, empty("Nothing happened in this time.",
    h("span", {}, "There is data from ", time(first), " to ", time(last), "."),
    h("button", { type: "button", class: "primary", on: { click: () => choose({ last: null, from: dayBefore, to: end }) } },
      "Show its last day")));
}
