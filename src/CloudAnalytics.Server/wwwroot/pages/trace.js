// One message's way over the servers: lanes of hops with their delays, each recipient's end, the SMTP conversations.
import { get } from "../lib/api.js";
import { append, clear, empty, h, loading, table } from "../lib/dom.js";
import { bytes, ms, number, time, zoneShort } from "../lib/format.js";

export const title = "Message trace";

const states = {
  Delivered: ["Delivered", "ok"],
  HandedOver: ["Handed over", "ok"],
  Expanded: ["Expanded", "ok"],
  Deferred: ["Deferred", "warn"],
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
  const result = h("div", { class: "stack", "aria-live": "polite" });
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)),
    h("form", { class: "search-bar", role: "search", on: { submit: (event) => {
      event.preventDefault();
      navigate("trace", { key: input.value.trim() });
    } } }, input, h("button", { type: "submit", class: "primary" }, "Follow")),
    result);
  if (!key) {
    append(result, empty("Which message?", "Enter what you know of it: its Message-ID, an address of sender or recipient, or words of "
      + "the subject. Its way over all servers appears here."));
    input.focus();
    return;
  }
  append(result, loading("Following the message", 8));
  const found = await get("trace", { key, from: params.get("from"), to: params.get("to") }, signal);
  clear(result);
  if (found.journeys.length === 0) {
    append(result, empty(`No message found for “${key}”.`,
      "Check the spelling, or try another of its Message-ID, an address, or words of the subject."));
    return;
  }
  append(result, h("p", { class: "note" },
    `${number(found.journeys.length)} ${found.journeys.length === 1 ? "message" : "messages"} by ${found.keyKind.replaceAll("_", " ")}`,
    found.isTruncated ? ", the latest of more: give more of what you know" : "", "."));
  append(result, h("h2", { class: "hidden" }, "Messages"), found.journeys.map((journey, i) => card(journey, i === 0)));
}

function card(journey, isOpen) {
  const has = (...names) => journey.recipients.some((recipient) => names.includes(recipient.state));
  const [words, badge] = has("Failed", "Dropped") ? ["not everywhere", "alarm"] : has("Deferred", "Unknown") ? ["open", "warn"]
    : ["arrived", "ok"];
  const took = new Date(journey.last) - new Date(journey.first);
  return h("details", { class: "card fold journey", open: isOpen, "data-message": journey.networkMessageId || journey.messageId },
    h("summary", {}, h("span", { class: `badge ${badge}` }, words), h("strong", {}, journey.subject || "(no subject)"),
      h("span", { class: "muted" }, journey.sender, " · ", time(journey.first))),
    h("div", { class: "fold-body" },
      h("dl", { class: "facts" },
        fact("Message-ID", journey.messageId), fact("Network message id", journey.networkMessageId), fact("From", journey.sender),
        fact("Size", journey.bytes === null ? "" : bytes(journey.bytes)), fact("Took", ms(took))),
      h("h3", {}, "Way"), timeline(journey, took), h("ol", { class: "lanes" }, ways(journey).map(lane)),
      h("h3", {}, "Recipients"), recipients(journey.recipients),
      journey.gaps.length === 0 ? null : h("ul", { class: "gaps" }, journey.gaps.map((gap) => h("li", {}, gap)))));
}

function fact(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : null;
}

// Shadow copies that servers keep for redundancy are no way of the message.
function ways(journey) {
  return journey.hops.filter((hop) => !hop.isBackground);
}

/** One bar per server over the message's life; the list below says the same in words. */
function timeline(journey, took) {
  const first = Date.parse(journey.first);
  return h("div", { class: "timeline", "aria-hidden": "true" }, ways(journey).map((hop) => {
    const bar = h("span", { class: "stay", title: `${hop.server}: ${ms(hop.delayMs)}` });
    const scale = took > 0 ? 100 / took : 0;
    bar.style.insetInlineStart = `${Math.min(99, (Date.parse(hop.arrived) - first) * scale)}%`;
    bar.style.width = `${Math.max(0.6, hop.delayMs * scale)}%`;
    return h("div", { class: "timeline-row" }, h("span", { class: "timeline-name" }, hop.server || "?"),
      h("span", { class: "timeline-track" }, bar), h("span", { class: "number muted" }, ms(hop.delayMs)));
  }));
}

function lane(hop) {
  const columns = [`Time (${zoneShort()})`, "Event", "Component", "To", "Recipients", "Detail"].map((name) => ({ title: name }));
  const rows = hop.events.map((event) => [
    time(event.time, { millis: true }), { child: event.action, class: `${event.outcome}${event.noise ? " noise" : ""}` }, event.source,
      event.to,
    event.recipients.map((recipient) => h("div", {}, recipient)), event.detail,
  ]);
  return h("li", { class: "lane" },
    hop.transitMs === null ? null : h("p", { class: "transit" }, "↓ ", hop.transitMs < 0 ? "clocks differ" : ms(hop.transitMs)),
    h("header", {}, h("strong", {}, hop.server || "(server not named)"),
      h("span", { class: "muted" }, hop.from ? ` from ${hop.from}` : " begins here", hop.connector ? ` by ${hop.connector}` : "",
        " · stayed ", ms(hop.delayMs))),
    table(columns, rows, { caption: `Events on ${hop.server}`, class: "events compact" }),
    hop.smtpSessions.map(transcript));
}

function transcript(session) {
  return h("details", { class: "transcript" },
    h("summary", {}, `SMTP conversation ${session.session}, ${number(session.lines.length)} lines `,
      session.match === "Addresses" ? h("span", { class: "badge warn" }, "likely, not certain") : null),
    h("p", { class: session.match === "Addresses" ? "warning" : "muted" }, session.because),
    h("pre", { tabindex: "0" }, session.lines.map((line) => `${line.time.slice(11, 23)}Z ${line.event} ${line.text}\n`).join("")));
}

function recipients(list) {
  if (list.length === 0)
    return h("p", { class: "muted" }, "No log names a recipient.");
  const columns = ["Recipient", "End", `When (${zoneShort()})`, "Server", "Detail"].map((name) => ({ title: name }));
  return table(columns, list.map((recipient) => {
    const [text, badge] = states[recipient.state];
    return [
      recipient.address, h("span", { class: `badge ${badge}` }, text), time(recipient.time, { millis: true }), recipient.server,
        recipient.detail,
    ];
  }), { caption: "Recipients", class: "compact" });
}
