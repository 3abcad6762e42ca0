// The same five articles in our site, in Material for MkDocs and in Starlight, side by side.
// README.md says what is measured, and what is unfair to whom.
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { chosen, forMaterial, forStarlight, readArticles } from "./lib/articles.mjs";
import { loadArticle, network, search, slowdown, startBrowser } from "./lib/measure.mjs";
import { options } from "./lib/options.mjs";
import { pageReport } from "./lib/page-report.mjs";
import { compressSite, serve } from "./lib/serve.mjs";
import {
  buildMaterial, buildOurs, buildStarlight, here, installNode, installedVersion, repository,
} from "./lib/workshop.mjs";

const { folder, runs, json } = options({ runs: 5, json: "pages.json" });

/** What is typed into each search. */
const query = "clock";

/** How one searches on each site: the page, what opens the field, the field, a result. */
const searches = {
  ours: { path: "search/", field: "[data-search] input", result: "[data-search-results] a" },
  material: { path: "", field: ".md-search__input", result: ".md-search-result__link" },
  starlight: {
    path: "",
    open: "button[data-open-modal]",
    field: ".pagefind-ui__search-input",
    result: ".pagefind-ui__result-link",
  },
};

const require = await installNode(folder);
const articles = await readArticles(join(repository, "content"));
const sites = {
  ours: await buildOurs(folder),
  material: await buildMaterial(folder, articles, forMaterial),
  starlight: await buildStarlight(folder, articles, forStarlight),
};
// Ours is published with compressed files already.
await compressSite(sites.material);
await compressSite(sites.starlight);

const names = Object.keys(sites);
const load = { before: loadavg() };
const browser = await startBrowser(require("playwright-core"));
const servers = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await serve(sites[name])])),
);
const requirements = await readFile(join(here, "requirements.txt"), "utf8");
const versions = {
  node: process.version,
  chromium: browser.version(),
  material: /^mkdocs-material==(.*)$/m.exec(requirements)[1],
  starlight: await installedVersion(folder, "@astrojs/starlight"),
  astro: await installedVersion(folder, "astro"),
};
const loads = [];
const queries = [];
try {
  for (let run = 0; run < runs; run += 1) {
    for (const [at, { slug, summary }] of articles.entries()) {
      for (const name of inTurn(names, run + at)) {
        const figures = await loadArticle(browser, servers[name], `guides/${slug}/`, summary);
        loads.push({ run, slug, name, ...figures });
        process.stderr.write(".");
      }
    }
    for (const name of inTurn(names, run)) {
      const figures = await search(browser, servers[name], searches[name], query);
      if (figures) queries.push({ run, name, ...figures });
      process.stderr.write(".");
    }
  }
} finally {
  process.stderr.write("\n");
  await browser.close();
  await Promise.all(Object.values(servers).map(({ stop }) => stop()));
}
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const report = { runs, query, network, slowdown, versions, machine, chosen, loads, queries };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(pageReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** The list, begun one place later each turn, so that none always comes first. */
function inTurn(list, turn) {
  const start = turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
