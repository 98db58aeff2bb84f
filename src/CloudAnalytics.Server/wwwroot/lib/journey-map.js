// One message's way as a picture: hosts side by side, stays below each other in the order of time, lines between them, ends last.
import { h, svg } from "./dom.js";
import { endBadge } from "./ends.js";
import { ms, time } from "./format.js";
import { icon } from "./icons.js";

const endsShown = 4;

/** The name up to the first point, an address whole: logs mix short and full names of one host. */
function shortName(host) {
  return /^[\d.]+$|:/.test(host) ? host : host.split(".")[0].toLowerCase();
}

/** What an administrator calls a stay. */
export function stayName(hop) {
  if (hop.queueId)
    return hop.queueId;
  if (hop.isMailbox)
    return "mailbox";
  return hop.queue === null ? "submission" : `no. ${hop.queue}`;
}

/** Whose line leads to the first stay: a person is no server, and has a box of their own. */
function submissionBox({ user, device, userAgent, server, time: when }) {
  return h("li", { class: "way-person" },
    h("span", { class: "way-host" }, server || "(server not named)"),
    h("p", { class: "way-from" }, "handed in by"),
    h("p", {}, icon("person"), h("strong", {}, user)),
    device ? h("p", {}, device) : null,
    userAgent ? h("p", { class: "muted" }, userAgent) : null,
    h("p", { class: "muted" }, time(when, { millis: true })));
}

/**
 * Draws the way.
 * @param {object} journey the journey
 * @param {(hop: number) => void} onStay what a click on a stay does
 * @param {AbortSignal} signal ends the drawing
 */
export function journeyMap(journey, onStay, signal) {
  const stays = journey.hops.map((hop, index) => ({ hop, index })).filter(({ hop }) => !hop.isBackground);
  const ends = groups(journey, stays);
  const { submission } = journey;
  const lanes = [];
  const first = submission ? [submission.server] : [];
  for (const name of [...first, ...stays.map(({ hop }) => hop.server), ...ends.map((end) => end.server)]) {
    if (!lanes.some((lane) => shortName(lane) === shortName(name)))
      lanes.push(name);
  }
  const column = (host) => lanes.findIndex((lane) => shortName(lane) === shortName(host)) + 1;
  const boxes = new Map();
  const person = submission && place(submissionBox(submission), column(submission.server), 2);
  const firstRow = person ? 3 : 2;
  const items = stays.map(({ hop, index }, at) => {
    const item = place(stay(journey, hop, index, onStay), column(hop.server), at + firstRow);
    boxes.set(index, item);
    return item;
  });
  // Ends follow from nothing else: each host has its own below each other.
  const rows = new Map();
  const endItems = ends.map((end) => {
    const at = column(end.server);
    rows.set(at, (rows.get(at) ?? stays.length + firstRow - 1) + 1);
    return { end, item: place(endBox(end), at, rows.get(at)) };
  });
  const lines = svg("svg", { class: "way-lines", "aria-hidden": "true", focusable: "false" });
  const map = h("div", { class: "way" }, lines,
    lanes.map((lane, i) => place(h("div", { class: "way-lane", "aria-hidden": "true" }, h("span", {}, lane || "?")), i + 1, 1)),
    h("ol", {}, person, items, endItems.map(({ item }) => item)));
  map.style.setProperty("--lanes", lanes.length);
  const redraw = () => draw(lines, map, [
    [person, boxes.get(submission?.to), "queue"],
    ...journey.links.map((link) => [boxes.get(link.from), boxes.get(link.to), link.kind]),
    ...endItems.map(({ end, item }) => [boxes.get(end.from), item, "end"]),
  ].filter(([from, to]) => from && to));
  const observer = new ResizeObserver(redraw);
  observer.observe(map);
  signal.addEventListener("abort", () => observer.disconnect());
  return h("div", { class: "scroll way-scroll", tabindex: "0", role: "group", "aria-label": "Way of the message" }, map);
}

function place(element, column, row) {
  element.style.gridColumn = column;
  element.style.gridRow = row;
  return element;
}

