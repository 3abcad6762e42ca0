// What a change of one guide took, as tables to read.
import { median, ratio, table, whole } from "../../lib/figures.mjs";

/** What is compared: its name, of which changes it is, and the figure of one change. */
const measures = [
  ["Text, ms", "text", "page"],
  ["Processor, ms", "text", "processor"],
  ["Title, ms", "title", "page"],
  ["… in the list", "title", "list"],
];

/** The report of one run of all servers. */
export function watchingReport(report) {
  const { runs, guides, patience, versions, missing, machine, full, files, changes } = report;
  const of = (name, what, figure) => {
    const all = changes.filter((change) => change.name === name && change.what === what);
    const times = all.map((change) => change[figure]);
    if (times.includes(undefined)) return null;
    return times.length === 0 || times.includes(null) ? NaN : median(times);
  };
  const cells = (name) => measures.flatMap(([, what, figure]) => {
    const value = of(name, what, figure);
    if (value === null) return ["–", "–"];
    if (Number.isNaN(value)) return ["never", "–"];
    return [whole(value), name === "ours" ? "–" : ratio(value, of("ours", what, figure))];
  });
  const rows = versions.map(({ name, title, start }) => (start === null
    ? [title, "never", ...measures.flatMap(() => ["–", "–"])]
    : [title, (start / 1000).toFixed(1), ...cells(name)]));
  const head = [
    `${whole(guides)} guides`, "Start, s", ...measures.flatMap(([title]) => [title, "/ ours"]),
  ];
  const { before, after } = machine.load;
  return [
    `Medians of ${runs} changes each, from saving until the bytes of the page are new. “Never” is not within ${patience} s, in the list 20 s. ` +
      `${machine.cores} cores, load ${before[0].toFixed(1)} before and ${after[0].toFixed(1)} after.`,
    versions.map(({ title, version }) => `${title} ${version}`).join(" · "),
    table(head, rows),
    ...(full.length > 0 ? wholeBuild(full, files, of) : []),
    ...missing,
    "",
  ].join("\n\n");
}

/** What a change takes of a whole build of ours, and whether it comes to the same. */
function wholeBuild(full, { compared, different }, of) {
  const wall = median(full.map((build) => build.wall)) * 1000;
  const cpu = median(full.map((build) => build.cpu)) * 1000;
  const part = (what, figure, all) => `${((of("ours", what, figure) / all) * 100).toFixed(1)} %`;
  return [
    `A whole build of ours${full[0].name === "plain" ? ", without .br and .gz," : ""} takes ${whole(wall)} ms and ${whole(cpu)} ms of the processor. A change of a text takes ${part("text", "page", wall)} of it (processor ${part("text", "processor", cpu)}), one of a title ${part("title", "list", wall)} until the list has it.`,
    different.length === 0
      ? `All ${whole(compared)} files that ours serves after the changes are as a whole build makes them, byte for byte.`
      : `${different.length} of ${whole(compared)} files that ours serves are not as a whole build makes them: ${different.slice(0, 10).join(", ")}.`,
  ];
}
