// What every alarm says, why, what to do, and what it said before.
import { get, isAbort } from "../lib/api.js";
import { append, clear, command, empty, h, loading, replace, table } from "../lib/dom.js";
import { duration, ms, number, time, timeText, unit, zoneName } from "../lib/format.js";
import { session } from "../lib/session.js";
import { spark } from "../lib/spark.js";

export const title = "Alarms";

const words = { ok: "OK", alarm: "Alarm", no_data: "No data" };
const badges = { ok: "ok", alarm: "alarm", no_data: "nodata" };
const order = { alarm: 0, no_data: 1, ok: 2 };

export async function render(main, params, { link, signal }) {
  const list = h("div", { class: "stack" }, loading("Reading the alarms", 6));
  const status = h("p", { class: "status", role: "status" });
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)), status, list);
  const reply = await get("alarms", {}, signal);
  clear(list);
  if (!reply.isEvaluated) {
    append(list, empty("This server judges no alarms.", h("span", {}, "Alarms are judged while logs are followed: ",
      command(`cloudanalytics serve --data ${session.dataPath} --watch FOLDER`))));
    return;
  }
  const ringing = reply.alarms.filter((alarm) => alarm.state === "alarm").length;
  append(status,
    ringing === 0 ? "No alarm is ringing." : `${number(ringing)} of ${number(reply.alarms.length)} alarms are ringing.`,
    ` Times in ${zoneName()}.`);
  const sorted = [...reply.alarms].sort((a, b) => order[a.state] - order[b.state]);
  const cards = sorted.map((alarm) => new AlarmCard(alarm, link));
  append(list, cards.map((card) => card.element));
  append(list, h("h2", { id: "history" }, "History"), history(reply, params.get("alarm"), link));
  if (params.get("alarm"))
    document.getElementById("history").scrollIntoView();
  for (const card of cards)
    await card.loadTrend(signal);
}

function badge(state) {
  return h("span", { class: `badge ${badges[state]}` }, words[state]);
}

function boundOf(alarm) {
  return `${alarm.comparison === "at_most" ? "at most" : "at least"} ${unit(alarm.threshold, alarm.unit)}`;
}

function sign(alarm) {
  return alarm.comparison === "at_most" ? "≤" : "≥";
}

/** A window: its beginning with the date, its end with the time of day alone. */
function windowText(from, to) {
  return `${timeText(from, { seconds: false })} – ${timeText(to, { seconds: false }).slice(11)}`;
}

class AlarmCard {
  constructor(alarm, link) {
    this.alarm = alarm;
    this.picture = h("span", { class: "spark-holder", "aria-busy": "true" });
    this.windows = h("div", {});
    this.element = h("details", { class: "card fold", open: alarm.state === "alarm", "data-alarm": alarm.name, "data-state": alarm.state },
      h("summary", { class: "alarm-line" }, badge(alarm.state), h("span", { class: "alarm-name" }, h("strong", {}, alarm.title),
        h("span", { class: "muted" }, this.line())), this.picture),
      h("div", { class: "fold-body" }, this.body(link), this.windows));
  }

  line() {
    const { alarm } = this;
    if (!alarm.windowFrom)
      return "not judged yet";
    const value = alarm.value === null ? "no number" : unit(alarm.value, alarm.unit);
    const worst = alarm.offenders[0] ? `, ${alarm.offenders[0].name}` : "";
    return `${alarm.measure}: ${value}; rings at ${sign(alarm)} ${unit(alarm.threshold, alarm.unit)}${worst}`;
  }

  body(link) {
    const { alarm } = this;
    const windows = alarm.windowCount === 1 ? `a window of ${ms(alarm.windowSeconds * 1000)}`
      : `${alarm.breaches} of ${alarm.windowCount} windows of ${ms(alarm.windowSeconds * 1000)}`;
    return [
      h("p", {}, alarm.doc),
      h("p", {}, h("strong", {}, "What to do: "), alarm.runbook),
      alarm.problem ? h("p", { class: "field-error" }, `It could not be judged: ${alarm.problem}`) : null,
      h("dl", { class: "facts" },
        h("dt", {}, "Rings when"), h("dd", {}, `${alarm.measure} is ${boundOf(alarm)} in ${windows}`),
        h("dt", {}, "Since"), h("dd", {}, time(alarm.since)),
        h("dt", {}, "Severity"), h("dd", {}, alarm.severity),
        alarm.windowFrom ? [h("dt", {}, "Last window"), h("dd", {}, windowText(alarm.windowFrom, alarm.windowTo))] : null),
      alarm.offenders.length === 0 ? null : table(
        [{ title: "Worst" }, { title: alarm.measure, number: true }],
        alarm.offenders.map((one) => [one.name, unit(one.value, alarm.unit)]),
        { caption: `The worst of the last window of ${alarm.title}`, class: "compact" }),
      h("p", { class: "toolbar" },
        alarm.drill.map((one) => h("a", { class: "button", href: link("search", {
          format: one.format, from: one.from, to: one.to, noise: one.noise ? "1" : null, f: one.filters,
        }) }, `Rows of ${one.format}`)),
        h("a", { class: "button", href: link("alarms", { alarm: alarm.name }) }, "Its history")),
    ];
  }

