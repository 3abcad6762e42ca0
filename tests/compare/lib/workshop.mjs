// The folder that everything is made in, and what is installed there.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { runCommand } from "./run-command.mjs";

/** The folder of this comparison in the repository. */
export const here = resolve(import.meta.dirname, "..");
/** The top of the repository. */
export const repository = resolve(here, "../..");

/** The icon of all three sites. */
const icon = join(repository, "static/icon.svg");

const say = (text) => process.stderr.write(`── ${text}\n`);

/** Does `work` unless it was done already with the same text of `inputs`. */
async function once(folder, name, inputs, work) {
  const stamp = join(folder, `.${name}`);
  const texts = await Promise.all(inputs.map((file) => readFile(join(here, file), "utf8")));
  const wanted = texts.join("\n");
  const found = await readFile(stamp, "utf8").catch(() => "");
  if (found === wanted) return;
  await rm(stamp, { force: true });
  await work();
  await writeFile(stamp, wanted);
}

/** Installs what package-lock.json names, and gives the function that loads it. */
export async function installNode(folder) {
  await mkdir(folder, { recursive: true });
  await once(folder, "node", ["package.json", "package-lock.json"], async () => {
    say("npm ci");
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(join(here, file), join(folder, file));
    }
    await runCommand("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
  });
  return createRequire(join(folder, "package.json"));
}

/** The version of a package that is installed there. */
export async function installedVersion(folder, name) {
  const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8");
  return JSON.parse(text).version;
}

/** Installs what requirements.txt names, and gives the folder of its programs. */
export async function installPython(folder) {
  const venv = join(folder, "venv");
  await once(folder, "python", ["requirements.txt"], async () => {
    say("pip install");
    await rm(venv, { recursive: true, force: true });
    await runCommand(process.env.PYTHON ?? "python3", ["-m", "venv", venv]);
    const args = ["install", "--quiet", "--no-deps", "-r", join(here, "requirements.txt")];
    await runCommand(join(venv, "bin/pip"), args);
  });
  return join(venv, "bin");
}

/** The builder of our site, built first if none is named; `release` is the one that is published. */
export async function builderOf(profile = "dev") {
  say("our builder");
  if (!process.env.KB_BUILDER) {
    const args = ["build", "--locked", "--package", "kb-builder", "--profile", profile];
    await runCommand("cargo", args, { cwd: repository });
  }
  const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? "target");
  const built = join(target, profile === "dev" ? "debug" : profile, "kb-builder");
  return resolve(process.env.KB_BUILDER ?? built);
}

/** Builds our site from its whole content, and gives its folder. */
export async function buildOurs(folder) {
  const builder = await builderOf();
  say("our site");
  const out = join(folder, "ours");
  await runCommand(builder, ["build", "--content", join(repository, "content"), "--out", out]);
  return out;
}

/** Builds the articles with Material for MkDocs, and gives the folder of the site. */
export async function buildMaterial(folder, articles, convert) {
  const programs = await installPython(folder);
  say("Material for MkDocs");
  const project = await freshProject(folder, "material", ["mkdocs.yml"]);
  await writeArticles(join(project, "docs/guides"), articles, convert);
  const list = articles.map(({ slug, title }) => `- [${title}](guides/${slug}.md)`).join("\n");
  await copyFile(icon, join(project, "docs/icon.svg"));
  await writeFile(join(project, "docs/index.md"), `# Sign-in help\n\n${list}\n`);
  await runCommand(join(programs, "mkdocs"), ["build", "--quiet", "--strict"], { cwd: project });
  return join(project, "site");
}

/** Puts a flow into one file or one text, and gives its path. */
export async function buildBundle(folder, target, flow, name) {
  const builder = await builderOf();
  say(`our bundle ${target}`);
  const out = join(folder, name);
  const args = ["--content", join(repository, "content"), "--out", out, "--quiet", "bundle"];
  await runCommand(builder, [...args, "--target", target, "--flow", flow, "--lang", "en"]);
  return out;
}

/** Builds one page with Material for MkDocs as a site to open from a disk, and gives its folder. */
export async function buildMaterialOffline(folder, text) {
  const programs = await installPython(folder);
  say("Material for MkDocs, offline");
  const project = await freshProject(folder, "material-offline", ["mkdocs.yml"]);
  await mkdir(join(project, "docs/assets"), { recursive: true });
  const shim = join(folder, "node_modules/iframe-worker/shim/index.js");
  await copyFile(shim, join(project, "docs/assets/iframe-worker.js"));
  await copyFile(icon, join(project, "docs/icon.svg"));
  await writeFile(join(project, "docs/index.md"), text);
  await runCommand(join(programs, "mkdocs"), ["build", "--quiet", "--strict"], { cwd: project });
  return join(project, "site");
}

/** Builds the articles with Starlight, and gives the folder of the site. */
export async function buildStarlight(folder, articles, convert) {
  say("Starlight");
  const files = ["astro.config.mjs", "src/content.config.ts"];
  const project = await freshProject(folder, "starlight", files);
  await writeArticles(join(project, "src/content/docs/guides"), articles, convert);
  await mkdir(join(project, "public"));
  await copyFile(icon, join(project, "public/favicon.svg"));
  const list = articles.map(({ slug, title }) => `- [${title}](guides/${slug}/)`).join("\n");
  const index = `---\ntitle: Sign-in help\n---\n\n${list}\n`;
  await writeFile(join(project, "src/content/docs/index.md"), index);
  const astro = join(folder, "node_modules/astro/astro.js");
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" };
  await runCommand(process.execPath, [astro, "build"], { cwd: project, env });
  return join(project, "dist");
}

/** An empty project with the settings that this folder keeps for it. */
async function freshProject(folder, name, files) {
  const project = join(folder, name);
  await rm(project, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(join(project, file, ".."), { recursive: true });
    await copyFile(join(here, name, file), join(project, file));
  }
  return project;
}

async function writeArticles(folder, articles, convert) {
  await mkdir(folder, { recursive: true });
  for (const article of articles) {
    const { ending, text } = convert(article);
    await writeFile(join(folder, `${article.slug}${ending}`), text);
  }
}
