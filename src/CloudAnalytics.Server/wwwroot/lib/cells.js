// Values of rows as people read them. Everything is text: a value never becomes markup.
import { h } from "./dom.js";
import { bytes, ms, number, time } from "./format.js";

/** A value for a narrow table. */
export function cell(value, field) {
  if (value === null)
    return "";
  if (field.kind === "time")
    return time(value);
  if (field.kind === "number" && typeof value === "number")
    return measure(value, field.name);
  if (Array.isArray(value))
    return value.length > 3 ? `${value.slice(0, 3).join(", ")} and ${number(value.length - 3)} more` : value.join(", ");
  if (typeof value === "object")
    return Object.entries(value).map(([name, v]) => `${name}=${v}`).join("; ");
  return String(value);
}

/** A value with all there is of it. */
export function wholeCell(value, field) {
  if (field.kind === "time")
    return [time(value, { millis: true }), h("span", { class: "muted" }, ` ${value} UTC`)];
  if (Array.isArray(value))
    return h("ul", { class: "values" }, value.map((item) => h("li", {}, item)));
  if (typeof value === "object")
    return h("dl", { class: "values" }, Object.entries(value).map(([name, v]) => [h("dt", {}, name), h("dd", {}, v)]));
  if (field.kind === "number" && typeof value === "number")
    return [measure(value, field.name), /(_ms|^bytes|_bytes)$/.test(field.name) ? h("span", { class: "muted" }, ` ${number(value)}`)
      : null];
  return String(value);
}

// The unit stands in the field's name. Numbers that are names (status, ports, ids) are written without separators.
function measure(value, name) {
  if (/(^|_)(bytes|size)$/.test(name))
    return bytes(value);
  if (name.endsWith("_ms"))
    return ms(value);
  return /(_code|_id|^port|_port|status|substatus)$/.test(name) ? String(value) : number(value);
}
