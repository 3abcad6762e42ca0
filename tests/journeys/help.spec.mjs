// What a person who is locked out goes through, each journey to its end.
import { expect, test, Visitor } from "../support/test.mjs";

const windows = { userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Firefox/1" };
const mac = { userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Firefox/1" };

/** The browser tells its system only through its user agent, as Firefox and Safari do. */
async function pretend(context) {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "userAgentData", { value: undefined });
  });
}

test.beforeEach(async ({ context }) => pretend(context));

test.describe("on Windows", () => {
  test.use(windows);

  test("a missed approval leads to the approval, in at most six answers", async ({
    page,
    complaints,
  }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/");
    await visitor.knows("platform", "windows", "probe");
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
    await visitor.answers("Do colleagues have the same problem", "No, only me");
    await visitor.answers("a number that starts with AADSTS?", "I can't find a number");
    await visitor.answers("open Teams in your browser?", "It asks me to approve");
    expect(visitor.count).toBeLessThanOrEqual(6);
    await expect(page.getByText("Your sign-in still needs your approval")).toBeVisible();
    await visitor.sees("Approve the sign-in on your phone");
    await expect(visitor.checker).toHaveAttribute("data-kind", "fix");
    await expect(page.getByText("Step 1 of 4")).toBeVisible();
    // The steps themselves are here, not only a link to them.
    await expect(page.locator(".kb-fix__steps li").first()).toBeVisible();
    await visitor.button("Yes, I am in").click();
    await visitor.sees("Good. You are in");
    expect(complaints).toEqual([]);
  });

  test("a missed approval that no browser could show leads there too, in at most seven", async ({
    page,
  }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/");
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
    await visitor.answers("Do colleagues have the same problem", "No, only me");
    await visitor.answers("a number that starts with AADSTS?", "I can't find a number");
    await visitor.answers("open Teams in your browser?", "I can't try that");
    // The page could compare the clocks by itself. It asks first, and takes no for an answer.
    await visitor.sees("time and time zone");
    await expect(visitor.checker).toHaveAttribute("data-kind", "probe");
    await expect(page.getByRole("radio")).toHaveCount(0);
    await visitor.button("I will answer myself").click();
    await expect(visitor.checker).toHaveAttribute("data-kind", "question");
    await visitor.answers("time and time zone", "Yes, they match");
    await visitor.knows("clock", "right", "person");
    await visitor.answers("What happened when you were asked to approve", "I missed it");
    expect(visitor.count).toBeLessThanOrEqual(7);
    await visitor.sees("Approve the sign-in on your phone");
    await expect(page.getByText("Step 1 of 4")).toBeVisible();
  });

  test("a pasted message answers the question about its number", async ({ page }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me");
    const text = page.getByLabel("Paste the message");
    await text.fill("Error: AADSTS50076: Due to a configuration change, you must use MFA.");
    await visitor.button("Find the number").click();
    await visitor.sees("Approve the sign-in on your phone");
    await visitor.knows("aadsts", "mfa", "text");
    await expect(page.locator('[data-fact="aadsts"]')).toContainText("AADSTS50076");
    await visitor.button("I need a person now").click();
    const evidence = await page.getByLabel("Text for your ticket").inputValue();
    expect(evidence).toContain("AADSTS50076");
    expect(evidence).not.toContain("configuration");
    expect(page.url()).not.toContain("configuration");
  });
});

