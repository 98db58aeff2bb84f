// What everybody needs who does not use eyes, a mouse or motion: node tests/ui/access.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { open, same, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));
const range = `from=${expected.from}&to=${expected.to}`;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = {
  overview: `#/overview?${range}`, mail: `#/overview?${range}&section=Mail`, search: `#/search?${range}`,
  trace: `#/trace?key=${encodeURIComponent(expected.traceKey)}`, way: `#/trace?key=${encodeURIComponent(expected.wayKey)}`,
  alarms: "#/alarms", intake: "#/intake", sql: "#/sql?sql=SELECT%20sender%20FROM%20exchange_message_tracking",
};

/** Rules of axe-core that the page breaks, each with where. */
async function broken(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return violations.map((one) => `${one.id}: ${one.help} at ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** What is wrong with the page's structure. */
function structure() {
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const seen = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);
  const problems = [];
  for (const [selector, count] of [["h1", 1], ["main", 1], ["body > * > header, body > header", 1], ["nav[aria-label]", 1]]) {
    if (seen(selector).length !== count)
      problems.push(`${seen(selector).length} of ${selector}`);
  }
  for (const table of seen("main table")) {
    if (!table.querySelector("thead th[scope=col], tbody th[scope=row]"))
      problems.push(`a table without headers: ${table.outerHTML.slice(0, 200)}`);
  }
  if (!document.querySelector("main [aria-live], main [role=status]"))
    problems.push("nothing is said when the page changes");
  return problems;
}

/**
 * Goes through the page by Tab from its beginning.
 * @returns {Promise<{missed: string[], unseen: string[]}>} what Tab does not reach, and where nobody sees the focus
 */
async function walk(page) {
  const count = await page.evaluate(() => {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
    const all = [...document.querySelectorAll(wanted)].filter((element) => element.tabIndex >= 0 && !element.disabled
      && element.checkVisibility({ visibilityProperty: true }));
    window.unvisited = new Set(all);
    window.unmarked = [];
    document.activeElement.blur();
    getSelection().collapse(document.body, 0);
    return all.length;
  });
  for (let i = 0; i <= count; i++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => {
      const element = document.activeElement;
      window.unvisited.delete(element);
      const style = getComputedStyle(element);
      if (element !== document.body && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 1))
        window.unmarked.push(element.outerHTML.slice(0, 160));
    });
  }
  return page.evaluate(() => ({ missed: [...window.unvisited].map((each) => each.outerHTML.slice(0, 160)), unseen: window.unmarked }));
}

const problems = [];
for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]]) {
  await withPage(url, { viewport: { width, height: 844 }, colorScheme }, async (page) => {
    for (const [name, hash] of Object.entries(pages)) {
      await open(page, url, hash);
      const found = [...await broken(page), ...await page.evaluate(structure)];
      if (colorScheme === "light") {
        const { missed, unseen } = await walk(page);
        found.push(...missed.map((one) => `Tab does not lead to ${one}`), ...unseen.map((one) => `the focus is not seen at ${one}`));
      }
      problems.push(...found.map((problem) => `${name} (${width} px, ${colorScheme}): ${problem}`));
    }
  });
}
same(problems.join("\n"), "", "what is not accessible");

await withPage(url, { reducedMotion: "reduce" }, async (page) => {
  for (const [name, hash] of Object.entries(pages)) {
    await open(page, url, hash);
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      return style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0);
    }).map((element) => element.outerHTML.slice(0, 120)));
    same(moving, [], `what moves on ${name}`);
    same(await page.evaluate(() => document.getAnimations().length), 0, `animations on ${name}`);
  }
  await open(page, url, pages.overview);
  const charts = await page.locator("#panel-mail-volume .chart").evaluateAll((all) => all.map((element) => {
    const { animation, tooltip } = window.echarts.getInstanceByDom(element).getOption();
    return [animation, tooltip[0].transitionDuration];
  }));
  same(charts, [[false, 0]], "a chart stands still");
});
