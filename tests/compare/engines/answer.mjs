// Opens the index of one engine and answers queries, in a process of its own; prints what it took.
// Arguments: engine, folder of the indexes, folder of our site, folder of what is installed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** How often the whole list is answered once everything is warm. */
const ROUNDS = 10;

const [name, folder, site, installed] = process.argv.slice(2);
const engine = await import(`./${name}.mjs`);
const context = { site, require: createRequire(join(installed, "package.json")) };
const queries = JSON.parse(await readFile(join(folder, "queries.json"), "utf8"));
const text = await readFile(join(folder, `${name}.index`), "utf8");
const open = await engine.start(context);

/** Does it, and gives what came of it with the milliseconds of processor time it took. */
function timed(work) {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, took: (user + system) / 1000 };
}

const opened = timed(() => open(text));
const find = opened.value;
const first = timed(() => find(queries[0]));
const list = timed(() => queries.map(find));
const warm = timed(() => {
  for (let round = 0; round < ROUNDS; round += 1) queries.forEach((query) => find(query));
});

const figures = {
  open: opened.took,
  first: first.took,
  list: list.took,
  warm: warm.took / ROUNDS,
  hits: list.value,
};
process.stdout.write(JSON.stringify(figures));
