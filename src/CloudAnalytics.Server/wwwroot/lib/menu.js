// A button that opens a small panel under itself. Escape, a click elsewhere or leaving it with the keyboard closes it.
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {{label: any, name?: string, class?: string, plain?: boolean}} options what the button shows, and its name for screen readers
 * @param {(close: () => void) => any} content makes the panel's children each time it opens
 */
export function menu(options, content) {
  const panel = h("div", { class: "menu-panel", hidden: true });
  const button = h("button", {
    type: "button", class: options.plain ? "plain" : null, "aria-expanded": "false", "aria-label": options.name, title: options.title,
  }, options.label, options.plain ? null : icon("down"));
  const root = h("span", { class: `menu ${options.class ?? ""}` }, button, panel);

  function close(isBack = true) {
    if (panel.hidden)
      return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (isBack)
      button.focus();
  }

  function outside(event) {
    if (!root.contains(event.target))
      close(false);
  }

  function place() {
    panel.classList.remove("right");
    panel.style.maxWidth = `${document.documentElement.clientWidth - 16}px`;
    if (panel.getBoundingClientRect().right > document.documentElement.clientWidth - 8)
      panel.classList.add("right");
    const { left } = panel.getBoundingClientRect();
    panel.style.marginInlineStart = left < 8 && panel.classList.contains("right") ? `${8 - left}px` : "";
    panel.style.transform = left < 8 ? `translateX(${8 - left}px)` : "";
  }

  button.addEventListener("click", () => {
    if (!panel.hidden) {
      close();
      return;
    }
    replace(panel, content(close));
    panel.hidden = false;
    panel.style.transform = "";
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    place();
    panel.querySelector("[aria-pressed=true], input, select, button")?.focus();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      event.stopPropagation();
      close();
    }
  });
  root.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !root.contains(event.relatedTarget))
      close(false);
  });
  return root;
}
