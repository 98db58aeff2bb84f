// Chromium for the tests of the web UI: a fresh profile, nothing sent outside, everything unusual remembered.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const args = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Runs a test with a page; fails it for errors in the console, requests to other servers and pages wider than the window. */
export async function withPage(url, options, test) {
  const profile = mkdtempSync(join(tmpdir(), "cloudanalytics-ui-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM, args, locale: "en-US", timezoneId: "Europe/Berlin", viewport: { width: 1280, height: 900 },
      ...options,
  });
  const problems = [];
  try {
    const page = context.pages()[0] ?? await context.newPage();
    page.setDefaultTimeout(20_000);
    const allowed = options.allowedErrors ?? [];
    page.on("console", (message) => {
      if (message.type() === "error" && !allowed.some((part) => message.text().includes(part)))
        problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`script: ${error.stack}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")
        && request.url() !== "about:blank")
        problems.push(`outside request: ${request.url()}`);
    });
    await test(page);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  if (problems.length > 0)
    throw new Error(problems.join("\n"));
}

/** Opens an address of the UI and waits until nothing is being read any more. */
export async function open(page, url, hash) {
  // From another document: a change of the hash alone would leave the page before on the screen for a moment.
  await page.goto("about:blank");
  await page.goto(`${url}${hash}`);
  await settled(page);
}

/** Waits until nothing is being read any more. */
export async function settled(page) {
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".skeleton, [aria-busy=true]"));
}

/** Fails when the two are not the same. */
export function same(found, expected, what) {
  const [left, right] = [found, expected].map((value) => JSON.stringify(value));
  if (left !== right)
    throw new Error(`${what}\n  found    ${left}\n  expected ${right}`);
}

/** Fails when the page must be scrolled sideways. */
export async function fits(page, what) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > window)
    throw new Error(`${what} is ${content} px wide in a window of ${window} px`);
}
