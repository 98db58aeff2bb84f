// Compares what the overview shows of a sample with the truth about it: node tests/ui/truth.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { open, same, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));

await withPage(url, {}, async (page) => {
  await open(page, url, `#/overview?from=${expected.from}&to=${expected.to}`);
  const tiles = await page.locator("#panel-mail-totals dd").evaluateAll((all) => all.map((dd) => Number(dd.dataset.value)));
  same(tiles.slice(0, 2), expected.totals, "messages and bytes");
  for (const [panel, rows] of Object.entries(expected.panels)) {
    const shown = await page.locator(`#panel-${panel} tbody tr`).evaluateAll((all) => all.map((row) =>
      [row.cells[0].textContent, Number(row.querySelector("[data-value]").dataset.value), row.querySelector(".over-bar").textContent]));
    same(shown.map(([name, value]) => [name, value]), rows, panel);
    same(shown.map(([, , text]) => text), rows.map(([, value]) => value.toLocaleString("en-US")), `${panel} as written`);
  }

  const [message] = expected.messages;
  await open(page, url, `#/trace?key=${message.networkMessageId}`);
  same(await page.locator(".journey summary strong").first().textContent(), message.subject, "the subject of a message");
});
