// Runs before the first paint, so that a page in the dark theme does not flash white.
(() => {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark")
    document.documentElement.dataset.theme = theme;
})();
