// Small pictures in the text's colour. They are decoration: what they stand for is always said in words too.
import { svg } from "./dom.js";

const paths = {
  overview: ["M4 19V10", "M10 19V5", "M16 19v-7", "M3 21h18", "M21 19v-4"],
  search: ["M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "M15.5 15.5 21 21"],
  trace: ["M5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4z", "M19 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4z", "M7 5h7a4 4 0 0 1 0 8h-4a4 4 0 0 0 0 6h7"],
  alarms: ["M6 16V11a6 6 0 0 1 12 0v5l2 2H4z", "M10 21h4"],
  intake: ["M12 3v11", "M7.5 10 12 14.5 16.5 10", "M4 15v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4"],
  sql: ["M12 9c4.4 0 8-1.3 8-3s-3.6-3-8-3-8 1.3-8 3 3.6 3 8 3z", "M4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6", "M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"],
  theme: ["M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5z"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"],
  refresh: ["M20 11a8 8 0 1 0-2.3 6.3", "M20 5v6h-6"],
  help: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8", "M12 17h.01"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  table: ["M4 5h16v14H4z", "M4 10h16", "M10 5v14"],
  chart: ["M4 4v16h16", "M7 15l4-5 3 3 5-7"],
  plus: ["M12 5v14", "M5 12h14"],
  minus: ["M5 12h14"],
  columns: ["M4 5h16v14H4z", "M9.3 5v14", "M14.7 5v14"],
  download: ["M12 4v11", "M7.5 11 12 15.5 16.5 11", "M5 20h14"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5.5", "M12 7.5h.01"],
  down: ["M6 9l6 6 6-6"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  out: ["M4 12h15", "M13 6l6 6-6 6"],
  back: ["M9 6 4 11l5 5", "M4 11h10a5 5 0 0 1 0 10h-2"],
  stop: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M5.8 5.8l12.4 12.4"],
  bin: ["M5 7h14", "M9.5 7V4h5v3", "M7 7l1 13h8l1-13"],
  shield: ["M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6z"],
  pause: ["M9 6v12", "M15 6v12"],
  queue: ["M5 7h14", "M5 12h14", "M5 17h9"],
  split: ["M4 12h6", "M10 12l8-6", "M10 12l8 6"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4 21c0-4 3.6-6.5 8-6.5s8 2.5 8 6.5"],
  unknown: ["M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8", "M12 17h.01"],
};

/** A picture by its name. */
export function icon(name) {
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    paths[name].map((d) => svg("path", { d })));
}
