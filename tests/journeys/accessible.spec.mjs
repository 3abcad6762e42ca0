// axe finds nothing, in light and dark, narrow and wide; nothing is cut off at 320 pixels.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, test, Visitor } from "../support/test.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const at = "where:teams,prompt:mine,others:only-me,aadsts:unknown,clock:right,mfa:not-asked";
const client = `${at},web:works,platform:windows`;
const tried = "quit-and-update-teams-windows:failed,right-account:failed,lock-and-unlock-windows:failed,repair-teams-windows:failed";

/** Every kind of page, and every kind of screen of the checker. */
const places = {
  home: "",
  guides: "guides/",
  guide: "guides/clear-teams-cache-windows/",
  "guide with tables": "guides/steps-we-left-out/",
  "whole flow": "flows/caa20004/",
  "one plain question": "flows/caa20004/#step-number",
  "plain outcome": "flows/caa20004/#outcome-client-windows",
  question: "caa20004/",
  "question with a text to read": "caa20004/#v=1&facts=where:teams,prompt:mine,others:only-me",
  "offered probe": `caa20004/#v=1&facts=${at},web:nothing`,
  fix: `caa20004/#v=1&facts=${client}`,
  confirm: `caa20004/#v=1&facts=${client}&tried=${tried}`,
  "hand-over": `caa20004/#v=1&facts=${at}&end=hand-over`,
  wait: "caa20004/#v=1&facts=where:teams,prompt:mine,others:many,service:incident",
  solved: `caa20004/#v=1&facts=${client}&tried=quit-and-update-teams-windows:worked`,
};

const looks = {
  "wide, light": { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  "narrow, dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
};

for (const [look, options] of Object.entries(looks)) {
  test.describe(look, () => {
    test.use(options);
    for (const [name, path] of Object.entries(places)) {
      test(name, async ({ page, complaints }) => {
        await page.goto(path);
        if (path.startsWith("caa")) {
          await expect(new Visitor(page).checker).toHaveAttribute("data-mode", "wasm");
        }
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html)}`);
        expect(found).toEqual([]);
        const overflow = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow).toBe(0);
        expect(complaints).toEqual([]);
      });
    }
  });
}
