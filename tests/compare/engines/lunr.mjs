// lunr, asked for words, beginnings of words and words with one slip, as its guide shows.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export const code = ({ require }) =>
  readFile(join(dirname(require.resolve("lunr")), "lunr.min.js"), "utf8");

export async function index({ require, articles }) {
  const built = require("lunr")(function () {
    this.ref("address");
    this.field("title", { boost: 4 });
    this.field("summary", { boost: 2 });
    this.field("text");
    for (const article of articles) this.add(article);
  });
  // lunr stores no fields; a list of results shows these two.
  const shown = Object.fromEntries(articles.map(({ address, title, summary }) => [address, [title, summary]]));
  return JSON.stringify({ built, shown });
}

export async function start({ require }) {
  const lunr = require("lunr");
  return (text) => {
    const engine = lunr.Index.load(JSON.parse(text).built);
    return (query) => {
      const words = lunr.tokenizer(query).map(String);
      const hits = engine.query((asked) => {
        for (const word of words) {
          asked.term(word, { boost: 10 });
          if (word.length > 2) {
            asked.term(word, { boost: 5, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING });
          }
          if (word.length > 3) asked.term(word, { boost: 1, editDistance: 1 });
        }
      });
      return hits.map(({ ref }) => ref);
    };
  };
}
