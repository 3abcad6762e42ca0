// The site as `kb-builder build` writes it to the disk, once for each worker.
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const content = resolve(import.meta.dirname, "../../content");
let built;

async function build() {
  const folder = await mkdtemp(join(tmpdir(), "kb-built-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const dist = join(folder, "dist");
  await promisify(execFile)(process.env.KB_BUILDER, ["--content", content, "--out", dist, "-q", "build"]);
  return { dist };
}

/** The folder of the built site. */
export function openBuilt() {
  built ??= build();
  return built;
}
