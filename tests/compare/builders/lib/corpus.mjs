// A folder with the same guides in several forms.
import { join } from "node:path";
import { writeForm } from "./forms.mjs";
import { guidesOf } from "./guides.mjs";

/** Writes `count` guides in each of these forms, and gives the guides. */
export async function corpus(folder, count, forms, seed) {
  const guides = guidesOf(seed, count);
  for (const form of forms) await writeForm(form, guides, join(folder, form));
  return guides;
}
