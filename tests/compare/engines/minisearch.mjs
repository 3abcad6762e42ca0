// MiniSearch, with the options its documentation shows: beginnings of words, slips, boosted titles.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const options = {
  idField: "address",
  fields: ["title", "summary", "text"],
  // A list of results shows these two; ours has them in its index as well.
  storeFields: ["title", "summary"],
};
const search = {
  boost: { title: 4, summary: 2 },
  prefix: (term) => term.length > 2,
  fuzzy: (term) => (term.length > 3 ? 0.2 : false),
};

export async function code({ require }) {
  const text = await readFile(join(dirname(require.resolve("minisearch")), "../umd/index.js"), "utf8");
  return require("esbuild").transformSync(text, { minify: true }).code;
}

export async function index({ require, articles }) {
  const engine = new (require("minisearch"))(options);
  engine.addAll(articles);
  return JSON.stringify(engine);
}

export async function start({ require }) {
  const MiniSearch = require("minisearch");
  return (text) => {
    const engine = MiniSearch.loadJSON(text, options);
    return (query) => engine.search(query, search).map(({ id }) => id);
  };
}
