// Where logs come from, how far they are read, and the records that could not be read.
import { get } from "../lib/api.js";
import { append, clear, command, empty, h, loading, replace, table } from "../lib/dom.js";
import { bytes, ms, number, time, zoneShort } from "../lib/format.js";
import { session } from "../lib/session.js";

export const title = "Intake";

export async function render(main, params, context) {
  const sources = h("section", { "aria-label": "Sources" }, loading("Reading the sources", 6));
  const dead = h("section", { "aria-label": "Records that could not be read" }, loading("Reading the dead letters", 3));
  const status = h("p", { class: "status", role: "status" });
  const heading = h("h2", {}, "Records that could not be read");
  append(main, h("div", { class: "page-head" }, h("h1", {}, title)), status, h("div", { class: "stack" }, sources, heading, dead));
  const [intake, { reasons }] = await Promise.all([get("intake", {}, context.signal), get("dead/reasons", {}, context.signal)]);
  showSources(clear(sources), status, intake);
  // Where nothing was read there is nothing to say of what was refused.
  heading.hidden = intake.sources.length === 0 && reasons.length === 0;
  if (heading.hidden) {
    clear(dead);
    return;
  }
  await showDead(clear(dead), reasons, params, context);
}

function showSources(section, status, reply) {
  if (reply.fault)
    append(section, h("p", { class: "error", role: "alert" }, reply.fault));
  append(status,
    reply.isFollowing ? "This server follows its sources." : "This server follows no sources; it shows what was read.",
    reply.lastCommit ? [" Last made safe: ", time(reply.lastCommit), "."] : null,
    reply.truncated ? " There are more sources than are listed." : null);
  if (reply.listeners.length > 0)
    showListeners(section, reply.listeners);
  if (reply.sources.length === 0) {
    append(section, empty("Nothing was read yet.",
      h("span", {}, "Read logs that lie on this machine: ", command(`cloudanalytics ingest PATH... --data ${session.dataPath}`)),
      h("span", {}, "Follow logs while they are written: ", command(`cloudanalytics serve --data ${session.dataPath} --watch FOLDER`))));
    return;
  }
  const sum = (name) => reply.sources.reduce((total, source) => total + source[name], 0);
  const lags = reply.sources.map((source) => source.lagMs).filter((lag) => lag !== null);
  append(section, h("dl", { class: "tiles card padded" }, [
    ["Sources", number(reply.sources.length)], ["Rows", number(sum("rows"))], ["Bytes", bytes(sum("bytes"))],
    ["Not readable", number(sum("deadLetters"))], ["Largest lag", lags.length > 0 ? ms(Math.max(...lags)) : "–"],
  ].map(([name, value]) => h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value)))));
  const columns = [
    { title: "Source", class: "path" }, { title: "Format" }, { title: "State" }, { title: "Rows", number: true },
      { title: "Not readable", number: true },
    { title: "Bytes", number: true }, { title: "Lag", number: true }, { title: `Last (${zoneShort()})` },
  ];
  append(section, h("div", { class: "card tall" }, table(columns, reply.sources.map((source) => [
    source.path, source.format ?? "", state(source), number(source.rows), number(source.deadLetters), bytes(source.bytes),
    source.lagMs === null ? "" : ms(source.lagMs), source.lastCommit ? time(source.lastCommit) : "",
  ]), { caption: "Sources", class: "compact" })));
}

function showListeners(section, listeners) {
  const columns = [
    { title: "Listener", class: "path" }, { title: "Sender" }, { title: "State" }, { title: "Messages", number: true },
    { title: "Bytes", number: true }, { title: `Last (${zoneShort()})` },
  ];
  const rows = listeners.flatMap((listener) => [
    [listener.path, "", listenerState(listener), number(listener.messages), bytes(listener.bytes), ""],
    ...listener.senders.map((sender) => [
      "", sender.address, h("span", { class: sender.isSilent ? "badge alarm" : "badge ok" }, sender.isSilent ? "silent" : "sending"),
      number(sender.messages), bytes(sender.bytes), time(sender.lastAt),
    ]),
  ]);
  const options = { caption: "Syslog listeners, since the start", class: "compact" };
  append(section, h("div", { class: "card tall" }, table(columns, rows, options)));
}

