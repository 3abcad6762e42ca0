// One guide of many is changed while a builder serves them: how long until its page has the new text.
// README.md says what is measured, and what is unfair to whom.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join, relative, resolve } from "node:path";
import { options } from "../lib/options.mjs";
import { writeForm } from "./lib/forms.mjs";
import { guidesOf } from "./lib/guides.mjs";
import { measureBuild } from "./lib/measure-build.mjs";
import { findBuilders } from "./lib/peers.mjs";
import { inTurn } from "./lib/turns.mjs";
import { address, change, variants } from "./lib/watch-changes.mjs";
import { startServer } from "./lib/watch-server.mjs";
import { watchingReport } from "./lib/watching-report.mjs";

const { folder, runs, json, ...values } = options(
  { runs: 5, json: "watching.json" },
  {
    guides: { type: "string", default: "10000" },
    only: { type: "string", default: "ours,plain,hugo,current,zola,eleventy" },
    seed: { type: "string", default: "1" },
    limit: { type: "string", default: "300" },
    patience: { type: "string", default: "120" },
    memory: { type: "string", default: "/dev/shm" },
  },
);
const limit = Number(values.limit);
const patience = Number(values.patience);
// Of its own: two runs at once would take away each other's guides.
const memory = await mkdtemp(join(resolve(values.memory), "kb-watching-"));

await mkdir(folder, { recursive: true });
const { builders, missing } = await findBuilders(folder, values.only.split(","));
for (const sentence of missing) process.stderr.write(`${sentence}\n`);
const guides = guidesOf(Number(values.seed), Number(values.guides));
const load = { before: loadavg() };
const serving = [];
const changes = [];
const full = [];
const files = { compared: 0, different: [] };
try {
  for (const builder of builders.filter(({ serve }) => serve).flatMap(variants)) {
    process.stderr.write(`── ${builder.title}\n`);
    serving.push(await start(builder));
  }
  for (const [at, what] of ["text", "title"].entries()) {
    for (let run = 0; run < runs; run += 1) {
      const guide = guides[Math.floor(((run + 0.5) * guides.length) / runs)];
      for (const one of inTurn(serving.filter(({ server }) => server), run)) {
        await changeOnce(one, guide, what, at * runs + run);
      }
    }
  }
  const ours = serving.find(({ builder }) => builder.name === "ours");
  // `serve` makes no compressed forms, so the build that makes none is the one to compare with.
  const whole = builders.find(({ name }) => name === "plain") ?? ours?.builder;
  if (ours) await compareWithFull(ours, whole);
} finally {
  process.stderr.write("\n");
  for (const { server } of serving) await server?.stop();
  await rm(memory, { recursive: true, force: true });
}
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const versions = serving.map(({ builder: { name, title, version }, server }) =>
  ({ name, title, version, start: server?.ready ?? null }));
const report = { runs, guides: guides.length, limit, patience, versions, missing, machine, full, files, changes };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(watchingReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** A server with a folder of its own: what is changed for one must not wake another. */
async function start(builder) {
  const content = join(memory, builder.name);
  const out = join(memory, `${builder.name}-out`);
  const log = join(folder, `${builder.name}-serve.log`);
  await writeForm(builder.form, guides, content);
  await builder.prepare?.(content);
  const path = address(builder, guides[0]);
  const server = await startServer(builder, { content, out, log, limit, path })
    .catch(({ message }) => {
      missing.push(message);
      process.exitCode = 1;
      return null;
    });
  return { builder, content, server };
}

async function changeOnce({ builder, server, content }, guide, what, number) {
  const mark = `${what === "text" ? "Watched" : "Titled"} ${builder.name.replaceAll("-", " ")} ${number}`;
  const figures = await change(builder, server, content, { guide, what, mark, patience });
  changes.push({ name: builder.name, what, number, slug: guide.slug, ...figures });
  process.stderr.write(figures.page === null ? "!" : ".");
}

/** What is served after all the changes must be what a build from nothing gives, which is timed. */
async function compareWithFull({ content, server }, builder) {
  const out = join(memory, "full");
  const log = join(folder, "ours-full.log");
  // The first guide has its title still.
  const whole = { content, out, log, limit, guides: guides.slice(0, 1) };
  for (let run = 0; run < 3; run += 1) {
    full.push({ name: builder.name, ...(await measureBuild(builder, whole)) });
  }
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile() && isServed(found))) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(out, path);
    const answer = await server.asked(name.replace(/(^|\/)index\.html$/, "$1"));
    files.compared += 1;
    if (!answer?.body.equals(await readFile(path))) files.different.push(name);
  }
}

/**
 * Whether a file is there for visitors: no settings for a server, no form of another file, and not the
 * page for wrong addresses, in whose place `serve` says a sentence.
 */
function isServed({ name, parentPath }) {
  const isOther = /^\.|\.(br|gz|config)$|^staticwebapp|^404\.html$/.test(name);
  return !isOther && !parentPath.endsWith("/hosting");
}
