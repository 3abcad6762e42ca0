// A plain Chromium, as a person starts it, driven over the DevTools protocol.
//
// Playwright's own launcher switches off the popup blocker and storage partitioning, and its
// contexts treat third-party cookies like no real window, so nothing of it is used here but the
// connection. Mind in tests: `evaluate()` counts as a click for five seconds.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

/** What `profile.cookie_controls_mode` is for third-party cookies. */
const cookieModes = { allowed: 0, blocked: 1, upstream: 2 };

const flags = [
  "--headless=new",
  "--remote-debugging-port=0",
  "--no-first-run",
  "--no-default-browser-check",
  "--password-store=basic",
  "--disable-quic",
  "--disable-sync",
  "--disable-component-update",
  "--disable-background-networking",
  "--disable-breakpad",
  "--host-resolver-rules=MAP *.example 127.0.0.1",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** The address that the browser prints once it listens; what it said instead when it ends. */
function devtools(browser) {
  return new Promise((found, failed) => {
    let said = "";
    const fail = (why) => failed(new Error(`Chromium did not start (${why}):\n${said}`));
    const late = setTimeout(fail, 30_000, "no address within 30 s");
    browser.stderr.on("data", (bytes) => {
      said += bytes;
      const address = /DevTools listening on (\S+)/.exec(said)?.[1];
      if (!address) return;
      clearTimeout(late);
      found(address);
    });
    browser.on("error", (error) => fail(error.message));
    browser.on("exit", (code, signal) => {
      clearTimeout(late);
      fail(`it ended with ${signal ?? code}`);
    });
  });
}

/**
 * Starts a browser with a new profile. `cookies` is the setting for third-party cookies:
 * `allowed`, `blocked`, `upstream` (Chromium's own default) or `debian` (nothing is written, so
 * what the distribution ships counts). `spki` lists the keys whose certificates are accepted.
 */
export async function startChromium({
  cookies = "upstream",
  incognito = false,
  spki = [],
} = {}) {
  const profile = await mkdtemp(join(tmpdir(), "kb-chromium-"));
  if (cookies !== "debian") {
    await mkdir(join(profile, "Default"));
    const preferences = { profile: { cookie_controls_mode: cookieModes[cookies] } };
    await writeFile(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  }
  const child = spawn(
    process.env.KB_BROWSER ?? "/usr/bin/chromium",
    [
      ...flags,
      `--user-data-dir=${profile}`,
      `--ignore-certificate-errors-spki-list=${spki.join(",")}`,
      ...(incognito ? ["--incognito"] : []),
      "about:blank",
    ],
    // A process group of its own, so that its end is the end of all of them.
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = new Promise((ended) => child.once("close", ended).once("error", ended));
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  const atExit = () => {
    kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", atExit);

  const stop = async () => {
    process.off("exit", atExit);
    kill();
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const browser = await chromium.connectOverCDP(await devtools(child));
    const [context] = browser.contexts();
    // The protocol opens pages only in the ordinary window. An incognito window opens its own.
    const [start] = context.pages();
    const another = async () => {
      const opened = context.waitForEvent("page");
      await start.evaluate(() => void window.open("about:blank", "_blank", "noopener"));
      return opened;
    };
    return { browser, context, page: incognito ? another : () => context.newPage(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
