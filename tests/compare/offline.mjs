// The same questions and guides opened from a disk: our two kinds of one file, and Material for MkDocs
// with its plugin `offline`. README.md says what is measured, and what is unfair to whom.
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { forPythonMarkdown } from "./lib/articles.mjs";
import { slowdown, startBrowser } from "./lib/measure.mjs";
import { offlineReport } from "./lib/offline-report.mjs";
import { forget, openDisk, weightOf } from "./lib/open-disk.mjs";
import { options } from "./lib/options.mjs";
import { runCommand } from "./lib/run-command.mjs";
import { buildBundle, buildMaterialOffline, here, installNode, installedVersion } from "./lib/workshop.mjs";

const { folder, runs, json } = options({ runs: 9, json: "offline.json" });

/** The flow that is in all of them. */
const flow = "caa20004";
/** What is typed into each search. */
const query = "clock";

const require = await installNode(folder);
const markdown = await readFile(await buildBundle(folder, "markdown", flow, "offline.md"), "utf8");
const site = await buildMaterialOffline(folder, forPythonMarkdown(markdown));
/** The first answer of the first question: all must show the same. */
const [, text] = /^- \[([^\]]+)\]\(#/m.exec(markdown);

/** What is opened of each, and what has to be on the screen for each thing that is measured. */
const sides = {
  checker: {
    path: await buildBundle(folder, "single", flow, "offline.single.html"),
    question: {
      link: { selector: "#all .kb-answers a", text },
      answer: {
        selector: "[data-checker] input[type=radio]",
        text,
        // It is painted a moment before it says that it takes answers.
        once: "[data-checker][data-mode=wasm] input:enabled",
      },
    },
    search: { field: "[data-search] input", result: "[data-search-results] a" },
  },
  plain: {
    path: await buildBundle(folder, "static", flow, "offline.static.html"),
    question: { link: { selector: "main section li a", text } },
  },
  material: {
    path: join(site, "index.html"),
    question: { link: { selector: ".md-content li a", text } },
    search: { field: ".md-search__input", result: ".md-search-result__link" },
  },
};

/** Everything that is opened for: a question that can be answered, or a search that has a result. */
const tasks = Object.entries(sides).flatMap(([name, { path, question, search }]) => [
  { name, goal: "question", path, marks: question },
  ...(search
    ? [{
        name,
        goal: "search",
        path,
        marks: { result: { selector: search.result, text: "" } },
        search: { field: search.field, query },
      }]
    : []),
]);

const load = { before: loadavg() };
const browser = await startBrowser(require("playwright-core"));
const requirements = await readFile(join(here, "requirements.txt"), "utf8");
const versions = {
  node: process.version,
  chromium: browser.version(),
  material: /^mkdocs-material==(.*)$/m.exec(requirements)[1],
  iframeWorker: await installedVersion(folder, "iframe-worker"),
};
const weights = [];
const loads = [];
try {
  // The first load of each is only for what is read. Made just now, a file would stay in memory.
  for (const task of tasks) {
    const { files } = await openDisk(browser, task.path, { ...task, quiet: true });
    await runCommand("sync", files);
    task.files = files;
    const [opened, read] = [await weightOf([task.path]), await weightOf(files)];
    weights.push({ name: task.name, goal: task.goal, opened, read });
  }
  for (let run = 0; run < runs; run += 1) {
    for (const rate of [1, slowdown]) {
      for (const task of inTurn(tasks, run)) {
        await forget(task.files);
        const { times, scrolls } = await openDisk(browser, task.path, { ...task, slowdown: rate });
        loads.push({ run, slowdown: rate, name: task.name, goal: task.goal, times, scrolls });
        process.stderr.write(".");
      }
    }
  }
} finally {
  process.stderr.write("\n");
  await browser.close();
}
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const report = { runs, flow, query, slowdown, versions, machine, weights, loads };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(offlineReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** The list, begun one place later each turn, so that none always comes first. */
function inTurn(list, turn) {
  const start = turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
