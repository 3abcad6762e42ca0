// Writes support guides that nobody wrote, the same text in the form of each builder:
//   node builders/generate.mjs --guides 1000 --out FOLDER [--seed 1] [--forms ours,hugo]
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { corpus } from "./lib/corpus.mjs";
import { formNames } from "./lib/forms.mjs";

const { values } = parseArgs({
  options: {
    guides: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    forms: { type: "string", default: formNames.join(",") },
    out: { type: "string" },
  },
});
if (!values.out) throw new Error("--out names the folder");
const folder = resolve(values.out);
const forms = values.forms.split(",");
await corpus(folder, Number(values.guides), forms, Number(values.seed));
for (const form of forms) process.stdout.write(`${join(folder, form)}\n`);
