// Pictures of every kind of page, to look at: light and dark, narrow and wide, in German, from right
// to left, and on paper. Run by hand with `npm run screens`; words after it choose places by name.
// They go to results/screens/, named so that one place stands together.
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";
import { places as shared } from "./support/places.mjs";
import { serveSite } from "./support/site.mjs";

const folder = resolve(import.meta.dirname, "results/screens");
process.env.KB_BUILDER ??= resolve(import.meta.dirname, "../target/debug/kb-builder");
const root = process.getuid?.() === 0;
const words = process.argv.slice(2);
/** No picture is higher, in pixels: an image viewer has to take it. */
const HIGHEST = 4000;

const typing = (text) => async (page) => {
  await page.getByRole("searchbox").fill(text);
  await page.locator("[data-search-results] a").first().waitFor();
};
const known = "#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown";

/** Where to go, and what to do there; the order is that of the names of the files. */
const places = Object.entries({
  ...shared,
  "home with a query": { address: "", then: typing("wrong account") },
  "home with a code": { address: "", then: typing("0xcaa20004") },
  "home with a message": {
    address: "",
    then: typing("AADSTS50076: Due to a configuration change, you must use multi-factor authentication."),
  },
  search: "search/",
  "search with a query": { address: "search/", then: typing("clock") },
  "guide with tabs": "guides/set-clock/",
  "code with questions": "codes/caa20003/",
  "number without questions": "codes/aadsts50076/",
  diagram: { address: `flows/caa20004/${known},web-login:mfa-required.50076`, at: ".kb-diagram" },
  summary: "flows/caa20004/summary/",
  "helpdesk pages": "agent/",
  "helpdesk page": "agent/caa20004/",
  "helpdesk page with a case": `agent/caa20004/${known},web-login:signed-in,platform:windows`,
  "helpdesk page with a question": `agent/caa20004/${known}`,
  "not found": "no-such-page/",
  "moved page": {
    address: "guides/reset-password/",
    file: "guides/reset-password/index.html",
    leads: "**/guides/change-password/",
  },
}).map(([name, place]) => ({ name, ...(typeof place === "string" ? { address: place } : place) }));

const chosen = places.filter(({ name }) => words.every((word) => name.includes(word)));
const slug = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
const file = (name, look, ending) => join(folder, `${slug(name)}--${look}.${ending}`);

/** Opens a place, and waits until it is as a person sees it. */
async function opens(page, site, { address, file: built, leads, then }, language = "") {
  // A page that leads on at once is looked at before it does, and before the server does.
  if (leads) await page.route(leads, (route) => route.abort("aborted"));
  if (built) {
    const path = join(site.folder, "dist", language, built);
    await page.route(`**/${address}`, (route) => route.fulfill({ path, contentType: "text/html" }));
  }
  await page.goto(`${site.address}/${language}${address}`);
  const checker = page.locator("[data-checker]");
  if (await checker.count()) {
    await page.locator("[data-checker][data-mode=wasm]").waitFor();
  }
  await then?.(page);
}

/** Takes the picture; a page that is wider than its window says so here too. */
async function shoots(page, { name, at }, look) {
  const { wide, high } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    high: document.documentElement.scrollHeight,
  }));
  if (wide > 0) process.stdout.write(`wider than its window by ${wide} pixels: ${name}, ${look}\n`);
  const path = file(name, look, "png");
  if (at) {
    await page.locator(at).first().screenshot({ path });
    return;
  }
  const { width } = page.viewportSize();
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(high, HIGHEST) } });
}

/** Each place in one look. A place that cannot be opened is told of, and the next one is next. */
async function looks(browser, site, { look, language, ...options }, each = shoots) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(60_000);
  for (const place of chosen) {
    // A page of its own: two places on one page are only a change of the fragment.
    const page = await context.newPage();
    try {
      await opens(page, site, place, language);
      await each(page, place, look);
    } catch (error) {
      process.exitCode = 1;
      process.stdout.write(`${place.name}, ${look}: ${error.message}\n`);
    }
    await page.close();
  }
  await context.close();
}

/** The sheets of a page as one would print it; as pictures where there is a program for it. */
async function prints(page, { name }) {
  const path = file(name, "print", "pdf");
  await writeFile(path, await page.pdf({ format: "A4", preferCSSPageSize: true }));
  const pictures = path.replace(/\.pdf$/, "");
  await promisify(execFile)("pdftoppm", ["-png", "-r", "60", "-l", "6", path, pictures]).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
}

if (words.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const site = await serveSite({ languages: ["ar-XB"] });
await promisify(execFile)(process.env.KB_BUILDER, ["-q", "build"], { cwd: site.folder });
const browser = await chromium.launch({
  executablePath: process.env.KB_BROWSER,
  args: ["--disable-quic", "--disable-component-update", ...(root ? ["--no-sandbox"] : [])],
});
try {
  for (const width of [1280, 768, 320]) {
    for (const colorScheme of ["light", "dark"]) {
      const viewport = { width, height: 800 };
      await looks(browser, site, { look: `${width}-${colorScheme}`, viewport, colorScheme });
    }
  }
  const wide = { width: 1280, height: 800 };
  await looks(browser, site, { look: "de", language: "de/", viewport: wide });
  await looks(browser, site, { look: "rtl-1280", language: "ar-XB/", viewport: wide });
  await looks(browser, site, { look: "rtl-320", language: "ar-XB/", viewport: { width: 320, height: 640 } });
  await looks(browser, site, { look: "print", viewport: { width: 794, height: 1123 } }, prints);
} finally {
  await browser.close();
  await site.stop();
}
process.stdout.write(`${folder}\n`);
