// The same guides built by our builder, by others, and by the least that any builder does.
// README.md says what is measured, and what is unfair to whom.
import { mkdir, rm, writeFile } from "node:fs/promises";
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
    memory: { type: "string", default: "/dev/shm/kb-builders" },
  },
);
const { growth, limit } = values;
const sizes = (values.sizes ?? (growth ? "1000,10000,100000" : "100,1000,10000")).split(",").map(Number);
const only = values.only?.split(",") ?? (growth ? ["ours", "plain", "floor"] : []);
const memory = resolve(values.memory);

await mkdir(folder, { recursive: true });
const { builders, missing } = await findBuilders(folder, only);
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

/** Every builder in turn, `runs` times. Who was too slow once is not tried again. */
async function measureAll(size, guides) {
  const slow = new Set();
  for (let run = 0; run < runs; run += 1) {
    for (const builder of inTurn(builders, run)) {
      if (slow.has(builder.name)) continue;
      const out = join(memory, "out");
      const log = join(folder, `${builder.name}.log`);
      const content = join(memory, builder.form);
      const figures = await measureBuild(builder, { content, out, log, limit, guides });
      builds.push({ size, run, name: builder.name, ...figures });
      if (figures.late) slow.add(builder.name);
      await rm(out, { recursive: true, force: true });
      process.stderr.write(".");
    }
  }
}
