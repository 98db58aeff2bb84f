// What the alarms page says: node tests/ui/alarms.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { fits, open, same, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));

for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
  await withPage(url, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
    await open(page, url, "#/alarms");
    const card = page.locator(`[data-alarm=${expected.alarm}]`);
    same(await card.getAttribute("data-state"), expected.state, "the state");
    same(await card.locator("svg.spark").getAttribute("aria-label"), expected.picture, "what the picture says to those who do not see it");
    same(await card.locator("svg .spark-bad").count(), expected.bad, "the windows marked as bad");
    const colours = await card.locator("svg.spark").evaluate((svg) => ["line", "polyline", ".spark-bad"].map((part) =>
      getComputedStyle(svg.querySelector(part))[part === ".spark-bad" ? "fill" : "stroke"]));
    same(new Set(colours).size, 2, "the threshold and what is beyond it have a colour of their own");

    await card.locator(".windows summary").focus();
    await page.keyboard.press("Enter");
    const windows = await card.locator(".windows tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[1].textContent));
    same(windows.slice(0, expected.values.length), expected.values, "the last windows, the latest first");

    const changes = await page.locator("table.history tbody tr").evaluateAll((rows) => rows.map((row) =>
      [...row.cells].map((cell) => cell.textContent)));
    same(changes, expected.changes, "the history");
    await fits(page, `the alarms at ${width} px`);
  });
}
