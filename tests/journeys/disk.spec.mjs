// The site and a flow from a disk, in a folder with an impossible name: no server, no network.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test as base } from "@playwright/test";
import { addressOf, content, makeBundle, makeFolder, unpack } from "../support/bundles.mjs";
import { startFirefox } from "../support/firefox.mjs";
import { endsByLinks, endsInChecker, pathsOf } from "../support/paths.mjs";
import { Visitor } from "../support/test.mjs";

const run = promisify(execFile);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const agents = {
  windows: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Firefox/1",
  macos: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Firefox/1",
};

const test = base.extend({
  bundles: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await makeFolder();
      const site = await unpack(await makeBundle(folder, "folder", "site.zip"));
      const single = await makeBundle(folder, "single", "all in one.html", "--flow", "caa20004");
      const booklet = await makeBundle(folder, "static", "help.html", "--flow", "caa20004");
      const bare = await makeBundle(
        folder, "static", "bare.html", "--flow", "caa20004", "--no-style",
      );
      await use({ folder, site, single, booklet, bare });
    },
    { scope: "worker" },
  ],
  /** What asked for anything but a file, and what a page complained of. */
  strays: [
    async ({ context }, use) => {
      const strays = [];
      context.on("request", (request) => {
        if (!request.url().startsWith("file:")) strays.push(request.url());
      });
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) strays.push(message.text());
      });
      context.on("weberror", (error) => strays.push(String(error.error())));
      await use(strays);
      expect(strays).toEqual([]);
    },
    { auto: true },
  ],
});

/** The browser tells its system only through its user agent. */
async function pretend(browser, system, strays, { blocked = false, ...options } = {}) {
  const context = await browser.newContext({ userAgent: agents[system], ...options });
  context.on("request", (request) => {
    if (!request.url().startsWith("file:")) strays.push(request.url());
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) strays.push(message.text());
  });
  await context.addInitScript((refuses) => {
    Object.defineProperty(Navigator.prototype, "userAgentData", { value: undefined });
    if (!refuses) return;
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
      Object.defineProperty(globalThis, name, {
        get: () => { throw new DOMException("storage is blocked", "SecurityError"); },
      });
    }
  }, blocked);
  return context.newPage();
}

/** From the first question to the right fix, by what somebody with a missed approval says. */
async function missesAnApproval(visitor) {
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues", "No, only me");
  await visitor.answers("AADSTS?", "I can't find a number");
  await visitor.answers("open Teams in your browser?", "It asks me to approve");
  await visitor.sees("Approve the sign-in on your phone");
}

