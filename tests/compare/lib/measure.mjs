// Loads pages in Chromium as if on a slow phone, and says what that took.
import { setTimeout as wait } from "node:timers/promises";
import { watchPage, watched } from "./watch-page.mjs";

/** The slow network: 1.6 Mbit/s down, 750 kbit/s up, 150 ms until an answer begins. */
export const network = {
  offline: false,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
  latency: 150,
};
/** How many times slower the processor is made. */
export const slowdown = 4;

/** The windows that pages are loaded in. */
const phone = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 } };

/** For how long nothing may be asked for until a page counts as quiet, in milliseconds. */
const QUIET = 2000;
/** How long anything may take, in milliseconds. */
const LIMIT = 60_000;

/** Starts the browser. */
export function startBrowser({ chromium }) {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.KB_BROWSER ?? "/usr/bin/chromium",
    args: ["--disable-quic", "--disable-component-update", ...(root ? ["--no-sandbox"] : [])],
  });
}

/** A page with an empty cache, on the slow network and processor. */
async function slowPage(browser, window) {
  const context = await browser.newContext(window);
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  // Processor time of the page's main thread: what else the machine does is not in it.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await devtools.send("Network.emulateNetworkConditions", network);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return { context, page, devtools };
}

/** The milliseconds of processor time that a page's main thread took. */
async function mainThread(devtools) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name) => 1000 * metrics.find((metric) => metric.name === name).value;
  return {
    all: of("TaskDuration"),
    script: of("ScriptDuration"),
    style: of("RecalcStyleDuration"),
    layout: of("LayoutDuration"),
  };
}

/** Waits until a page asks for nothing more. */
async function quiet(page, server) {
  await page.waitForLoadState("networkidle");
  for (let count = -1; count !== server.sent().length; ) {
    count = server.sent().length;
    await wait(QUIET);
  }
}

/** Requests and bytes of a list of what was sent, bytes by kind too. */
export function weight(sent) {
  const byKind = {};
  for (const { kind, bytes } of sent) byKind[kind] = (byKind[kind] ?? 0) + bytes;
  const missing = sent.filter(({ status }) => status !== 200).map(({ path }) => path);
  if (missing.length > 0) throw new Error(`the site lacks ${missing.join(", ")}`);
  return {
    requests: sent.length,
    bytes: sent.reduce((sum, { bytes }) => sum + bytes, 0),
    byKind,
    files: sent.map(({ path, bytes }) => `${path} ${bytes}`),
  };
}

/** Loads an article with an empty cache. */
export async function loadArticle(browser, server, path, summary) {
  const { context, page, devtools } = await slowPage(browser, phone);
  try {
    await page.addInitScript(watchPage, summary);
    server.forget();
    await page.goto(`${server.address}/${path}`, { waitUntil: "load" });
    await quiet(page, server);
    const times = await page.evaluate(watched);
    if (!times.readable) throw new Error(`${server.address}/${path}: the first paragraph was not painted`);
    return { ...times, mainThread: await mainThread(devtools), ...weight(server.sent()) };
  } finally {
    await context.close();
  }
}

/**
 * Opens the page where one can search with an empty cache, types a query and waits for results.
 * Gives nothing if that page has no field of a search.
 */
export async function search(browser, server, { path, open, field, result }, query) {
  const { context, page } = await slowPage(browser, desktop);
  try {
    server.forget();
    const start = performance.now();
    const answer = await page.goto(`${server.address}/${path}`, { waitUntil: "load" });
    if (!answer.ok() || (await page.locator(open ?? field).count()) === 0) return undefined;
    if (open) await page.locator(open).first().click();
    await page.locator(field).first().pressSequentially(query);
    await page.locator(result).first().waitFor();
    const time = performance.now() - start;
    await quiet(page, server);
    return { time, ...weight(server.sent()) };
  } finally {
    await context.close();
  }
}
