// Every path of the flow, through the checker in WebAssembly and through the plain pages.
import { expect, test, Visitor } from "../support/test.mjs";

/** Every path as [fact:value, …] and the outcome it ends with, worked out here once more. */
function pathsOf(flow) {
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  const paths = [];
  const follow = (id, answers) => {
    const step = steps.get(id);
    if (!step) {
      paths.push({ answers, outcome: id });
      return;
    }
    const known = answers.find((answer) => answer.startsWith(`${step.needs}:`));
    for (const exit of step.exits) {
      const answer = `${step.needs}:${exit.value}`;
      if (!known) follow(exit.to, [...answers, answer]);
      else if (known === answer) follow(exit.to, answers);
    }
  };
  follow(flow.start, []);
  return paths;
}

test("the checker and the plain pages end every path at the same outcome", async ({ page }) => {
  test.setTimeout(240_000);
  await new Visitor(page).opens("caa20004/");
  const data = JSON.parse(await page.locator("[data-checker-data]").textContent());
  const paths = pathsOf(data.flow);
  expect(paths.length).toBeGreaterThan(100);

  // As a shared link, which the module replays from its start.
  const ends = await page.evaluate(async (bookmarks) => {
    const root = document.querySelector("[data-checker]");
    const seen = [];
    for (const bookmark of bookmarks) {
      // The event of a changed address comes in its own time, and the drawing after it.
      const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
      location.hash = bookmark;
      await changed;
      await new Promise((done) => setTimeout(done));
      const end = root.querySelector("[data-end]");
      seen.push(`${root.dataset.kind} ${root.dataset.step} ${end ? end.dataset.end : "fix"}`);
    }
    return seen;
  }, paths.map(({ answers }) => `v=${data.flow.version}&facts=${answers.join(",")}`));
  const outcomes = new Map(data.flow.outcomes.map((outcome) => [outcome.id, outcome]));
  const fixes = new Map(data.flow.fixes.map((fix) => [fix.id, fix]));
  const expected = paths.map(({ outcome }) => {
    const { fixes: [first], ends: { kind } } = outcomes.get(outcome);
    if (!first) return `outcome ${outcome} ${kind === "wait" ? "wait" : "hand-over"}`;
    return `${fixes.get(first).harm >= 2 ? "confirm" : "fix"} ${outcome} fix`;
  });
  expect(ends).toEqual(expected);

  // The same answers as links.
  await page.goto("flows/caa20004/");
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
