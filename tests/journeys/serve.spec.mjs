// What somebody sees who writes content with `kb-builder serve` running: open pages follow, under the
// policy that the site will have.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { promisify } from "node:util";

const run = promisify(execFile);
const guide = "content/guides/use-another-network.md";

const test = base.extend({
  /** A small knowledge base, being served. */
  desk: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "kb-serve-"));
    await run(process.env.KB_BUILDER, ["new", "content"], { cwd: folder });
    const builder = spawn(process.env.KB_BUILDER, ["serve", "--port", "0"], { cwd: folder });
    let said = "";
    const address = await new Promise((found, failed) => {
      builder.stdout.on("data", (text) => {
        said += text;
        const match = /serving on (http:\S+)/.exec(said);
        if (match) found(match[1]);
      });
      builder.on("exit", () => failed(new Error(said)));
    });
    const ended = new Promise((done) => builder.on("exit", done));
    const good = await readFile(join(folder, guide), "utf8");
    await use({
      address, folder, good, builder, ended,
      writes: (text) => writeFile(join(folder, guide), text),
    });
    builder.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  },
});

test("an open page is loaded again after a change, also by an editor that saves in two steps", async ({ page, desk }) => {
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  const response = await page.goto(`${desk.address}guides/use-another-network/#main`);
  expect(response.headers()["content-security-policy"]).toContain("script-src 'self';");
  await desk.writes(`${desk.good}\nA marked sentence.\n`);
  await expect(page.getByText("A marked sentence.")).toBeVisible({ timeout: 60_000 });
  await expect(page).toHaveURL(/#main$/);
  // A new file beside it, put in its place.
  const other = join(desk.folder, "content/guides/.use-another-network.md.swp");
  await writeFile(other, `${desk.good}\nAnother sentence.\n`);
  await rename(other, join(desk.folder, guide));
  await expect(page.getByText("Another sentence.")).toBeVisible({ timeout: 60_000 });
  // Emptied first, and written a moment later.
  await desk.writes("");
  await new Promise((later) => setTimeout(later, 40));
  await desk.writes(`${desk.good}\nA third sentence.\n`);
  await expect(page.getByText("A third sentence.")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("what is wrong stands over the last good page as text, and goes once it is mended", async ({ page, context, desk }) => {
  const second = await context.newPage();
  await second.goto(`${desk.address}sec-error-unknown-issuer/`);
  await page.bringToFront();
  await page.goto(`${desk.address}guides/use-another-network/`);
  await desk.writes(`${desk.good}\n[<img src=x onerror=alert(1)>](nowhere.md)\n`);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("error: link goes to a page that does not exist: `nowhere.md`", { timeout: 60_000 });
  await expect(alert).toContainText("<img src=x onerror=alert(1)>");
  await expect(alert.locator("img")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Try it from another network" })).toBeVisible();
  // A page that is opened now says so as well.
  await second.bringToFront();
  await second.reload();
  const box = second.getByRole("alert").filter({ hasText: "The content has faults." });
  await expect(box).toContainText("nowhere.md");
  await second.getByRole("button", { name: "Hide" }).click();
  await expect(box).toHaveCount(0);
  await page.bringToFront();
  await desk.writes(desk.good);
  await expect(alert).toHaveCount(0, { timeout: 60_000 });
});

test("ten open pages leave room for another, and none keeps the program from ending", async ({ context, desk }) => {
  for (let count = 0; count < 10; count += 1) {
    await (await context.newPage()).goto(`${desk.address}guides/use-another-network/`);
  }
  const last = await context.newPage();
  await last.goto(desk.address);
  await expect(last.getByRole("heading", { level: 1 })).toBeVisible();
  desk.builder.kill("SIGINT");
  expect(await desk.ended).toBe(0);
});

test("a page that may ask nobody is sent as it will be", async ({ desk }) => {
  for (const address of ["embed/unknown-issuer/"]) {
    expect(await (await fetch(desk.address + address)).text()).not.toContain("/-/");
  }
  expect(await (await fetch(desk.address)).text()).toContain("/-/live.js");
});
