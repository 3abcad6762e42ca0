// Opens files from the disk in Chromium, and says what that took and what was read.
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { runCommand } from "./run-command.mjs";
import { watchDisk } from "./watch-disk.mjs";

const pack = promisify(gzip);

/** The window that pages are opened in. */
const window = { viewport: { width: 1280, height: 800 } };
/** How long anything may take, in milliseconds. */
const LIMIT = 30_000;
/** For how long a page may still read something after its last mark, in milliseconds. */
const QUIET = 2000;

/**
 * Opens a file in a context of its own until all marks are on the screen; gives when each was, and
 * the files that were read. `slowdown` is how many times slower the processor is made, `quiet` waits
 * for what is read late.
 */
export async function openDisk(browser, path, { marks, search, slowdown = 1, quiet = false }) {
  const context = await browser.newContext(window);
  try {
    const addresses = new Set();
    context.on("request", (request) => addresses.add(request.url().replace(/[?#].*$/s, "")));
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(watchDisk, { marks, search });
    await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
    const seen = page.evaluate(async () => {
      await globalThis.kbSeen.all;
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      return { ...globalThis.kbSeen.at, firstPaint: paint.startTime };
    });
    const late = wait(LIMIT, undefined, { ref: false }).then(async () => {
      const missing = await page.evaluate(() => globalThis.kbSeen.missing());
      throw new Error(`${path}: not on the screen: ${missing.join(", ")}`);
    });
    const { scrolls, ...times } = await Promise.race([seen, late]);
    if (quiet) await wait(QUIET);
    const strange = [...addresses].filter((address) => !/^(file|data|blob|about):/.test(address));
    if (strange.length > 0) throw new Error(`${path} asks for ${strange.join(", ")}`);
    const files = [...addresses]
      .filter((address) => address.startsWith("file:"))
      .map((address) => fileURLToPath(address));
    return { times, scrolls, files };
  } finally {
    await context.close();
  }
}

/** Bytes of files as they are, and each packed with gzip. */
export async function weightOf(files) {
  const sizes = await Promise.all(files.map(async (file) => {
    const bytes = await readFile(file);
    const packed = await pack(bytes, { level: constants.Z_BEST_COMPRESSION });
    return { file, plain: bytes.length, gzip: packed.length };
  }));
  return {
    files: sizes,
    plain: sizes.reduce((sum, { plain }) => sum + plain, 0),
    gzip: sizes.reduce((sum, { gzip }) => sum + gzip, 0),
  };
}

/** Has the system forget the files, so that they are read from the disk again. */
export async function forget(files) {
  for (const file of files) await runCommand("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"]);
}
