// An approval that is owed: the page finds it, shows the fix, watches, and moves on by itself.
import { expect, test } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import { Guest, startSignIn } from "../support/sign-in.mjs";

test.describe.configure({ timeout: 120_000 });

const waits = "Approve the sign-in request on your phone";

async function withLab(cookies, play, options) {
  const lab = await startSignIn(options);
  const browser = await startChromium({ cookies, spki: lab.spki });
  try {
    const page = await browser.page();
    const guest = new Guest(page, lab);
    await guest.isSignedInAs("ghost-mfa");
    lab.provider.reset();
    await guest.opens();
    await play({ ...lab, browser, page, guest });
    expect(lab.provider.counts.token).toBe(0);
  } finally {
    await browser.stop();
    await lab.stop();
  }
}

/** Presses the button that opens the window, and gives its page. */
async function signsIn({ page, guest }) {
  const [popup] = await Promise.all([
    page.context().waitForEvent("page"),
    guest.presses("Sign in in a window"),
  ]);
  await popup.getByText(waits).waitFor();
  return popup;
}

const fix = (page) => page.locator("[data-fix]");

test("third-party cookies allowed: the page sees it, and moves on when the phone says yes", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    expect(await guest.settles()).toMatchObject({
      "web-login": "mfa-required",
      "third-party-cookies": "allowed",
    });
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    await expect(page.getByText("Whether a request waits on your phone cannot be seen")).toBeVisible();
    const popup = await signsIn({ page, guest });
    await expect(page.getByText("Finish the sign-in in the other window").first()).toBeVisible();
    // The steps stay in sight meanwhile.
    await expect(page.locator(".kb-fix__steps li").first()).toBeVisible();
    const closed = popup.waitForEvent("close");
    expect(await provider.approve()).toBe(1);
    await closed;
    // Nobody touches the page: it knows, and offers the next step.
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
    expect(await guest.knows()).toMatchObject({ "web-login": "signed-in" });
    await expect(page.locator("#checker-heading")).toBeFocused();
    expect(page.url()).toContain("tried=approve-sign-in:worked");
  });
});

test("third-party cookies blocked: the window's own answer is the signal", async () => {
  await withLab("blocked", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    await guest.presses("Ask in a window");
    expect(await guest.settles()).toMatchObject({
      "web-login": "mfa-required",
      "third-party-cookies": "blocked",
    });
    const popup = await signsIn({ page, guest });
    const before = provider.counts.authorize;
    // A frame would see nothing in this browser, so none looks.
    await page.waitForTimeout(6_000);
    expect(provider.counts.authorize).toBe(before);
    const closed = popup.waitForEvent("close");
    expect(await provider.approve()).toBe(1);
    await closed;
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
    expect(await guest.knows()).toMatchObject({ "web-login": "signed-in" });
  });
});

test("the page looks again while it waits, stops when it is not seen, and stops by itself", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    await signsIn({ page, guest });
    const looks = () =>
      provider.requests.filter(({ path, query }) => /authorize/.test(path) && query.prompt === "none");
    const begun = looks().length;
    await expect.poll(() => looks().length, { timeout: 15_000 }).toBeGreaterThan(begun + 1);
    const times = looks().map(({ at }) => at).slice(begun);
    const gaps = times.slice(1).map((at, i) => at - times[i]);
    for (const gap of gaps) expect(gap).toBeGreaterThan(4_000);
    // Every look has a state and a nonce of its own.
    for (const name of ["state", "nonce", "code_challenge"]) {
      const values = looks().map(({ query }) => query[name]);
      expect(new Set(values).size).toBe(values.length);
    }
    // Ten seconds is all that this site allows; then nobody asks any more.
    await page.waitForTimeout(8_000);
    const last = looks().length;
    await page.waitForTimeout(6_000);
    expect(looks().length).toBe(last);
    // The window still counts.
    expect(await provider.approve()).toBe(1);
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
  }, { limits: { watch: 12, window: 60 } });
});