test.describe("on a Mac", () => {
  test.use(mac);

  test("web works, the app does not: the gentlest fix first, and consent before the cache", async ({
    page,
  }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/");
    await visitor.answers("Where do you see the message?", "When Teams starts");
    await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
    await visitor.answers("Do colleagues", "No, only me");
    await visitor.answers("AADSTS?", "I can't find a number");
    await visitor.answers("open Teams in your browser?", "It works");
    await visitor.knows("platform", "macos", "probe");
    const order = [];
    for (let step = 0; step < 5; step += 1) {
      const kind = await visitor.checker.getAttribute("data-kind");
      const fix = await page.locator("[data-fix]").getAttribute("data-fix");
      order.push(`${kind} ${fix}`);
      if (kind === "confirm") {
        await expect(page.getByText("What is lost")).toBeVisible();
        await expect(page.getByText("How to undo it")).toBeVisible();
        await expect(page.locator(".kb-fix__steps")).toHaveCount(0);
        await visitor.button("I understand. Show me the step").click();
        await expect(visitor.checker).toHaveAttribute("data-kind", "fix");
      }
      await visitor.button("No, still the same message").click();
    }
    expect(order).toEqual([
      "fix quit-and-update-teams-macos",
      "fix right-account",
      "confirm clear-teams-cache-macos",
      "confirm remove-teams-keychain-item-macos",
      "confirm reinstall-teams-macos",
    ]);
    await visitor.sees("Hand over to your helpdesk");
    const evidence = await page.getByLabel("Text for your ticket").inputValue();
    expect(evidence).toContain("Clear what Teams stores on a Mac: did not help");
  });
});

test("several people are locked out and Microsoft knows: wait", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues", "Yes, several people");
  await expect(page.getByText("status.cloud.microsoft")).toBeVisible();
  await visitor.answers("Does Microsoft report a problem", "Yes, it lists a problem");
  await visitor.sees("Microsoft has a problem. Wait");
  await expect(visitor.checker).toHaveAttribute("data-kind", "outcome");
  await expect(page.getByText("Change nothing on your computer")).toBeVisible();
  await expect(page.locator("[data-fix]")).toHaveCount(0);
});

test("somebody else's sign-in is refused and reported, and nothing else", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "I am not sure");
  await visitor.answers("approve a sign-in that you did not start?", "Yes. A request came");
  await expect(page.getByText("Do not approve anything you did not start")).toBeVisible();
  await expect(page.locator("[data-fix]")).toHaveAttribute("data-fix", "deny-and-report");
  await expect(page.getByText("Step 1 of 1")).toBeVisible();
  // However well it went, it is reported: nobody is told that all is well.
  await expect(visitor.button("Yes, I am in")).toHaveCount(0);
  await visitor.button("Yes. Go on").click();
  await visitor.sees("Report it to your security team");
  await expect(page.getByLabel("Text for your ticket")).toHaveValue(/Refuse a sign-in you did not start: done/);
});

test("knowing nothing at all ends with a person and everything written down", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-write"]);
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  let answers = 0;
  const kind = () => visitor.checker.getAttribute("data-kind");
  while (["question", "probe"].includes(await kind())) {
    expect(answers).toBeLessThan(8);
    const step = await visitor.checker.getAttribute("data-step");
    if ((await kind()) === "probe") {
      await visitor.button("I will answer myself").click();
    }
    await page.locator('input[type=radio][value="unknown"]').check();
    await visitor.button("Continue").click();
    await expect(visitor.checker).not.toHaveAttribute("data-step", step);
    answers += 1;
  }
  // What costs nothing comes first, also for those who know nothing.
  await visitor.sees("See whether Microsoft has a problem");
  await visitor.button("No, still the same message").click();
  await visitor.sees("Hand over to your helpdesk");
  const evidence = await page.getByLabel("Text for your ticket").inputValue();
  expect(evidence).toContain("Result: This needs a person (unexplained)");
  expect(evidence).toMatch(/Where the message appears: I am not sure \(your answer, 20\d\d-.*Z\)/);
  await expect(page.getByText("Nothing has been sent")).toBeVisible();
  await visitor.button("Copy the text").click();
  await expect(page.getByText("Copied.", { exact: true })).toBeVisible();
  // The page may not read the clipboard, so it is pasted as a person would.
  await page.goto("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me");
  await page.getByLabel("Paste the message").focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(page.getByLabel("Paste the message")).toHaveValue(evidence);
});

