// Every page of the site, in every language, is valid HTML by the rules that html-validate recommends.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "@playwright/test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { openBuilt } from "../support/built.mjs";

const rules = {
  // Both are the same to a browser (HTML, section 13.1.1).
  "doctype-style": ["error", { style: "lowercase" }],
  // A title says what a page is about; search engines may cut it.
  "long-title": "off",
};

test("every page is valid", async () => {
  test.setTimeout(300_000);
  const { dist } = await openBuilt();
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended"], rules }));
  const files = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith(".html"));
  expect(files.length).toBeGreaterThan(600);
  const found = [];
  for (const file of files.sort()) {
    const path = join(dist, file);
    const { results } = await validator.validateString(await readFile(path, "utf8"), path);
    for (const { line, column, ruleId, message } of results.flatMap((result) => result.messages)) {
      found.push(`${relative(dist, path)}:${line}:${column} ${ruleId}: ${message}`);
    }
  }
  expect(found).toEqual([]);
});
