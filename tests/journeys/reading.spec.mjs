// Reading a guide: tabs for systems, links to steps, commands, paper, no script.
import { serveSite } from "../support/site.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

const clock = "guides/set-clock/";
const agents = {
  windows: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
  macos: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
  linux: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  ios: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
  android: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
};
const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const isOpen = async (page, name) => {
  await expect(page.getByRole("tab", { selected: true })).toHaveText([name].flat());
  // A closed panel can be found by a search in the page, so it is hidden without being absent.
  const shown = page.locator("[role=tabpanel]").evaluateAll((panels) =>
    panels.filter((panel) => panel.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length);
  expect(await shown).toBe([name].flat().length);
};

/** A page that says it runs on another system, as browsers without client hints do. */
async function as(browser, baseURL, userAgent, { touches = 0, ...options } = {}) {
  const context = await browser.newContext({ baseURL, userAgent, ...options });
  await context.addInitScript((points) => {
    Object.defineProperty(Navigator.prototype, "userAgentData", { get: () => undefined });
    Object.defineProperty(Navigator.prototype, "maxTouchPoints", { get: () => points });
  }, touches);
  return context.newPage();
}

for (const [system, name] of [
  ["windows", "Windows"],
  ["macos", "Mac"],
  ["linux", "Linux"],
  ["ios", "iPhone and iPad, Android"],
  ["android", "iPhone and iPad, Android"],
]) {
  test(`the tab of the visitor's own system is open: ${system}`, async ({ browser, baseURL }) => {
    const page = await as(browser, baseURL, agents[system]);
    await page.goto(clock);
    await isOpen(page, name);
    // Nothing is kept or put into the address before the person chooses.
    expect(new URL(page.url()).search).toBe("");
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    if (["ios", "android"].includes(system)) {
      await page.goto("guides/update-teams-phone/");
      await isOpen(page, system === "ios" ? "iPhone and iPad" : "Android");
    }
    await page.context().close();
  });
}

test("an iPad, which calls itself a Mac, is known by its touch screen", async ({ browser, baseURL }) => {
  const page = await as(browser, baseURL, agents.macos, { touches: 5 });
  await page.goto("guides/update-teams-phone/");
  await isOpen(page, "iPhone and iPad");
  await page.goto("guides/open-the-wifi-log-in/");
  await isOpen(page, "iPhone and iPad");
  await page.context().close();
});

test("the keyboard moves through the tabs, the address follows, and the choice is kept", async ({ page, complaints }) => {
  await page.goto(`${clock}#h-if-it-does-not-help`);
  await tab(page, "Linux").focus();
  await page.keyboard.press("ArrowRight");
  await isOpen(page, "Windows");
  await expect(tab(page, "Windows")).toBeFocused();
  await expect(page).toHaveURL(/set-clock\/\?platform=windows#h-if-it-does-not-help$/);
  await page.keyboard.press("ArrowLeft");
  await isOpen(page, "Linux");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await isOpen(page, "Mac");
  await page.keyboard.press("End");
  await isOpen(page, "Linux");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  // One stop for Tab: the next is in the panel.
  await expect(page.locator('[role="tab"][tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => Boolean(document.activeElement.closest("[role=tabpanel]")))).toBe(true);
  // Elsewhere the same system is open; the address of a colleague counts for more.
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ "platform": "macos" });
  await page.goto("guides/open-the-wifi-log-in/");
  await isOpen(page, "Mac");
  await page.goto("guides/open-the-wifi-log-in/?platform=android");
  await isOpen(page, "Android");
  await page.goto("guides/open-the-wifi-log-in/?platform=amiga");
  await isOpen(page, "Mac");
  expect(complaints).toEqual([]);
});

test("from right to left the arrows are turned round", async ({ browser }) => {
  const site = await serveSite({ languages: ["ar-XB"] });
  const page = await browser.newPage();
  await page.goto(`${site.address}/ar-XB/${clock}?platform=windows`);
  await page.getByRole("tab").first().focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab").nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab").first()).toHaveAttribute("aria-selected", "true");
  await page.close();
  await site.stop();
});

test("tabs work where nothing may be kept", async ({ browser, baseURL }) => {
  const page = await as(browser, baseURL, agents.windows);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get: () => { throw new DOMException("not here", "SecurityError"); },
    });
  });
  await page.goto(clock);
  await isOpen(page, "Windows");
  await tab(page, "Mac").click();
  await isOpen(page, "Mac");
  expect(errors).toEqual([]);
  await page.context().close();
});

test("a link to a heading or a step in a closed tab opens it", async ({ page }) => {
  await page.goto(`${clock}?platform=windows#h-on-a-mac`);
  await isOpen(page, "Mac");
  await expect(page.getByRole("heading", { name: "On a Mac" })).toBeInViewport();
  await page.getByRole("link", { name: "On Linux", includeHidden: true }).evaluate((link) => link.click());
  await isOpen(page, "Linux");
  await page.goto("about:blank");
  await page.goto(`${clock}?platform=windows#step-7`);
  await isOpen(page, "Mac");
  await expect(page.locator("#step-7")).toBeInViewport();
});

