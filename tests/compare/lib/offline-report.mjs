// What was measured from a disk, as tables to read.
import { median, ratio, table, whole } from "./figures.mjs";

const ours = { checker: "With checker", plain: "No script" };

/** What is waited for: its name, what is opened for it, and the mark of each side that stands for it. */
const waits = [
  ["First answer, a link", "question", { checker: "link", plain: "link", material: "link" }],
  ["First answer in the checker", "question", { checker: "answer", material: "link" }],
  ["A result of the search", "search", { checker: "result", material: "result" }],
  ["… from typing to the result", "search", { checker: "result", material: "result" }, "typed"],
];

/** The report of one run. */
export function offlineReport({ runs, query, slowdown, versions, machine, weights, loads }) {
  return [
    `Opened from a disk, ${runs} times each. Times in ms: median (quickest–slowest). Ratios: of the medians ` +
      `(the middle half of those within one turn). Searched for “${query}”.`,
    `Chromium ${versions.chromium}, Material for MkDocs ${versions.material}, ${machine.cores} cores, ` +
      `load ${machine.load.before[0].toFixed(1)} before and ${machine.load.after[0].toFixed(1)} after.`,
    timeTable("As the machine is", loads.filter((load) => load.slowdown === 1)),
    timeTable(`Processor ${slowdown} times slower`, loads.filter((load) => load.slowdown === slowdown)),
    weightTable(weights),
    "",
  ].join("\n\n");
}

function timeTable(title, loads) {
  const rows = waits.map(([name, goal, marks, since]) => {
    const times = (side) =>
      marks[side] && loads
        .filter((load) => load.name === side && load.goal === goal)
        .sort((a, b) => a.run - b.run)
        .map(({ times }) => times[marks[side]] - (since ? times[since] : 0));
    const against = Object.keys(ours).map((side) => compared(times("material"), times(side)));
    return [name, ...[...Object.keys(ours), "material"].map((side) => spread(times(side))), ...against];
  });
  return table([title, ...Object.values(ours), "Material", "/ with checker", "/ no script"], rows);
}

/** The median of times, and the ends of them. */
function spread(times) {
  if (!times) return "–";
  return `${whole(median(times))} (${whole(Math.min(...times))}–${whole(Math.max(...times))})`;
}

/** How many times as long it took as ours did; in brackets, between what the middle half of the turns was. */
function compared(times, own) {
  if (!times || !own) return "–";
  const pairs = times.map((time, run) => time / own[run]).sort((a, b) => a - b);
  const at = (part) => pairs[Math.round(part * (pairs.length - 1))].toFixed(2);
  return `${ratio(median(times), median(own))} (${at(0.25)}–${at(0.75)})`;
}

function weightTable(weights) {
  const sides = [...Object.keys(ours), "material"];
  const of = (name, goal, figure) => {
    const found = weights.find((weight) => weight.name === name && weight.goal === goal);
    return found && figure(found);
  };
  const row = (title, goal, figure) => {
    const values = sides.map((side) => of(side, goal, figure));
    const against = Object.keys(ours).map((_, at) => (values[at] ? ratio(values[2], values[at]) : "–"));
    return [title, ...values.map((value) => (value ? whole(value) : "–")), ...against];
  };
  return table(["Bytes", ...Object.values(ours), "Material", "/ with checker", "/ no script"], [
    row("The file that is opened", "question", ({ opened }) => opened.plain),
    row("… with gzip", "question", ({ opened }) => opened.gzip),
    row("All that is read for the question", "question", ({ read }) => read.plain),
    row("… each with gzip", "question", ({ read }) => read.gzip),
    row("… files", "question", ({ read }) => read.files.length),
    row("All that is read for the search", "search", ({ read }) => read.plain),
    row("… each with gzip", "search", ({ read }) => read.gzip),
    row("… files", "search", ({ read }) => read.files.length),
  ]);
}
