// Questions inside pages of others: in the strictest sandbox that runs scripts at all.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { expect, test as base } from "@playwright/test";
import { startFirefox } from "../support/firefox.mjs";
import { serveSite } from "../support/site.mjs";
import { Visitor } from "../support/test.mjs";
import { cert, key } from "../support/tls.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const windows = { userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Firefox/1" };
const mac = { userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Firefox/1" };

/** What stands for the address of a site that does not know its own. */
const somewhere = "https://help.example.com";

/** The address of the page of its own, with what is known after the first answer. */
const withAnswer = /\/caa20004\/#v=\d+&facts=platform:[a-z]+,where:teams(&at=[a-z]+)?$/;

/** A wiki of somebody, on an origin of its own; every address shows `html`. */
async function startWiki() {
  const wiki = { html: "" };
  const server = createServer({ key, cert }, (request, response) => {
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    return response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(wiki.html);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  wiki.origin = `https://127.0.0.1:${server.address().port}`;
  wiki.stop = () => {
    server.closeAllConnections();
    return new Promise((down) => server.close(down));
  };
  return wiki;
}

/** The texts to copy from the page for owners of wikis. */
async function handedOut(site) {
  const html = await (await fetch(`${site}/embed/`)).text();
  const plain = (text) => [["&lt;", "<"], ["&gt;", ">"], ["&quot;", '"'], ["&#39;", "'"], ["&#x27;", "'"], ["&amp;", "&"]]
    .reduce((text, [from, to]) => text.replaceAll(from, to), text);
  const texts = [...html.matchAll(/<code translate="no">([^]*?)<\/code>/g)].map(([, text]) => plain(text));
  const ours = (text) => text.replaceAll(somewhere, site);
  return {
    frame: ours(texts.find((text) => text.startsWith("<iframe") && text.includes("/caa20004/"))),
    listener: ours(texts.find((text) => text.startsWith("addEventListener"))),
  };
}

const test = base.extend({
  /** A site, a wiki that it names, a portal that may frame all of it, and a stranger. */
  lab: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const [wiki, portal, stranger] = await Promise.all([1, 2, 3].map(startWiki));
      const site = await serveSite({
        top: `frame-ancestors = ["${portal.origin}"]\n`,
        settings: `[embed]
parents = ["${wiki.origin}", "https://other.example.com"]

[sign-in]
authority = "https://login.microsoftonline.com"

[limits]
request = 5
frame = 8
window = 300
watch = 120

[tickets.desk]
name = "the desk"
url = "https://desk.example.com/new?short={summary}&text={text}"
`,
      });
      const { frame, listener } = await handedOut(site.address);
      const page = (frame) => `<!doctype html><html lang="en"><title>Wiki</title><h1>Wiki</h1>${frame}
<script>globalThis.heard = [];
addEventListener("message", ({ data, origin }) => heard.push({ data, origin }));
${listener}</script>`;
      for (const place of [wiki, portal, stranger]) place.html = page(frame);
      await use({ site: site.address, wiki, portal, stranger, frame, page });
      await site.stop();
      for (const place of [wiki, portal, stranger]) await place.stop();
    },
    { scope: "worker" },
  ],
  /** What the pages complained of, and what was asked of whom. */
  seen: [
    async ({ page }, use) => {
      const seen = { complaints: [], requests: [] };
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
      });
      page.on("pageerror", (error) => seen.complaints.push(String(error)));
      page.on("request", (request) => seen.requests.push([request.resourceType(), request.url()]));
      await use(seen);
    },
    { auto: true },
  ],
});

test.use({ ignoreHTTPSErrors: true });
test.beforeEach(({ context }) => context.addInitScript(() => {
  Object.defineProperty(Navigator.prototype, "userAgentData", { value: undefined });
}));

/** Opens a page with the questions in it. */
async function opens(page, { origin }) {
  await page.goto(`${origin}/page`);
  const visitor = new Visitor(page.frameLocator("iframe"));
  await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
  return visitor;
}

/** Nothing was asked but files of the site and the page around, and nothing by a script. */
function isQuiet({ complaints, requests }, { site }, around) {
  expect(complaints).toEqual([]);
  const others = requests.filter(([, url]) => ![site, around.origin].some((one) => url.startsWith(`${one}/`)));
  expect(others).toEqual([]);
  const kinds = new Set(requests.map(([kind]) => kind));
  for (const kind of ["fetch", "xhr", "ping", "websocket", "eventsource"]) expect(kinds).not.toContain(kind);
}

