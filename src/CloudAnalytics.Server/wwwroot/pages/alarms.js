// What every alarm says, why, what to do, and what it said before.
import { get } from "../lib/api.js";
import { append, clear, command, empty, h, loading, table } from "../lib/dom.js";
import { ms, number, time, unit } from "../lib/format.js";
import { session } from "../lib/session.js";

export const title = "Alarms";

const words = { ok: "OK", alarm: "Alarm", no_data: "No data" };
const badges = { ok: "ok", alarm: "alarm", no_data: "nodata" };
const order = { alarm: 0, no_data: 1, ok: 2 };

export async function render(main, params, { link, signal }) {
  const list = h("div", { class: "stack" }, loading("Reading the alarms", 6));
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)), list);
  const reply = await get("alarms", {}, signal);
  clear(list);
  if (!reply.isEvaluated) {
    append(list, empty("This server judges no alarms.", h("span", {}, "Alarms are judged while logs are followed: ",
      command(`cloudanalytics serve --data ${session.dataPath} --watch FOLDER`))));
    return;
  }
  const ringing = reply.alarms.filter((alarm) => alarm.state === "alarm").length;
  append(list, h("p", { class: "note", role: "status" },
    ringing === 0 ? "No alarm is ringing." : `${number(ringing)} of ${number(reply.alarms.length)} alarms are ringing.`));
  const sorted = [...reply.alarms].sort((a, b) => order[a.state] - order[b.state]);
  append(list, sorted.map((alarm) => card(alarm, link)));
  append(list, h("h2", {}, "History"), history(reply));
}

function badge(state) {
  return h("span", { class: `badge ${badges[state]}` }, words[state]);
}

function card(alarm, link) {
  const bound = `${alarm.comparison === "at_most" ? "at most" : "at least"} ${unit(alarm.threshold, alarm.unit)}`;
  const windows = alarm.windowCount === 1 ? `a window of ${ms(alarm.windowSeconds * 1000)}`
    : `${alarm.breaches} of ${alarm.windowCount} windows of ${ms(alarm.windowSeconds * 1000)}`;
  const worst = alarm.offenders[0]?.name;
  return h("details", { class: "card fold", open: alarm.state === "alarm", "data-alarm": alarm.name, "data-state": alarm.state },
    h("summary", {}, badge(alarm.state), h("strong", {}, alarm.title),
      h("span", { class: "muted" }, alarm.windowFrom ? `${alarm.measure}: ${unit(alarm.value, alarm.unit)}` : "",
        worst ? `, ${worst}` : "")),
    h("div", { class: "fold-body" },
      h("p", {}, alarm.doc),
      h("p", {}, h("strong", {}, "What to do: "), alarm.runbook),
      alarm.problem ? h("p", { class: "field-error" }, `It could not be judged: ${alarm.problem}`) : null,
      h("dl", { class: "facts" },
        h("dt", {}, "Rings when"), h("dd", {}, `${alarm.measure} is ${bound} in ${windows}`),
        h("dt", {}, "Since"), h("dd", {}, time(alarm.since)),
        h("dt", {}, "Severity"), h("dd", {}, alarm.severity),
        alarm.windowFrom ? [h("dt", {}, "Last window"), h("dd", {}, time(alarm.windowFrom), " – ", time(alarm.windowTo))] : null),
      alarm.offenders.length === 0 ? null : table(
        [{ title: "Worst" }, { title: alarm.measure, number: true }],
        alarm.offenders.map((one) => [one.name, unit(one.value, alarm.unit)]),
          { caption: "The worst of the last window", class: "compact" }),
      alarm.drill.length === 0 ? null : h("p", { class: "toolbar" },
        alarm.drill.map((one) => h("a", { class: "button", href: link("search", {
        format: one.format, from: one.from, to: one.to, noise: one.noise ? "1" : null, f: one.filters,
      }) }, `Rows of ${one.format}`)))));
}

function history(reply) {
  if (reply.history.length === 0)
    return empty("No alarm has changed its state yet.");
  const known = new Map(reply.alarms.map((alarm) => [alarm.name, alarm]));
  const columns = [{ title: "When" }, { title: "Alarm" }, { title: "From" }, { title: "To" }, { title: "Number", number: true },
    { title: "Worst" }];
  return h("div", { class: "card" }, table(columns, reply.history.map((change) => {
    const alarm = known.get(change.alarm);
    return [
      time(change.time), alarm?.title ?? change.alarm, words[change.from], badge(change.to),
      alarm ? unit(change.value, alarm.unit) : number(change.value), change.offenders[0]?.name ?? "",
    ];
  }), { caption: "Changes of alarms, the latest first" }));
}
