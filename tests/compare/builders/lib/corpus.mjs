// A folder with the same guides in several forms.
import { join } from "node:path";
import { writeForm } from "./forms.mjs";
import { guide } from "./guides.mjs";

/** Writes `count` guides in each of these forms, and gives the guides. */
export async function corpus(folder, count, forms, seed) {
  if (!Number.isInteger(count) || count < 1) throw new Error(`so many guides cannot be: ${count}`);
  const guides = Array.from({ length: count }, (_, at) => guide(seed, at + 1, count));
  for (const form of forms) await writeForm(form, guides, join(folder, form));
  return guides;
}