test("the number of a step is a link to it, and large enough to press", async ({ page }) => {
  await page.goto(`${clock}?platform=windows`);
  const link = page.locator("#step-2").getByRole("link", { name: "Step 2", exact: true });
  await expect(link).toHaveText("2.");
  const { width, height } = await link.boundingBox();
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?platform=windows#step-2$/);
  await expect(page.locator("li:target")).toHaveId("step-2");
  // The list stays a list of as many steps.
  await expect(page.locator("[role=tabpanel]:not([hidden])").getByRole("listitem")).toHaveCount(5);
});

test("paper and a browser without script show every system with its heading", async ({ page, browser, baseURL }) => {
  const headings = ["On Windows", "On a Mac", "On a phone", "On Linux"];
  await page.goto(`${clock}?platform=macos`);
  await isOpen(page, "Mac");
  await page.emulateMedia({ media: "print" });
  for (const name of headings) await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByRole("tablist")).toBeHidden();
  for (const step of await page.locator("#main [id^=step-]").all()) {
    expect(await step.evaluate((item) => item.checkVisibility({ contentVisibilityAuto: true }))).toBe(true);
  }
  for (const chrome of [".kb-crumbs", ".kb-contents", ".kb-header nav >> nth=0", ".kb-copy >> nth=0"]) {
    await expect(page.locator(chrome)).toBeHidden();
  }
  await expect(page.locator("[data-address]")).toBeVisible();
  await expect(page.locator("[data-address]")).toHaveText(`${baseURL}${clock}`);

  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(clock);
  for (const name of headings) await expect(plain.getByRole("heading", { name })).toBeVisible();
  await expect(plain.getByRole("tab")).toHaveCount(0);
  await expect(plain.getByRole("button", { name: "Copy" })).toHaveCount(0);
  await context.close();
});

test("commands are coloured with contrast, and are copied as plain text", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-write"]);
  await page.goto("guides/clear-teams-cache-windows/");
  const block = page.locator(".kb-code", { has: page.locator(".kb-tok-command") });
  const text = (await block.locator("code").textContent()).trimEnd();
  expect(text).toContain("Rename-Item");
  await block.getByRole("button", { name: "Copy" }).click();
  await expect(block.getByRole("button", { name: "Copied" })).toBeVisible();
  // The page may not read the clipboard, so it is pasted as a person would.
  await page.evaluate(() => document.body.append(document.createElement("textarea")));
  await page.locator("textarea").press("ControlOrMeta+v");
  await expect(page.locator("textarea")).toHaveValue(text);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const contrasts = await block.evaluate((code) => {
      const luminance = (color) => {
        const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
          const share = part / 255;
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = luminance(getComputedStyle(code).backgroundColor);
      const kinds = ["comment", "string", "keyword", "command", "option", "variable", "number", "operator"];
      return kinds.map((kind) => {
        const word = document.createElement("span");
        word.className = `kb-tok-${kind}`;
        code.append(word);
        const [light, dark] = [luminance(getComputedStyle(word).color), behind].sort((a, b) => b - a);
        word.remove();
        return (light + 0.05) / (dark + 0.05);
      });
    });
    expect(contrasts).toHaveLength(8);
    expect(Math.min(...contrasts), colorScheme).toBeGreaterThanOrEqual(4.5);
  }
});

test("in the checker the tabs of a guide work, and the answers stay in the address", async ({ page, complaints }) => {
  const visitor = new Visitor(page);
  const facts = "where:teams,prompt:mine,others:only-me,aadsts:unknown,web-login:unknown,clock:right,mfa:missed";
  await visitor.opens(`caa20004/#v=4&facts=${facts},platform:android&tried=approve-sign-in:failed`);
  await visitor.sees("Bring Authenticator back to work");
  const tabs = page.locator("[data-checker-inside]").getByRole("tab");
  await expect(tabs).toHaveCount(2);
  await tabs.filter({ hasText: "iPhone" }).click();
  await expect(page.getByRole("tab", { selected: true })).toHaveText("iPhone and iPad");
  await expect(page.getByText("On Android", { exact: true })).toBeHidden();
  expect(new URL(page.url()).search).toBe("");
  await expect(page.locator("[data-checker-inside] [id^=step-]")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("a guide says where it is, what is on it, and what comes next", async ({ page }) => {
  await page.goto("guides/clear-teams-cache-macos/");
  const crumbs = page.getByRole("navigation", { name: "You are here" });
  await expect(crumbs.getByRole("listitem")).toHaveCount(3);
  await page.setViewportSize({ width: 600, height: 800 });
  const contents = page.getByRole("navigation", { name: "On this page" });
  await contents.getByText("On this page").click();
  await contents.getByRole("link", { name: "What to do" }).click();
  await expect(page.getByRole("heading", { name: "What to do" })).toBeInViewport();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await expect(contents.getByRole("link", { name: "What to do" })).toBeInViewport();
  await page.getByRole("link", { name: "Next step to try" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remove one Teams item from the keychain on a Mac");
  await page.getByRole("link", { name: "Step before this" }).click();
  await expect(page).toHaveURL(/clear-teams-cache-macos\/$/);
  await crumbs.getByRole("link", { name: "All guides" }).click();
  await expect(page).toHaveURL(/\/guides\/$/);
});
