// By keyboard and by ear: every screen is reached without a mouse, names itself when it comes, and
// says once what happened. `access/*.yml` is what a screen reader finds on each kind of screen.
import { expect, test, Visitor } from "../support/test.mjs";

const at = "where:teams,prompt:mine,others:only-me,aadsts:unknown";
const client = `${at},web-login:signed-in,platform:windows`;

/** A person with a keyboard. */
class Typist extends Visitor {
  /** Tabs to what has this name, and says how many steps that took. */
  async reaches(name) {
    for (let steps = 1; steps <= 60; steps += 1) {
      await this.page.keyboard.press("Tab");
      const said = await this.page.evaluate(() => {
        const { activeElement: here } = document;
        const label = here.labels?.[0]?.textContent ?? here.getAttribute("aria-label");
        return label ?? here.textContent;
      });
      if (said.trim().startsWith(name)) return steps;
    }
    throw new Error(`no Tab leads to ${name}`);
  }

  async presses(name) {
    await this.reaches(name);
    await this.page.keyboard.press("Enter");
  }

  /** Chooses the answer that is `downs` below the first, and goes on. */
  async chooses(question, downs) {
    await this.sees(question);
    for (let steps = 0; steps < 40; steps += 1) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate(() => document.activeElement.type === "radio")) break;
    }
    await this.page.keyboard.press("Space");
    for (let down = 0; down < downs; down += 1) await this.page.keyboard.press("ArrowDown");
    await this.presses("Continue");
    await this.isOnHeading();
  }

  async isOnHeading(name) {
    const heading = this.page.locator("#checker-heading");
    await expect(heading).toBeFocused();
    if (name) await expect(heading).toContainText(name);
    // The page is called after it, for the list of tabs and of what was visited.
    await expect(this.page).toHaveTitle(`${await heading.textContent()} · ${this.title}`);
  }

  async opens(address) {
    await super.opens(address);
    this.title ??= (await this.page.title()).split(" · ").slice(1).join(" · ");
  }
}

test("from the open page to a solved case and to the hand-over, by keyboard alone", async ({
  page,
}) => {
  const typist = new Typist(page);
  await typist.opens("caa20004/");
  await typist.chooses("Where do you see the message?", 0);
  await typist.chooses("approve a sign-in that you did not start?", 0);
  await typist.chooses("Do colleagues", 0);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await typist.chooses("a number that starts with AADSTS?", 0);
  await typist.isOnHeading("open Teams in your browser?");
  await typist.presses("Back");
  await typist.isOnHeading("AADSTS");
  await typist.presses("Continue");
  await typist.isOnHeading("open Teams in your browser?");
  await page.keyboard.press("Tab");
  await page.locator('input[value="mfa-required"]').press("Space");
  await typist.presses("Continue");
  await typist.isOnHeading("Approve the sign-in on your phone");
  await typist.presses("Yes, I am in");
  await typist.isOnHeading("Good. You are in");
  await typist.presses("Back");
  await typist.isOnHeading("Approve the sign-in on your phone");
  await typist.presses("I need a person now");
  await typist.isOnHeading("Hand over to your helpdesk");
  await typist.reaches("Text for your ticket");
  await typist.presses("Copy the text");
});

test("the focus goes to the heading on every way to another screen", async ({ page }) => {
  const typist = new Typist(page);
  await typist.opens("caa20004/");
  await typist.answers("Where do you see the message?", "When Teams starts");
  await typist.isOnHeading("approve a sign-in");
  await page.goBack();
  await typist.isOnHeading("Where do you see");
  await page.goForward();
  await typist.isOnHeading("approve a sign-in");
  await page.getByRole("button", { name: "Change: Where the message appears" }).click();
  await typist.isOnHeading("Where do you see");
  await typist.button("Back").click();
  await typist.isOnHeading("approve a sign-in");
  await typist.button("I need a person now").click();
  await typist.isOnHeading("Hand over");
  await typist.button("Go on by myself").click();
  await typist.isOnHeading("approve a sign-in");
  await page.goto("about:blank");
  await typist.opens(`caa20004/#v=4&facts=${client}&tried=quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed,repair-teams-windows:failed`);
  for (const button of ["I understand. Show me the step", "No, still the same message", "Back"]) {
    await typist.button(button).click();
    await typist.isOnHeading();
  }
  await typist.button("I need a person now").click();
  await typist.button("Start over").click();
  await typist.isOnHeading("Where do you see");
});