const heard = (page) => page.evaluate(() => globalThis.heard);

test.describe("on Windows", () => {
  test.use(windows);

  test("a whole journey in the frame, which grows and shrinks with its page", async ({ page, lab, seen }) => {
    expect(lab.frame).toContain('sandbox="allow-scripts"');
    const visitor = await opens(page, lab.wiki);
    const frame = page.frames()[1];
    expect(await frame.evaluate(() => globalThis.origin)).toBe("null");
    const fits = () => frame.evaluate(() => [innerHeight, Math.ceil(document.body.getBoundingClientRect().height)]);
    const isFitting = () => expect.poll(async () => (([room, need]) => room - need)(await fits())).toBe(0);
    await isFitting();
    const heights = [(await fits())[0]];
    await visitor.knows("platform", "windows", "probe");
    await expect(visitor.page.getByText("until you leave the page around this one")).toBeVisible();
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
    await visitor.answers("Do colleagues have the same problem", "No, only me");
    // The same way back as on a page of its own.
    await visitor.button("Back").click();
    await visitor.answers("Do colleagues have the same problem", "No, only me");
    await visitor.answers("a number that starts with AADSTS?", "I can't find a number");
    await expect(visitor.page.getByText("This page is shown inside another page")).toBeVisible();
    await isFitting();
    heights.push((await fits())[0]);
    await visitor.answers("open Teams in your browser?", "It asks me to approve");
    await visitor.sees("Approve the sign-in on your phone");
    await expect(visitor.page.locator(".kb-fix__steps li").first()).toBeVisible();
    await isFitting();
    heights.push((await fits())[0]);
    await visitor.button("Yes, I am in").click();
    await visitor.sees("Good. You are in");
    await isFitting();
    heights.push((await fits())[0]);
    expect(Math.max(...heights), "it grew").toBeGreaterThan(heights[0]);
    expect(heights.at(-1), "it shrank").toBeLessThan(Math.max(...heights));
    const messages = await heard(page);
    for (const { data, origin } of messages) {
      expect(origin).toBe("null");
      expect(data).toEqual({ kb: "height", flow: "caa20004", height: expect.any(Number) });
    }
    const told = messages.map(({ data }) => data.height);
    expect(told.at(-1)).toBe(heights.at(-1));
    expect(told.filter((height, at) => height === told[at - 1]), "nothing is said twice").toEqual([]);
    isQuiet(seen, lab, lab.wiki);
    expect(seen.requests.filter(([, url]) => url.endsWith(".wasm"))).toEqual([]);
  });

  test("whoever may show it and is not named hears nothing", async ({ page, lab, seen }) => {
    const visitor = await opens(page, lab.portal);
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.sees("asked to approve a sign-in that you did not start?");
    await page.waitForTimeout(1000);
    expect(await heard(page)).toEqual([]);
    isQuiet(seen, lab, lab.portal);
  });

  test("who is not named shows nothing", async ({ page, lab, seen }) => {
    await page.goto(`${lab.stranger.origin}/page`);
    await expect.poll(() => seen.complaints.join()).toContain("frame-ancestors");
    await expect(page.frameLocator("iframe").locator("[data-checker]")).toHaveCount(0);
    expect(await heard(page)).toEqual([]);
    const header = async (path) => {
      const policy = (await fetch(`${lab.site}/${path}`)).headers.get("content-security-policy");
      return policy.split("; ").find((part) => part.startsWith("frame-ancestors")).split(" ").slice(1);
    };
    const [wiki, other] = [lab.wiki.origin, "https://other.example.com"];
    for (const path of ["embed/caa20004/", "de/embed/sign-in/"]) {
      expect(await header(path), path).toEqual([lab.portal.origin, wiki, other]);
    }
    for (const path of ["embed/", "caa20004/", "flows/caa20004/", "", "no/such/page/"]) {
      expect(await header(path), path).toEqual([lab.portal.origin]);
    }
    expect(await header("callback/")).toEqual(["'self'"]);
  });

  test("where a link opens nothing, it can be copied", async ({ page, lab, seen }) => {
    const visitor = await opens(page, lab.wiki);
    await visitor.answers("Where do you see the message?", "When Teams starts");
    const whole = visitor.page.locator("[data-embed]");
    await expect(whole).toContainText("This help stands inside another page");
    await expect(whole.locator("code")).toHaveText(withAnswer);
    const address = await whole.locator("code").textContent();
    const opened = page.waitForEvent("popup", { timeout: 1000 }).then(() => true, () => false);
    await whole.getByRole("link").click();
    expect(await opened).toBe(false);
    expect(page.frames()[1].url()).toContain("/embed/caa20004/");
    // The address is that of the same answers.
    seen.complaints.length = 0;
    await page.goto(address);
    await new Visitor(page).knows("where", "teams", "link");
    expect(seen.complaints).toEqual([]);
  });

  test("a link in a guide shows its address", async ({ page, lab }) => {
    const visitor = await opens(page, lab.wiki);
    for (const [question, answer] of [
      ["Where do you see the message?", "When Teams starts"],
      ["asked to approve a sign-in that you did not start?", "No. If I was asked"],
      ["Do colleagues have the same problem", "No, only me"],
      ["a number that starts with AADSTS?", "I can't find a number"],
      ["open Teams in your browser?", "It asks me to approve"],
    ]) await visitor.answers(question, answer);
    const note = visitor.page.locator(".kb-embed__dead");
    await visitor.page.getByRole("link", { name: "Open this step on a page of its own" }).click();
    await expect(note.locator("code")).toHaveText(/\/guides\/[a-z-]+\/$/);
    // One press chooses all of the address.
    await note.locator("code").click();
    await expect(note).toBeHidden();
    await visitor.sees("Approve the sign-in on your phone");
  });

  test("where a frame may open tabs, the answers go along", async ({ page, lab, seen }) => {
    const sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
    const { html } = lab.wiki;
    lab.wiki.html = lab.page(lab.frame.replace('"allow-scripts"', `"${sandbox}"`));
    const visitor = await opens(page, lab.wiki);
    await visitor.answers("Where do you see the message?", "When Teams starts");
    const opened = page.waitForEvent("popup");
    await visitor.page.locator("[data-embed]").getByRole("link").click();
    const tab = new Visitor(await opened);
    await expect(tab.checker).toHaveAttribute("data-mode", "wasm");
    await tab.knows("where", "teams", "link");
    lab.wiki.html = html;
    expect(seen.complaints).toEqual([]);
  });

  test("it is fine for everybody, narrow and wide", async ({ page, lab }) => {
    for (const width of [340, 820]) {
      await page.setViewportSize({ width, height: 900 });
      const visitor = await opens(page, lab.wiki);
      const frame = page.frames()[1];
      for (const step of [null, ["Where do you see the message?", "When Teams starts"]]) {
        if (step) await visitor.answers(...step);
        await frame.evaluate(axe);
        const { violations } = await frame.evaluate(() =>
          globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
        const over = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over).toBeLessThanOrEqual(0);
      }
    }
  });
});

