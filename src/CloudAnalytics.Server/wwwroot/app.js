// The frame around the pages: navigation, keyboard, theme, the token. `#/page?parameters` says what is shown, and can be sent as a link.
import { get, post, isAbort, whenTokenIsRequired } from "./lib/api.js";
import { append, clear, failure, h, replace } from "./lib/dom.js";
import { zoneName } from "./lib/format.js";
import { icon } from "./lib/icons.js";
import { openHelp } from "./lib/help.js";
import { rangeParams } from "./lib/range.js";
import { session } from "./lib/session.js";
import { toggleTheme, toggleZone, whenSettingsChange } from "./lib/settings.js";
import * as alarms from "./pages/alarms.js";
import * as drill from "./pages/drill.js";
import * as intake from "./pages/intake.js";
import * as overview from "./pages/overview.js";
import * as search from "./pages/search.js";
import * as sql from "./pages/sql.js";
import * as trace from "./pages/trace.js";

// All from the beginning: a page that is opened once the server is away must be there to say so.
const modules = { alarms, drill, intake, overview, search, sql, trace };
const pages = ["overview", "search", "trace", "alarms", "intake", "sql"];
const names = { overview: "Overview", search: "Search", trace: "Trace", alarms: "Alarms", intake: "Intake", sql: "SQL" };
const hidden = ["drill"];
const app = document.getElementById("app");
const main = h("main", { id: "main", tabindex: "-1" });
const nav = h("nav", { "aria-label": "Pages" });
const zone = h("button", { type: "button", class: "plain zone", on: { click: toggleZone } });
let leaving = new AbortController();
let current = "";

/** Goes to a page; parameters that are null are left out, arrays stand several times. */
function navigate(page, params = {}, { replaces = false } = {}) {
  const target = link(page, params);
  if (target === location.hash)
    route();
  else if (replaces)
    location.replace(target);
  else
    location.hash = target;
}

function link(page, params = {}) {
  const query = new URLSearchParams();
  const pairs = params instanceof URLSearchParams ? [...params] : Object.entries(params);
  for (const [name, value] of pairs) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== undefined && item !== "")
        query.append(name, item);
    }
  }
  const text = query.toString();
  return `#/${page}${text ? `?${text}` : ""}`;
}

function place() {
  const [, page, query] = /^#\/([a-z]+)(?:\?(.*))?$/.exec(location.hash) ?? [null, "overview", ""];
  const isKnown = pages.includes(page) || hidden.includes(page);
  return { page: isKnown ? page : "overview", params: new URLSearchParams(query ?? "") };
}

async function route() {
  const { page, params } = place();
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  drawNav(page, params);
  const isNew = page !== current;
  current = page;
  const { render, title } = modules[page];
  document.title = `${title} – CloudAnalytics`;
  main.className = `page-${page}`;
  clear(main);
  if (isNew) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  try {
    await render(main, params, { navigate, link, signal });
  } catch (problem) {
    if (!isAbort(problem) && !signal.aborted)
      append(main, failure(problem, route));
  }
}

function drawNav(page, params) {
  const range = rangeParams(params);
  const noise = params.get("noise");
  replace(nav, pages.map((name) => h("a", {
    href: link(name, ["overview", "search"].includes(name) && hasRange(params) ? { ...range, noise } : {}),
    "aria-current": name === page ? "page" : null,
  }, icon(name), h("span", {}, names[name]), name === "alarms" ? h("span", { class: "count", id: "alarm-count", hidden: true }) : null)));
  replace(zone, h("span", { class: "hidden" }, "Times are shown in "), zoneName());
  zone.title = "Switch between this browser's time zone and UTC";
  countAlarms();
}

function hasRange(params) {
  return params.has("last") || params.has("from");
}

let counted = 0;
let ringing = 0;

async function countAlarms() {
  showCount();
  if (Date.now() - counted < 30_000)
    return;
  counted = Date.now();
  const reply = await get("alarms", {}).catch(() => null);
  ringing = reply?.alarms.filter((alarm) => alarm.state === "alarm").length ?? 0;
  showCount();
}

function showCount() {
  const count = document.getElementById("alarm-count");
  if (!count)
    return;
  count.hidden = ringing === 0;
  count.textContent = String(ringing);
  count.setAttribute("aria-label", `${ringing} ringing`);
}

function drawFrame() {
  replace(app,
    h("header", { class: "top" },
      h("a", { class: "brand", href: "#/overview" }, h("img", { src: "/icon.svg", alt: "", width: "22", height: "22" }),
        h("span", {}, "CloudAnalytics")),
      nav,
      h("div", { class: "tools" },
        zone,
        h("button", { type: "button", class: "plain", title: "Light or dark (t)", "aria-label": "Switch between light and dark",
          on: { click: toggleTheme } }, icon("theme")),
        h("button", { type: "button", class: "plain", title: "Help and shortcuts (?)", "aria-label": "Help and shortcuts",
          on: { click: () => openHelp() } }, icon("help")),
        session.tokenRequired ? h("button", { type: "button", class: "plain", on: { click: leave } }, "Log out") : null)),
    main);
}

async function leave() {
  await post("logout", {});
  location.reload();
}

function askForToken() {
  leaving.abort();
  const input = h("input", { type: "password", name: "token", required: true, autocomplete: "current-password", id: "token" });
  const note = h("p", { class: "field-error", role: "alert" });
  const form = h("form", { class: "login card", on: { submit: async (event) => {
    event.preventDefault();
    clear(note);
    try {
      await post("login", { token: input.value });
      await start();
    } catch (problem) {
      append(note, problem.message);
      input.select();
    }
  } } },
  h("h1", {}, "CloudAnalytics"),
  h("p", {}, "This server asks for its token: the web token of its configuration file, cloudanalytics.json. "
    + "Whoever runs the server knows it."),
  h("label", { for: "token" }, "Token"), input, note, h("button", { type: "submit", class: "primary" }, "Log in"));
  replace(app, h("main", { id: "main", class: "page-login" }, form));
  input.focus();
}

const shortcuts = { o: "overview", s: "search", t: "trace", a: "alarms", i: "intake", q: "sql" };
let isGoing = false;

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
    return;
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (isTyping) {
    if (event.key === "Escape")
      event.target.blur();
    return;
  }
  const { page, params } = place();
  const act = {
    "?": () => openHelp(),
    "/": () => {
      const field = document.querySelector("main input[type=search]");
      if (field)
        field.focus();
      else
        navigate("search", hasRange(params) ? rangeParams(params) : {});
    },
    r: () => (document.getElementById("refresh") ? document.getElementById("refresh").click() : route()),
    n: () => document.getElementById("noise")?.click(),
    t: toggleTheme,
  };
  if (isGoing && shortcuts[event.key])
    navigate(shortcuts[event.key], ["o", "s"].includes(event.key) && page !== "sql" && hasRange(params) ? rangeParams(params) : {});
  else if (!isGoing && act[event.key])
    act[event.key]();
  else if (event.key !== "g") {
    isGoing = false;
    return;
  }
  event.preventDefault();
  isGoing = event.key === "g";
  if (isGoing)
    setTimeout(() => { isGoing = false; }, 1500);
}

async function start() {
  try {
    Object.assign(session, await get("session", {}));
  } catch (problem) {
    replace(app, h("main", { id: "main" }, failure(problem, start)));
    return;
  }
  if (!session.authenticated) {
    askForToken();
    return;
  }
  drawFrame();
  await route();
}

whenTokenIsRequired(askForToken);
whenSettingsChange(route);
addEventListener("hashchange", route);
addEventListener("keydown", onKey);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});
start();