function stay(journey, hop, index, onStay) {
  const into = journey.links.filter((link) => link.to === index);
  const isSubmitted = journey.submission?.to === index;
  const isProbable = into.some((link) => link.kind === "probable");
  return h("li", { class: ["way-stay", hop.isReport ? "report" : "", isProbable ? "probable" : ""].join(" ").trim() },
    into.map((link) => h("p", { class: "way-from" }, arrival(journey, link))),
    isSubmitted ? h("p", { class: "way-from" }, `from ${journey.submission.user}${later(journey.submission.delayMs)}`) : null,
    into.length === 0 && !isSubmitted && hop.from ? h("p", { class: "way-from" }, `from ${hop.from}`) : null,
    h("button", { type: "button", title: "Show what happened here", on: { click: () => onStay(index) } },
      h("span", { class: "way-host" }, hop.server || "(server not named)"), h("strong", {}, stayName(hop))),
    h("p", { class: "muted" }, time(hop.arrived, { millis: true }), " · stayed ", ms(hop.delayMs)),
    h("p", { class: "way-badges" },
      hop.isReport ? h("span", { class: "badge" }, "report") : null,
      hop.isReinjection ? h("span", { class: "badge" }, "back from a filter") : null,
      isProbable ? h("span", { class: "badge warn" }, "probably") : null,
      hop.verdict ? h("span", { class: `badge ${/\bclean\b/i.test(hop.verdict) ? "ok" : "alarm"}` }, hop.verdict) : null,
      hop.connector && hop.queueId && !isSubmitted ? h("span", { class: "badge" }, `login ${hop.connector}`) : null));
}

function later(delay) {
  return delay > 0 ? `, ${ms(delay)} later` : delay < -5000 ? ", clocks differ" : "";
}

function arrival(journey, link) {
  const from = journey.hops[link.from];
  const name = `${from.server} ${stayName(from)}`;
  // The hand-over is logged after the next server has the message: a little less than nothing is nothing.
  const delay = later(link.delayMs > 0 ? link.delayMs : link.kind === "queue" ? journey.hops[link.to].transitMs : 0);
  return link.kind === "report" ? `report about ${name}${delay}` : link.kind === "probable" ? `probably from ${name}${delay}`
    : `from ${name}${delay}`;
}

/** Recipients that ended alike at one place, with the stay that their end follows from. */
function groups(journey, stays) {
  const found = new Map();
  for (const recipient of journey.recipients) {
    const from = stays.findLast(({ hop }) => !hop.isReport && hop.events.some((event) =>
      event.recipients.some((one) => [recipient.address, recipient.original].includes(one))))?.index
      ?? stays.findLast(({ hop }) => !hop.isReport && shortName(hop.server) === shortName(recipient.server))?.index;
    const key = JSON.stringify([recipient.server, recipient.state, recipient.folder, recipient.to, from]);
    if (!found.has(key))
      found.set(key, { server: recipient.server, from, recipients: [] });
    found.get(key).recipients.push(recipient);
  }
  return [...found.values()];
}

function endBox({ server, recipients }) {
  const [first] = recipients;
  const what = first.state === "Delivered" && first.folder ? ` in ${first.folder}` : first.to ? ` to ${first.to}` : "";
  const more = recipients.length - endsShown;
  return h("li", { class: "way-end" }, h("span", { class: "way-host" }, server),
    h("p", {}, endBadge(first), what),
    recipients.slice(0, endsShown).map((recipient) => h("p", {}, recipient.address || "(no recipient named)")),
    more > 0 ? h("p", { class: "muted" }, `and ${more} more`) : null);
}

/** Lines from box to box: out of the side that looks to the other lane, then down; straight down within a lane. */
function draw(lines, map, links) {
  const origin = map.getBoundingClientRect();
  lines.setAttribute("width", map.scrollWidth);
  lines.setAttribute("height", map.scrollHeight);
  lines.replaceChildren(...links.flatMap(([from, to, kind]) => {
    const [a, b] = [from, to].map((element) => {
      const box = element.getBoundingClientRect();
      return { left: box.left - origin.left, right: box.right - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top };
    });
    const [x1, x2] = [(a.left + a.right) / 2, (b.left + b.right) / 2];
    const y = (a.top + a.bottom) / 2;
    const isNext = b.top >= a.bottom && b.top - a.bottom < 60;
    const d = Math.abs(x1 - x2) > 8 ? `M${x2 > x1 ? a.right : a.left} ${y}H${x2}V${b.top - 2}`
      : isNext ? `M${x1} ${a.bottom}V${b.top - 2}`
        : `M${a.left} ${y}H${a.left - 9}V${b.top + 14}H${b.left - 2}`;
    const head = Math.abs(x1 - x2) > 8 || isNext ? `M${x2 - 5} ${b.top - 8}L${x2} ${b.top - 1}L${x2 + 5} ${b.top - 8}`
      : `M${b.left - 8} ${b.top + 9}L${b.left - 1} ${b.top + 14}L${b.left - 8} ${b.top + 19}`;
    return [svg("path", { d, class: kind }), svg("path", { d: head, class: "head" })];
  }));
}
