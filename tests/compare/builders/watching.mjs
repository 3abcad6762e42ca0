// One guide of many is changed while a builder serves them: how long until its page has the new text.
// README.md says what is measured, and what is unfair to whom.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { options } from "../lib/options.mjs";
import { corpus } from "./lib/corpus.mjs";
import { pathIn } from "./lib/forms.mjs";
import { measureBuild } from "./lib/measure-build.mjs";
import { findBuilders } from "./lib/peers.mjs";
import { watchingReport } from "./lib/watching-report.mjs";
import { startServer } from "./lib/watch-server.mjs";

/** How long a server rests before the next change, in ms: longer than any waits for more of them. */
const REST = 1500;

const { folder, runs, json, ...values } = options(
  { runs: 5, json: "watching.json" },
  {
    guides: { type: "string", default: "10000" },
    only: { type: "string" },
    seed: { type: "string", default: "1" },
    limit: { type: "string", default: "300" },
    patience: { type: "string", default: "120" },
    memory: { type: "string", default: "/dev/shm/kb-watching" },
  },
);
const size = Number(values.guides);
const limit = Number(values.limit);
const patience = Number(values.patience);
const memory = resolve(values.memory);
const list = "guides/";

await mkdir(folder, { recursive: true });
const only = values.only?.split(",") ?? ["ours", "hugo", "current", "zola", "eleventy"];
const { builders, missing } = await findBuilders(folder, only);
const serving = builders.filter(({ serve }) => serve).flatMap(variants);
for (const sentence of missing) process.stderr.write(`${sentence}\n`);
const load = { before: loadavg() };
const changes = [];
const starts = {};
const full = [];
const different = [];
let compared = 0;
try {
  const forms = [...new Set(serving.map(({ form }) => form))];
  const guides = await corpus(memory, size, forms, Number(values.seed));
  for (const { form, prepare } of builders) await prepare?.(join(memory, form));
  for (const builder of serving) {
    process.stderr.write(`── ${builder.title}\n`);
    await watch(builder, guides);
  }
} finally {
  process.stderr.write("\n");
  await rm(memory, { recursive: true, force: true });
}
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const versions = serving.map(({ name, title, version }) => ({ name, title, version }));
const report = { runs, guides: size, limit, patience, versions, missing, machine, starts, full, compared, different, changes };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(watchingReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** A server with the settings that it comes with, and with those that make it quicker. */
function variants(builder) {
  if (builder.name !== "zola") return [builder];
  const with_ = (name, title, more) => ({
    ...builder,
    name,
    title,
    serve: (...place) => [...builder.serve(...place), ...more],
  });
  return [
    builder,
    with_("zola-fast", "Zola --fast", ["--fast"]),
    with_("zola-fastest", "Zola --fast --debounce 1", ["--fast", "--debounce", "1"]),
  ];
}

/** Changes one guide after the other, first texts, then titles. Each is put back as it was. */
async function watch(builder, guides) {
  const content = join(memory, builder.form);
  const out = join(memory, "served");
  const log = join(folder, `${builder.name}-serve.log`);
  await rm(out, { recursive: true, force: true });
  const address = (guide) => builder.page(guide.slug).replace(/index\.html$/, "");
  const server = await startServer(builder, { content, out, log, limit, path: address(guides[0]) });
  starts[builder.name] = server?.ready ?? null;
  if (!server) return;
  const files = new Map();
  try {
    for (let run = 0; run < runs * 2; run += 1) {
      const what = run < runs ? "text" : "title";
      const guide = guides[Math.floor(((run % runs) + 0.5) * guides.length / runs)];
      const file = join(content, pathIn(builder.form, guide.slug));
      const before = files.get(file) ?? await readFile(file, "utf8");
      files.set(file, before);
      const mark = `${what === "text" ? "Watched" : "Titled"} ${builder.name.replaceAll("-", " ")} ${run}`;
      const after = what === "text"
        ? before.replace("There is [more", `${mark}. There is [more`)
        : before.replace(guide.title, mark);
      await sleep(REST);
      await writeFile(file, after);
      const page = await server.until(address(guide), mark, patience);
      const shown = what === "title" && page !== null ? await listed(server, page, mark) : undefined;
      changes.push({ name: builder.name, run, what, slug: guide.slug, page, list: shown });
      process.stderr.write(page === null ? "!" : ".");
      if (page === null) break;
    }
    if (builder.name === "ours") await compareWithFull(builder, content, server, guides);
  } finally {
    await server.stop();
    for (const [file, text] of files) await writeFile(file, text);
    await rm(out, { recursive: true, force: true });
  }
}

/** How long until the list of all guides has the new title, from the same moment. */
async function listed(server, page, title) {
  const started = performance.now();
  const more = await server.until(list, title, Math.min(patience, 20));
  return more === null ? null : page + (performance.now() - started);
}

/** What is served after all the changes must be what a build from nothing gives, which is timed. */
async function compareWithFull(builder, content, server, guides) {
  await sleep(REST);
  const out = join(memory, "full");
  const log = join(folder, "ours-full.log");
  // The first guide has its title still.
  const whole = { content, out, log, limit, guides: guides.slice(0, 1) };
  for (let run = 0; run < 3; run += 1) {
    full.push(await measureBuild(builder, whole));
  }
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile() && isServed(found))) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(out, path);
    const answer = await server.asked(name.replace(/(^|\/)index\.html$/, "$1"));
    compared += 1;
    if (!answer?.body.equals(await readFile(path))) different.push(name);
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