test("a link in a ticket fills in what it knows", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/?code=AADSTS50076&platform=macos&ticket=4711");
  await visitor.knows("aadsts", "mfa", "link");
  await visitor.knows("platform", "macos", "link");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues", "No, only me");
  await visitor.sees("Approve the sign-in on your phone");
  await visitor.knows("aadsts", "mfa", "link");
});

test("a link can bring nothing but names that the flow knows", async ({ page, complaints }) => {
  const visitor = new Visitor(page);
  const bad = encodeURIComponent('"><img src=x onerror=alert(1)>');
  await visitor.opens(`caa20004/?code=${bad}&platform=${bad}&next=//evil.example#v=4&facts=${bad}`);
  await expect(page.getByText("A part of this link cannot be read")).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
  await visitor.sees("Where do you see the message?");
  await visitor.opens(`caa20004/#${"x".repeat(200_000)}`);
  await visitor.sees("Where do you see the message?");
  expect(complaints).toEqual([]);
});

test("reload and Back in the middle keep the place, and whose answers they were", async ({
  page,
}) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.sees("Do colleagues");
  await page.reload();
  await visitor.sees("Do colleagues");
  await visitor.knows("where", "teams", "person");
  await visitor.answers("Do colleagues", "No, only me");
  await page.goBack();
  await visitor.sees("Do colleagues");
  await page.goBack();
  await visitor.sees("approve a sign-in that you did not start?");
  await page.goForward();
  await visitor.sees("Do colleagues");
  await visitor.button("Back").click();
  await visitor.sees("approve a sign-in that you did not start?");
  await expect(page.getByRole("radio", { name: "No. If I was asked" })).toBeChecked();
  // Somebody else who gets the address stands at the same place, and sees that it was a link.
  const address = page.url();
  const other = await page.context().newPage();
  await other.goto(address);
  const colleague = new Visitor(other);
  await colleague.sees("Do colleagues");
  await colleague.knows("where", "teams", "link");
});

test("Change overrules what the page found, and undoing is one click", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/?platform=windows");
  await page.getByRole("button", { name: "Change: Device" }).click();
  await visitor.sees("Which device are you locked out on?");
  await expect(page.getByRole("radio", { name: "Windows" })).toBeChecked();
  await page.getByRole("radio", { name: "Mac" }).check();
  await visitor.button("Continue").click();
  await visitor.knows("platform", "macos", "person");
  await visitor.sees("Where do you see the message?");
  await page.goBack();
  await visitor.knows("platform", "windows", "link");
});

test("a person is one click away on every screen", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.button("I need a person now").click();
  await visitor.sees("Hand over to your helpdesk");
  const evidence = await page.getByLabel("Text for your ticket").inputValue();
  expect(evidence).not.toContain("Result:");
  expect(evidence).toMatch(/^path: where prompt$/m);
  await visitor.button("Go on by myself").click();
  await visitor.sees("approve a sign-in that you did not start?");
});

test("the whole journey works by keyboard alone", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  const choose = async (question, downs) => {
    await visitor.sees(question);
    for (let tries = 0; tries < 20; tries += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.type === "radio")) break;
    }
    await page.keyboard.press("Space");
    for (let down = 0; down < downs; down += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  };
  await choose("Where do you see the message?", 0);
  // The focus is on the new heading, so that it is read out and the next Tab is the first answer.
  await expect(page.locator("#checker-heading")).toBeFocused();
  await choose("approve a sign-in that you did not start?", 1);
  await expect(page.locator("#checker-heading")).toBeFocused();
  await expect(page.locator("[data-fix]")).toHaveAttribute("data-fix", "deny-and-report");
});

test("the skip link keeps every answer", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  const address = page.url();
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await skip.focus();
  await page.keyboard.press("Enter");
  await visitor.sees("approve a sign-in that you did not start?");
  await expect(page).toHaveURL(address);
  await page.reload();
  await visitor.knows("where", "teams", "person");
});

