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
