// What people do with the pages, by the keyboard alone; and what they see when the server is away:
// node tests/ui/usage.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { fits, open, same, settled, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));
const range = `from=${expected.from}&to=${expected.to}`;

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page, selector, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((one) => document.activeElement?.matches(one), selector))
      return;
  }
  throw new Error(`${most} times Tab do not lead to ${selector}`);
}

await withPage(url, {}, async (page) => {
  // A search's file.
  await open(page, url, `#/search?${range}`);
  const total = Number(await page.locator("strong[data-value]").getAttribute("data-value"));
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").press("Enter")]);
  const text = readFileSync(await file.path(), "utf8");
  same(text.split("\r\n").length - 2, total, "the rows of a search's file");
  same(text.startsWith("\uFEFFtime,"), true, "the names of a search's file");

  // The choice of a time. A page begins with the focus in its content; the link that skips the navigation stands before all.
  await open(page, url, `#/overview?${range}`);
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  same(await page.evaluate(() => document.activeElement.id), "main", "the skip link leads to the content");
  await tabTo(page, ".range > button");
  await page.keyboard.press("Enter");
  await page.locator(".range .presets").waitFor();
  await page.keyboard.press("Escape");
  same(await page.evaluate(() => document.activeElement.closest(".range") !== null), true, "Escape gives the focus back");
  await page.keyboard.press("Enter");
  await page.locator(".range input[name=from]").fill("2026-11-20T13:00:00");
  await page.locator(".range input[name=to]").fill("2026-11-20T14:00:00");
  await page.locator(".range input[name=to]").press("Enter");
  await page.waitForURL(/from=2026-11-20T12%3A00%3A00.000Z&to=2026-11-20T13%3A00%3A00.000Z/);
  // The page of the time before stands until the new one is drawn.
  await page.locator(".range > button", { hasText: "2026-11-20 13:00 – 2026-11-20 14:00" }).waitFor();
  await settled(page);

  // A panel's lines as a table, a row of it, the row behind, back.
  await page.locator("#panel-mail-volume header button").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("#panel-mail-volume tbody tr").first().waitFor();
  await tabTo(page, "#panel-mail-volume tbody a");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/search/);
  await page.locator(".rows tbody tr").first().waitFor();
  await tabTo(page, ".rows tbody tr");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".drawer dl").waitFor();
  await page.keyboard.press("Escape");
  same(await page.evaluate(() => document.activeElement.matches(".rows tbody tr.open")), true, "closing a row gives the focus back to it");
});

const pages = {
  overview: "Overview", search: "Search", "trace?key=x": "Message trace", alarms: "Alarms", intake: "Intake", "sql?sql=SELECT%201": "SQL",
};
for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
  await withPage(url, { viewport: { width, height: 844 }, colorScheme, allowedErrors: ["Failed to load", "ERR_FAILED"] }, async (page) => {
    await open(page, url, "#/intake");
    // Nothing comes from the server any more, no script either.
    await page.route("**/*", (route) => route.abort());
    for (const [hash, title] of Object.entries(pages).toReversed()) {
      await page.evaluate((to) => { location.hash = `#/${to}`; }, hash);
      // The title changes in the same moment as the page before goes, and its error with it.
      await page.waitForFunction((words) => document.title.startsWith(words), title);
      const error = page.locator("main .error[role=alert]").first();
      await error.waitFor();
      same(await error.textContent().then((words) => words.includes("cloudanalytics serve") && words.length > 40), true,
        `${hash} says what to do when the server is away`);
      await fits(page, `${hash} without its server (${width} px)`);
    }
    await page.unroute("**/*");
    await open(page, url, "#/intake");
    same(await page.locator("main .error").count(), 0, "the page works again when the server is back");

    // Numbers that were read stay, with one word about what is wrong.
    await open(page, url, `#/overview?${range}`);
    const tiles = await page.locator("#panel-mail-totals dd").allTextContents();
    await page.route("**/*", (route) => route.abort());
    await page.locator("#refresh").press("Enter");
    await page.locator("main .error[role=alert]").waitFor();
    same(await page.locator("main .error").count(), 1, "one error for all panels");
    same(await page.locator("#panel-mail-totals dd").allTextContents(), tiles, "the numbers stay");
    await page.unroute("**/*");
    await page.locator("main .error button").press("Enter");
    await page.locator("main .error").waitFor({ state: "detached" });
  });
}
