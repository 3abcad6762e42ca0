// The same guides built by our builder, by others, and by the least that any builder does.
// README.md says what is measured, and what is unfair to whom.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { options } from "../lib/options.mjs";
import { buildersReport } from "./lib/builders-report.mjs";
import { corpus } from "./lib/corpus.mjs";
import { measureBuild } from "./lib/measure-build.mjs";
import { findBuilders } from "./lib/peers.mjs";
import { inTurn } from "./lib/turns.mjs";

const { folder, runs, json, ...values } = options(
  { runs: 3, json: "builders.json" },
  {
    sizes: { type: "string" },
    only: { type: "string" },
    growth: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    limit: { type: "string", default: "250" },
    memory: { type: "string", default: "/dev/shm" },
  },
);
const { growth, limit } = values;
const sizes = (values.sizes ?? (growth ? "1000,10000,100000" : "100,1000,10000")).split(",").map(Number);
const only = values.only?.split(",") ?? (growth ? ["ours", "plain", "floor"] : []);
// Of its own: two runs at once would take away each other's guides.
const memory = await mkdtemp(join(resolve(values.memory), "kb-builders-"));

await mkdir(folder, { recursive: true });
const { builders: found, missing } = await findBuilders(folder, only);
// Of growth, compressing says nothing: it takes each file for itself, and for far longer.
const isKept = ({ name }) => name !== "ours" || !growth || !found.some((one) => one.name === "plain");
const builders = found.filter(isKept);
for (const sentence of missing) process.stderr.write(`${sentence}\n`);
const builds = [];
const load = { before: loadavg() };
try {
  for (const size of sizes) {
    process.stderr.write(`── ${size} guides\n`);
    const forms = [...new Set(builders.map(({ form }) => form))];
    const guides = await corpus(memory, size, forms, Number(values.seed));
    for (const { form, prepare } of builders) await prepare?.(join(memory, form));
    await measureAll(size, guides);
    await rm(memory, { recursive: true, force: true });
  }
} finally {
  process.stderr.write("\n");
  await rm(memory, { recursive: true, force: true });
}
load.after = loadavg();

const machine = { cores: cpus().length, model: cpus()[0].model, load };
const versions = builders.map(({ name, title, version }) => ({ name, title, version }));
const report = { runs, limit, sizes, growth, versions, missing, machine, builds };
await writeFile(json, `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(buildersReport(report));
process.stderr.write(`every figure is in ${json}\n`);

/** Every builder in turn, `runs` times. Who was too slow or failed once is not tried again. */
async function measureAll(size, guides) {
  const dropped = new Set();
  for (let run = 0; run < runs; run += 1) {
    for (const builder of inTurn(builders, run)) {
      if (dropped.has(builder.name)) continue;
      const out = join(memory, "out");
      const log = join(folder, `${builder.name}.log`);
      const content = join(memory, builder.form);
      const figures = await measureBuild(builder, { content, out, log, limit, guides })
        .catch(({ message }) => ({ late: true, failed: message }));
      if (figures.failed) {
        missing.push(`With ${size} guides: ${figures.failed}`);
        process.exitCode = 1;
      }
      builds.push({ size, run, name: builder.name, ...figures });
      if (figures.late) dropped.add(builder.name);
      await rm(out, { recursive: true, force: true });
      process.stderr.write(".");
    }
  }
}
