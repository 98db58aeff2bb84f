// The stretch of time that a page looks at. It stands in the address: `last=24h`, or `from` and `to` in UTC.
import { h, clear, append } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { isUtc, timeText, zoneName } from "./format.js";

const minute = 60_000;

export const presets = [
  ["15m", "Last 15 minutes", 15 * minute],
  ["1h", "Last hour", 60 * minute],
  ["4h", "Last 4 hours", 240 * minute],
  ["24h", "Last 24 hours", 1440 * minute],
  ["3d", "Last 3 days", 3 * 1440 * minute],
  ["7d", "Last 7 days", 7 * 1440 * minute],
  ["30d", "Last 30 days", 30 * 1440 * minute],
];

export const refreshes = [["", "Off"], ["10", "10 s"], ["30", "30 s"], ["60", "1 min"], ["300", "5 min"]];

/** Reads the range of an address. A running range ends now. */
export function readRange(params) {
  const [from, to] = [params.get("from"), params.get("to")].map((text) => (text ? new Date(text) : null));
  if (from && to && !Number.isNaN(+from) && !Number.isNaN(+to) && from < to)
    return { from: from.toISOString(), to: to.toISOString(),
      label: `${timeText(from, { seconds: false })} – ${timeText(to, { seconds: false })}` };
  const [last, label, length] = presets.find(([name]) => name === params.get("last")) ?? presets[3];
  const end = new Date();
  return { from: new Date(end - length).toISOString(), to: end.toISOString(), label, last };
}

/** The parameters that say the same in another page's address. */
export function rangeParams(params) {
  const range = readRange(params);
  return range.last ? { last: range.last } : { from: range.from, to: range.to };
}

/** A button that shows the range and opens the choice of others. `choose` gets the parameters to change. */
export function rangePicker(params, choose) {
  const range = readRange(params);
  return menu({ label: [icon("clock"), h("span", {}, range.label)], name: `Time: ${range.label}`, class: "range" }, (close) => {
    const list = h("div", { class: "presets", role: "group", "aria-label": "Time" }, presets.map(([last, label]) =>
      h("button", { type: "button", class: "item", "aria-pressed": String(range.last === last), on: { click: () => {
        close();
        choose({ last, from: null, to: null });
      } } }, label)));
    return [list, customForm(range, close, choose)];
  });
}

function customForm(range, close, choose) {
  const from = h("input", { type: "datetime-local", step: "1", name: "from", required: true, value: toInput(range.from) });
  const to = h("input", { type: "datetime-local", step: "1", name: "to", required: true, value: toInput(range.to) });
  const note = h("p", { class: "muted" }, `Times in ${zoneName()}`);
  return h("form", { class: "custom", on: { submit: (event) => {
    event.preventDefault();
    const [start, end] = [fromInput(from.value), fromInput(to.value)];
    if (!(start < end)) {
      append(clear(note), "The beginning must lie before the end.");
      note.className = "field-error";
      return;
    }
    close();
    choose({ last: null, from: start.toISOString(), to: end.toISOString() });
  } } }, h("label", {}, "From", from), h("label", {}, "To", to), note, h("button", { type: "submit", class: "primary" }, "Show"));
}

function toInput(iso) {
  return timeText(iso).replace(" ", "T");
}

function fromInput(text) {
  return new Date(isUtc() ? `${text}Z` : text);
}

/** The switch for background traffic. */
export function noiseSwitch(params, choose) {
  const isOn = params.get("noise") === "1";
  return h("button", {
    type: "button", class: "switch", role: "switch", "aria-checked": String(isOn), id: "noise",
    title: "Background traffic: health probes, redundancy copies, anonymous login challenges. Off by default.",
    on: { click: () => choose({ noise: isOn ? null : "1" }) },
  }, h("span", { class: "knob", "aria-hidden": "true" }), "Noise");
}

/** How often the page is drawn anew. */
export function refreshPicker(params, choose, refresh) {
  const select = h("select", { "aria-label": "Refresh by itself", title: "Refresh by itself", on: {
    change: () => choose({ refresh: select.value || null }) } },
  refreshes.map(([value, label]) => h("option", { value, selected: (params.get("refresh") ?? "") === value }, label)));
  return h("span", { class: "joined" },
    h("button", { type: "button", id: "refresh", title: "Refresh now (r)", "aria-label": "Refresh now", on: { click: refresh } },
      icon("refresh")), select);
}
