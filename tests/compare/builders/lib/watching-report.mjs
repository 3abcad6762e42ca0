// What a change of one guide took, as tables to read.
import { median, ratio, table, whole } from "../../lib/figures.mjs";

/** The report of one run of all servers. */
export function watchingReport({ runs, guides, patience, versions, missing, machine, starts, full, compared, different, changes }) {
  const build = full.length > 0 ? median(full.map(({ wall }) => wall)) * 1000 : null;
  const of = (name, what, figure) => {
    const all = changes.filter((change) => change.name === name && change.what === what);
    const times = all.map((change) => change[figure]);
    return times.length === 0 || times.includes(null) ? NaN : median(times);
  };
  const cell = (value) => (Number.isNaN(value) ? "never" : whole(value));
  const against = (value, ours) => (Number.isNaN(value) ? "–" : ratio(value, ours));
  const rows = versions.map(({ name, title }) => {
    const figures = [of(name, "text", "page"), of(name, "title", "page"), of(name, "title", "list")];
    const own = [of("ours", "text", "page"), of("ours", "title", "page"), of("ours", "title", "list")];
    return starts[name] === null
      ? [title, "never", ...Array(6).fill("–")]
      : [
        title,
        (starts[name] / 1000).toFixed(1),
        ...figures.flatMap((value, at) => [cell(value), name === "ours" ? "–" : against(value, own[at])]),
      ];
  });
  const head = [
    `${whole(guides)} guides`, "Start, s", "Text, ms", "/ ours", "Title, ms", "/ ours",
    "Title in the list, ms", "/ ours",
  ];
  const share = build === null
    ? "Ours was not among them, so there is no whole build to compare with."
    : wholeBuild(build, (figure) => of("ours", figure, figure === "text" ? "page" : "list"));
  const equal = different.length === 0
    ? `All ${whole(compared)} files that ours serves after the changes are as a whole build makes them, byte for byte.`
    : `${different.length} of ${compared} files are not as a whole build makes them: ${different.slice(0, 10).join(", ")}.`;
  const load = machine.load;
  return [
    `Medians of ${runs} changes each, from saving until the new text is in the bytes of the page. “Never” is not within ${patience} s, in the list 20 s. ` +
      `${machine.cores} cores, load ${load.before[0].toFixed(1)} before and ${load.after[0].toFixed(1)} after.`,
    versions.map(({ title, version }) => `${title} ${version}`).join(" · "),
    table(head, rows),
    share,
    ...(build === null ? [] : [equal]),
    ...missing,
    "",
  ].join("\n\n");
}

/** What a change takes of a whole build. */
function wholeBuild(build, of) {
  const part = (what) => `${((of(what) / build) * 100).toFixed(1)} %`;
  return `A whole build of ours takes ${whole(build)} ms. A change of a text takes ${part("text")} of it, one of a title ${part("title")} until the list has it.`;
}
