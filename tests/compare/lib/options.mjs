// What the scripts take on the command line.
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const shape = {
  folder: { type: "string", default: join(tmpdir(), "kb-compare") },
  runs: { type: "string" },
  json: { type: "string" },
};

/**
 * `--folder` to work in, `--runs` and `--json`, the file for the figures, with their defaults.
 * `more` are options of one script alone, as `parseArgs` takes them.
 */
export function options({ runs, json }, more = {}) {
  const { values } = parseArgs({ options: { ...shape, ...more } });
  const folder = resolve(values.folder);
  const count = Number(values.runs ?? runs);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`--runs takes a whole number above nought, not ${values.runs}`);
  }
  return { ...values, folder, runs: count, json: resolve(values.json ?? join(folder, json)) };
}
