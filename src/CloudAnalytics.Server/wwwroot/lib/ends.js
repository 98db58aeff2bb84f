// How a message can end for a recipient: a word, a colour, a picture. What is not in a mailbox is never called delivered.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const states = {
  Delivered: ["Delivered", "ok", "check"],
  HandedOver: ["Handed over", "ok", "out"],
  Expanded: ["Expanded", "ok", "split"],
  Deferred: ["Deferred", "warn", "clock"],
  Queued: ["Still queued", "warn", "queue"],
  Held: ["Held", "warn", "pause"],
  Failed: ["Failed", "alarm", "close"],
  Bounced: ["Bounced", "alarm", "back"],
  Expired: ["Expired", "alarm", "clock"],
  Rejected: ["Refused at SMTP", "alarm", "stop"],
  MilterRejected: ["Refused by a filter", "alarm", "stop"],
  Dropped: ["Dropped", "alarm", "bin"],
  Discarded: ["Discarded by a filter", "alarm", "bin"],
  Quarantined: ["Quarantined", "alarm", "shield"],
  Unknown: ["Unknown", "nodata", "unknown"],
};

const stateOf = (recipient) => states[recipient.state] ?? states.Unknown;

/** The end of one recipient as a badge. */
export function endBadge(recipient) {
  const [text, kind, picture] = stateOf(recipient);
  return h("span", { class: `badge end ${kind}`, "data-state": recipient.state }, icon(picture), text);
}

/** How the message ended as a whole, as a badge. */
export function wholeBadge(recipients) {
  const kinds = new Set(recipients.map((recipient) => stateOf(recipient)[1]));
  const [text, kind] = kinds.size === 0 ? ["no end known", "nodata"]
    : kinds.has("alarm") ? [kinds.size === 1 ? "not delivered" : "not everywhere", "alarm"]
      : kinds.has("warn") || kinds.has("nodata") ? ["open", "warn"]
        : [recipients.every(({ state }) => state === "HandedOver") ? "handed over" : "arrived", "ok"];
  return h("span", { class: `badge ${kind}` }, text);
}
