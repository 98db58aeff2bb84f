// The way from a number of a panel to the rows behind it: one search per format.
import { get } from "../lib/api.js";
import { append, clear, empty, h, loading } from "../lib/dom.js";

export const title = "Rows behind a number";

export async function render(main, params, { navigate, link, signal }) {
  append(main, loading("Finding the rows"));
  const { searches } = await get(`panels/${encodeURIComponent(params.get("panel") ?? "")}/rows`, {
    from: params.get("from"), to: params.get("to"), noise: params.get("noise"), column: params.get("column"), bucket: params.get("bucket"),
    group: params.getAll("group"),
  }, signal);
  const targets = searches.map((search) => ({
    format: search.format, from: search.from, to: search.to, noise: search.noise ? "1" : null, f: search.filters,
    panel: params.get("panel"), column: params.get("column"),
  }));
  if (targets.length === 1) {
    navigate("search", targets[0], { replaces: true });
    return;
  }
  clear(main);
  append(main, h("h1", {}, title));
  append(main, targets.length === 0
    ? empty("These rows cannot be shown as one search.",
      "The number comes from conditions that a search has no form for. The SQL page can ask for them.")
    : [h("p", {}, "This number counts rows of several formats. Choose one:"),
      h("ul", { class: "choices" }, targets.map((target) => h("li", {}, h("a", { href: link("search", target) }, target.format))))]);
}
