// What the keys do, and where to read more.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { session } from "./session.js";

const keys = [
  ["g then o, s, t, a, i, q", "go to Overview, Search, Trace, Alarms, Intake, SQL"],
  ["/", "go to the search field"],
  ["r", "refresh"],
  ["n", "show or hide noise (background traffic)"],
  ["t", "switch between light and dark"],
  ["↑ ↓ or j k", "move through a table of rows"],
  ["Enter", "open the row, or follow the number to its rows"],
  ["f", "follow the message of the row"],
  ["Esc", "close what is open"],
  ["Ctrl + Enter", "run the statement (SQL page); Esc cancels it"],
  ["?", "this help"],
];

/** Opens the help; a second call while it is open does nothing. */
export function openHelp() {
  if (document.querySelector("dialog.help"))
    return;
  const dialog = h("dialog", { class: "help", "aria-labelledby": "help-title" },
    h("header", {}, h("h2", { id: "help-title" }, "Help"),
      h("button", { type: "button", class: "plain", "aria-label": "Close", on: { click: () => dialog.close() } }, icon("close"))),
    h("h3", {}, "Keys"),
    h("dl", { class: "keys" }, keys.map(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])),
    h("h3", {}, "Words"),
    h("p", {}, "A number in a panel leads to the rows behind it. Noise is background traffic such as health probes; it is left out "
      + "unless you ask for it. "
      + "Every address can be sent as a link: it says what is shown."),
    h("p", { class: "muted" }, `CloudAnalytics ${session.version}, data in ${session.dataPath}`));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog)
      dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}
