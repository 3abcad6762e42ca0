// axe finds nothing, in light and dark, narrow and wide, from right to left; nothing is cut off at 320
// pixels.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { readable, service, startStandIn } from "../support/faults.mjs";
import { places } from "../support/places.mjs";
import { serveSite } from "../support/site.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const at = "where:teams,prompt:mine,others:only-me,aadsts:unknown";

/** Nothing for axe to find, and nothing cut off. */
async function isFine(page) {
  await page.evaluate(axe);
  // Off by itself, as WCAG 2.2 is young.
  const rules = { "target-size": { enabled: true } };
  const { violations } = await page.evaluate((rules) => globalThis.axe.run({ rules }), rules);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html)}`);
  expect(found).toEqual([]);
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
}

const tenant = "00000000-0000-4000-8000-000000000001";

const looks = {
  "wide, light": { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  "narrow, dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
};

for (const [look, options] of Object.entries(looks)) {
  test.describe(look, () => {
    test.use({ ...options, ignoreHTTPSErrors: true });
    for (const [name, path] of Object.entries(places)) {
      test(name, async ({ page, complaints }) => {
        await page.goto(path);
        if (path.startsWith("caa")) {
          await expect(new Visitor(page).checker).toHaveAttribute("data-mode", "wasm");
        }
        await isFine(page);
        // That there is nothing at an address is what its status says, and the console with it.
        const expected = path === "no/such/page/" ? [expect.stringContaining("404")] : [];
        expect(complaints).toEqual(expected);
      });
    }

    test("the sign-in check, from its offer to its last word", async ({ page }) => {
      test.setTimeout(180_000);
      const microsoft = await startStandIn("127.0.0.1");
      const issuer = `${microsoft.origin}/${tenant}/v2.0`;
      const answer = service(readable(JSON.stringify({ issuer })));
      // It can be reached, and never says whether it would let anybody in.
      await microsoft.answers((request, response) => {
        if (!request.url.includes("/authorize?")) answer(request, response);
      });
      const own = await serveSite({
        settings: `[sign-in]
authority = "${microsoft.origin}"
tenant = "${tenant}"
client-id = "${tenant}"

[limits]
request = 5
frame = 5
window = 10
watch = 5
`,
      });
      const visitor = new Visitor(page);
      const probe = page.locator("[data-probe=web-sign-in]:not([data-fact])");
      const shows = async (state, button) => {
        await expect(probe).toHaveAttribute("data-state", state, { timeout: 20_000 });
        if (button) await expect(visitor.button(button)).toBeVisible();
        await isFine(page);
      };
      await visitor.opens(`${own.address}/caa20004/#v=4&facts=${at}`);
      await shows("idle", "Try it for me");
      await visitor.button("Try it for me").click();
      await shows("running", "Stop");
      await shows("idle", "Ask in a window");
      await visitor.button("Ask in a window").click();
      await shows("running", "I closed the window");
      await shows("failed", "Continue");
      await visitor.answers("open Teams in your browser?", "It asks me to approve");
      await shows("idle", "Sign in in a window");
      await own.stop();
      await microsoft.stop();
    });
  });
}

test.describe("from right to left", () => {
  test.use({ viewport: { width: 768, height: 900 }, colorScheme: "dark" });
  let own;
  test.beforeAll(async () => {
    own = await serveSite({ languages: ["ar-XB"] });
  });
  test.afterAll(() => own.stop());

  for (const [name, path] of Object.entries(places)) {
    // These are the same in every language.
    if (["callback/", "no/such/page/"].includes(path)) continue;
    test(name, async ({ page }) => {
      await page.goto(`${own.address}/ar-XB/${path}`);
      if (path.startsWith("caa")) {
        await expect(new Visitor(page).checker).toHaveAttribute("data-mode", "wasm");
      }
      await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
      await isFine(page);
    });
  }
});
