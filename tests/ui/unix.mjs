// The first page of a site that has Unix mail servers and no Exchange: node tests/ui/unix.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { fits, open, same, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));

await withPage(url, {}, async (page) => {
  await open(page, url, `#/overview?from=${expected.from}&to=${expected.to}`);
  const tiles = await page.locator("#panel-unix-mail-totals dd").evaluateAll((all) => all.map((dd) => Number(dd.dataset.value)));
  same(tiles[0], expected.messages, "the messages");
  const senders = await page.locator("#panel-unix-top-senders tbody tr").evaluateAll((rows) => rows.map((row) =>
    [row.querySelector("td.group").title, Number(row.querySelector("[data-value]").dataset.value)]));
  same(senders.length, 10, "the senders at the top");
  for (const [sender, messages] of senders)
    same(messages, expected.senders[sender], `the messages of ${sender}`);
  const shown = await page.locator(".panel").evaluateAll((all) => all.map((panel) => panel.id.slice("panel-".length)));
  same(shown.filter((name) => expected.exchange.includes(name)), [], "panels of logs that are not there");
  await fits(page, "the first page");
});
