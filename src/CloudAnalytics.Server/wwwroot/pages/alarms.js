// What every alarm says, why, what to do, and what it said before.
import { get } from "../lib/api.js";
import { h, clear } from "../lib/dom.js";
import { bytes, ms, number, share, time } from "../lib/format.js";

export const title = "Alarms";

const words = { ok: "OK", alarm: "Alarm", no_data: "No data", off: "Off" };
const badges = { ok: "ok", alarm: "alarm", no_data: "nodata", off: "nodata" };
const order = { alarm: 0, no_data: 1, ok: 2, off: 3 };

export async function render(main, params, { signal }) {
  const list = h("div", {});
  main.append(h("h1", {}, title), list);
  list.append(h("p", { class: "skeleton" }, "Reading the alarms…"));
  const reply = await get("alarms", {}, signal);
  clear(list);
  if (!reply.isEvaluated) {
    list.append(h("p", { class: "empty" }, "This server judges no alarms. Start it with: cloudanalytics serve --data DIR --watch LOGS"));
    return;
  }

  const ringing = reply.alarms.filter((alarm) => alarm.state === "alarm").length;
  list.append(h("p", { class: "note" },
    ringing === 0 ? "No alarm is ringing." : `${number(ringing)} of ${number(reply.alarms.length)} alarms are ringing.`,
    reply.evaluated ? [" Judged ", time(reply.evaluated), "."] : " The first windows have not closed yet."));
  [...reply.alarms].sort((a, b) => order[a.state] - order[b.state]).forEach((alarm) => list.append(card(alarm)));
  list.append(h("h2", {}, "History"), history(reply));
}

function value(alarm, number_) {
  if (number_ === null)
    return "no number";
  return { bytes, milliseconds: ms, share, times: (n) => `${n.toFixed(1)}×` }[alarm.unit]?.(number_) ?? number(number_);
}

function card(alarm) {
  const last = alarm.windows.at(-1);
  const bound = `${alarm.comparison === "at_most" ? "at most" : "at least"} ${value(alarm, alarm.threshold)}`;
  return h("details", { class: "card", open: alarm.state === "alarm" },
    h("summary", {}, h("span", { class: `badge ${badges[alarm.state]}` }, words[alarm.state]), " ", h("strong", {}, alarm.title), " ",
      h("span", { class: "muted" }, last ? `${alarm.measure}: ${value(alarm, last.value)}` : "", last?.group.length ? ` (${last.group.join(", ")})` : "")),
    h("p", {}, alarm.doc),
    h("p", {}, h("strong", {}, "What to do: "), alarm.runbook),
    h("dl", { class: "facts" },
      h("dt", {}, "Rings when"), h("dd", {}, `${alarm.measure} is ${bound} in ${alarm.breaches} of ${alarm.windowCount} windows of ${ms(alarm.windowSeconds * 1000)}`),
      alarm.since ? [h("dt", {}, "Since"), h("dd", {}, time(alarm.since))] : null,
      h("dt", {}, "Severity"), h("dd", {}, alarm.severity)),
    alarm.windows.length === 0 ? null : h("table", {},
      h("thead", {}, h("tr", {}, ["Window", alarm.measure, "Worst"].map((name, i) => h("th", { scope: "col", class: i === 1 ? "number" : "" }, name)))),
      h("tbody", {}, [...alarm.windows].reverse().map((window) => h("tr", {},
        h("td", {}, time(window.from)), h("td", { class: "number" }, value(alarm, window.value)), h("td", {}, window.group.join(", ")))))),
    alarm.drill.length === 0 ? null : h("p", {}, alarm.drill.map((drill) => [h("a", { href: searchLink(drill) }, `Rows of ${drill.format}`), " "])));
}

function searchLink(drill) {
  const params = new URLSearchParams(drill.params ?? {});
  for (const [key, text] of Object.entries(drill)) {
    if (typeof text === "string" && key !== "params")
      params.set(key, text);
  }

  (drill.filters ?? drill.filter ?? []).forEach((filter) => params.append("filter", filter));
  return `#/search?${params}`;
}

function history(reply) {
  if (reply.history.length === 0)
    return h("p", { class: "empty" }, "No alarm has changed its state yet.");
  const titles = new Map(reply.alarms.map((alarm) => [alarm.name, alarm]));
  return h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, ["When", "Alarm", "From", "To", "Number", "Worst"].map((name, i) => h("th", { scope: "col", class: i === 4 ? "number" : "" }, name)))),
    h("tbody", {}, reply.history.map((change) => {
      const alarm = titles.get(change.alarm);
      return h("tr", {}, h("td", {}, time(change.time)), h("td", {}, alarm?.title ?? change.alarm),
        h("td", {}, words[change.from]), h("td", {}, h("span", { class: `badge ${badges[change.to]}` }, words[change.to])),
        h("td", { class: "number" }, alarm ? value(alarm, change.window.value) : ""), h("td", {}, change.window.group.join(", ")));
    }))));
}
