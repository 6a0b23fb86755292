// Opens reports in a real browser and says what it finds, as JSON on standard output.
//
//     node report.mjs CHROMIUM REPORT.html [LARGE.html]
//
// The first report comes from documents that mean harm as well as from honest ones; see tests/it/browser.rs.
import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const [, , executablePath, path, largePath] = process.argv;
const url = pathToFileURL(path).href;
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const found = {};

// A page that takes note of everything that should not happen.
const open = async (address, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(address);
  return { context, page, complaints };
};

const visible = (page, selector) => page.locator(selector).evaluateAll((elements) =>
  elements.filter((element) => element.checkVisibility({ contentVisibilityAuto: false })).length);

// Axe as a script of the page would be against its policy, so it is run by the debugger.
const violations = async (page) => {
  const { readFile } = await import("node:fs/promises");
  await page.evaluate(await readFile(axe, "utf8"));
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
};

{
  const { context, page, complaints } = await open(url);
  found.title = await page.title();
  found.claims = await page.locator("[data-verdict]").count();
  found.canary = await page.evaluate(() => globalThis.canary ?? null);

  await page.locator('#filters button[data-filter="wrong"]').click();
  found.wrong = [await visible(page, "[data-verdict]"), await visible(page, '[data-verdict="wrong"]')];
  found.pressed = await page.locator('#filters button[data-filter="wrong"]').getAttribute("aria-pressed");
  found.address = new URL(page.url()).hash;
  await page.keyboard.press("Escape");
  found.cleared = new URL(page.url()).hash;

  await page.keyboard.press("/");
  found.focused = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.type("needle");
  await page.waitForFunction(() => location.hash.includes("needle"));
  found.searched = [await visible(page, "details.block"), await page.locator("#shown").textContent()];
  await page.keyboard.press("Escape");

  await page.keyboard.press("j");
  const first = await page.evaluate(() => [document.activeElement.className, document.activeElement.id]);
  await page.keyboard.press("j");
  const second = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("k");
  found.steps = [first[0].startsWith("problem"), second !== first[1], (await page.evaluate(() => document.activeElement.id)) === first[1]];

  await page.keyboard.press("?");
  found.help = await visible(page, "#help");
  await page.keyboard.press("Escape");

  await page.locator('th[data-sort="problems"] button').click();
  found.sorted = await page.locator(".index tbody td.problems").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
  found.axeLight = await violations(page);
  await page.locator("#theme").click();
  found.theme = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  found.axeDark = await violations(page);
  found.complaints = complaints;
  await context.close();
}
{
  const { context, page } = await open(`${url}#verdict=wrong`);
  found.shared = await visible(page, "[data-verdict]");
  await context.close();
}
{
  const { context, page } = await open(url, { viewport: { width: 320, height: 640 } });
  found.narrow = await page.evaluate(() => document.documentElement.scrollWidth);
  found.axeNarrow = await violations(page);
  await context.close();
}
{
  const { context, page } = await open(url, { javaScriptEnabled: false });
  found.unscripted = [await visible(page, ".problem"), await visible(page, "#controls, #help, button")];
  await context.close();
}
if (largePath) {
  const { context, page, complaints } = await open("about:blank");
  const begun = performance.now();
  await page.goto(pathToFileURL(largePath).href);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  found.large = { milliseconds: Math.round(performance.now() - begun), claims: await page.locator("[data-verdict]").count(), complaints };
  const filtering = performance.now();
  await page.locator('#filters button[data-filter="wrong"]').click();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  found.large.filtering = Math.round(performance.now() - filtering);
  await context.close();
}
await browser.close();

// Styles of names and layout are not what is asked here.
const validator = new HtmlValidate({ extends: ["html-validate:standard", "html-validate:a11y"], rules: { "long-title": "off", "no-inline-style": "error" } });
const validated = await validator.validateFile(path);
found.invalid = validated.results.flatMap((result) => result.messages.map((message) => `${message.ruleId}: ${message.message} (${message.line}:${message.column})`)).slice(0, 20);

process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