test.describe("on a Mac", () => {
  test.use(mac);

  test("a hand-over in the frame, with everything that the ticket needs", async ({ page, lab, seen }) => {
    const visitor = await opens(page, lab.wiki);
    await visitor.knows("platform", "macos", "probe");
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
    await visitor.button("I need a person now").click();
    const card = visitor.page.getByLabel("Text for your ticket");
    await expect(card).toHaveValue(/kb-evidence/);
    await expect(card).toHaveValue(/case-code: /);
    isQuiet(seen, lab, lab.wiki);
    // Copying is not allowed there; the text can be selected.
    await visitor.button("Copy the text").click();
    await expect(visitor.page.getByText("Select the text and copy it by hand")).toBeVisible();
    // Nor is a new tab for the form; its address can be copied, with all that it holds.
    await visitor.page.getByRole("link", { name: "the desk" }).click();
    const note = visitor.page.locator(".kb-embed__dead");
    await expect(note).toContainText("If no new tab opened, copy this address:");
    await expect(note.locator("code")).toHaveText(/^https:\/\/desk\.example\.com\/new\?short=.+&text=.+/);
  });
});

test("without a history the answers stay, and go along", async ({ context, page, lab, seen }) => {
  await context.addInitScript(() => {
    const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
    History.prototype.pushState = refuse;
    History.prototype.replaceState = refuse;
  });
  const visitor = await opens(page, lab.wiki);
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.sees("asked to approve a sign-in that you did not start?");
  const address = visitor.page.locator("[data-embed] code");
  await expect(address).toHaveText(/\/caa20004\/#v=\d+&facts=where:teams,platform:[a-z]+$/);
  await visitor.button("Back").click();
  await visitor.sees("Where do you see the message?");
  await expect(visitor.page.getByRole("radio", { name: "When Teams starts" })).toBeChecked();
  isQuiet(seen, lab, lab.wiki);
});

test("a panic in the middle brings the plain question back", async ({ page, lab }) => {
  // A module that does nothing but stop, called by a script that this page may not look into.
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  await page.route("**/checker.*.js", async (route) => {
    const response = await route.fetch();
    const body = `${await response.text()}
const stops = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(${JSON.stringify(module)})));
addEventListener("change", () => stops.exports.f());`;
    await route.fulfill({ response, body });
  });
  const visitor = await opens(page, lab.wiki);
  await visitor.page.getByRole("radio", { name: "When Teams starts" }).click();
  await expect(visitor.page.getByText("could not run in this browser")).toBeVisible();
  await expect(visitor.checker).toHaveAttribute("data-mode", "static");
  await expect(visitor.page.locator("[data-checker-static] a[data-value]").first()).toBeVisible();
});

test("a module that is no module brings the plain question back", async ({ page, lab }) => {
  await page.route("**/module.*.js", (route) => route.fulfill({
    contentType: "text/javascript",
    headers: { "Cross-Origin-Resource-Policy": "cross-origin" },
    body: 'globalThis.kbChecker = "H4sIAAAAAAAAAw==";',
  }));
  await page.goto(`${lab.wiki.origin}/page`);
  const inside = page.frameLocator("iframe");
  await expect(inside.getByText("could not run in this browser")).toBeVisible();
  await expect(inside.locator("[data-checker-static] a[data-value]").first()).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("there is the plain question, with ways into the plain page", async ({ page, lab }) => {
    await page.goto(`${lab.wiki.origin}/page`);
    const inside = page.frameLocator("iframe");
    await expect(inside.getByRole("heading", { name: "Where do you see the message?" })).toBeVisible();
    const answers = inside.locator("[data-checker-static] a[data-value]");
    expect(await answers.count()).toBe(3);
    for (const answer of await answers.all()) {
      await expect(answer).toHaveAttribute("href", /^\.\.\/\.\.\/flows\/caa20004\/#(step|outcome)-/);
      await expect(answer).toHaveAttribute("target", "_blank");
    }
    const first = await answers.first().getAttribute("href");
    await page.goto(new URL(first, `${lab.site}/embed/caa20004/`).href);
    await expect(page.locator(":target")).toBeVisible();
  });
});

test("in Firefox: the questions run, tell their height, and send nothing else", async ({ lab }) => {
  const { page: newPage, stop } = await startFirefox();
  const page = await newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(`${lab.wiki.origin}/page`);
  const inside = async () => (await (await page.waitForSelector("iframe")).contentFrame());
  const frame = await inside();
  await frame.waitForSelector("[data-checker][data-mode=wasm]");
  await (await frame.waitForSelector("input[value=teams]")).evaluate((radio) => radio.click());
  await frame.locator("::-p-xpath(//button[normalize-space(.)='Continue'])").click();
  await frame.waitForSelector("[data-checker][data-step=prompt]");
  const address = await frame.$eval("[data-embed] code", (code) => code.textContent);
  expect(address).toMatch(withAnswer);
  const told = await page.evaluate(() => globalThis.heard);
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ origin, data }) => origin === "null" && data.kb === "height")).toBe(true);
  expect(complaints).toEqual([]);
  // It does not say who is around, so only the browser keeps the message from another.
  await page.goto(`${lab.portal.origin}/page`);
  await (await inside()).waitForSelector("[data-checker][data-mode=wasm]");
  await page.evaluate(() => new Promise((later) => setTimeout(later, 1000)));
  expect(await page.evaluate(() => globalThis.heard)).toEqual([]);
  await stop();
});
