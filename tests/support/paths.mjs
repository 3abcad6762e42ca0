// The paths of a flow, worked out once more beside the product.

/** Every path as [fact:value, …] and the outcome it ends with, worked out here once more. */
export function pathsOf(flow) {
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

/**
 * What the checker on a page shows at the end of each path, and what it should show. Each path comes as
 * a shared link, which the module replays from its start. Between two links the first question is on
 * the screen, so that what is seen was drawn for this one.
 */
export async function endsInChecker(page, flow, paths) {
  const outcomes = new Map(flow.outcomes.map((outcome) => [outcome.id, outcome]));
  const fixes = new Map(flow.fixes.map((fix) => [fix.id, fix]));
  const expected = paths.map(({ outcome }) => {
    const { fixes: [first], ends: { kind } } = outcomes.get(outcome);
    if (!first) return `outcome ${outcome} ${kind === "wait" ? "wait" : "hand-over"}`;
    return `${fixes.get(first).harm >= 2 ? "confirm" : "fix"} ${outcome} fix`;
  });
  const bookmarks = paths.map(({ answers }) => `v=${flow.version}&facts=${answers.join(",")}`);
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
  }, [bookmarks, expected, `question ${flow.start} fix`, `v=${flow.version}`]);
  return { ends, expected };
}

/** The title of the part that each path ends with in a file of parts, by its links alone. */
export function endsByLinks(page, flow, paths) {
  const facts = Object.fromEntries(flow.facts.map((fact) => [fact.id, {
    unknown: fact.unknown,
    ...Object.fromEntries(fact.values.map(({ id, text }) => [id, text])),
  }]));
  const asks = Object.fromEntries(flow.facts.map(({ id, question }) => [question, id]));
  return page.evaluate(([paths, facts, asks]) => {
    const title = (part) => part.querySelector("h2").textContent.replace(/^\d+\. /, "");
    return paths.map(({ answers }) => {
      const known = Object.fromEntries(answers.map((answer) => answer.split(":")));
      let part = document.querySelector("section:has(> h2)");
      for (let fact = asks[title(part)]; fact; fact = asks[title(part)]) {
        const answer = facts[fact][known[fact]];
        const link = [...part.querySelectorAll("li > a")].find((one) => one.textContent === answer);
        part = document.getElementById(link.hash.slice(1));
      }
      return title(part);
    });
  }, [paths, facts, asks]);
}