test.describe("the whole site", () => {
  for (const system of ["windows", "macos"]) {
    test(`${system}: from the start page to the end, with storage blocked`, async ({
      browser,
      bundles,
      strays,
    }) => {
      const page = await pretend(browser, system, strays, { blocked: true });
      await page.goto(addressOf(bundles.site, "index.html"));
      await page.getByRole("link", { name: /caa20004/ }).first().click();
      const visitor = new Visitor(page);
      await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
      await visitor.knows("platform", system, "probe");
      await missesAnApproval(visitor);
      await expect(page.locator(".kb-fix__steps li").first()).toBeVisible();
      // The case is in the address, so that a reload or Back loses nothing.
      await page.reload();
      await visitor.sees("Approve the sign-in on your phone");
      await visitor.button("I need a person now").click();
      await expect(page.getByLabel("Text for your ticket")).toHaveValue(/mfa-missed/);
      await visitor.button("Go on by myself").click();
      await visitor.button("Yes, I am in").click();
      await visitor.sees("Good. You are in");
      await page.context().close();
    });
  }

  test("what cannot be checked from a disk is said, and so is how old the copy is", async ({
    browser,
    bundles,
    strays,
  }) => {
    const page = await pretend(browser, "windows", strays);
    const facts = "where:teams,prompt:mine,others:only-me,aadsts:unknown";
    await page.goto(`${addressOf(bundles.site, "caa20004/index.html")}#v=4&facts=${facts}`);
    await expect(page.getByText("This page was opened from a disk.")).toBeVisible();
    await expect(page.getByRole("radio").first()).toBeVisible();
    const foot = page.getByRole("contentinfo");
    await expect(foot).toContainText("This copy works without a network.");
    await expect(foot).toContainText(/Its content is of \d{4}-\d\d-\d\d\./);
    await page.goto(addressOf(bundles.site, "guides/set-clock/index.html"));
    await page.clock.setFixedTime(new Date("2036-01-01"));
    await page.reload();
    await expect(page.getByText("Nobody has read this page through")).toBeVisible();
    await page.context().close();
  });

  test("search finds codes, words and slips, and leads to files", async ({ page, bundles }) => {
    for (const start of ["index.html", "search/index.html"]) {
      await page.goto(addressOf(bundles.site, start));
      const field = page.getByRole("searchbox");
      await field.fill("tems cash windows");
      const results = page.locator("[data-search-results]");
      await results.locator("a[href*=clear-teams-cache-windows]").click();
      await expect(page).toHaveURL(/guides\/clear-teams-cache-windows\/index\.html$/);
      await page.goto(addressOf(bundles.site, start));
      await field.fill("0xCAA20004 AADSTS50076");
      await field.press("Enter");
      await expect(page).toHaveURL(/caa20004\/index\.html/);
      await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
      // A code that nobody knows leads to the questions for any message.
      await page.goto(addressOf(bundles.site, start));
      await field.fill("AADSTS999999");
      await page.getByRole("link", { name: /AADSTS999999/ }).click();
      await expect(page).toHaveURL(/\/site\/sign-in\/index\.html/);
    }
  });

  test("tabs open that of the visitor's system, and paper has all of them", async ({
    browser,
    bundles,
    strays,
  }) => {
    const page = await pretend(browser, "macos", strays);
    await page.goto(addressOf(bundles.site, "guides/set-clock/index.html"));
    await expect(page.getByRole("tab", { selected: true })).toHaveText("Mac");
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("heading", { name: "On Windows" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "On a Mac" })).toBeVisible();
    await page.context().close();
  });

  test("an agent opens a case", async ({ page, bundles }) => {
    await page.goto(addressOf(bundles.site, "agent/caa20004/index.html"));
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    const facts = "where:teams,prompt:mine,others:only-me";
    await page.getByLabel("Open the employee's case").fill(`x/sign-in/#v=3&facts=${facts}`);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await expect(page).toHaveURL(/agent\/sign-in\/index\.html#/);
    await expect(page.locator("[data-desk-now]")).toBeVisible();
  });

  test("every link leads to a file that is there", async ({ bundles }) => {
    const files = await readdir(bundles.site, { recursive: true });
    const pages = files.filter((name) => name.endsWith(".html"));
    expect(pages.length).toBeGreaterThan(500);
    const broken = [];
    const known = new Set(files.map((name) => addressOf(bundles.site, name)));
    for (const name of pages) {
      const html = await readFile(join(bundles.site, name), "utf8");
      for (const [, address] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
        const url = new URL(address.replaceAll("&amp;", "&"), addressOf(bundles.site, name));
        const file = url.href.replace(/[?#].*$/, "");
        if (url.protocol === "file:" && !known.has(file)) broken.push(`${name}: ${address}`);
        if (url.protocol === "file:" && file.endsWith("/")) broken.push(`${name}: ${address}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test("its checksums are right, and its names are safe on Windows", async ({ bundles }) => {
    await run("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: bundles.site });
    const listed = (await readFile(join(bundles.site, "SHA256SUMS"), "utf8")).trim().split("\n");
    const names = listed.map((line) => line.slice(66));
    const found = (await readdir(bundles.site, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile()).length;
    expect(names.length).toBe(found - 1);
    const lower = new Set(names.map((name) => name.toLowerCase()));
    expect(lower.size).toBe(names.length);
    for (const name of names) {
      expect(name.length).toBeLessThan(120);
      for (const part of name.split("/")) {
        expect(part).toMatch(/^[a-z0-9][a-z0-9._-]*$/i);
        expect(part).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(part).not.toMatch(/[. ]$/);
      }
    }
  });
});

test("every path ends where the flow ends: by the checker and by links in one file, and without it", async ({
  page,
  bundles,
}) => {
  // Thousands of screens, each drawn twice.
  test.setTimeout(600_000);
  await page.goto(addressOf(bundles.single));
  await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
  const { flow } = JSON.parse(await page.locator("[data-checker-data]").textContent());
  const paths = pathsOf(flow);
  expect(paths.length).toBeGreaterThan(2000);
  const { ends, expected } = await endsInChecker(page, flow, paths);
  expect(ends).toEqual(expected);
  const titles = new Map(flow.outcomes.map(({ id, title }) => [id, title]));
  const named = paths.map(({ outcome }) => titles.get(outcome));
  expect(await endsByLinks(page, flow, paths)).toEqual(named);
  await page.goto(addressOf(bundles.booklet));
  expect(await endsByLinks(page, flow, paths)).toEqual(named);
});

test("one file has no barrier that axe finds, with the checker or without it", async ({ browser, bundles }) => {
  // Only the tests' own script needs what the policy of the files forbids.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const facts = "where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:mfa-required";
  for (const [file, place, shown] of [
    [bundles.single, "", "[data-checker][data-mode=wasm]"],
    [bundles.single, `#v=4&facts=${facts}`, ".kb-fix__steps li"],
    [bundles.single, "#guide-set-clock", "#guide-set-clock [role=tab]"],
    [bundles.single, "#all", "#all"],
    [bundles.booklet, "", "section"],
    [bundles.booklet, "#all", "section"],
  ]) {
    await page.goto("about:blank");
    await page.goto(addressOf(file) + place);
    await expect(page.locator(shown).first()).toBeVisible();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    expect(violations.map(({ id, nodes }) => `${place} ${id}: ${nodes[0].html}`)).toEqual([]);
  }
  await context.close();
});

test("each keeps what its kind promises, and is the same by whomever, wherever and whenever it is made", async ({
  bundles,
}) => {
  const isRoot = process.getuid?.() === 0;
  const elsewhere = await makeFolder();
  const builder = join(elsewhere, "kb-builder");
  await cp(process.env.KB_BUILDER, builder);
  await cp(content, join(elsewhere, "content"), { recursive: true });
  if (isRoot) await run("chown", ["-R", "nobody", dirname(elsewhere)]);
  for (const [target, name, ...more] of [
    ["folder", "site.zip"],
    ["single", "all in one.html", "--flow", "caa20004"],
    ["static", "help.html", "--flow", "caa20004"],
  ]) {
    const made = join(bundles.folder, name);
    const { stdout } = await run(process.env.KB_BUILDER, ["bundle", "--verify", made]);
    expect(stdout).toContain("keeps what it promises");
    const out = join(elsewhere, name);
    // Another day, another user, another time zone, another language of the system.
    const command = [
      ...(isRoot ? ["runuser", "-u", "nobody", "--"] : []),
      "faketime", "2031-02-28 23:59:58", builder, "--out", out, "-q", "bundle", "--target", target, ...more,
    ];
    await run("env", ["TZ=Asia/Tokyo", "LANG=de_DE.UTF-8", "HOME=/", ...command], {
      cwd: elsewhere,
    });
    expect((await readFile(out)).equals(await readFile(made))).toBe(true);
  }
});

test.describe("Firefox", () => {
  // It tells its system only through its user agent, and with this setting keeps nothing for a page.
  for (const system of ["windows", "macos"]) {
    test(`${system}: the folder and one file, from the first question to the end, search, tabs and paper, with storage blocked`, async ({ bundles }) => {
      const { page: open, stop } = await startFirefox({
        "general.useragent.override": agents[system],
        "dom.storage.enabled": false,
        "network.cookie.cookieBehavior": 2,
      });
      try {
        const page = await open();
        const requests = [];
        page.on("request", (request) => requests.push(request.url()));
        const button = (name) => page.locator(`::-p-xpath(//button[normalize-space(.)="${name}"])`);
        const answers = async (question, answer) => {
          await page.waitForSelector(`::-p-xpath(//*[@id="checker-heading"][contains(., "${question}")])`);
          await page.locator(`::-p-xpath(//*[@data-checker-inside]//label[contains(., "${answer}")])`).click();
          await button("Continue").click();
        };
        for (const [start, search, hit, guide, part] of [
          [addressOf(bundles.site, "caa20004/index.html"), addressOf(bundles.site, "index.html"),
            "clear-teams-cache-windows/index.html", addressOf(bundles.site, "guides/set-clock/index.html"), "main"],
          [addressOf(bundles.single), addressOf(bundles.single),
            "#guide-clear-teams-cache-windows", `${addressOf(bundles.single)}#guide-set-clock`,
            "#guide-set-clock"],
        ]) {
          await page.goto(start);
          await page.waitForSelector("[data-checker][data-mode=wasm]");
          await page.waitForSelector(`[data-fact=platform][data-value=${system}]`);
          expect(await page.evaluate(() => {
            try { return localStorage; } catch { return null; }
          })).toBe(null);
          await answers("Where do you see the message?", "When Teams starts");
          await answers("approve a sign-in that you did not start?", "No. If I was asked");
          await answers("Do colleagues", "No, only me");
          await answers("AADSTS?", "I can't find a number");
          await answers("open Teams in your browser?", "It asks me to approve");
          await page.waitForSelector("[data-fix=approve-sign-in] .kb-fix__steps li");
          const sheet = Buffer.from(await page.pdf()).toString("latin1");
          expect(sheet.startsWith("%PDF-")).toBe(true);
          await button("Yes, I am in").click();
          await page.waitForSelector("::-p-xpath(//h2[normalize-space(.)='Good. You are in'])");
          await page.goto("about:blank");
          await page.goto(search);
          await page.locator("#search").fill("tems cash windows");
          await page.waitForSelector(`[data-search-results] a[href$='${hit}']`);
          await page.goto("about:blank");
          await page.goto(guide);
          const tab = await page.waitForSelector(`${part} [role=tab][aria-selected=true]`, { visible: true });
          expect(await tab.evaluate((one) => one.textContent)).toBe(system === "macos" ? "Mac" : "Windows");
        }
        // What Firefox itself draws with comes as `data:`; that is no network either.
        expect(requests.filter((url) => !/^(file|data|about):/.test(url))).toEqual([]);
      } finally {
        await stop();
      }
    });
  }
});

test.describe("one file with the checker", () => {
  for (const system of ["windows", "macos"]) {
    test(`${system}: a journey to its end, with storage blocked`, async ({ browser, bundles, strays }) => {
      const page = await pretend(browser, system, strays, { blocked: true });
      await page.goto(addressOf(bundles.single));
      const visitor = new Visitor(page);
      await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
      await visitor.knows("platform", system, "probe");
      // Only the checker speaks: none of the parts that are there for browsers without it.
      await expect(page.locator("#all > section").filter({ visible: true })).toHaveCount(0);
      await missesAnApproval(visitor);
      await expect(page.locator(".kb-fix__steps li").first()).toBeVisible();
      // The checker says it beside the guide; a copy of the whole part would say it again.
      await expect(visitor.checker.getByText("It worked if:")).toHaveCount(1);
      await page.reload();
      await visitor.sees("Approve the sign-in on your phone");
      await visitor.button("I need a person now").click();
      await expect(page.getByLabel("Text for your ticket")).toHaveValue(/mfa-missed/);
      await visitor.button("Go on by myself").click();
      await visitor.button("Yes, I am in").click();
      await visitor.sees("Good. You are in");
      await page.context().close();
    });
  }

  test("search leads into the file, and a code goes into the answers", async ({ page, bundles }) => {
    const single = addressOf(bundles.single);
    await page.goto(single);
    const field = page.getByRole("searchbox");
    await field.fill("tems cash windows");
    await page.locator("[data-search-results] a").first().click();
    const part = page.locator("#guide-clear-teams-cache-windows");
    await expect(part).toBeVisible();
    await expect(part.getByRole("button", { name: "Copy" }).first()).toBeVisible();
    await expect(page.locator("#all > section").filter({ visible: true })).toHaveCount(1);
    await page.goBack();
    await expect(part).toBeHidden();
    await page.goto(single);
    await field.fill("0xCAA20004 AADSTS50076");
    await field.press("Enter");
    await expect(page).toHaveURL(/html\?code=AADSTS50076$/);
    await expect(page.locator("[data-fact=aadsts]")).toContainText("50076");
    // A code that nobody knows leads to the questions, too.
    await page.goto(single);
    await field.fill("AADSTS999999");
    await page.getByRole("link", { name: /AADSTS999999/ }).click();
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    await expect(page.getByText("AADSTS999999")).toBeVisible();
  });

  test("tabs open that of the visitor's system, in the file and in the checker", async ({ browser, bundles, strays }) => {
    const page = await pretend(browser, "macos", strays);
    await page.goto(`${addressOf(bundles.single)}#guide-set-clock`);
    const part = page.locator("#guide-set-clock");
    await expect(part.getByRole("tab", { selected: true })).toHaveText("Mac");
    await part.getByRole("tab", { name: "Windows" }).click();
    await expect(part.getByRole("heading", { name: "On Windows" })).toBeVisible();
    await expect(part.getByRole("heading", { name: "On a Mac" })).toBeHidden();
    await page.emulateMedia({ media: "print" });
    await expect(part.getByRole("heading", { name: "On a Mac" })).toBeVisible();
    await page.context().close();
  });

  test("what it cannot check is said, and so is its age, by the reader's clock", async ({ page, bundles }) => {
    const facts = "where:teams,prompt:mine,others:only-me,aadsts:unknown";
    const single = addressOf(bundles.single);
    await page.goto(`${single}#v=4&facts=${facts}`);
    const checker = page.locator("[data-checker]");
    await expect(checker.getByText("This page was opened from a disk.")).toBeVisible();
    const foot = page.getByRole("contentinfo");
    await expect(foot).toContainText("nothing can check your sign-in for you");
    await expect(foot).toContainText(/Last read through on \d{4}-\d\d-\d\d\. After \d{4}-\d\d-\d\d/);
    await expect(foot).toContainText(/Questions caa20004, version \d+, content [0-9a-f]{12}/);
    await expect(page.getByText("Nobody has read this page through")).toBeHidden();
    await page.clock.setFixedTime(new Date("2036-01-01"));
    await page.reload();
    await expect(page.getByText("Nobody has read this page through")).toBeVisible();
  });

  for (const [how, options, init] of [
    ["without scripts", { javaScriptEnabled: false }],
    ["without WebAssembly", {}, () => { delete globalThis.WebAssembly; }],
    ["where nothing can be unpacked", {}, () => { delete globalThis.DecompressionStream; }],
    ["where somebody changed a word", {}, () => {
      new MutationObserver((_, watching) => {
        const word = document.querySelector("#all h2");
        if (!word) return;
        watching.disconnect();
        word.textContent += "!";
      }).observe(document, { childList: true, subtree: true });
    }],
  ]) test(`${how}, its parts do the same by links`, async ({ browser, bundles }) => {
    const context = await browser.newContext(options);
    if (init) await context.addInitScript(init);
    const page = await context.newPage();
    await page.goto(addressOf(bundles.single));
    const visitor = new Visitor(page);
    await expect(page.getByText("Plain version: each answer is a link")).toBeVisible();
    if (init) await expect(page.getByText("The plain questions do the same.")).toBeVisible();
    const follows = async (question, answer) => {
      const shown = page.locator("#all > section").filter({ visible: true });
      await expect(shown).toHaveCount(1);
      await expect(shown.getByRole("heading", { level: 2 })).toContainText(question);
      await shown.getByRole("link", { name: answer }).first().click();
    };
    await follows("Where do you see the message?", "When Teams starts");
    await follows("approve a sign-in that you did not start?", "No. If I was asked");
    await follows("Do colleagues", "No, only me");
    await follows("AADSTS?", "I can't find a number");
    await follows("open Teams in your browser?", "It asks me to approve");
    await follows("Your sign-in still needs your approval", "Approve the sign-in on your phone");
    await visitor.sees("Approve the sign-in on your phone");
    await page.getByRole("link", { name: "I need a person now" }).click();
    await expect(page.getByText("Do not write your password")).toBeVisible();
    await context.close();
  });

  test("paper has what is on the screen, and all of it where all was asked for", async ({ page, bundles }) => {
    await page.goto(addressOf(bundles.single));
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    await page.emulateMedia({ media: "print" });
    const parts = page.locator("#all > section");
    await expect(parts.filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Where do you see the message?" })).toBeVisible();
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("link", { name: "Show all questions and answers" }).click();
    await page.emulateMedia({ media: "print" });
    await expect(parts.filter({ visible: true })).toHaveCount(await parts.count());
  });

  test("its policy is as strict as it says: no other script runs, and nothing is fetched", async ({ browser, bundles }) => {
    const page = await browser.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(addressOf(bundles.single));
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    const done = await page.evaluate(async () => {
      const tries = [];
      const script = document.createElement("script");
      try {
        script.text = "globalThis.ran = true";
        tries.push("a script took a text");
      } catch {}
      try {
        document.body.innerHTML += "<p>x</p>";
        tries.push("markup was taken");
      } catch {}
      await fetch("https://example.com/").then(() => tries.push("fetched"), () => {});
      return [...tries, globalThis.ran].filter(Boolean);
    });
    expect(done).toEqual([]);
    expect(said.some((text) => text.includes("TrustedScript"))).toBe(true);
    expect(said.some((text) => text.includes("example.com"))).toBe(true);
    await page.close();
  });
});

test.describe("one file without scripts", () => {
  for (const [name, options] of [["booklet", {}], ["bare", {}], ["booklet", { javaScriptEnabled: false }]]) {
    const how = name === "bare" ? "without style" : options.javaScriptEnabled === false ? "script off" : "as it is";
    test(`from question to fix, and to the helpdesk, by links alone: ${how}`, async ({
      browser,
      bundles,
      strays,
    }) => {
      const page = await pretend(browser, "windows", strays, options);
      const html = await readFile(bundles[name], "utf8");
      expect(html).not.toMatch(/<script|<link|<img|<iframe|<object|<embed|<form|javascript:| on\w+=/i);
      expect(html).toContain(`content="default-src 'none'; ${name === "bare" ? "" : "style-src 'sha256-"}`);
      await page.goto(addressOf(bundles[name]));
      const visitor = new Visitor(page);
      const follows = async (question, answer) => {
        if (name !== "bare") {
          const shown = page.locator("section").filter({ visible: true });
          await expect(shown).toHaveCount(1);
          await expect(shown.getByRole("heading", { level: 2 })).toContainText(question);
        }
        const section = page.locator("section").filter({ has: page.getByRole("heading", { name: question }) });
        await section.first().getByRole("link", { name: answer }).first().click();
      };
      await follows("Where do you see the message?", "When Teams starts");
      await follows("approve a sign-in that you did not start?", "No. If I was asked");
      await follows("Do colleagues", "No, only me");
      await follows("AADSTS?", "I can't find a number");
      await follows("open Teams in your browser?", "It asks me to approve");
      await follows("Your sign-in still needs your approval", "Approve the sign-in on your phone");
      await visitor.sees("Approve the sign-in on your phone");
      await page.goBack();
      await follows("Your sign-in still needs your approval", "Hand over to your helpdesk");
      await expect(page.getByText("Do not write your password")).toBeVisible();
      await page.context().close();
    });
  }

  test("all of it goes onto paper, and every link within leads somewhere", async ({
    page,
    bundles,
  }) => {
    await page.goto(addressOf(bundles.booklet));
    await page.getByRole("link", { name: "Only in one tab or app" }).click();
    await expect(page.locator("section").filter({ visible: true })).toHaveCount(1);
    await page.getByRole("link", { name: "Show all questions and answers" }).click();
    const all = await page.locator("section").count();
    await expect(page.locator("section").filter({ visible: true })).toHaveCount(all);
    await page.goBack();
    await expect(page.locator("section").filter({ visible: true })).toHaveCount(1);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator("section").filter({ visible: true })).toHaveCount(all);
    const lost = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")]
      .map((link) => decodeURIComponent(link.hash.slice(1)))
      .filter((id) => !document.getElementById(id)));
    expect(lost).toEqual([]);
  });

  test("a browser of text alone leads through it by the numbers", async ({ bundles }) => {
    const html = await readFile(bundles.booklet, "utf8");
    const { stdout } = await run("lynx", ["-dump", "-width=1000", addressOf(bundles.booklet)]);
    const [text, references] = stdout.split(/^References$/m);
    const parts = new Map([...text.matchAll(/^(\d+)\. (.*)$((?:\n(?!\d+\. ).*)*)/gm)]
      .map(([, number, title, rest]) => [number, { title, lines: rest.split("\n") }]));
    const leads = new Map([...references.matchAll(/^ *(\d+)\. .*(#.*)$/gm)]
      .map(([, number, anchor]) => [number, anchor]));
    let part = parts.get("1");
    const follows = (question, answer) => {
      expect(part.title).toContain(question);
      const line = part.lines.find((one) => one.includes(answer));
      const [, link, number] = /\[(\d+)\].* → (\d+)/.exec(line);
      expect(html).toContain(`<section id=${leads.get(link).slice(1)}><h2>${number}. `);
      part = parts.get(number);
    };
    follows("Where do you see the message?", "When Teams starts");
    follows("approve a sign-in that you did not start?", "No. If I was asked");
    follows("Do colleagues", "No, only me");
    follows("AADSTS?", "I can't find a number");
    follows("open Teams in your browser?", "It asks me to approve");
    follows("still needs your approval", "Approve the sign-in");
    expect(part.title).toBe("Approve the sign-in on your phone");
    expect(part.lines.filter((line) => /^ +\d+\. /.test(line)).length).toBeGreaterThan(2);
  });
});
