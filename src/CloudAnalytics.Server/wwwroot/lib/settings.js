// What the user chose for this browser: theme and time zone. Pages draw themselves anew when it changes.

const listeners = new Set();

/** Calls the handler at each change until the signal is aborted. */
export function whenSettingsChange(handler, signal) {
  listeners.add(handler);
  signal?.addEventListener("abort", () => listeners.delete(handler));
}

function changed() {
  listeners.forEach((handler) => handler());
}

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  changed();
}

export function toggleZone() {
  localStorage.setItem("zone", localStorage.getItem("zone") === "utc" ? "local" : "utc");
  changed();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
