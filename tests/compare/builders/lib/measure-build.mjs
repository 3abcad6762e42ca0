// One build from nothing: what it took, and what there is afterwards.
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../lib/run-command.mjs";

const program = join(import.meta.dirname, "../measured.py");

/**
 * Builds `content` into `out`, which is not there before, and gives seconds, bytes and files.
 * `late` says that it was ended after `limit` seconds. `log` gets what the builder says.
 */
export async function measureBuild(builder, { content, out, log, limit, guides }) {
  await rm(out, { recursive: true, force: true });
  const command = [program, log, String(limit), ...builder.build(content, out)];
  const options = builder.inside ? { cwd: content } : {};
  const figures = JSON.parse(await runCommand("python3", command, options));
  if (figures.late) return { late: true, wall: limit };
  if (figures.code !== 0) {
    const said = await readFile(log, "utf8");
    throw new Error(`${builder.title} ended with ${figures.code}:\n${said.slice(-4000)}`);
  }
  await checkPages(builder, out, guides);
  const { user, system, wall, peak } = figures;
  return { wall, cpu: user + system, user, system, peak, ...(await sizeOf(out)) };
}

/** Fails unless the first, the middle and the last guide are there, with all that is compared. */
async function checkPages(builder, out, guides) {
  for (const { slug, title } of [guides[0], guides[guides.length >> 1], guides.at(-1)]) {
    const page = await readFile(join(out, builder.page(slug)), "utf8");
    const isWhole = page.includes(title) && page.includes('href="#')
      && (!builder.highlights || /<code[^>]*>[^]*?<span/.test(page));
    if (!isWhole) throw new Error(`${builder.title} left something out of ${slug}`);
  }
  const names = await readdir(out, { recursive: true });
  if (!names.some((name) => builder.index.test(name))) {
    throw new Error(`${builder.title} made no index of the search: nothing is like ${builder.index}`);
  }
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(file.parentPath, file.name))).size;
  return { files: files.length, bytes };
}
