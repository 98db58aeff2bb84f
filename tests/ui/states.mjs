// The states that a user meets first: the token, then no data. node tests/ui/states.mjs ADDRESS TOKEN
import { open, same, settled, withPage } from "./browser.mjs";

const [, , url, token] = process.argv;

await withPage(url, { allowedErrors: ["401"] }, async (page) => {
  await page.goto(url);
  const field = page.locator("#token");
  await field.fill("this is not the token");
  await page.keyboard.press("Enter");
  await page.locator("[role=alert]", { hasText: "not the server's token" }).waitFor();
  await field.fill(token);
  await page.keyboard.press("Enter");
  await settled(page);
  await page.locator(".empty", { hasText: "There are no logs here yet." }).waitFor();
  same((await page.locator(".empty code").first().textContent()).startsWith("cloudanalytics ingest"), true,
    "the empty page says what to run");
  same(await page.evaluate(() => document.cookie), "", "no script can read the cookie");
  for (const [hash, words] of [["#/search", "no logs to search"], ["#/intake", "Nothing was read yet"], ["#/trace", "Which message?"]]) {
    await open(page, url, hash);
    await page.locator(".empty", { hasText: words }).first().waitFor();
  }
});
