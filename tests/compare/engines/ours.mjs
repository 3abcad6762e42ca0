// Our own engine, as the site publishes it: one script for the index, one for the search.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

/** The published script whose name begins so. */
async function script(site, name) {
  const assets = join(site, "assets");
  const file = (await readdir(assets)).find((file) => new RegExp(`^${name}\\.\\w+\\.js$`).test(file));
  if (!file) throw new Error(`${assets} holds no ${name}.….js: this site has no search`);
  return readFile(join(assets, file), "utf8");
}

/** What a browser loads of the engine itself. */
export const code = ({ site }) => script(site, "search");
/** What it loads of the index. */
export const index = ({ site }) => script(site, "search-en");

/** Gets the engine ready; the function it gives opens an index. */
export async function start({ site }) {
  runInThisContext(await code({ site }));
  return (text) => {
    runInThisContext(text);
    const engine = globalThis.kbSearch(globalThis.kbSearchIndex);
    return (query) => engine.find(query).map(({ address }) => address);
  };
}

/** The articles that are in our index: address, title, and the names of the codes they are about. */
export async function articles({ site }) {
  runInThisContext(await code({ site }));
  runInThisContext(await index({ site }));
  const { articles } = globalThis.kbSearch(globalThis.kbSearchIndex);
  return articles.map(({ address, title, summary, names }) => ({ address, title, summary, names }));
}
