// Numbers, sizes and times as people read them. Everything counts in the browser's own manner of writing numbers.
import { h } from "./dom.js";

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const precise = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

export function number(value) {
  return value === null || value === undefined ? "–" : Number.isInteger(value) ? whole.format(value) : precise.format(value);
}

const sizes = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value) {
  if (value === null || value === undefined)
    return "–";
  let step = 0;
  while (Math.abs(value) >= 1024 && step < sizes.length - 1) {
    value /= 1024;
    step++;
  }
  return `${(step === 0 || Math.abs(value) >= 100 ? whole : short).format(value)} ${sizes[step]}`;
}

export function share(value) {
  if (value === null || value === undefined)
    return "–";
  const percent = value * 100;
  const digits = percent !== 0 && Math.abs(percent) < 10 ? 2 : 1;
  return `${new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(percent)} %`;
}

/** A length of time given in milliseconds. */
export function ms(value) {
  if (value === null || value === undefined)
    return "–";
  const size = Math.abs(value);
  if (size < 1000)
    return `${(size < 10 ? short : whole).format(value)} ms`;
  if (size < 60_000)
    return `${short.format(value / 1000)} s`;
  return duration(value / 1000);
}

/** A length of time given in seconds, in its two largest units. */
export function duration(seconds) {
  const rest = Math.round(Math.abs(seconds));
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = Math.max(0, units.findIndex(([size]) => rest >= size || size === 1));
  const [size, name] = units[first];
  const [smaller, smallerName] = units[first + 1] ?? [0, ""];
  const count = Math.floor(rest / size);
  const remainder = smaller ? Math.floor((rest - count * size) / smaller) : 0;
  return `${seconds < 0 ? "−" : ""}${count} ${name}${remainder > 0 ? ` ${remainder} ${smallerName}` : ""}`;
}

/** A value of a panel's column by its unit. */
export function unit(value, name) {
  if (value === null || value === undefined)
    return "–";
  switch (name) {
    case "bytes": return bytes(value);
    case "milliseconds": return ms(value);
    case "share": return share(value);
    case "times": return `${short.format(value)} ×`;
    default: return number(value);
  }
}

/** Whether times are shown in UTC rather than in the browser's zone. */
export function isUtc() {
  return localStorage.getItem("zone") === "utc";
}

/** The zone that times are shown in, for headings. */
export function zoneName() {
  if (isUtc())
    return "UTC";
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" }).formatToParts(new Date());
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${offset})`;
}

/** The zone's shortest name, for heads of columns. */
export function zoneShort() {
  return isUtc() ? "UTC" : parts(new Date()).timeZoneName;
}

function parts(date, utc = isUtc()) {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23", timeZone: utc ? "UTC" : undefined, timeZoneName: "shortOffset",
  });
  return Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
}

/** An instant as text: date and time to the second, or to the minute. */
export function timeText(value, { seconds = true, millis = false } = {}) {
  const date = new Date(value);
  const p = parts(date);
  const end = seconds || millis ? `:${p.second}` : "";
  const fraction = millis ? `.${String(date.getUTCMilliseconds()).padStart(3, "0")}` : "";
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${end}${fraction}`;
}

/** An instant as an element: the chosen zone to see, both zones on hover. */
export function time(iso, options) {
  const local = parts(new Date(iso), false);
  const clock = `${local.hour}:${local.minute}:${local.second} ${local.timeZoneName}`;
  const hint = `${local.year}-${local.month}-${local.day} ${clock}\n${iso} (UTC)`;
  return h("time", { datetime: iso, title: hint, class: "time" }, timeText(iso, options));
}

/** How long ago an instant is. */
export function ago(iso, now = Date.now()) {
  const seconds = (now - new Date(iso)) / 1000;
  return seconds < 5 ? "just now" : `${duration(seconds)} ago`;
}

/** Parts of a date for the axis of a chart. */
export function axisParts(value) {
  return parts(new Date(value));
}
