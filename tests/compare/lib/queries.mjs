// The queries of the content, and whether an engine finds what they must find.
import { readFile } from "node:fs/promises";

/** How many hits are seen at a glance, as in the builder. */
const GLANCE = 3;

/** The English queries of `queries.toml`, each with its `text`, `first` and `among`. */
export async function readQueries(path) {
  const text = await readFile(path, "utf8");
  const tables = text.split(/^\[\[query\]\]$/m).slice(1);
  const queries = tables.map((table) =>
    Object.fromEntries(
      [...table.matchAll(/^(\w+) = (".*?"|'.*?'|\[[^\]]*\])\s*(?:#.*)?$/gm)].map(([, key, value]) => [key, plain(value)]),
    ));
  return queries.filter(({ language }) => language === undefined || language === "en");
}

/** A text or a list of texts, as TOML writes them. */
function plain(value) {
  if (value.startsWith("'")) return value.slice(1, -1);
  return JSON.parse(value.replace(/,\s*\]$/, "]"));
}

/** Counts the queries whose hits are as the list demands. `articles` are those of our index. */
export function asExpected(queries, hits, articles) {
  const places = new Map();
  for (const [at, { address, names }] of articles.entries()) {
    places.set(address.replace(/\/$/, ""), at);
    for (const name of names) {
      const page = `codes/${name.toLowerCase().replaceAll("_", "-")}`;
      if (!places.has(page)) places.set(page, at);
    }
  }
  const place = (address) => places.get(address.replace(/\/$/, ""));
  return queries.filter(({ first, among = [] }, at) => {
    const found = hits[at].map(place);
    const isFirst = first === undefined || found[0] === place(first);
    return isFirst && among.every((page) => found.slice(0, GLANCE).includes(place(page)));
  }).length;
}
