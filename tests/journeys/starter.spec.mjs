// The knowledge base that `kb-builder new` writes, through the checker and the plain pages: another
// error of another product, without a word about the one that this repository is about.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serveFolder } from "../support/site.mjs";
import { expect, test as base, Visitor } from "../support/test.mjs";

const run = promisify(execFile);

const test = base.extend({
  starter: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "kb-starter-"));
      await run(process.env.KB_BUILDER, ["new", "content"], { cwd: folder });
      const served = await serveFolder(folder);
      await use(served);
      await served.stop();
    },
    { scope: "worker" },
  ],
  site: [async ({ starter }, use) => use(starter.address), { scope: "worker" }],
  visitor: async ({ page }, use) => use(new Visitor(page)),
});

const FOREIGN = /teams|microsoft|aadsts|caa2000|\bentra\b|meeting|work account/i;

/** All that a person could read on a page now, names for screen readers included. */
async function readable(page) {
  return page.evaluate(() => {
    const named = [...document.querySelectorAll("[aria-label], [title], [alt]")];
    const names = named.flatMap((one) => ["aria-label", "title", "alt"].map((name) => one.getAttribute(name)));
    return [document.title, document.body.innerText, ...names].join("\n");
  });
}

test("somebody is led to the second fix, and back into the website", async ({ page, visitor, complaints }) => {
  await page.goto("");
  await visitor.sees("Browser help");
  await expect(page.getByText("Is it urgent?")).toBeVisible();
  expect(await readable(page)).not.toMatch(FOREIGN);
  await page.getByRole("link", { name: "Firefox error SEC_ERROR_UNKNOWN_ISSUER" }).click();
  await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
  expect(await readable(page)).not.toMatch(FOREIGN);
  await visitor.answers("Which websites show this warning?", "Several websites");
  await visitor.answers("Which network are you in?", "hotel, a train");
  await expect(page.getByText("The Wi-Fi probably stands in between")).toBeVisible();
  await visitor.sees("Open the log-in page of the Wi-Fi");
  await expect(page.getByText("Load the page again. Does it open without a warning?")).toBeVisible();
  await visitor.button("No, the same warning").click();
  await visitor.sees("Try it from another network");
  expect(await readable(page)).not.toMatch(FOREIGN);
  await visitor.button("Yes, it opens").click();
  await visitor.sees("Good. The page opens");
  expect(await readable(page)).not.toMatch(FOREIGN);
  expect(complaints).toEqual([]);
});

test("a pasted code answers the first question, and the page finds out the device", async ({ page, visitor }) => {
  await visitor.opens("sec-error-unknown-issuer/");
  await page.getByRole("textbox").fill("Error code: MOZILLA_PKIX_ERROR_MITM_DETECTED");
  await visitor.button("Find the code").click();
  await visitor.knows("sites", "several", "text");
  await visitor.answers("Which network are you in?", "always use");
  await visitor.knows("platform", "linux", "probe");
  await expect(visitor.checker).toHaveAttribute("data-outcome", "in-between");
  await visitor.sees("Try it from another network");
});

test("whoever gives up hands over a text that is about this error alone", async ({ page, visitor }) => {
  await visitor.opens("sec-error-unknown-issuer/");
  await visitor.answers("Which websites show this warning?", "One website");
  await visitor.button("No, the same warning").click();
  await visitor.button("No, the same warning").click();
  await visitor.sees("Hand over to your helpdesk");
  const text = `${await readable(page)}\n${await page.getByLabel("Text for your ticket").inputValue()}`;
  expect(text).toContain("Firefox says SEC_ERROR_UNKNOWN_ISSUER: what was found and tried");
  expect(text).toContain("Tell whoever runs the website");
  expect(text).not.toMatch(FOREIGN);
});

test("without scripts, links lead to the same end", async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const visitor = new Visitor(page);
  await page.goto(`${site}/flows/unknown-issuer/`);
  await page.getByRole("link", { name: "Begin with the first question" }).click();
  await visitor.follows("Which websites show this warning?", "Several websites");
  await visitor.follows("Which network are you in?", "hotel, a train");
  const end = visitor.heading("The Wi-Fi probably stands in between").filter({ visible: true });
  await expect(end).toHaveCount(1);
  await context.close();
});

test("no page says a word about another product, and no page asks anybody", async ({ page, site, starter }) => {
  await run(process.env.KB_BUILDER, ["build"], { cwd: starter.folder });
  const files = await readdir(join(starter.folder, "dist"), { recursive: true });
  const pages = files.filter((file) => file.endsWith(".html"));
  expect(pages.length).toBeGreaterThan(15);
  for (const file of pages) {
    const html = await readFile(join(starter.folder, "dist", file), "utf8");
    expect(html, file).not.toMatch(FOREIGN);
    await page.goto(`${site}/${file.replace(/index\.html$/, "")}`);
    expect(await readable(page), file).not.toMatch(FOREIGN);
  }
  const answer = await page.goto("sec-error-unknown-issuer/");
  expect(answer.headers()["content-security-policy"]).toContain("connect-src 'self';");
});
