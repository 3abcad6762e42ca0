// Every path of the flow, through the checker in WebAssembly and through the plain pages.
import { endsInChecker, pathsOf } from "../support/paths.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

/** The page of each flow, and every how many paths of it one is led through. The parts are shared. */
const pages = [
  ["caa20004", 1],
  ["caa70004", 1],
  ["sign-in", 4],
  ["caa20003", 8],
  ["caa2000c", 8],
  ["caa90018", 8],
  ["de/caa20004", 8],
];

for (const [address, every] of pages) test(`the checker and the plain pages end every path at the same outcome: ${address}`, async ({ page }) => {
  // Thousands of screens, each drawn twice.
  test.setTimeout(600_000);
  await new Visitor(page).opens(`${address}/`);
  const data = JSON.parse(await page.locator("[data-checker-data]").textContent());
  const paths = pathsOf(data.flow).filter((_, at) => at % every === 0);
  expect(paths.length).toBeGreaterThan(100);

  const { ends, expected } = await endsInChecker(page, data.flow, paths);
  expect(ends).toEqual(expected);

  // The same answers as links.
  await page.goto(`${address.replace(data.flow.id, "")}flows/${data.flow.id}/`);
  const plain = await page.evaluate((all) => all.map(({ answers }) => {
    let at = document.querySelector(".kb-step");
    const left = [...answers];
    while (at.dataset.fact) {
      const answer = left.find((one) => one.startsWith(`${at.dataset.fact}:`));
      const link = at.querySelector(`a[data-value="${answer.split(":")[1]}"]`);
      at = document.querySelector(link.getAttribute("href"));
    }
    return at.dataset.outcome;
  }), paths);
  expect(plain).toEqual(paths.map(({ outcome }) => outcome));
  console.log(`${paths.length} paths, ${new Set(plain).size} outcomes`);
});
