// Every path of the flow, through the checker in WebAssembly and through the plain pages.
import { pathsOf } from "../support/paths.mjs";
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

  const outcomes = new Map(data.flow.outcomes.map((outcome) => [outcome.id, outcome]));
  const fixes = new Map(data.flow.fixes.map((fix) => [fix.id, fix]));
  const expected = paths.map(({ outcome }) => {
    const { fixes: [first], ends: { kind } } = outcomes.get(outcome);
    if (!first) return `outcome ${outcome} ${kind === "wait" ? "wait" : "hand-over"}`;
    return `${fixes.get(first).harm >= 2 ? "confirm" : "fix"} ${outcome} fix`;
  });

  // As a shared link, which the module replays from its start. Between two links the first question
  // is on the screen, so that what is seen was drawn for this one.
  const bookmarks = paths.map(({ answers }) => `v=${data.flow.version}&facts=${answers.join(",")}`);
  const ends = await page.evaluate(async ([bookmarks, expected, start, empty]) => {
    const root = document.querySelector("[data-checker]");
    const screen = () => {
      const end = root.querySelector("[data-end]");
      return `${root.dataset.kind} ${root.dataset.step} ${end ? end.dataset.end : "fix"}`;
    };
    // Drawing comes in its own time; what is still wrong after ten seconds is wrong.
    const settle = async (wanted) => {
      for (const late = Date.now() + 10_000; screen() !== wanted && Date.now() < late;) {
        await new Promise((done) => setTimeout(done));
      }
      return screen();
    };
    const seen = [];
    for (const [position, bookmark] of bookmarks.entries()) {
      location.hash = empty;
      if ((await settle(start)) !== start) throw new Error(`no first question: ${screen()}`);
      location.hash = bookmark;
      seen.push(await settle(expected[position]));
    }
    return seen;
  }, [bookmarks, expected, `question ${data.flow.start} fix`, `v=${data.flow.version}`]);
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
