// A browser that translates the page changes every text of it. The checker goes on, in every way it
// can go on, and never shows what was on the screen before.
import { isTranslated, shown, startTranslating } from "../support/translator.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

/** A journey with a fault of the person's, a probe, fixes, Back in every form, and the hand-over. */
async function journey(page, seen) {
  const press = async (name) => page.getByRole("button", { name }).first().click();
  const pick = async (value) => page.locator(`input[type=radio][value="${value}"]`).check();
  const answer = async (value) => {
    await pick(value);
    await press("Continue");
  };
  const at = async (place) => {
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-step", place);
    await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
    await seen(place);
  };
  await at("where");
  await press("Continue");
  await expect(page.locator("#checker-problem")).toBeFocused();
  await at("where");
  await answer("teams");
  await at("prompt");
  await press("Back");
  await at("where");
  await press("Continue");
  await at("prompt");
  await answer("mine");
  await at("others");
  await answer("only-me");
  await at("number");
  await page.locator("textarea").fill("nothing in here");
  await press("Find the number");
  await expect(page.getByRole("alert")).not.toBeEmpty();
  await at("number");
  await answer("unknown");
  await at("web-login");
  await answer("nothing");
  await at("network-page");
  await press("Try it for me");
  await page.locator("[data-state=running]").waitFor({ state: "detached" });
  await page.locator('[data-fact="connection"]').waitFor();
  await at("network-blocked");
  await page.goBack();
  await at("network-page");
  await page.goForward();
  await at("network-blocked");
  await press("Check again");
  await page.locator("[data-state=running]").waitFor({ state: "detached" });
  await at("network-blocked");
  await expect(page.locator("[data-end=hand-over]")).toBeVisible();
  await press("Copy the text");
  await expect(page.locator(".kb-note", { hasText: /copied|Copied|copy it by hand/ })).toBeVisible();
  await at("network-blocked");
  await press("Back");
  await expect(page.locator("[data-fix]")).toBeVisible();
  await at("network-blocked");
  await press("I need a person now");
  await at("network-blocked");
  await press("Go on by myself");
  await page.locator('[data-fact="others"] button').click();
  await at("others");
  await press("Back");
  await at("network-blocked");
  await press("Yes, I am in");
  await expect(page.locator("[data-end=solved]")).toBeVisible();
  await at("network-blocked");
  await press("Start over");
  await at("where");
}

test.describe("translated by the browser", () => {
  // The translator writes a style, as the real one does.
  test.use({ bypassCSP: true });

  test("every screen comes, in the same words", async ({ page, complaints }) => {
    test.setTimeout(120_000);
    const plain = [];
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/");
    await journey(page, async (place) => plain.push([place, await shown(page)]));
    await page.goto("about:blank");
    await visitor.opens("caa20004/");
    await startTranslating(page);
    const translated = [];
    await journey(page, async (place) => {
      await expect.poll(() => isTranslated(page)).toBe(true);
      translated.push([place, await shown(page)]);
    });
    expect(translated).toEqual(plain);
    // Hosts that nobody answers at are what the probe found.
    const own = complaints.filter((text) => !text.includes("net::ERR"));
    expect(own).toEqual([]);
  });

  test("the confirmation before a harmful step comes and goes", async ({ page, complaints }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in,platform:windows&tried=quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed");
    await startTranslating(page);
    for (let fix = 0; fix < 12; fix += 1) {
      if (await page.locator("[data-end=hand-over]").count()) break;
      const kind = await visitor.checker.getAttribute("data-kind");
      const title = (await page.locator("#checker-heading").textContent()).replaceAll(/[⟦⟧]/g, "");
      await expect(page).toHaveTitle(new RegExp(`^⟦?${title.slice(0, 12)}`));
      const next = kind === "confirm" ? "I understand" : "No, still the same";
      await page.getByRole("button", { name: next }).click();
      await expect.poll(() => isTranslated(page)).toBe(true);
    }
    await expect(page.locator("[data-end=hand-over]")).toBeVisible();
    await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
    expect(complaints).toEqual([]);
  });
});
