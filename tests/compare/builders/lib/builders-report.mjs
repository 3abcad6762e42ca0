// What the builders took, as tables to read.
import { median, ratio, table, whole } from "../../lib/figures.mjs";

/** The builder that the others are compared with: ours, and the one that does the same work if there is one. */
const chosen = (names) => (names.includes("plain") ? "plain" : "ours");

/** The report of one run of all builders. */
export function buildersReport({ runs, limit, sizes, growth, versions, missing, machine, builds }) {
  const names = versions.map(({ name }) => name);
  const of = (size, name, figure) => {
    const all = builds.filter((build) => build.size === size && build.name === name);
    return all.length === 0 || all.some(({ late }) => late) ? NaN : median(all.map((build) => build[figure]));
  };
  const load = machine.load;
  const notes = [
    ...(names.includes("mdbook") ? ["mdBook leaves the colours of code to the browser."] : []),
    ...missing,
  ];
  return [
    `Medians of ${runs} builds each. ${machine.cores} cores, load ${load.before[0].toFixed(1)} before and ${load.after[0].toFixed(1)} after.`,
    versions.map(({ title, version }) => `${title} ${version}`.trim()).join(" · "),
    ...(growth
      ? versions.map(({ name, title }) => growthTable(title, sizes, (...what) => of(what[0], name, what[1])))
      : sizes.map((size) => sizeTable(size, versions, (name, figure) => of(size, name, figure), limit))),
    ...notes,
    "",
  ].join("\n\n");
}

function sizeTable(size, versions, of, limit) {
  const base = chosen(versions.map(({ name }) => name));
  const times = (name, against, figure) =>
    (Number.isNaN(of(name, figure)) || name === against ? "–" : ratio(of(name, figure), of(against, figure)));
  const rows = versions.map(({ name, title }) => (Number.isNaN(of(name, "wall"))
    ? [title, `ended after ${limit}`, ...Array(8).fill("–")]
    : [
      title,
      seconds(of(name, "wall")),
      times(name, base, "wall"),
      times(name, "floor", "wall"),
      seconds(of(name, "cpu")),
      times(name, base, "cpu"),
      times(name, "floor", "cpu"),
      mega(of(name, "peak")),
      mega(of(name, "bytes")),
      whole(of(name, "files")),
    ]));
  const head = [
    `${whole(size)} guides`, "Wall, s", "/ ours", "/ floor", "Processor, s", "/ ours", "/ floor",
    "Peak, MB", "Output, MB", "Files",
  ];
  return table(head, rows);
}

/** How the cost of one guide changes with how many there are. */
function growthTable(title, sizes, of) {
  const [first] = sizes;
  const each = (size, figure) => of(size, figure) / size;
  const against = (size, figure) => ratio(each(size, figure), each(first, figure));
  const rows = sizes.map((size) => [
    whole(size),
    seconds(of(size, "wall")),
    (each(size, "wall") * 1000).toFixed(3),
    against(size, "wall"),
    (each(size, "cpu") * 1000).toFixed(3),
    against(size, "cpu"),
    mega(of(size, "peak")),
    (each(size, "peak") / 1000).toFixed(1),
    mega(of(size, "bytes")),
  ]);
  const head = [
    title, "Wall, s", "ms a guide", `/ ${whole(first)}`, "Processor, ms a guide", `/ ${whole(first)}`,
    "Peak, MB", "KB a guide", "Output, MB",
  ];
  return table(head, rows);
}

const seconds = (value) => value.toFixed(value < 10 ? 3 : 1);
const mega = (bytes) => (bytes / 1e6).toFixed(1);
