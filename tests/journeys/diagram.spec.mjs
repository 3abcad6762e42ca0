// The diagram of a flow and its summary, as they are seen, printed, reached by keyboard, and marked.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { serveSite } from "../support/site.mjs";
import { expect, test as base } from "../support/test.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const flows = ["caa20003", "caa20004", "caa2000c", "caa70004", "caa90018", "sign-in"];
const languages = ["", "de/", "en-XA/", "ar-XB/"];

/** Our site, also in the two languages that nobody speaks. */
const test = base.extend({
  site: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await serveSite({ languages: ["ar-XB", "en-XA"] });
      await use(site.address);
      await site.stop();
    },
    // Four languages, each with hundreds of pages, on two cores.
    { scope: "worker", timeout: 400_000 },
  ],
});

const known = "#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown";

async function axeFindsNothing(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), what).toEqual([]);
}

test("no text of a diagram is wider than its place, in any flow and language", async ({ page }) => {
  for (const language of languages) {
    for (const flow of flows) {
      await page.goto(`${language}flows/${flow}/`);
      const { count, over } = await page.evaluate(() => {
        const texts = [...document.querySelectorAll(".kb-diagram__piece text")];
        const over = texts.filter((text) => {
          const box = text.getBBox();
          const rect = text.parentElement.querySelector(":scope > rect")?.getBBox();
          if (rect) return box.x < rect.x || box.x + box.width > rect.x + rect.width;
          // An answer ends before the arrow of its row.
          const arrow = text.parentElement.querySelector(":scope > path").getBBox();
          const mirrored = document.documentElement.dir === "rtl";
          return mirrored
            ? box.x < arrow.x + arrow.width && box.x + box.width < arrow.x
            : box.x + box.width > arrow.x;
        });
        return { count: texts.length, over: over.map((text) => text.textContent) };
      });
      expect(count).toBeGreaterThan(100);
      expect(over, language + flow).toEqual([]);
    }
  }
});

test("the path of a link is marked, in the diagram and in the questions", async ({ page, complaints }) => {
  await page.goto(`flows/caa20004/${known},web-login:mfa-required.50076`);
  await expect(page.getByRole("status")).toHaveText(/marked.*: 5$/);
  const marked = (selector) =>
    page.locator(`${selector}[data-on-path]`).evaluateAll((all) =>
      all.map(({ dataset }) => dataset.step ?? dataset.outcome ?? dataset.value));
  const path = ["number", "others", "prompt", "web-login", "where"];
  expect((await marked(".kb-diagram__head")).sort()).toEqual(path);
  expect((await marked(".kb-diagram__row")).sort()).toEqual(path);
  expect((await marked(".kb-step")).sort()).toEqual([...path, "mfa-missed"].sort());
  expect((await marked(".kb-answers a")).sort()).toEqual(
    ["mfa-required", "mine", "only-me", "teams", "unknown"],
  );
  // From each row to the head it leads to: the lines between are marked without a gap.
  const gaps = await page.evaluate(() => {
    const rows = [...document.querySelectorAll(".kb-diagram__row[data-on-path]")];
    const place = (element) => element.getBoundingClientRect();
    return rows.slice(0, -1).map((row) => {
      const { to } = row.dataset;
      const head = document.querySelector(`.kb-diagram__head[data-step="${to}"]`);
      const lines = [...document.querySelectorAll(`.kb-diagram__lane[data-to="${to}"][data-on-path]`)];
      const long = lines.reduce((sum, line) => sum + place(line).height, 0);
      return Math.round(place(head).top - place(row).top - long);
    });
  });
  expect(gaps).toHaveLength(4);
  for (const gap of gaps) expect(Math.abs(gap)).toBeLessThan(24);

  // A way that no answer has been given for ends the path, and another address another one.
  await page.evaluate(() => { location.hash = "#v=4&facts=where:tab"; });
  await expect(page.getByRole("status")).toHaveText(/: 1$/);
  expect((await marked(".kb-diagram__row"))).toEqual(["where"]);
  // A script of the page can do the same; an answer that nobody knows counts as "I don't know".
  const counts = await page.evaluate(() => [
    globalThis.kbPath.show(new Map([["where", "teams"], ["prompt", "mine"]])),
    globalThis.kbPath.show({ where: "no-such-value" }),
    globalThis.kbPath.show({}),
  ]);
  expect(counts).toEqual([2, 1, 0]);
  await expect(page.getByRole("status")).toHaveText("");
  expect(complaints).toEqual([]);
});