function listenerState(listener) {
  const parts = [[listener.connections, "connected"], [listener.dropped, "dropped"], [listener.refused, "refused"], [listener.cut, "cut"]]
    .filter(([count]) => count > 0).map(([count, what]) => `${number(count)} ${what}`);
  return h("span", { class: listener.dropped > 0 ? "badge alarm" : "badge ok" }, parts.length > 0 ? parts.join(", ") : "listening");
}

function state(source) {
  if (source.fault)
    return h("span", { class: "badge alarm" }, source.fault);
  if (!source.isFollowed)
    return h("span", { class: "badge" }, "read");
  const rest = source.sizeBytes === null ? 0 : source.sizeBytes - source.readBytes;
  return h("span", { class: "badge ok" }, rest > 0 ? `following, ${bytes(rest)} to go` : "following");
}

async function showDead(section, reasons, params, { navigate, link, signal }) {
  if (reasons.length === 0) {
    append(section, empty("Every record could be read."));
    return;
  }
  const chosen = { format: params.get("format"), reason: params.get("reason") };
  const columns = [{ title: "Format" }, { title: "Reason" }, { title: "Records", number: true }];
  append(section, h("div", { class: "card" }, table(columns, reasons.map((one) => [
    one.format, h("a", { href: link("intake", { format: one.format, reason: one.reason }) }, one.reason), number(one.letters),
  ]), { caption: "Reasons", class: "compact" })));
  append(section, h("p", { class: "note" }, "After an update, read them again: ",
    command(`cloudanalytics dead replay --data ${session.dataPath}`),
    chosen.reason ? [" ", h("button", { type: "button", on: { click: () => navigate("intake") } }, "Show all reasons")] : null));
  const list = h("div", { class: "stack" });
  append(section, list);
  await addPage(list, chosen, 0, signal);
}

async function addPage(list, filter, skip, signal) {
  const reply = await get("dead", { ...filter, skip }, signal);
  append(list, reply.letters.map(letterCard));
  if (reply.next === null)
    return;
  const more = h("button", { type: "button", on: { click: async () => {
    more.remove();
    await addPage(list, filter, reply.next, signal);
  } } }, "Show more");
  append(list, more);
}

function letterCard(letter) {
  const raw = Uint8Array.from(atob(letter.rawBase64), (c) => c.charCodeAt(0));
  const shown = h("pre", { class: "raw", tabindex: "0" }, readable(raw));
  let isHex = false;
  const toggle = h("button", { type: "button", on: { click: () => {
    isHex = !isHex;
    replace(shown, isHex ? hexDump(raw) : readable(raw));
    toggle.textContent = isHex ? "As text" : "As bytes";
  } } }, "As bytes");
  return h("details", { class: "card fold" },
    h("summary", {}, h("strong", {}, letter.reason),
      h("span", { class: "path muted" }, `${letter.source} at byte ${number(letter.offset)}`),
      h("span", { class: "muted" }, letter.time ? time(letter.time) : "")),
    h("div", { class: "fold-body" }, shown, h("p", { class: "toolbar" }, toggle, h("span", { class: "muted" }, bytes(raw.length)))));
}

// What is no text, and control characters, are shown as their numbers, so that nothing in a log acts on the reader.
function readable(raw) {
  return [...new TextDecoder("utf-8").decode(raw)].map((c) => {
    const code = c.codePointAt(0);
    const isControl = code < 32 || (code >= 127 && code < 160) || (code >= 0x200e && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return isControl ? `\\x${code.toString(16).padStart(2, "0").toUpperCase()}` : c;
  }).join("");
}

function hexDump(raw) {
  const lines = [];
  for (let at = 0; at < raw.length; at += 16) {
    const part = [...raw.subarray(at, at + 16)];
    const hex = part.map((b) => b.toString(16).padStart(2, "0")).join(" ").padEnd(48);
    const letters = part.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : ".")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex} ${letters}`);
  }
  return lines.join("\n");
}