test("a page that nobody sees does not look", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    await page.evaluate(() => {
      Object.defineProperty(Document.prototype, "hidden", { get: () => true });
    });
    await signsIn({ page, guest });
    const before = provider.counts.authorize;
    await page.waitForTimeout(6_000);
    expect(provider.counts.authorize).toBe(before);
  });
});

test("a sign-in finished elsewhere is noticed, by looking or by asking again", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    const popup = await signsIn({ page, guest });
    await guest.presses("Check again");
    await expect(page.getByText("Not done yet, as far as this page can see").first()).toBeVisible();
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    // IT takes the obstacle away while the window still stands there.
    provider.fix("ghost-mfa");
    await guest.presses("Check again");
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
    expect(popup.isClosed()).toBe(false);
  });
});

test("a request that is refused, a window that is closed: nothing is claimed", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    const popup = await signsIn({ page, guest });
    expect(await provider.deny()).toBe(1);
    await popup.close();
    await guest.presses("I closed the window");
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    expect(await guest.knows()).toMatchObject({ "web-login": "mfa-required" });
    // Cancel in the window comes back as an answer.
    const [again] = await Promise.all([
      page.context().waitForEvent("page"),
      guest.presses("Sign in in a window"),
    ]);
    await again.getByRole("link", { name: "Cancel" }).click();
    await expect(page.getByText("Microsoft ended the sign-in")).toBeVisible();
    expect(await guest.knows()).toMatchObject({ "web-login": "mfa-required" });
    // Approving now, with no page open, changes nothing.
    expect(await provider.approve()).toBe(0);
    await guest.presses("Check again");
    await guest.settles();
    expect(await guest.knows()).toMatchObject({ "web-login": "mfa-required" });
  });
});

test("where no window opens, the same is done on a round trip", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    await page.evaluate(() => {
      window.open = () => null;
    });
    await guest.presses("Sign in in a window");
    await expect(page.getByText("No window could be opened").first()).toBeVisible();
    await guest.presses("Go to Microsoft and come back");
    await page.getByText(waits).waitFor();
    expect(await provider.approve()).toBe(1);
    await page.waitForURL(/caa20004\/#/);
    await page.locator("[data-checker][data-mode=wasm]").waitFor();
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
    expect(await guest.knows()).toMatchObject({ "web-login": "signed-in" });
    expect(page.url()).toContain("tried=approve-sign-in:worked");
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });
});

test("a fix that helped once is offered again when it is owed again", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.presses("Try it for me");
    await guest.settles();
    const popup = await signsIn({ page, guest });
    const closed = popup.waitForEvent("close");
    await provider.approve();
    await closed;
    await expect(fix(page)).toHaveAttribute("data-fix", "quit-and-update-teams-windows");
    const other = await page.context().newPage();
    await other.goto(`${provider.authority}/sign-in-as/ghost-mfa`);
    await other.close();
    await page.getByRole("button", { name: "Change: Sign-in on the web" }).click();
    await guest.presses("Try it for me");
    expect(await guest.settles()).toMatchObject({ "web-login": "mfa-required" });
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    await expect(page.getByText("Good. You are in")).toHaveCount(0);
  });
});

test("a number from the message sent the person here: the web's good news leaves them the last word", async () => {
  await withLab("allowed", async ({ provider, page, guest }) => {
    await guest.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:mfa.50076,platform:windows");
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    const popup = await signsIn({ page, guest });
    const closed = popup.waitForEvent("close");
    await provider.approve();
    await closed;
    await expect(page.locator("[data-probe] > .kb-success")).toContainText("A work account is signed in");
    await expect(fix(page)).toHaveAttribute("data-fix", "approve-sign-in");
    await guest.presses("Yes, I am in");
    await expect(page.getByRole("heading", { name: "Good. You are in" })).toBeVisible();
  });
});
