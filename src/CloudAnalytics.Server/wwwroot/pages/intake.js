// Where logs come from, how far they are read, and the lines that could not be read.
import { get } from "../lib/api.js";
import { h, clear } from "../lib/dom.js";
import { bytes, ms, number, time } from "../lib/format.js";

export const title = "Intake";

export async function render(main, params, { navigate, signal }) {
  const sources = h("section", { "aria-label": "Sources" }, h("p", { class: "skeleton" }, "Reading the sources…"));
  const dead = h("section", { "aria-label": "Dead letters" });
  main.append(h("h1", {}, title), sources, h("h2", {}, "Lines that could not be read"), dead);
  showSources(sources, await get("intake", {}, signal));
  const { reasons } = await get("dead/reasons", {}, signal);
  await showDead(dead, reasons, params, navigate, signal);
}

function showSources(section, reply) {
  clear(section);
  if (reply.fault)
    section.append(h("p", { class: "error", role: "alert" }, reply.fault));
  if (reply.sources.length === 0) {
    section.append(h("p", { class: "empty" }, "Nothing was read yet. Start with: cloudanalytics ingest PATH --data DIR, or cloudanalytics serve --data DIR --watch LOGS"));
    return;
  }

  const rows = reply.sources.reduce((sum, source) => sum + source.rows, 0);
  section.append(h("p", { class: "note" }, `${number(rows)} rows from ${number(reply.sources.length)} sources.`,
    reply.lastCommit ? [" Last stored ", time(reply.lastCommit), "."] : null, reply.truncated ? " There are more sources than are listed." : null));
  const names = ["Source", "Format", "State", "Rows", "Not read", "Bytes", "Lag", "Last"];
  section.append(h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, names.map((name, i) => h("th", { scope: "col", class: i >= 3 && i <= 6 ? "number" : "" }, name)))),
    h("tbody", {}, reply.sources.map((source) => h("tr", {},
      h("td", { class: "path" }, source.path), h("td", {}, source.format ?? ""), h("td", {}, state(source)),
      h("td", { class: "number" }, number(source.rows)), h("td", { class: "number" }, number(source.deadLetters)),
      h("td", { class: "number" }, bytes(source.bytes)), h("td", { class: "number" }, source.lagMs === null ? "" : ms(source.lagMs)),
      h("td", {}, source.lastCommit ? time(source.lastCommit) : "")))))));
}

function state(source) {
  if (source.fault)
    return h("span", { class: "badge alarm", title: source.fault }, source.fault);
  if (!source.isFollowed)
    return h("span", { class: "badge nodata" }, "read");
  const isBehind = source.sizeBytes !== null && source.readBytes < source.sizeBytes;
  return h("span", { class: "badge ok" }, isBehind ? `following, ${bytes(source.sizeBytes - source.readBytes)} to go` : "following");
}

async function showDead(section, reasons, params, navigate, signal) {
  if (reasons.length === 0) {
    section.append(h("p", { class: "empty" }, "Every line could be read."));
    return;
  }

  const format = params.get("format");
  const reason = params.get("reason");
  section.append(h("table", {},
    h("thead", {}, h("tr", {}, ["Format", "Reason", "Lines"].map((name, i) => h("th", { scope: "col", class: i === 2 ? "number" : "" }, name)))),
    h("tbody", {}, reasons.map((r) => h("tr", {},
      h("td", {}, r.format), h("td", {}, h("button", { type: "button", class: "link", on: { click: () => navigate("intake", { format: r.format, reason: r.reason }) } }, r.reason)),
      h("td", { class: "number" }, number(r.letters)))))));
  section.append(h("p", { class: "note" }, "After an update, read them again with: cloudanalytics dead replay --data DIR",
    reason ? [" · ", h("button", { type: "button", class: "link", on: { click: () => navigate("intake", {}) } }, "show all reasons")] : null));
  const list = h("div", {});
  section.append(list);
  await page(list, { format, reason }, 0, signal);
}

async function page(list, filter, skip, signal) {
  const reply = await get("dead", { ...filter, skip }, signal);
  list.append(reply.letters.map((letter) => h("details", { class: "card" },
    h("summary", {}, h("span", { class: "path" }, `${letter.source} @ ${number(letter.offset)}`), " ",
      h("span", { class: "muted" }, letter.reason, " · ", letter.time ? time(letter.time) : "")),
    h("pre", {}, readable(letter.rawBase64)))));
  if (reply.next !== null) {
    const more = h("button", { type: "button", on: { click: async () => {
      more.remove();
      await page(list, filter, reply.next, signal);
    } } }, "Show more");
    list.append(more);
  }
}

// Bytes as text; what is no text, and control characters, are shown as their numbers, so that nothing in a log acts on the reader.
function readable(base64) {
  const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const text = new TextDecoder("utf-8").decode(raw);
  return [...text].map((c) => {
    const code = c.codePointAt(0);
    return code < 32 || (code >= 127 && code < 160) ? `\\x${code.toString(16).padStart(2, "0").toUpperCase()}` : c;
  }).join("");
}