test("an answer that is lacking is said with the focus, and leads to the first one", async ({
  page,
}) => {
  const typist = new Typist(page);
  await typist.opens("caa20004/");
  await typist.presses("Continue");
  await expect(page.locator("#checker-problem")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(page).toHaveTitle(/^Error: Where do you see/);
  const group = page.getByRole("radiogroup");
  await expect(group).toHaveAttribute("aria-invalid", "true");
  await expect(group).toHaveAccessibleDescription(/Choose an answer first\.$/);
  const address = page.url();
  await typist.presses("Choose an answer first.");
  await expect(page.getByRole("radio").first()).toBeFocused();
  expect(page.url()).toBe(address);
  await page.keyboard.press("Space");
  await expect(page.locator("#checker-problem")).toHaveCount(0);
  await expect(group).not.toHaveAttribute("aria-invalid");
  await expect(page).toHaveTitle(/^Where do you see/);
});

test("a probe is announced once when it begins and once when it ends", async ({ page }) => {
  const typist = new Typist(page);
  await typist.opens(`caa20004/#v=4&facts=${at},web-login:nothing`);
  await page.evaluate(() => {
    globalThis.announced = [];
    // What is not shown is not read either: the plain part has a note of its own.
    const live = () => [...document.querySelectorAll("[role=status], [role=alert]")]
      .filter((region) => region.checkVisibility());
    let before = live().map((region) => region.textContent).join();
    new MutationObserver(() => {
      const now = live().map((region) => region.textContent).join();
      if (now !== before && now) globalThis.announced.push(now);
      before = now;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await typist.presses("Try it for me");
  await page.locator("[data-state=running]").waitFor({ state: "detached", timeout: 30_000 });
  await typist.isOnHeading();
  const announced = await page.evaluate(() => globalThis.announced);
  expect(announced).toHaveLength(2);
  expect(announced[0]).toBe("Trying. This takes a few seconds.");
  expect(announced[1]).toMatch(/did not get through|can be reached|could not tell|something answered/i);
  // Looking again on the screen of a fix leaves the focus where the buttons were.
  if (await typist.button("Check again").count()) {
    await typist.presses("Check again");
    await expect(page.locator("#checker-probe")).toBeFocused();
  }
});

const screens = {
  question: "caa20004/",
  "question-with-text": "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me",
  "probe-offered": `caa20004/#v=4&facts=${at},web-login:nothing`,
  "question-without-probe": `caa20004/#v=4&facts=${at}`,
  confirm: `caa20004/#v=4&facts=${client}&tried=quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed,repair-teams-windows:failed`,
  fix: `caa20004/#v=4&facts=${client}`,
  "hand-over": `caa20004/#v=4&facts=${at}&end=hand-over`,
  wait: "caa20004/#v=4&facts=where:teams,prompt:mine,others:many,service:incident",
  solved: `caa20004/#v=4&facts=${client}&tried=quit-and-update-teams-windows:worked`,
};

for (const [name, path] of Object.entries(screens)) {
  test(`what a screen reader finds: ${name}`, async ({ page }) => {
    await new Visitor(page).opens(path);
    const field = page.getByLabel("Text for your ticket");
    // The card says when it was written.
    if (await field.count()) await field.evaluate((card) => { card.value = "(the text)"; });
    await expect(page.locator("[data-checker-inside]")).toMatchAriaSnapshot({ name: `${name}.yml` });
  });

  test(`every target is large enough: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await new Visitor(page).opens(path);
    const small = await page.evaluate(() => {
      const targets = document.querySelectorAll(
        "[data-checker-inside] :is(button, a, textarea, label[for^=answer])",
      );
      return [...targets].flatMap((target) => {
        const { width, height } = target.getBoundingClientRect();
        // A link within a sentence is as high as its line (WCAG 2.5.8, inline).
        const inline = target.matches("p a, li a, dd a");
        const least = target.matches(".kb-button:not(.kb-button--text, .kb-copy)") ? 44 : 24;
        return inline || (height >= least && width >= 24)
          ? []
          : [`${target.textContent}: ${width} x ${height}`];
      });
    });
    expect(small).toEqual([]);
  });
}

test.describe("at 400 % and with wide text", () => {
  // The wide text is a style that the page's own policy would refuse.
  test.use({ bypassCSP: true, viewport: { width: 320, height: 256 } });

  for (const [name, path] of Object.entries(screens)) {
    test(`nothing is cut off: ${name}`, async ({ page }) => {
      await new Visitor(page).opens(path);
      // WCAG 1.4.12.
      await page.addStyleTag({ content: `* {
        line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
      } p { margin-block-end: 2em !important; }` });
      const lost = await page.evaluate(() => {
        const edge = document.documentElement.clientWidth;
        return [...document.querySelectorAll("main *")].flatMap((element) => {
          const { right, left, width } = element.getBoundingClientRect();
          if (!width || element.closest(".kb-said, pre, textarea")) return [];
          const hidden = getComputedStyle(element).overflow !== "visible"
            && element.scrollWidth > element.clientWidth + 1;
          return right > edge + 1 || left < -1 || hidden
            ? [`${element.tagName} ${element.className}: ${left} to ${right}`]
            : [];
        });
      });
      expect(lost).toEqual([]);
    });
  }
});

test.describe("forced colours and little motion", () => {
  test("what has the focus and what is chosen can be seen", async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    await new Visitor(page).opens("caa20004/");
    const radio = page.getByRole("radio").first();
    await radio.focus();
    await page.keyboard.press("Space");
    const look = await page.evaluate(() => {
      const [chosen, other] = document.querySelectorAll(".kb-choice label");
      const of = (label) => {
        const { outlineStyle, outlineWidth, borderTopColor, borderTopWidth } = getComputedStyle(label);
        return { outlineStyle, outlineWidth, border: `${borderTopColor} ${borderTopWidth}` };
      };
      const motion = getComputedStyle(document.documentElement).scrollBehavior;
      return { chosen: of(chosen), other: of(other), motion };
    });
    expect(look.chosen).toMatchObject({ outlineStyle: "solid", outlineWidth: "3px" });
    expect(look.chosen.border).not.toBe(look.other.border);
    expect(look.motion).toBe("auto");
  });
});
