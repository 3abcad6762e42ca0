// One change of one guide, and how long it takes to be served.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathIn } from "./forms.mjs";

/** How long the list of all guides is waited for, in seconds. */
const LIST = 20;

/** A server with the settings that it comes with, and with those that make it quicker. */
export function variants(builder) {
  if (builder.name !== "zola") return [builder];
  const serve = (...place) => [...builder.serve(...place), "--fast"];
  return [builder, { ...builder, name: "zola-fast", title: "Zola --fast", serve }];
}

/** The address of the page of a guide. */
export const address = (builder, { slug }) => builder.page(slug).replace(/index\.html$/, "");

/**
 * Changes a sentence or the title of a guide, and gives the ms from saving until its page has it, for
 * a title also until the list has it, and what the server used of the processor until it rests.
 * Nothing stands for what did not come in `patience` seconds.
 */
export async function change(builder, server, content, { guide, what, mark, patience }) {
  const file = join(content, pathIn(builder.form, guide.slug));
  const before = await readFile(file, "utf8");
  const after = what === "text"
    ? before.replace("There is [more", `${mark}. There is [more`)
    : before.replace(guide.title, mark);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  const used = await server.used();
  const started = performance.now();
  await writeFile(file, after);
  const isThere = await server.until(address(builder, guide), mark, patience);
  const page = isThere ? performance.now() - started : null;
  let list;
  if (what === "title" && builder.list) {
    const isListed = isThere && await server.until(builder.list, mark, LIST);
    list = isListed ? performance.now() - started : null;
  }
  const processor = (await server.resting(patience)) - used;
  return { page, list, processor };
}
