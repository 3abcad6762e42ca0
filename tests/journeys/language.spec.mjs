// The same site in other languages, words that are explained, pages that are overdue, and codes that
// lead into the questions.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { serveSite } from "../support/site.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

test("every kind of page reads from right to left, fits on a phone, and axe finds nothing", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const site = await serveSite({ languages: ["ar-XB"] });
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  for (const address of [
    "",
    "guides/",
    "guides/clear-teams-cache-windows/",
    "guides/read-device-state-windows/",
    "codes/",
    "codes/aadsts50076/",
    "glossary/",
    "flows/caa20004/#step-number",
    "caa20004/",
    "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in,platform:windows",
  ]) {
    await page.goto("about:blank");
    await page.goto(`${site.address}/ar-XB/${address}`);
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    if (address.startsWith("caa20004")) {
      await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, address).toBeLessThanOrEqual(320);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), address).toEqual([]);
  }
  // The checker is the same, only in other words.
  await page.goto(`${site.address}/ar-XB/caa20004/`);
  await page.locator('input[type=radio][value="teams"]').check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.locator("[data-checker]")).toHaveAttribute("data-step", "prompt");
  expect(complaints).toEqual([]);
  await page.close();
  await site.stop();
});

test("answers stay when the language changes, there and back", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await page.getByRole("link", { name: "Deutsch" }).click();
  await expect(page).toHaveURL(/\/de\/caa20004\/#v=4&facts=.*where:teams/);
  await expect(visitor.checker).toHaveAttribute("data-step", "prompt");
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/[^e]\/caa20004\/#v=4&facts=.*where:teams/);
  await visitor.knows("where", "teams", "link");
});

test("a step opens on a page of its own in the language of the questions", async ({ page, baseURL }) => {
  const facts = "where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in,platform:windows";
  for (const folder of ["", "de/"]) {
    await new Visitor(page).opens(`${folder}caa20004/#v=4&facts=${facts}`);
    const link = page.locator(".kb-fix__steps > div > p:last-child > a[target=_blank]");
    const address = `${baseURL}${folder}guides/quit-and-update-teams-windows/`;
    expect(await link.evaluate((found) => found.href)).toBe(address);
  }
});

test("a page says that it is overdue from the day after, by the reader's clock", async ({ page }) => {
  const guide = "guides/set-clock/";
  await page.goto(guide);
  const note = page.locator("[data-due]");
  const due = await note.getAttribute("data-due");
  await page.clock.setFixedTime(new Date(`${due}T12:00:00Z`));
  await page.goto(guide);
  await expect(note).toBeHidden();
  await page.clock.setFixedTime(new Date(Date.parse(`${due}T12:00:00Z`) + 86_400_000));
  await page.goto(guide);
  await expect(note).toBeVisible();
});

for (const script of [true, false]) {
  test(`a word is explained in place, by keyboard, ${script ? "with" : "without"} script`, async ({
    browser,
    site,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: script });
    const page = await context.newPage();
    await page.goto(`${site}/guides/company-portal-windows/`);
    const term = page.locator(".kb-term").first();
    const means = page.locator(`#${await term.getAttribute("popovertarget")}`);
    await expect(means).toBeHidden();
    await term.focus();
    await page.keyboard.press("Enter");
    await expect(means).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(means).toBeHidden();
    await context.close();
  });
}

test("the page of a code leads into the questions, which know the code already", async ({ page }) => {
  const visitor = new Visitor(page);
  await page.goto("codes/");
  await page.getByRole("link", { name: "AADSTS50076", exact: true }).click();
  await visitor.sees("AADSTS50076");
  await page.getByRole("link", { name: "Find out what to do" }).click();
  await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
  await visitor.knows("aadsts", "mfa", "link");
  await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues have the same problem", "No, only me");
  await visitor.sees("Approve the sign-in on your phone");

  // A code of Teams names no number, and is still an answer.
  await page.goto("codes/caa82ee7/");
  await page.getByRole("link", { name: "Find out what to do" }).click();
  await expect(page).toHaveURL(/\/caa70004\/\?code=CAA82EE7/);
  await visitor.knows("aadsts", "connection", "link");
});

test("somebody who reads German is led to a fix and to a ticket in German", async ({ page, complaints }) => {
  const visitor = new Visitor(page);
  await visitor.opens("de/caa20004/");
  const answers = async (question, answer) => {
    await expect(visitor.heading(question)).toBeVisible();
    await page.getByRole("radio", { name: answer }).check();
    await visitor.button("Weiter").click();
  };
  await answers("Wo sehen Sie die Meldung?", "Wenn Teams startet");
  await answers("Sollten Sie eine Anmeldung genehmigen", "Nein. Wenn ich gefragt wurde");
  await answers("Haben Kolleginnen oder Kollegen gerade dasselbe Problem?", "nur ich");
  await page.getByLabel("Fügen Sie die Meldung hier ein").fill("AADSTS50076: Due to a change");
  await visitor.button("Nummer suchen").click();
  await visitor.sees("Die Anmeldung auf dem Handy genehmigen");
  await expect(page.locator(".kb-fix__steps")).toContainText("Was zu tun ist");
  await visitor.button("Ich brauche jetzt Hilfe von einem Menschen").click();
  const card = await page.getByLabel("Text für Ihr Ticket").inputValue();
  expect(card).toContain("Ergebnis: Sie müssen Ihre Anmeldung noch genehmigen (mfa-missed)");
  expect(card).toMatch(/Fragen: caa20004, Version 4, Inhalt [0-9a-f]{12}/);
  // What programs read is the same in every language.
  const code = /^case-code: (\S+)$/m.exec(card)[1];
  await page.goto("about:blank");
  await visitor.opens(`caa20004/#case=${code}`);
  await visitor.knows("aadsts", "mfa", "link");
  await expect(page.getByText("Hand over to your helpdesk").first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test("what is not translated says so, to eyes and to machines", async ({ page }) => {
  await page.goto("de/guides/read-the-sign-in-log/");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("[data-original]")).toContainText("noch nicht übersetzt");
  await expect(page.locator("[lang=en]").filter({ has: page.locator("h1") })).toHaveCount(1);
  await page.goto("de/guides/");
  const link = page.getByRole("link", { name: "Read the sign-in log" });
  await expect(page.locator("[lang=en]").filter({ has: link })).toHaveCount(1);
});
