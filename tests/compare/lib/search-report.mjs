// What was measured of the search engines, as tables to read.
import { median, ratio, table, whole } from "./figures.mjs";

const peers = { minisearch: "MiniSearch", lunr: "lunr" };

/** The report of one run of all engines. */
export function searchReport({ runs, versions, machine, counts, sizes, answers }) {
  const head = (title) => [title, "Ours", ...Object.values(peers).flatMap((peer) => [peer, "/ ours"])];
  const row = (title, figure, shown = whole) => [
    title,
    shown(figure("ours")),
    ...Object.keys(peers).flatMap((peer) => [shown(figure(peer)), ratio(figure(peer), figure("ours"))]),
  ];
  const bytes = (part, form) => (name) => sizes[name][part][form];
  const took = (part) => (name) =>
    median(answers.filter((answer) => answer.name === name).map((answer) => answer.took[part]));
  const milliseconds = (number) => number.toFixed(2);
  const expected = (name) => answers.find((answer) => answer.name === name).expected;

  return [
    `${counts.articles} articles, ${counts.queries} queries; MiniSearch ${versions.minisearch}, ` +
      `lunr ${versions.lunr}, Node ${versions.node}, ${machine.cores} cores, ` +
      `load ${machine.load.before[0].toFixed(1)} before and ${machine.load.after[0].toFixed(1)} after.`,
    table(head("Bytes"), [
      row("Index, plain", bytes("index", "plain")),
      row("Index, gzip", bytes("index", "gzip")),
      row("Index, brotli", bytes("index", "brotli")),
      row("Index per article, brotli", (name) => sizes[name].index.brotli / counts.articles),
      row("Engine, brotli", bytes("code", "brotli")),
      row("Both, brotli", (name) => sizes[name].index.brotli + sizes[name].code.brotli),
    ]),
    table(head(`Processor time, ms (medians of ${runs} processes)`), [
      row("Open the index", took("open"), milliseconds),
      row("Answer the first query", took("first"), milliseconds),
      row("Answer the list once, cold", took("list"), milliseconds),
      row("Answer the list once, warm", took("warm"), milliseconds),
    ]),
    table(["Queries that find what they must", "Ours", ...Object.values(peers)], [
      ["", expected("ours"), ...Object.keys(peers).map(expected)],
    ]),
    "",
  ].join("\n\n");
}