  /** Draws the last windows; a picture that cannot be drawn takes nothing from the rest of the page. */
  async loadTrend(signal) {
    const { alarm } = this;
    try {
      const { points } = await get(`alarms/${encodeURIComponent(alarm.name)}/trend`, {}, signal);
      replace(this.picture, points.length > 0 ? spark(points, alarm) : null);
      replace(this.windows, points.length > 0 ? windowTable(points, alarm) : null);
    } catch (problem) {
      if (isAbort(problem))
        throw problem;
      replace(this.windows, h("p", { class: "field-error" }, `Its last windows could not be read: ${problem.message}`));
    } finally {
      this.picture.removeAttribute("aria-busy");
    }
  }
}

function windowTable(points, alarm) {
  const columns = [{ title: "Window" }, { title: alarm.measure, number: true }, { title: `Threshold (${boundOf(alarm)})` }];
  const verdicts = { alarm: "reached", ok: "not reached", no_data: "not known" };
  const isAnyAsked = points.some((point) => !point.judged);
  return h("details", { class: "windows" }, h("summary", {}, `The last ${number(points.length)} windows as a table`),
    h("div", { class: "tall" }, table(columns, points.toReversed().map((point) => [
      h("span", { class: "time" }, windowText(point.from, point.to), point.judged ? null : h("span", { class: "muted" }, " *")),
      point.value === null ? "no number" : unit(point.value, alarm.unit),
      { child: verdicts[point.state], class: point.state === "alarm" ? "failure" : null },
    ]), { caption: `The last windows of ${alarm.title}`, class: "compact" })),
    isAnyAsked ? h("p", { class: "muted" }, "* From before this server started: as the rows say now; nothing rang then.") : null);
}

function history(reply, only, link) {
  const changes = reply.history.map((change, i) => ({ ...change, until: untilOf(reply.history, i) }))
    .filter((change) => !only || change.alarm === only);
  const known = new Map(reply.alarms.map((alarm) => [alarm.name, alarm]));
  const all = only ? h("p", { class: "note" }, `Only “${known.get(only)?.title ?? only}”. `, h("a", { href: link("alarms") },
    "Show all alarms")) : null;
  if (changes.length === 0)
    return [all, empty(only ? "This alarm has not changed its state yet." : "No alarm has changed its state yet.",
      "Each change will stand here: when, from what, to what, by which number.")];
  const columns = [{ title: `When (${zoneName()})` }, { title: "Alarm" }, { title: "Change" }, { title: "For", number: true },
    { title: "Value", number: true }, { title: "Threshold", number: true }, { title: "Why" }];
  return [all, h("div", { class: "card" }, table(columns, changes.map((change) => {
    const alarm = known.get(change.alarm);
    const write = (value) => (alarm ? unit(value, alarm.unit) : number(value));
    return [
      time(change.time), alarm?.title ?? change.alarm,
      h("span", { class: "change" }, badge(change.from), h("span", { class: "muted", "aria-label": "to" }, "→"), badge(change.to)),
      change.until === null ? "until now" : duration((change.until - Date.parse(change.time)) / 1000),
      write(change.value), write(change.threshold), reason(change, alarm, write),
    ];
  }), { caption: "Changes of alarms, the latest first", class: "compact history" }))];
}

/** When the state that a change began came to its end: the next change of the same alarm, or null. The latest change stands first. */
function untilOf(changes, at) {
  const next = changes.slice(0, at).findLast((change) => change.alarm === changes[at].alarm);
  return next ? Date.parse(next.time) : null;
}

function reason(change, alarm, write) {
  const measure = alarm?.measure ?? "The number";
  const at = windowText(change.windowFrom, change.windowTo);
  if (change.value === null)
    return `${measure}: no number in the window ${at}.`;
  const worst = change.to !== "alarm" ? [] : change.offenders.slice(0, 3).map((one) => `${one.name} (${write(one.value)})`);
  const windows = alarm && alarm.windowCount > 1 ? `${alarm.breaches} of ${alarm.windowCount} windows` : null;
  const rule = windows ? ` Reached in ${change.to === "alarm" ? "at least" : "fewer than"} ${windows}.` : "";
  return `${measure} ${write(change.value)} in the window ${at}.${rule}${worst.length > 0 ? ` Worst: ${worst.join("; ")}.` : ""}`;
}
