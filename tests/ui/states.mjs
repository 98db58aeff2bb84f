// The states that a user meets first: the token, then no data. node tests/ui/states.mjs ADDRESS TOKEN
import { fits, open, same, settled, withPage } from "./browser.mjs";

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
  const states = [
    ["#/overview", "There are no logs here yet."], ["#/search", "no logs to search"], ["#/intake", "Nothing was read yet"],
    ["#/trace", "Which message?"], ["#/trace?key=nobody", "No message found"], ["#/alarms", "judges no alarms"],
    ["#/sql?sql=SELECT%20*%20FROM%20iis_access", "No row matches"],
  ];
  for (const [hash, words] of states) {
    await open(page, url, hash);
    const state = page.locator(".empty", { hasText: words }).first();
    await state.waitFor();
    same(await state.locator("p").count() > 1, true, `${hash} says what to do`);
    await fits(page, `${hash} without data`);
  }
});
