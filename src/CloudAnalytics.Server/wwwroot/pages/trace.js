// One message's way over the servers: each recipient's end, the way as a picture, and what happened on every server.
import { get } from "../lib/api.js";
import { append, clear, empty, h, loading, table } from "../lib/dom.js";
import { endBadge, wholeBadge } from "../lib/ends.js";
import { bytes, ms, number, time, zoneShort } from "../lib/format.js";
import { journeyMap, stayName } from "../lib/journey-map.js";

export const title = "Message trace";

const keys = "its Message-ID, a queue id (4F2bXz1Yq9z3Kp, or mx1/4F2bXz1Yq9z3Kp), an address of sender or recipient, both addresses with "
  + "a space between, Exchange's network message id, or words of the subject as Exchange logs it";

export async function render(main, params, { navigate, link, signal }) {
  const key = params.get("key") ?? "";
  const input = h("input", {
    type: "search", name: "key", value: key, required: true, autocomplete: "off", spellcheck: "false",
    placeholder: "<id@host>, mx1/4F2bXz1Yq9z3Kp, alice@contoso.com, or words of a subject",
    "aria-label": "Message-ID, queue id, address, sender and recipient, network message id, or words of a subject",
  });
  const result = h("div", { class: "stack", "aria-live": "polite" });
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)),
    h("form", { class: "search-bar", role: "search", on: { submit: (event) => {
      event.preventDefault();
      navigate("trace", { key: input.value.trim() });
    } } }, input, h("button", { type: "submit", class: "primary" }, "Follow")),
    result);
  if (!key) {
    append(result, empty("Which message?", `Enter what you know of it: ${keys}. Its way over all servers appears here.`));
    input.focus();
    return;
  }
  append(result, loading("Following the message", 8));
  const found = await get("trace", { key, from: params.get("from"), to: params.get("to") }, signal);
  clear(result);
  if (found.journeys.length === 0) {
    append(result, empty(`No message found for “${key}”.`, `Check the spelling, or try another of what is known of it: ${keys}.`,
      params.get("from") ? whole(key, link) : null));
    return;
  }
  append(result, h("p", { class: "note" },
    `${number(found.journeys.length)} ${found.journeys.length === 1 ? "message" : "messages"} by ${found.keyKind.replaceAll("_", " ")}`,
    found.isTruncated ? ", the latest of more: give more of what you know" : "",
    params.get("from") ? [" within ", time(params.get("from")), " to ", time(params.get("to")), ". ", whole(key, link)] : "."));
  append(result, h("h2", { class: "hidden" }, "Messages"), found.journeys.map((journey, i) => card(journey, i === 0, signal)));
}

function whole(key, link) {
  return h("a", { href: link("trace", { key }) }, "Look at all times");
}

function card(journey, isOpen, signal) {
  const took = new Date(journey.last) - new Date(journey.first);
  const stays = journey.hops.map((hop, index) => ({ hop, index })).filter(({ hop }) => !hop.isBackground);
  const details = new Map(stays.map(({ hop, index }) => [index, stayDetails(hop, stays.length === 1)]));
  const show = (index) => {
    const fold = details.get(index).querySelector("details");
    fold.open = true;
    fold.querySelector("summary").focus();
    fold.scrollIntoView({ block: "nearest" });
  };
  return h("details", { class: "card fold journey", open: isOpen, "data-message": journey.networkMessageId || journey.messageId },
    h("summary", {}, wholeBadge(journey.recipients), h("strong", {}, journey.subject || journey.messageId || "(no subject, no Message-ID)"),
      h("span", { class: "muted" }, journey.sender || "<>", " · ", time(journey.first))),
    h("div", { class: "fold-body" },
      h("dl", { class: "facts" },
        fact("Message-ID", journey.messageId), fact("Network message id", journey.networkMessageId), fact("From", journey.sender || "<>"),
        fact("Size", journey.bytes === null ? "" : bytes(journey.bytes)), fact("Took", ms(took))),
      h("h3", {}, "Recipients"), recipients(journey.recipients),
      journey.gaps.length === 0 ? null : [h("h3", {}, "What the logs do not say"),
        h("ul", { class: "gaps" }, journey.gaps.map((gap) => h("li", {}, gap)))],
      stays.length === 0 ? null : [h("h3", {}, "Way"), journeyMap(journey, show, signal),
        h("h3", {}, "What happened, stay by stay"), h("ol", { class: "lanes" }, [...details.values()])]));
}

function fact(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : null;
}

function stayDetails(hop, isOpen) {
  const columns = [`Time (${zoneShort()})`, "Event", "Component", "To", "Recipients", "Detail"].map((name) => ({ title: name }));
  const rows = hop.events.map((event) => [
    time(event.time, { millis: true }), { child: event.action, class: `${event.outcome}${event.noise ? " noise" : ""}` }, event.source,
      event.to,
    event.recipients.map((recipient) => h("div", {}, recipient)), event.detail,
  ]);
  return h("li", { class: "lane" }, h("details", { open: isOpen },
    h("summary", {}, h("strong", {}, hop.server || "(server not named)"), ` ${stayName(hop)}`,
      h("span", { class: "muted" }, hop.from ? ` from ${hop.from}` : "", hop.connector ? ` by ${hop.connector}` : "",
        ` · ${number(hop.events.length)} ${hop.events.length === 1 ? "event" : "events"}`, " · stayed ", ms(hop.delayMs))),
    table(columns, rows, { caption: `Events on ${hop.server} as ${stayName(hop)}`, class: "events compact" }),
    hop.smtpSessions.map(transcript)));
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
  const columns = ["Recipient", "End", "What happened", `When (${zoneShort()})`, "Server"].map((name) => ({ title: name }));
  return table(columns, list.map((recipient) => [
    [recipient.address || "(no log names the recipient)",
      recipient.original ? h("div", { class: "muted" }, `written to ${recipient.original}`) : null],
    endBadge(recipient), what(recipient), time(recipient.time, { millis: true }), recipient.server,
  ]), { caption: "Recipients", class: "compact ends" });
}

function what(recipient) {
  const isTaken = recipient.state === "Delivered" || recipient.state === "HandedOver";
  const before = recipient.deferrals > 0 && isTaken ? `, put off ${recipient.deferrals} times before` : "";
  const hasDetail = isTaken && recipient.detail && recipient.detail !== recipient.server;
  return [recipient.words + before, hasDetail ? h("div", { class: "muted" }, recipient.detail) : null];
}
