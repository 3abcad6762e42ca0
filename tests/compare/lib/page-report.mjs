// What was measured of the sites, as tables to read.
import { median, ratio, sum, table, whole } from "./figures.mjs";

const peers = { material: "Material", starlight: "Starlight" };

/** What is compared of an article: its name, the figure of one load, and below what it is noise. */
const measures = [
  ["Bytes transferred", ({ bytes }) => bytes],
  ["… of pages", ({ byKind }) => byKind.page ?? 0],
  ["… of styles", ({ byKind }) => byKind.style ?? 0],
  ["… of scripts", ({ byKind }) => byKind.script ?? 0],
  ["… of all else", ({ byKind }) => (byKind.image ?? 0) + (byKind.font ?? 0) + (byKind.other ?? 0)],
  ["Requests", ({ requests }) => requests],
  ["Readable, ms", ({ readable }) => readable],
  ["First contentful paint, ms", ({ firstPaint }) => firstPaint],
  ["Largest contentful paint, ms", ({ largestPaint }) => largestPaint],
  ["Total blocking time, ms", ({ blocking }) => blocking, 50],
  ["Main thread, ms of processor", ({ mainThread }) => mainThread.all],
  ["… scripts", ({ mainThread }) => mainThread.script],
  ["… style and layout", ({ mainThread }) => mainThread.style + mainThread.layout],
  ["Elements", ({ elements }) => elements],
];

/** The report of one run of all sites. */
export function pageReport({ runs, query, chosen, loads, queries, machine, versions }) {
  const of = (name, slug, figure) =>
    median(loads.filter((load) => load.name === name && load.slug === slug).map(figure));
  const all = (name, figure) => sum(chosen.map(({ slug }) => of(name, slug, figure)));
  const row = (title, figures, least) => [
    title,
    whole(figures("ours")),
    ...Object.keys(peers).flatMap((peer) => [
      whole(figures(peer)),
      ratio(figures(peer), figures("ours"), least),
    ]),
  ];
  const head = (title) => [title, "Ours", ...Object.values(peers).flatMap((peer) => [peer, "/ ours"])];

  const means = measures.map(([title, figure, least]) =>
    row(title, (name) => all(name, figure) / chosen.length, least));
  const perArticle = ["Bytes transferred", "Requests", "Readable, ms"].map((title) => {
    const [, figure] = measures.find(([name]) => name === title);
    const rows = chosen.map(({ slug, stands }) =>
      row(`${slug} (${stands})`, (name) => of(name, slug, figure)));
    return table(head(title), rows);
  });
  const restyled = loads.filter(({ isRestyled }) => isRestyled);
  const notes = restyled.length === 0
    ? "In every load, the first paragraph was painted with its final style at once."
    : `In ${restyled.length} loads the first paragraph changed its style or place after it was painted:
${[...new Set(restyled.map(({ name, slug }) => `${name}, ${slug}`))].join("; ")}.`;

  return [
    `Medians of ${runs} loads each, with an empty cache; then the mean of the five articles.`,
    `Chromium ${versions.chromium}, Material for MkDocs ${versions.material}, Starlight ${versions.starlight}, ${machine.cores} cores, ` +
      `load ${machine.load.before[0].toFixed(1)} before and ${machine.load.after[0].toFixed(1)} after.`,
    table(head("Mean of five articles"), means),
    ...perArticle,
    notes,
    searchReport(query, queries, head),
    "",
  ].join("\n\n");
}

function searchReport(query, queries, head) {
  if (!queries.some(({ name }) => name === "ours")) {
    return "Our site has no page search/ with a field [data-search], so its search was not measured.";
  }
  const of = (name, figure) =>
    median(queries.filter((entry) => entry.name === name).map(figure));
  const row = (title, figure) => [
    title,
    whole(of("ours", figure)),
    ...Object.keys(peers).flatMap((peer) => [
      whole(of(peer, figure)),
      ratio(of(peer, figure), of("ours", figure)),
    ]),
  ];
  return table(head(`From an empty cache to the results of “${query}”`), [
    row("Bytes transferred", ({ bytes }) => bytes),
    row("Requests", ({ requests }) => requests),
    row("Time until the first result, ms", ({ time }) => time),
  ]);
}
