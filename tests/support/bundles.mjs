// Bundles as their users have them: made by the built kb-builder, unpacked, in a folder whose name
// nobody would choose for a web server.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

/** The folder of our content. */
export const content = resolve(import.meta.dirname, "../../content");
const run = promisify(execFile);

/** A folder of its own for one worker, gone when that ends. */
export async function makeFolder() {
  const top = await mkdtemp(join(tmpdir(), "kb-bundle-"));
  process.once("exit", () => rmSync(top, { recursive: true, force: true }));
  const folder = join(top, "Jörg's files #1, 100% & more");
  await mkdir(folder);
  return folder;
}

/** Makes a bundle in a folder, and gives its path. */
export async function makeBundle(folder, target, name, ...more) {
  const out = join(folder, name);
  const args = ["--content", content, "--out", out, "-q", "bundle", "--target", target, ...more];
  await run(process.env.KB_BUILDER, args);
  return out;
}

/** Unpacks a zip beside itself. */
export async function unpack(zip) {
  const folder = zip.replace(/\.zip$/, "");
  await run("python3", ["-m", "zipfile", "-e", zip, folder]);
  return folder;
}

/** The address of a file on this disk. */
export const addressOf = (...path) => pathToFileURL(join(...path)).href;