test("a damaged address marks nothing it does not understand", async ({ page, complaints }) => {
  for (const hash of ["#facts=", "#facts=%", "#facts=where", "#v=4&facts=:::,,,", "#facts=%22%5D:x", "#at=where"]) {
    await page.goto("about:blank");
    await page.goto(`flows/caa20004/${hash}`);
    await expect(page.getByRole("heading", { name: "Diagram" })).toBeVisible();
    expect(await page.locator(".kb-diagram__row[data-on-path]").count(), hash).toBeLessThan(2);
  }
  expect(complaints).toEqual([]);
});

test("every box and every outcome is reached by keyboard, with a ring, and leads to its text", async ({ page }) => {
  await page.goto("flows/caa70004/");
  const links = page.locator(".kb-diagram__piece a");
  const count = await links.count();
  await page.locator(".kb-diagram__drawing").focus();
  for (let number = 0; number < count; number += 1) {
    await page.keyboard.press("Tab");
    await expect(links.nth(number)).toBeFocused();
    if (number % 10) continue;
    // The colour of the ring, as the browser writes colours.
    const ring = await links.nth(number).locator("rect").evaluate((rect) => {
      const { stroke, strokeWidth } = getComputedStyle(rect);
      const style = getComputedStyle(document.documentElement);
      const [red, green, blue] = style.getPropertyValue("--focus").match(/[0-9a-f]{2}/g)
        .map((digits) => Number.parseInt(digits, 16));
      return { isFocus: stroke === `rgb(${red}, ${green}, ${blue})`, strokeWidth };
    });
    expect(ring.isFocus).toBe(true);
    expect(ring.strokeWidth).toBe("3px");
  }
  // Each has a name with a space wherever a line ends.
  const first = page.locator(".kb-diagram__head").first();
  await expect(first).toHaveAccessibleName(/^1\. .* .*\?$/);
  const names = await links.evaluateAll((all) => all.map((link) => link.textContent));
  expect(names.every((name) => name.trim().length > 2)).toBe(true);
  // It leads to the question, and then nothing else is shown.
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#step-prompt$/);
  await expect(page.locator(".kb-diagram")).toBeHidden();
  await expect(page.locator(".kb-step").filter({ visible: true })).toHaveCount(1);
  // Every target is there, once.
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll(".kb-diagram a[href]")]
      .map((link) => link.getAttribute("href"))
      .filter((href) => document.querySelectorAll(`[id="${href.slice(1)}"]`).length !== 1));
  expect(broken).toEqual([]);
});

test("axe finds nothing on diagram and summary, light, dark and from right to left", async ({ browser, site }) => {
  test.setTimeout(240_000);
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ colorScheme, baseURL: `${site}/` });
    for (const language of ["", "ar-XB/"]) {
      for (const address of [`flows/caa20004/${known}`, "flows/caa20004/summary/"]) {
        await page.goto("about:blank");
        await page.goto(language + address);
        await axeFindsNothing(page, `${colorScheme} ${language}${address}`);
      }
    }
    await page.close();
  }
});

