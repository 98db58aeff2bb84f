// Drives the pages over known rows: node tests/ui/pages.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { fits, open, same, settled, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));
const range = `from=${expected.from}&to=${expected.to}`;
const hashes = [
  `#/overview?${range}`, `#/search?${range}`, `#/trace?key=${encodeURIComponent(expected.traceKey)}`,
  `#/trace?key=${encodeURIComponent(expected.wayKey)}`, "#/alarms", "#/intake",
  "#/sql?sql=SELECT%20*%20FROM%20exchange_message_tracking",
];

await withPage(url, {}, async (page) => {
  await open(page, url, hashes[0]);
  const tiles = await page.locator("#panel-mail-totals dd").evaluateAll((all) => all.map((dd) => Number(dd.dataset.value)));
  same(tiles, expected.totals, "the tiles of the overview");
  const senders = await page.locator("#panel-top-senders tbody tr").evaluateAll((rows) => rows.map((row) =>
    [row.cells[0].textContent, Number(row.querySelector("[data-value]").dataset.value)]));
  same(senders, expected.senders, "the top senders");

  same((await page.locator("p.status").textContent()).split(". ")[0], expected.logs, "the rows of logs, without what follows from them");

  await page.locator("#panel-top-senders tbody a").first().click();
  await page.waitForURL(/#\/search/);
  await page.locator("strong[data-value]").waitFor();
  await settled(page);
  same(Number(await page.locator("strong[data-value]").getAttribute("data-value")), expected.firstSenderRows,
    "the rows behind the first sender");
  same(await page.locator(".chip-text").first().textContent(), `sender is ${expected.senders[0][0]}`, "the filter of the rows");

  const escaped = expected.hostileSubject.replaceAll("\\", "\\\\").replaceAll("|", "\\|");
  await open(page, url, `#/search?${range}&f=${encodeURIComponent(`subject=${escaped}`)}`);
  same(await page.locator(".rows tbody tr").count(), 1, "the rows with the hostile subject");
  await page.locator(".rows tbody tr").first().focus();
  await page.keyboard.press("Enter");
  const value = page.locator(".drawer dt", { hasText: /^subject$/ }).locator("xpath=../dd/span").first();
  same(await value.textContent(), expected.hostileSubject, "markup in a subject stays text");
  same(await page.evaluate(() => [window.hacked, document.querySelectorAll(".drawer b, main b").length]), [null, 0], "no markup ran");
  await page.keyboard.press("Escape");
  same(await page.locator(".drawer").count(), 0, "Escape closes the row");

  await open(page, url, "#/alarms");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.waitForURL(/#\/overview/);
  await page.keyboard.press("?");
  await page.locator("dialog.help").waitFor();
  await page.keyboard.press("Escape");

  await open(page, url, hashes[2]);
  same(await page.locator(".journey[open] .lane").count(), expected.hops, "the hops of the message");
  same(await page.locator(".journey[open] .ends tbody tr").count(), expected.recipients, "the recipients of the message");
  same(await page.locator(".way-stay").count(), expected.hops, "the stays of the picture");

  // A way over Unix hosts: lanes, a report beside it, ends that are never called better than they are.
  await open(page, url, hashes[3]);
  same(await page.locator(".way-lane").allTextContents(), ["mx1", "zmta1"], "the hosts of a way");
  same(await page.locator(".way-stay:not(.report)").count(), 2, "the stays of a way");
  same(await page.locator(".way-stay.report .way-from").textContent(), "report about zmta1 BBBBBB2", "the report of a way");
  same(await page.locator(".way-lines path.report").count(), 1, "the dashed line to the report");
  const ends = await page.locator(".ends tbody tr").evaluateAll((rows) => rows.map((row) =>
    [row.cells[0].textContent, row.querySelector("[data-state]").dataset.state]));
  same(Object.fromEntries(ends), expected.wayEnds, "the ends of a way");
  const words = await page.locator(".ends tbody tr", { hasText: "dan@example.org" }).textContent();
  same(/(?<!not )delivered/i.test(words), false, "what a filter threw away is not called delivered");
  await page.locator(".way-stay button").first().focus();
  await page.keyboard.press("Enter");
  same(await page.locator(".lane details[open]").count(), 1, "a stay leads to what happened there");

  // From a row of the search to the way of its message, by a click on the row, by a key, and from all of the row.
  for (const how of ["click", "key", "drawer"]) {
    await open(page, url, `#/search?${range}`);
    if (how === "click") {
      await page.locator(".row-follow a").first().click();
    } else if (how === "key") {
      await page.locator(".rows tbody tr").first().focus();
      await page.keyboard.press("f");
    } else {
      await page.locator(".rows tbody tr").first().focus();
      await page.keyboard.press("Enter");
      await page.locator(".drawer a", { hasText: "Follow this message" }).click();
    }
    await page.waitForURL(/#\/trace\?key=/);
    await page.locator(".journey[open] .way-stay").first().waitFor();
  }
});

for (const [width, height, colorScheme] of [[1280, 900, "light"], [1280, 900, "dark"], [390, 844, "light"], [390, 844, "dark"]]) {
  await withPage(url, { viewport: { width, height }, colorScheme }, async (page) => {
    for (const hash of hashes) {
      await open(page, url, hash);
      await fits(page, `${hash} (${width} px, ${colorScheme})`);
      same(await page.locator(".error").count(), 0, `no error on ${hash}`);
    }
  });
}
