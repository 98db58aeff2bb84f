// Drives the SQL page by the keyboard where there is a key: node tests/ui/sql.mjs ADDRESS
import { readFileSync } from "node:fs";
import { positionOf, recordsOf } from "../../src/CloudAnalytics.Server/wwwroot/lib/statement.js";
import { fits, open, same, settled, withPage } from "./browser.mjs";

const [, , url] = process.argv;

same(positionOf("Binder Error: x\n\nLINE 2:   foo\n          ^", "SELECT a,\n  foo"), { line: 2, column: 3, offset: 12 }, "a place");
const long = `SELECT ${"1, ".repeat(60)}nope, ${"2, ".repeat(60)}3`;
same(positionOf(`x\n\nLINE 1: ...1, nope, 2, 2...\n${" ".repeat(14)}^`, long).offset, long.indexOf("nope"), "a place in a long line");
same(positionOf("Out of memory", "SELECT 1"), null, "no place");
same(recordsOf(new TextEncoder().encode('a\r\n"x\r\ny"\r\n"say ""hi"""\r\n')), 2, "records with line ends in them");

await withPage(url, { allowedErrors: ["400"] }, async (page) => {
  await open(page, url, "#/sql");
  const editor = page.locator("#statement");
  const type = async (text) => {
    await editor.focus();
    await editor.fill(text);
  };
  const run = async (text) => {
    await type(text);
    await page.keyboard.press("Control+Enter");
    await settled(page);
  };

  await run("SELECT i, 'x' || i AS name FROM range(3) t(i)");
  same(await page.locator(".result tbody tr").count(), 3, "rows by Ctrl+Enter");
  same(await page.locator(".result .note").textContent().then((text) => text.startsWith("3 rows in")), true, "the number of rows");

  await run("SELECT i FROM range(5000) t(i)");
  same(await page.locator(".result tbody tr").count(), 1000, "rows of a long result");
  same(await page.locator(".result .warning").textContent().then((text) => /^The first 1,000 rows.*there are more/.test(text)), true,
    "a result that was cut says so");

  await run("SELECT i FROM range(3) t(i) WHERE i > 7");
  await page.locator(".result .empty", { hasText: "No row matches" }).waitFor();

  await run("SELECT 1,\n  nonsense\nFROM exchange_message_tracking");
  const alert = page.locator(".result [role=alert]");
  same(await alert.textContent().then((text) => text.includes("Line 2, column 3")), true, "where the statement is wrong");
  same(await alert.locator("mark").textContent(), "nonsense", "the word that is wrong");
  await alert.getByRole("button", { name: "Go there" }).press("Enter");
  same(await editor.evaluate((e) => e.value.slice(e.selectionStart, e.selectionEnd)), "nonsense", "the selection");
  same(await editor.getAttribute("aria-invalid"), "true", "the editor says that it is wrong");

  await type("SELECT ");
  await page.locator(".views summary", { hasText: "exchange_message_tracking" }).press("Enter");
  await page.locator(".views details[open] button", { hasText: /^sender$/ }).press("Enter");
  await page.keyboard.type(" FROM ");
  await page.locator(".views details[open] button", { hasText: "Write exchange_message_tracking" }).press("Enter");
  same(await editor.inputValue(), "SELECT sender FROM exchange_message_tracking", "a statement of names that were clicked");

  // As many as run at the same time: were one of them left running, the last statement would wait for its minute to end.
  for (let i = 0; i < 4; i++) {
    await type("SELECT count(*) FROM range(1000000000000) t(a) WHERE a % 7 = 3");
    await page.keyboard.press("Control+Enter");
    await page.locator("#cancel:enabled").waitFor();
    await page.waitForTimeout(200);
    if (i % 2 === 0)
      await page.locator("#cancel").press("Enter");
    else
      await page.keyboard.press("Escape");
    await page.locator(".result", { hasText: "Cancelled" }).waitFor();
  }
  await run("SELECT 42 AS answer");
  same(await page.locator(".result td").textContent(), "42", "the answer after others were cancelled");

  await type("SELECT '=cmd' AS a, 'x\ny' AS b, -1 AS c FROM range(1500)");
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#save").press("Enter")]);
  const text = readFileSync(await file.path(), "utf8");
  same(text.slice(0, 36), "\uFEFFa,b,c\r\n\"'=cmd\",\"x\ny\",-1\r\n\"'=cmd\",\"x", "the file");
  await page.locator(".result .note", { hasText: "holds all 1,500 rows" }).waitFor();
  await fits(page, "the SQL page");
});
