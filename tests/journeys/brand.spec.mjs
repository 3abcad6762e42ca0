// A site with colours and a logo of its own; and one without loads nothing for it.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test as base } from "../support/test.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const content = resolve(import.meta.dirname, "../../content");
const logo = (colour) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 32"><title>Us</title>` +
  `<rect width="96" height="32" rx="8" fill="${colour}"/><circle cx="16" cy="16" r="8" fill="#fff"/></svg>`;

/** Our content with a brand, served. */
async function serveBranded() {
  const folder = await mkdtemp(join(tmpdir(), "kb-brand-"));
  await cp(content, join(folder, "content"), { recursive: true });
  const file = join(folder, "content/site.toml");
  const brand = `\n[brand]\naccent = "#6b21a8"\naccent-dark = "#d8b4fe"\nlogo = "logo.svg"\n` +
    `logo-dark = "logo-dark.svg"\ncorners = "small"\n`;
  await writeFile(file, (await readFile(file, "utf8")) + brand);
  await writeFile(join(folder, "content/logo.svg"), logo("#6b21a8"));
  await writeFile(join(folder, "content/logo-dark.svg"), logo("#d8b4fe"));
  const builder = spawn(process.env.KB_BUILDER, ["serve", "--port", "0", "--no-reload"], { cwd: folder });
  let said = "";
  const address = await new Promise((found, failed) => {
    const listen = (bytes) => {
      said += bytes;
      const match = /serving on (http:\S+?)\/? /.exec(said);
      if (match) found(match[1]);
    };
    builder.stdout.on("data", listen);
    builder.stderr.on("data", listen);
    builder.on("exit", () => failed(new Error(`kb-builder ended:\n${said}`)));
  });
  const stop = async () => {
    builder.removeAllListeners("exit");
    builder.kill();
    await new Promise((ended) => builder.once("close", ended));
    await rm(folder, { recursive: true, force: true });
  };
  return { address, stop };
}

const test = base.extend({
  branded: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await serveBranded();
      await use(site.address);
      await site.stop();
    },
    { scope: "worker" },
  ],
});

/** What a page asked for. */
function requests(page) {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  return asked;
}

const rgb = (element, property) =>
  element.evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), property);

for (const [scheme, accent, file] of [
  ["light", "rgb(107, 33, 168)", /\/logo\.[0-9a-f]{12}\.svg$/],
  ["dark", "rgb(216, 180, 254)", /\/logo-dark\.[0-9a-f]{12}\.svg$/],
]) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });

    test("colours and the logo are the site's own, and can be read", async ({ page, branded, complaints }) => {
      for (const path of ["/", "/caa20004/", "/guides/set-clock/", "/agent/caa20004/"]) {
        const asked = requests(page);
        await page.goto(branded + path);
        if (path === "/caa20004/") {
          await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
          expect(await rgb(page.getByRole("button", { name: "Continue" }), "background-color")).toBe(accent);
          expect(await rgb(page.getByRole("button", { name: "Continue" }), "border-radius")).toBe("4px");
        }
        expect(await rgb(page.getByRole("link", { name: "Search" }).first(), "color")).toBe(accent);
        const shown = page.locator("header img");
        expect(await shown.evaluate((image) => new URL(image.currentSrc).pathname)).toMatch(file);
        await expect.poll(() => shown.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
        // Its place is kept free while it loads.
        expect(await shown.evaluate((image) => [image.width, image.height])).toEqual([96, 32]);
        await expect(shown).toHaveAttribute("alt", "");
        await expect(page.locator("header").getByRole("link", { name: "Sign-in help", exact: true })).toBeVisible();
        // Of the two logos the one that is seen is loaded.
        expect(asked.filter((one) => one.includes("/logo"))).toHaveLength(1);
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ["color-contrast", "image-alt"] }));
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html)}`)).toEqual([]);
        expect(passes.map(({ id }) => id)).toContain("color-contrast");
      }
      expect(complaints).toEqual([]);
    });
  });
}

test("the icon and the browser's bars take the colours", async ({ page, branded }) => {
  await page.goto(branded);
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  const drawn = await (await page.request.get(`${branded}/${icon}`)).text();
  expect(drawn).toContain("#6b21a8");
  expect(drawn).not.toContain("#1f4e79");
  const bars = page.locator("meta[name=theme-color]");
  expect(await bars.evaluateAll((all) => all.map((bar) => bar.content))).toEqual(["#ffffff", "#13181d"]);
});

test("a site without a brand loads one style sheet and no picture", async ({ page, complaints }) => {
  const asked = requests(page);
  await page.goto("guides/set-clock/");
  await page.waitForLoadState("networkidle");
  expect(asked.filter((path) => path.endsWith(".css"))).toHaveLength(1);
  expect(asked.filter((path) => /logo|brand/.test(path))).toEqual([]);
  await expect(page.locator("header img")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("on a small phone the header leaves room for help, and the main code comes first", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("");
  const header = await page.locator("header").boundingBox();
  expect(header.height).toBeLessThan(640 / 6);
  await expect(page.getByRole("link", { name: /^Join the meeting now/ })).toBeInViewport();
  const cards = page.locator("main ul").first().getByRole("link");
  await expect(cards.first()).toHaveAttribute("href", "caa20004/");
});

test("header, main part and footer of every page stand in line", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const path of ["", "guides/", "agent/caa20004/", "agent/"]) {
    await page.goto(path);
    const edges = await page.evaluate(() =>
      ["header", "main", "footer"].map((name) => document.querySelector(name).getBoundingClientRect().left));
    expect(new Set(edges).size, `${path}: ${edges}`).toBe(1);
  }
});

test("on paper stands where a page is, and not how to go round the site", async ({ page, site }) => {
  await page.goto("guides/set-clock/?code=caa20004#steps");
  const address = page.locator("[data-address]");
  await expect(address).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(address).toHaveText(`${site}/guides/set-clock/`);
  await expect(address).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.locator("main time").first()).toBeVisible();
});
