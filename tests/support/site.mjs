// A site of our own content, served by the built kb-builder on a free port.
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const content = resolve(import.meta.dirname, "../../content");

/**
 * Builds and serves the content. `settings` stands in the place of the tables `[sign-in]` and
 * `[limits]`, `languages` are more languages for it, `top` are lines before all tables.
 * Returns the address, without a slash at its end, and a function that ends it.
 */
export async function serveSite({ settings, languages = [], top = "" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "kb-site-"));
  await cp(content, join(folder, "content"), { recursive: true });
  const file = join(folder, "content/site.toml");
  const text = await readFile(file, "utf8");
  const at = text.indexOf("[sign-in]");
  const more = languages.map((language) => `[languages.${language}]\nflows = []\n\n`).join("");
  await writeFile(file, `${top}${text.slice(0, at)}${more}${settings ?? text.slice(at)}`);
  return serveFolder(folder);
}

/**
 * Builds and serves what `content` in a folder holds. Ending it removes the folder.
 */
export async function serveFolder(folder) {
  const builder = spawn(process.env.KB_BUILDER, ["serve", "--port", "0", "--no-reload"], { cwd: folder });
  let said = "";
  const address = await new Promise((found, failed) => {
    const listen = (bytes) => {
      said += bytes;
      const match = /serving on (http:\S+?)\/? /.exec(said);
      if (match) found(match[1]);
    };
    builder.stdout.on("data", listen);
    builder.stderr.on("data", listen);
    builder.on("exit", () => failed(new Error(`kb-builder ended:\n${said}`)));
  });
  const stop = async () => {
    builder.removeAllListeners("exit");
    builder.kill();
    await new Promise((ended) => builder.once("close", ended));
    await rm(folder, { recursive: true, force: true });
  };
  return { address, folder, stop };
}
