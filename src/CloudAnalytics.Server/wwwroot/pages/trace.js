// One message's way over the servers: lanes of hops with their delays, each recipient's end, the SMTP conversations.
import { get } from "../lib/api.js";
import { h, clear } from "../lib/dom.js";
import { bytes, ms, number, time } from "../lib/format.js";

export const title = "Message trace";

const states = {
  Delivered: ["Delivered", "ok"],
  HandedOver: ["Handed over", "ok"],
  Expanded: ["Expanded", "ok"],
  Deferred: ["Deferred", "nodata"],
  Failed: ["Failed", "alarm"],
  Dropped: ["Dropped", "alarm"],
  Unknown: ["Unknown", "nodata"],
};

export async function render(main, params, { navigate, signal }) {
  const key = params.get("key") ?? "";
  const input = h("input", {
    type: "search", name: "key", value: key, required: true, autocomplete: "off", spellcheck: "false",
    placeholder: "<id@host>, alice@contoso.com, or words of a subject",
    "aria-label": "Message-ID, network message id, address, or words of a subject",
  });
  const form = h("form", { class: "toolbar", role: "search", on: { submit: (e) => {
    e.preventDefault();
    navigate("trace", { key: input.value.trim() });
  } } }, input, h("button", { type: "submit", class: "primary" }, "Follow"));
  const result = h("div", { "aria-live": "polite" });
  main.append(h("h1", {}, title), form, result);
  if (!key) {
    result.append(h("p", { class: "empty" },
      "Enter what you know of the message: its Message-ID, an address of sender or recipient, or words of the subject. "
      + "The path over all servers appears here."));
    input.focus();
    return;
  }

  result.append(h("p", { class: "skeleton" }, "Following the message…"));
  const found = await get("trace", { key, from: params.get("from"), to: params.get("to") }, signal);
  clear(result);
  if (found.journeys.length === 0) {
    result.append(h("p", { class: "empty" },
      `No message found for “${key}”. Check the spelling, or try another of its Message-ID, an address, or words of the subject.`));
    return;
  }

  const kind = found.keyKind.replaceAll("_", " ");
  result.append(h("p", { class: "note" },
    `${number(found.journeys.length)} ${found.journeys.length === 1 ? "message" : "messages"} by ${kind}`
    + (found.isTruncated ? ", the latest of more: narrow the time to see older ones" : "") + "."));
  found.journeys.forEach((journey, i) => result.append(card(journey, i === 0 || found.journeys.length < 4)));
}

function card(journey, isOpen) {
  const worst = journey.recipients.some((r) => r.state === "Failed" || r.state === "Dropped") ? "alarm"
    : journey.recipients.some((r) => r.state === "Deferred" || r.state === "Unknown") ? "nodata" : "ok";
  const words = { alarm: "not everywhere", nodata: "open", ok: "arrived" }[worst];
  return h("details", { class: "card journey", open: isOpen },
    h("summary", {},
      h("span", { class: `badge ${worst}` }, words), " ",
      h("strong", {}, journey.subject || "(no subject)"), " ",
      h("span", { class: "muted" }, journey.sender, " · ", time(journey.first))),
    h("dl", { class: "facts" },
      fact("Message-ID", journey.messageId), fact("Network message id", journey.networkMessageId),
      fact("Size", journey.bytes === null ? "" : bytes(journey.bytes)),
      fact("Took", ms(new Date(journey.last) - new Date(journey.first)))),
    lanes(journey.hops),
    h("h3", {}, "Recipients"),
    recipients(journey.recipients),
    journey.gaps.length === 0 ? null : h("ul", { class: "gaps" }, journey.gaps.map((gap) => h("li", {}, gap))));
}

function fact(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : null;
}

function lanes(hops) {
  return h("ol", { class: "lanes" }, hops.map((hop) => h("li", { class: "lane" },
    hop.transitMs === null ? null : h("p", { class: "transit" }, "↓ ", hop.transitMs < 0 ? "clocks differ" : ms(hop.transitMs)),
    h("header", {},
      h("strong", {}, hop.server || "(server not named)"), " ",
      h("span", { class: "muted" }, hop.from ? `from ${hop.from}` : "begins here", hop.connector ? ` by ${hop.connector}` : "", " · stayed ", ms(hop.delayMs))),
    h("table", { class: "events" },
      h("thead", {}, h("tr", {}, ["Time", "Event", "Component", "To", "Recipients", "Detail"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, hop.events.map((e) => h("tr", { class: [e.outcome, e.noise ? "noise" : ""].join(" ") },
        h("td", {}, time(e.time, { millis: true })), h("td", {}, e.action), h("td", {}, e.source), h("td", {}, e.to),
        h("td", {}, e.recipients.map((r) => h("div", {}, r))), h("td", {}, e.detail))))),
    hop.smtpSessions.map(transcript))));
}

function transcript(session) {
  return h("details", { class: "transcript" },
    h("summary", {}, `SMTP conversation ${session.session}, ${number(session.lines.length)} lines`),
    h("pre", {}, session.lines.map((line) => `${line.time.slice(11, 23)} ${line.event} ${line.text}\n`).join("")));
}

function recipients(list) {
  if (list.length === 0)
    return h("p", { class: "muted" }, "No log names a recipient.");
  return h("table", {},
    h("thead", {}, h("tr", {}, ["Recipient", "End", "When", "Server", "Detail"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, list.map((r) => {
      const [text, badge] = states[r.state];
      return h("tr", {}, h("td", {}, r.address), h("td", {}, h("span", { class: `badge ${badge}` }, text)),
        h("td", {}, time(r.time, { millis: true })), h("td", {}, r.server), h("td", {}, r.detail));
    })));
}
