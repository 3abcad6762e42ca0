// The start page's field takes anything, says what it understood, and leads on; the index is asked in
// the browser exactly as `kb-builder check` asks it.
import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import vm from "node:vm";
import { expect, test, Visitor } from "../support/test.mjs";
import { openBuilt } from "../support/built.mjs";

const content = resolve(import.meta.dirname, "../../content");

/** The engine of the browser over the index of a built site. */
async function engineOf(dist, language) {
  const assets = join(dist, "assets");
  const names = await readdir(assets);
  const read = (start) =>
    readFile(join(assets, names.find((name) => name.startsWith(start) && name.endsWith(".js"))), "utf8");
  const context = vm.createContext({});
  vm.runInContext(await read(`search-${language}.`), context);
  vm.runInContext(await read("search."), context);
  return vm.runInContext("kbSearch(kbSearchIndex)", context);
}

/** Queries of people, the same mistyped in every way, the start of every one, and noise. */
function queries(text) {
  const real = [...text.matchAll(/^text = "(.*)"$/gm)].map(([, query]) => query);
  const bent = real.flatMap((query) => {
    const all = [query.slice(0, 7), query.toUpperCase(), query.split(" ").reverse().join(" ")];
    for (let at = 1; at < query.length - 1; at += 8) {
      all.push(query.slice(0, at) + query.slice(at + 1));
      all.push(query.slice(0, at) + query[at + 1] + query[at] + query.slice(at + 2));
      all.push(`${query.slice(0, at)}q${query.slice(at)}`);
    }
    return all;
  });
  const noise = ["", " ", "a", "😀😀 ßẞ İstanbul ΟΔΟΣ", "ﬁx Ｔｅａｍｓ", "x".repeat(5000), "<b>&\"'\\",
    "0xCAA20004 3399614468 -895352828 caa20004 AADSTS 50076 50074", "caa20004caa20004", "__proto__ constructor",
    "Passwort läuft ab", "schlüssel zurücksetzen 中文 العربية"];
  return [...real, ...bent, ...noise];
}

for (const language of ["en", "de"]) {
  test(`browser and builder find the same, to the last point: ${language}`, async () => {
    const built = await openBuilt();
    const engine = await engineOf(built.dist, language);
    const list = queries(await readFile(join(content, "queries.toml"), "utf8"));
    expect(list.length).toBeGreaterThan(500);
    const asked = spawnSync(
      process.env.KB_BUILDER, ["--content", content, "search", "--json", "--language", language],
      { input: list.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 },
    );
    expect(asked.status, asked.stderr).toBe(0);
    const answers = asked.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    expect(answers.length).toBe(list.length);
    for (const { query, named, hits } of answers) {
      const found = [...engine.find(query)].map(({ address, score }) => [address, score === Infinity ? 0 : score]);
      expect({ query, hits: found }).toEqual({ query, hits });
      expect([...engine.named(query)].map(({ name }) => name)).toEqual(named);
    }
  });
}

test.describe("the field", () => {
  const field = (page) => page.getByRole("searchbox");
  const said = (page) => page.locator("[data-search-status]");
  const found = (page) => page.locator("[data-search-results] a");

  test("a code in any spelling opens its page on Enter, and is named before", async ({ page, complaints }) => {
    for (const [typed, code, path] of [
      ["0xCAA20004", "caa20004", "caa20004/"],
      ["3399614468", "caa20004", "caa20004/"],
      ["-895352828", "caa20004", "caa20004/"],
      ["aadsts 50076", "AADSTS50076", "codes/aadsts50076/"],
      ["50076", "AADSTS50076", "codes/aadsts50076/"],
      ["CAA82EE7", "caa82ee7", "codes/caa82ee7/"],
    ]) {
      await page.goto("");
      await field(page).pressSequentially(typed);
      await expect(said(page)).toContainText(code);
      await field(page).press("Enter");
      await expect(page).toHaveURL(new RegExp(`/${path}$`));
    }
    expect(complaints).toEqual([]);
  });

  test("a pasted message leads into the questions with its number known", async ({ page, baseURL }) => {
    const requests = [];
    page.on("request", (request) => requests.push(request.url() + (request.postData() ?? "")));
    await page.goto("");
    const message = "Sorry, something went wrong. anna.muster@contoso.com\nError code: CAA20004\nAADSTS50076: Due to a configuration change\nCorrelation Id: 11111111-1111-1111-1111-111111111111";
    await field(page).evaluate((input, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      input.focus();
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, message);
    await expect(said(page)).toContainText("caa20004, AADSTS50076");
    await expect(found(page)).toHaveCount(1);
    await field(page).press("Enter");
    const visitor = new Visitor(page);
    await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
    await visitor.knows("aadsts", "mfa", "link");
    expect(page.url().startsWith(`${baseURL}caa20004/`)).toBe(true);
    const all = [...requests, page.url()].join(" ");
    for (const personal of ["anna", "contoso", "11111111"]) expect(all).not.toContain(personal);
  });

  test("several codes are a choice, and Enter only goes to it", async ({ page }) => {
    await page.goto("");
    await field(page).pressSequentially("AADSTS50076 or AADSTS53003");
    await expect(said(page)).toContainText("AADSTS50076, AADSTS53003");
    await field(page).press("Enter");
    await expect(page).toHaveURL(/\/$/);
    await expect(found(page).first()).toBeFocused();
  });

  test("an unknown code is said to be unknown, and goes along", async ({ page }) => {
    await page.goto("");
    await field(page).pressSequentially("AADSTS999123");
    await expect(said(page)).toContainText("We have no page for AADSTS999123");
    await field(page).press("Enter");
    await expect(page).toHaveURL(/\/sign-in\//);
    await expect(new Visitor(page).checker).toHaveAttribute("data-mode", "wasm");
  });

  test("words find pages, with slips, and nothing found leads to the questions", async ({ page }) => {
    await page.goto("");
    await field(page).pressSequentially("clokc wrong");
    await expect(found(page).first()).toHaveText("Let the device set its own clock");
    await expect(said(page)).toContainText("found");
    await field(page).fill("zzzzqqq");
    await expect(said(page)).toContainText("No page has these words");
    await field(page).press("Enter");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\//);
  });

  test("nothing of the search is loaded before somebody uses it", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto("", { waitUntil: "networkidle" });
    expect(asked.filter((url) => /search-en/.test(url))).toEqual([]);
    await field(page).focus();
    await expect.poll(() => asked.filter((url) => /search-en/.test(url)).length).toBe(1);
  });

  test("what was typed is there again after Back, and a link may bring a query", async ({ page }) => {
    await page.goto("search/#q=set%20clock");
    await expect(found(page).first()).toHaveText("Let the device set its own clock");
    await field(page).fill("proxy network");
    await expect(found(page).first()).not.toHaveText("Let the device set its own clock");
    const first = await found(page).first().textContent();
    await found(page).first().click();
    await page.evaluate(() => history.back());
    await expect(found(page).first()).toHaveText(first);
  });
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("there is no field that does nothing, and everything is listed", async ({ page }) => {
    await page.goto("");
    await expect(page.getByRole("searchbox")).toBeHidden();
    await page.getByRole("link", { name: "Everything on one page" }).click();
    await expect(page.getByRole("searchbox")).toBeHidden();
    await expect(page.getByRole("link", { name: "Let the device set its own clock" })).toBeVisible();
    await expect(page.getByRole("link", { name: "AADSTS50076", exact: true })).toBeVisible();
  });
});