test("on a phone the drawing scrolls, not the page; from right to left it begins at the right", async ({ browser, site }) => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 }, baseURL: `${site}/` });
  for (const address of ["flows/caa20004/", "ar-XB/flows/caa20004/", "flows/caa20004/summary/"]) {
    await page.goto(address);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, address).toBeLessThanOrEqual(320);
  }
  await page.goto("ar-XB/flows/caa20004/");
  const drawing = page.locator(".kb-diagram__drawing");
  const { scroll, inner } = await drawing.evaluate((element) => ({
    scroll: element.scrollWidth,
    inner: element.clientWidth,
  }));
  expect(scroll).toBeGreaterThan(inner + 100);
  const box = await page.locator(".kb-diagram__head").first().boundingBox();
  expect(box.x + box.width).toBeLessThanOrEqual(320);
  await drawing.focus();
  await expect(drawing).toBeFocused();
  await page.close();
});

test("forced colours paint the drawing in the colours of the system", async ({ browser, site }) => {
  const page = await browser.newPage({ forcedColors: "active", baseURL: `${site}/` });
  await page.goto(`flows/caa20004/${known}`);
  const painted = await page.evaluate(() => {
    const system = (name) => {
      const probe = document.body.appendChild(document.createElement("p"));
      probe.className = "kb-path";
      probe.style.cssText = `color: ${name}`;
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    const of = (selector) => getComputedStyle(document.querySelector(selector));
    return {
      box: [of(".kb-diagram__head rect").fill, system("Canvas")],
      link: [of(".kb-diagram__head text").fill, system("LinkText")],
      answer: [of(".kb-diagram__row > text").fill, system("CanvasText")],
      line: [of(".kb-diagram__lane:not([data-on-path])").stroke, system("CanvasText")],
      marked: [of(".kb-diagram__lane[data-on-path]").stroke, system("Highlight")],
    };
  });
  for (const [what, [is, ought]] of Object.entries(painted)) expect(is, what).toBe(ought);
  await page.close();
});

test("on paper no piece of a diagram is cut, letters have at least seven points, and it is there even beside one question", async ({ page }) => {
  await page.goto("flows/caa20004/#step-where");
  await page.emulateMedia({ media: "print" });
  // A sheet of A4 with a margin of a centimetre.
  await page.setViewportSize({ width: 718, height: 1000 });
  await expect(page.locator(".kb-diagram")).toBeVisible();
  const { letters, highest } = await page.evaluate(() => {
    const pieces = [...document.querySelectorAll(".kb-diagram__piece")];
    const scale = pieces[0].getBoundingClientRect().width / pieces[0].viewBox.baseVal.width;
    const points = Number.parseFloat(getComputedStyle(pieces[0].querySelector("text")).fontSize) * 0.75;
    return {
      letters: points * scale,
      highest: Math.max(...pieces.map((piece) => piece.getBoundingClientRect().height)),
    };
  });
  expect(letters).toBeGreaterThanOrEqual(7);
  // Half a sheet: there is always a place to break.
  expect(highest).toBeLessThan(520);
});

test("the summary of each flow is one sheet of paper", async ({ page }) => {
  for (const language of ["", "de/", "ar-XB/"]) {
    for (const flow of flows) {
      await page.goto(`${language}flows/${flow}/summary/`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page\b/g), language + flow).toHaveLength(1);
      expect(pdf, "A4").toMatch(/MediaBox\s*\[0 0 59[45]\S* 84[12]/);
    }
  }
  await page.goto("flows/caa20004/");
  await page.getByRole("link", { name: "One page to print" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Teams says caa20004");
  await expect(page.getByText(/Version \d+ · [0-9a-f]{12} · Last read through \d{4}-\d\d-\d\d/)).toBeVisible();
  await page.getByRole("link", { name: "The approval does not reach you" }).click();
  await expect(page).toHaveURL(/flows\/caa20004\/#outcome-mfa-app$/);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the diagram is there, and its links lead on", async ({ page }) => {
    await page.goto("flows/caa20004/");
    await page.locator(".kb-diagram__end").first().click();
    await expect(page).toHaveURL(/#outcome-/);
    await expect(page.getByRole("heading", { level: 2 }).filter({ visible: true })).toHaveCount(1);
  });
});
