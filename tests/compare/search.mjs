// Our search side by side with MiniSearch and lunr, on the same articles.
// README.md says what is measured, and what is unfair to whom.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import * as lunr from "./engines/lunr.mjs";
import * as minisearch from "./engines/minisearch.mjs";
import * as ours from "./engines/ours.mjs";
import { options } from "./lib/options.mjs";
import { pageText } from "./lib/page-text.mjs";
import { asExpected, readQueries } from "./lib/queries.mjs";
import { runCommand } from "./lib/run-command.mjs";
import { searchReport } from "./lib/search-report.mjs";
import { compressed } from "./lib/serve.mjs";
import { buildOurs, here, installNode, installedVersion, repository } from "./lib/workshop.mjs";

const { folder, runs, json } = options({ runs: 15, json: "search.json" });
const engines = { ours, minisearch, lunr };
const names = Object.keys(engines);

const require = await installNode(folder);
const site = await buildOurs(folder);
const queries = await readQueries(join(repository, "content/queries.toml"));
const articles = await Promise.all(
  (await ours.articles({ site })).map(async (article) => {
    const html = await readFile(join(site, article.address, "index.html"), "utf8");
    return { ...article, text: pageText(html) };
  }),
);

const work = join(folder, "search");
await mkdir(work, { recursive: true });
await writeFile(join(work, "queries.json"), JSON.stringify(queries.map(({ text }) => text)));

const context = { site, require, articles };
const sizes = {};
const versions = {
  node: process.version,
  minisearch: await installedVersion(folder, "minisearch"),
  lunr: await installedVersion(folder, "lunr"),
};
for (const name of names) {
  const index = await engines[name].index(context);
  await writeFile(join(work, `${name}.index`), index);
  sizes[name] = { index: await size(index), code: await size(await engines[name].code(context)) };
}

const load = { before: loadavg() };
const answers = [];
for (let run = 0; run < runs; run += 1) {
  for (let at = 0; at < names.length; at += 1) {
    // Each time another one begins, so that none always comes first.
    const name = names[(run + at) % names.length];
    const args = [join(here, "engines/answer.mjs"), name, work, site, folder];
    const { hits, ...took } = JSON.parse(await runCommand(process.execPath, args));
    answers.push({ run, name, took, expected: asExpected(queries, hits, articles) });
    process.stderr.write(".");
  }
}
process.stderr.write("\n");
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const counts = { articles: articles.length, queries: queries.length };
const report = { runs, versions, machine, counts, sizes, answers };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(searchReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** The bytes of a text, plain and compressed. */
async function size(text) {
  const bytes = Buffer.from(text);
  const level = { level: constants.Z_BEST_COMPRESSION };
  return {
    plain: bytes.length,
    gzip: (await promisify(gzip)(bytes, level)).length,
    brotli: (await compressed(bytes)).length,
  };
}
