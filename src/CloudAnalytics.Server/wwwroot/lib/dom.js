// Builds elements. What comes from logs always ends up in text nodes, so that markup in a subject line stays text.

/**
 * Makes an element.
 * @param {string} tag name of the element
 * @param {object} props attributes; `class` as text, `on` as event handlers by name, true for an attribute without value, null for none
 * @param {...any} children nodes, texts, numbers, arrays of them; null, undefined and false are left out
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for parts of pictures. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "on")
      Object.entries(value).forEach(([event, handler]) => element.addEventListener(event, handler));
    else if (value === true)
      element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value);
  }
  return append(element, ...children);
}

/** Adds children, with the same rules as `h`. */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node)
      element.appendChild(child);
    else if (child !== null && child !== undefined && child !== false)
      element.appendChild(document.createTextNode(String(child)));
  }
  return element;
}

/** Takes all children away. */
export function clear(element) {
  element.replaceChildren();
  return element;
}

/** Puts these children in place of all others. */
export function replace(element, ...children) {
  return append(clear(element), ...children);
}

/**
 * A table.
 * @param {{title: string, number?: boolean, class?: string, doc?: string}[]} columns
 * @param {any[][]} rows cells as children of `h`; a cell of `{ child, class, title }` has a class or a hint of its own
 * @param {{caption?: string, class?: string}} options
 */
export function table(columns, rows, options = {}) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": options.caption ?? "Table" },
    h("table", { class: options.class },
      options.caption ? h("caption", { class: "hidden" }, options.caption) : null,
      h("thead", {}, h("tr", {}, columns.map((column) =>
        h("th", { scope: "col", class: classOf(column), title: column.doc }, column.title)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, i) => tableCell(cell, columns[i])))))));
}

function tableCell(cell, column) {
  const isObject = cell !== null && typeof cell === "object" && !(cell instanceof Node) && !Array.isArray(cell);
  return isObject
    ? h("td", { class: [classOf(column), cell.class].filter(Boolean).join(" ") || null, title: cell.title }, cell.child)
    : h("td", { class: classOf(column) }, cell);
}

function classOf(column) {
  return [column.number ? "number" : null, column.class].filter(Boolean).join(" ") || null;
}

/** What stands where there is nothing: what that means, and what to do about it. */
export function empty(title, ...hints) {
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), hints.map((hint) => hint && h("p", {}, hint)));
}

/** Says what went wrong, and lets the user try again. */
export function failure(problem, retry) {
  return h("div", { class: "error", role: "alert" },
    h("p", {}, problem.message),
    retry ? h("button", { type: "button", on: { click: retry } }, "Try again") : null);
}

/** Stands in while something is being read. */
export function loading(what, lines = 3) {
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "hidden" }, what),
    Array.from({ length: lines }, () => h("span", { class: "bar", "aria-hidden": "true" })));
}

/** A command for the terminal, with a button that copies it. */
export function command(text) {
  const button = h("button", { type: "button", class: "copy", on: { click: async () => {
    await navigator.clipboard?.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } } }, "Copy");
  return h("span", { class: "command" }, h("code", {}, text), navigator.clipboard ? button : null);
}
