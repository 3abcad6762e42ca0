// The helpdesk's page: whatever of a case reaches an agent leads to where the employee stands, with
// what to ask or do there beside it; the files for ticket systems are what their schemas say.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { openBuilt } from "../support/built.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

const client =
  "v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in,platform:windows";
const step = (page) => page.locator("[data-checker]").getAttribute("data-step");
const now = (page) => page.locator("[data-desk-now]");

/** What stands in the rows of what is known. */
async function known(page) {
  const rows = page.locator("[data-fact][data-source]");
  return rows.evaluateAll((all) => all.map((row) => `${row.dataset.fact}:${row.dataset.value}`));
}

/** Opens a text on the helpdesk's page of a flow. */
async function opens(page, flow, text) {
  await page.goto(`agent/${flow}/`);
  await expect(new Visitor(page).checker).toHaveAttribute("data-mode", "wasm");
  await page.getByLabel("Open the employee's case").fill(text);
  await page.getByRole("button", { name: "Open", exact: true }).click();
}

test("a link, a case code and a ticket lead to the employee's step, and to the same findings", async ({ page, baseURL, complaints }) => {
  const visitor = new Visitor(page);
  await visitor.opens(`caa20004/#${client}&end=hand-over`);
  const card = await page.locator("textarea[readonly]").inputValue();
  const code = await page.locator("[data-case-code]").textContent();
  const link = page.url();
  const facts = await known(page);
  const place = await step(page);
  expect(facts.length).toBeGreaterThan(4);
  const quoted = card.split("\n").map((line) => `> ${line}`).join("\n");
  for (const text of [link, `see ${link} thanks`, code, code.toLowerCase().match(/.{1,3}/g).join("-"), card, quoted]) {
    await opens(page, "caa20004", text);
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-step", place);
    // A case code holds what lies on the path, which here is all there is.
    expect(await known(page)).toEqual(facts);
    await expect(now(page)).toContainText("Workplace / Teams app or sign-in window");
    await expect(now(page)).toContainText("Never");
  }
  const employee = page.getByRole("link", { name: "Open the employee's page in this state" });
  const address = await employee.evaluate((link) => link.href);
  expect(address.startsWith(`${baseURL}caa20004/#v=4&facts=`)).toBe(true);
  for (const fact of facts) expect(address).toContain(fact);
  expect(complaints).toEqual([]);
});

test("beside a question stands what to ask, and beside the next one the next", async ({ page }) => {
  await page.goto("agent/caa20004/");
  await expect(now(page)).toContainText("Is all of Teams closed to you");
  await page.getByRole("radio", { name: "When Teams starts" }).check();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(now(page)).toContainText("asked you to approve a sign-in");
  await page.goBack();
  await expect(now(page)).toContainText("Is all of Teams closed to you");
});

test("the helpdesk's own browser is asked nothing and says nothing", async ({ page, baseURL }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await opens(page, "caa20004", "v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown".replace(/^/, `${baseURL}caa20004/#`));
  await expect(page.locator("[data-checker]")).toHaveAttribute("data-step", "web-login");
  await expect(page.locator("[data-checker]")).toHaveAttribute("data-kind", "question");
  expect(await known(page)).toEqual(["where:teams", "prompt:mine", "others:only-me", "aadsts:unknown"]);
  expect(asked.filter((url) => !url.startsWith(baseURL))).toEqual([]);
});

test("a ticket of another flow opens that flow's page, and nonsense is refused", async ({ page }) => {
  await opens(page, "caa20004", "flow: caa20003 1 abc\ncase: v=1&facts=where:teams:person:sure:1795276985");
  await expect(page).toHaveURL(/agent\/caa20003\/#v=1&facts=where:teams$/);
  await opens(page, "caa20004", "please help, it does not work");
  await expect(page.getByRole("status").filter({ hasText: "There is no case code" })).toBeVisible();
  await opens(page, "caa20004", "ZZZZZZZ");
  await expect(page.locator("[data-checker-inside]")).toContainText("case code");
});

test("a prepared link asks nothing again that was chosen", async ({ page }) => {
  await page.goto("agent/caa20004/");
  await page.getByLabel("Code or AADSTS number").fill("AADSTS50076");
  await page.getByLabel("Device", { exact: true }).selectOption("macos");
  const link = await page.locator("[data-desk-made]").textContent();
  await page.goto(link);
  const visitor = new Visitor(page);
  await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
  await visitor.knows("aadsts", "mfa", "link");
  await visitor.knows("platform", "macos", "link");
});

test("every file says what its schema promises", async () => {
  const { dist } = await openBuilt();
  const json = async (...path) => JSON.parse(await readFile(join(dist, ...path), "utf8"));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const folder of ["api", "de/api"]) {
    const files = (await readdir(join(dist, folder))).filter((name) => name.endsWith(".json"));
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const schema = await json("api/schema", `${file.replace(/\.json$/, "").split("-")[0]}.json`);
      const validate = ajv.compile({ ...schema, $id: `${folder}/${file}` });
      expect(validate(await json(folder, file)), JSON.stringify(validate.errors)).toBe(true);
    }
    const { macros } = await json(folder, "macros.json");
    const flow = await json(folder, "flow-caa20004.json");
    for (const { id } of flow.outcomes) {
      const said = macros.find((macro) => macro.id === `caa20004/${id}`);
      expect(said.text.length, id).toBeGreaterThan(80);
      expect(said.category).not.toBeNull();
    }
    const { pages } = await json(folder, "pages.json");
    for (const { address } of pages) {
      await readFile(join(dist, folder.slice(0, -3), address, "index.html"));
    }
  }
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });

  test("everything for the helpdesk is there to read and to print", async ({ page }) => {
    await page.goto("agent/caa20004/");
    await expect(page.getByLabel("Open the employee's case")).toBeHidden();
    await expect(page.locator("#agent-step-web-login")).toContainText("Ask");
    await expect(page.locator("#agent-outcome-mfa-missed")).toContainText("Identity / Sign-in approval");
    await expect(page.locator("#agent-category-approval")).toContainText("SigninLogs");
  });
});
