// Compares what the overview shows of a sample with the truth about it, and follows its numbers to their rows:
// node tests/ui/truth.mjs ADDRESS EXPECTED.json
import { readFileSync } from "node:fs";
import { open, same, settled, withPage } from "./browser.mjs";

const [, , url, path] = process.argv;
const expected = JSON.parse(readFileSync(path, "utf8"));
const range = `from=${expected.from}&to=${expected.to}`;

const near = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** The rows of a panel's table: the texts of its groups and the numbers of its columns. */
function rowsOf(page, panel) {
  return page.locator(`#panel-${panel} tbody tr`).evaluateAll((rows) => rows.map((row) => ({
    group: [...row.querySelectorAll("td.group")].map((cell) => cell.title),
    values: [...row.querySelectorAll("[data-value]")].map((cell) => Number(cell.dataset.value)),
  })));
}

/** What a number's search says it found. */
async function found(page) {
  await page.waitForURL(/#\/(search|drill)/);
  await page.locator("strong[data-value], .choices").first().waitFor();
  await settled(page);
  const [choice] = await page.locator(".choices a").all();
  if (choice)
    return null;
  const count = Number(await page.locator("strong[data-value]").getAttribute("data-value"));
  await page.locator("[data-counts-rows]").waitFor();
  return { count, countsRows: (await page.locator("[data-counts-rows]").getAttribute("data-counts-rows")) === "true" };
}

await withPage(url, {}, async (page) => {
  const overview = `#/overview?${range}`;
  await open(page, url, overview);
  const panels = await page.evaluate(() => fetch("/api/panels").then((answer) => answer.json())).then((reply) => reply.panels);
  const find = (name) => panels.find((panel) => panel.name === name);

  const tiles = await page.locator("#panel-mail-totals dd").evaluateAll((all) => all.map((dd) => Number(dd.dataset.value)));
  same(tiles.slice(0, 2), expected.panels["mail-totals"][""], "messages and bytes");
  for (const [name, groups] of Object.entries(expected.panels).filter(([panel]) => panel !== "mail-totals")) {
    const rows = await rowsOf(page, name);
    same(rows.length, Math.min(find(name).top ?? Infinity, Object.keys(groups).length), `the number of rows of ${name}`);
    for (const { group, values } of rows) {
      const truth = groups[group.join(" / ")];
      same(truth?.every((value, i) => value === null || near(value, values[i])), true,
        `${name} of ${group}: shown ${values}, true ${truth}`);
    }
  }

  for (const panel of ["mail-volume", "http-over-time"])
    await page.locator(`#panel-${panel} header button`).first().press("Enter");
  for (const [name, totals] of Object.entries(expected.totals)) {
    const rows = await rowsOf(page, name);
    const titles = find(name).columns.map((column) => column.title);
    const sums = {};
    for (const { group, values } of rows) {
      values.forEach((value, i) => {
        const key = name === "mail-volume" ? group[0] : titles[i];
        sums[key] = (sums[key] ?? 0) + value;
      });
    }
    for (const [key, total] of Object.entries(totals))
      same(sums[key], total, `${key} of ${name}, added up`);
  }

  await open(page, url, `#/overview?from=${expected.latencyFrom}&to=${expected.to}`);
  await page.locator("#panel-delivery-latency-over-time header button").first().press("Enter");
  same((await rowsOf(page, "delivery-latency-over-time")).map(({ values }) => values), expected.latency, "the latency of each hour");

  await open(page, url, `#/overview?from=${expected.spikesFrom}&to=${expected.to}`);
  const spikes = await rowsOf(page, "sender-spikes");
  same(spikes.map(({ group }) => group[0]), expected.spikes.map(({ group }) => group), "the senders above their usual");
  spikes.forEach(({ values }, i) => same(values.every((value, n) => near(value, expected.spikes[i].values[n])), true,
    `the spike of ${spikes[i].group}: shown ${values}, true ${expected.spikes[i].values}`));

  // From the first bar or row of every panel to the rows behind it.
  let counted = 0;
  for (const panel of panels.filter((one) => one.overview && one.by.length > 0)) {
    await open(page, url, overview);
    const link = page.locator(`#panel-${panel.name} tbody td a`).first();
    if (await link.count() === 0)
      continue;
    const [first] = await rowsOf(page, panel.name);
    const order = panel.columns.findIndex((column) => column.name === panel.order);
    await link.press("Enter");
    const answer = await found(page);
    if (answer?.countsRows) {
      same(answer.count, first.values[order], `the rows behind the first of ${panel.name}`);
      counted++;
    } else if (answer) {
      same(answer.count >= 0, true, `rows behind ${panel.name}`);
    }
  }
  same(counted >= 5, true, `panels whose numbers are those of rows: ${counted}`);

  // From a point of a line.
  await open(page, url, overview);
  const chart = page.locator("#panel-mail-volume .chart");
  const box = await chart.boundingBox();
  await chart.scrollIntoViewIfNeeded();
  await chart.click({ position: { x: box.width / 2, y: box.height / 2 } });
  const drilled = page.url();
  const answer = await found(page);
  same(answer.countsRows, true, "a point of a line counts rows");
  const asked = new URLSearchParams(drilled.includes("drill?") ? drilled.split("?")[1] : "");
  const here = new URLSearchParams(page.url().split("?")[1]);
  const action = /^action=(\w+)/.exec(here.getAll("f").find((filter) => filter.startsWith("action=")))[1];
  const point = await page.evaluate(([query, at, name]) => fetch(`/api/panels/mail-volume?${query}`).then((reply) => reply.json())
    .then((reply) => reply.rows.find((row) => Date.parse(row.time) <= at && at < Date.parse(row.time) + reply.stepSeconds * 1000
      && row.group[0] === name)?.values[0] ?? 0), [range, Date.parse(here.get("from")), asked.get("group") ?? action]);
  same(answer.count, point, "the rows behind a point of a line");

  // What was taken in, by file: its time is that of the intake.
  await open(page, url, "#/overview?last=24h");
  const files = await rowsOf(page, "ingestion-by-file");
  for (const file of expected.files.slice(0, 40)) {
    const shown = files.find(({ group }) => group[0].endsWith(`/${file.path}`) && group[1] === file.group);
    same(shown?.values.slice(0, 2), [file.rows, file.dead], `what was taken in of ${file.path}`);
  }

  const [message] = expected.messages;
  await open(page, url, `#/trace?key=${message.networkMessageId}`);
  same(await page.locator(".journey summary strong").first().textContent(), message.subject, "the subject of a message");

  // Ways over Exchange, over Unix hosts, and over both end on the page as the generator knows.
  for (const { key, kind, ends, person } of expected.ways) {
    await open(page, url, `#/trace?key=${encodeURIComponent(key)}`);
    const shown = await page.locator(".journey[open] .ends tbody tr").evaluateAll((rows) => rows.map((row) =>
      [row.cells[0].firstChild.textContent.toLowerCase(), row.querySelector("[data-state]").dataset.state]));
    for (const [address, states] of Object.entries(ends)) {
      const found = shown.find(([one]) => one === address.toLowerCase())?.[1];
      same(states.split("|").includes(found), true, `${kind} ${key}: ${address} is ${found}, true is ${states}`);
    }
    same(await page.locator(".journey[open] .way-person").allInnerTexts()
      .then((texts) => texts.map((text) => text.split("\n").filter((line) => line && !/\d\d:\d\d:\d\d/.test(line)))),
      person ? [person] : [], `who handed in ${kind} ${key}`);
    if (kind === "exchange")
      same((await page.locator(".way-lane").allTextContents()).length >= 3, true, "a way over both families in one picture");
  }
});