test("a double click is one click", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in,platform:windows&tried=quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed");
  const fix = page.locator("[data-fix]");
  await visitor.button("No, still the same message").dblclick();
  await expect(fix).toHaveAttribute("data-fix", "clear-teams-cache-windows");
  await expect(visitor.checker).toHaveAttribute("data-kind", "confirm");
  await visitor.button("I understand. Show me the step").dblclick();
  await expect(visitor.checker).toHaveAttribute("data-kind", "fix");
  await expect(fix).toHaveAttribute("data-fix", "clear-teams-cache-windows");
});

test("starting over keeps the focus on the first question", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&end=hand-over");
  await visitor.button("Start over").click();
  await visitor.sees("Where do you see the message?");
  await visitor.knows("platform", "linux", "probe");
  await expect(page.locator("#checker-heading")).toBeFocused();
});

test.describe("on a phone", () => {
  test.use({ userAgent: "Mozilla/5.0 (Linux; Android 14; Pixel 8) Firefox/1" });

  test("nobody assumes that the phone is the device that is locked out", async ({ page }) => {
    const visitor = new Visitor(page);
    await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:signed-in");
    await visitor.answers("Which device are you locked out on?", "Windows");
    await visitor.sees("Quit Teams fully and update it on Windows");
  });
});

test("where the site may not ask Microsoft, one sentence says so, and the person is asked", async ({
  page,
}) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown");
  await visitor.sees("open Teams in your browser?");
  await expect(page.getByText("This site is not set up to ask Microsoft for you")).toHaveCount(1);
  await expect(visitor.checker).toHaveAttribute("data-kind", "question");
  await expect(page.locator("[data-probe=web-sign-in]")).toHaveCount(0);
  await expect(visitor.button("Try it for me")).toHaveCount(0);
  await visitor.answers("open Teams in your browser?", "It says something about my password");
  await visitor.sees("Change your password");
  // Nor is looking again offered, where nobody can look.
  await expect(page.getByRole("button", { name: /Check again|Sign in in a window/ })).toHaveCount(0);
});

test("continuing without an answer says so", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.button("Continue").click();
  await expect(page.getByRole("alert")).toContainText("Choose an answer first.");
});

test("after another network was tried, the connection can be checked again", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:nothing,connection:not-reachable");
  await expect(page.locator("[data-fix]")).toHaveAttribute("data-fix", "other-network");
  // One press runs the probe. Here nobody answers, so the page says what it cannot tell, or that
  // Microsoft is still out of reach: then the network did not help.
  await visitor.button("Check again").click();
  await visitor.sees("Hand over to your network team");
  await visitor.knows("connection", "not-reachable", "probe");
  const evidence = await page.getByLabel("Text for your ticket").inputValue();
  expect(evidence).toMatch(/Tried:\n1\. .*: did not help/);
});

test("the checker takes its place in one go, with what the browser tells at once", async ({ page }) => {
  await page.addInitScript(() => {
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      // A frame may be drawn at any time from here on.
      if (name === "data-mode") globalThis.known ??= this.querySelectorAll("[data-fact=platform]").length;
      return setAttribute.call(this, name, value);
    };
  });
  await new Visitor(page).opens("caa20004/");
  expect(await page.evaluate(() => globalThis.known)).toBe(1);
});

for (const [width, height] of [[320, 568], [412, 823], [768, 1024], [1350, 940]]) {
  test(`next to nothing moves when the checker takes its place: ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.addInitScript(() => {
      globalThis.shifts = [];
      const keep = (list) => globalThis.shifts.push(...list.getEntries().map(({ value }) => value));
      new PerformanceObserver(keep).observe({ type: "layout-shift", buffered: true });
    });
    const visitor = new Visitor(page);
    for (const address of ["caa20004/", "de/caa20004/"]) {
      await visitor.opens(address);
      // An observer hears of a frame after it is drawn.
      await page.evaluate(() => new Promise((drawn) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100)));
      }));
      // Browsers call a tenth good. The rest is the few lines that words in another language take.
      const moved = (await page.evaluate(() => globalThis.shifts)).reduce((all, one) => all + one, 0);
      expect(moved).toBeLessThan(0.02);
    }
  });
}
