// The builders that are compared: where each is, what it is called, how it builds and how it serves.
import { access, readdir, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runCommand } from "../../lib/run-command.mjs";
import {
  builderOf, here, installedVersion, installNode, installPython,
} from "../../lib/workshop.mjs";

/** The version of mdBook that is installed. */
const MDBOOK = "0.5.4";

/** What is so with most of them. */
const usual = { page: (slug) => `guides/${slug}/index.html`, list: "guides/", highlights: true };

/**
 * Every builder that can be had here, in the order of the tables, and `missing`, a sentence for each
 * of the others. A builder has a name, a title, the form of the guides that it reads, its version, and
 *   build(content, out)        the program and its arguments; after it, `out` is whole
 *   serve?(content, out, port) the same for its own server
 *   page(slug)                 where the page of a guide is
 *   list                       the address of the list of all guides, if it takes titles from them
 *   index                      what the file of the search index is called
 *   highlights                 whether it makes code coloured, not a script in the browser
 *   prepare?(content)          what its folder needs beside the guides
 *   inside?                    whether it runs in the folder of its content
 */
export async function findBuilders(folder, only) {
  const all = { ours, plain, floor, hugo, current, zola, eleventy, mdbook };
  const unknown = only.filter((name) => !all[name]);
  if (unknown.length > 0) {
    throw new Error(`--only knows ${Object.keys(all).join(", ")}, not ${unknown.join(", ")}`);
  }
  const found = [];
  const missing = [];
  for (const [name, find] of Object.entries(all)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const builder = await find(folder);
    if (typeof builder === "string") missing.push(builder);
    else found.push({ name, ...usual, ...builder });
  }
  return { builders: found, missing };
}

const versionOf = async (program, args = ["--version"]) => {
  const line = (await runCommand(program, args)).split("\n", 1)[0];
  return /v?\d+\.\d+\.\d+/.exec(line)?.[0] ?? line;
};

/** A program that a variable names or that is on the path; nothing if neither. */
async function installed(variable, name) {
  const named = process.env[variable];
  const places = named ? [named] : process.env.PATH.split(delimiter).map((at) => join(at, name));
  for (const place of places) {
    if (await access(place).then(() => true, () => false)) return place;
  }
  return null;
}

// ---------------------------------------------------------------- ours

/** As a site is published: every page also as .br and .gz, which no other builder makes. */
async function ours() {
  const program = await builderOf("release");
  const place = (content) => ["--content", content, "--quiet"];
  return {
    title: "kb-builder",
    form: "ours",
    index: /^assets\/search-en\..*js$/,
    version: await versionOf(program),
    build: (content, out) => [program, "build", ...place(content), "--out", out],
    serve: (content, out, port) =>
      [program, "serve", ...place(content), "--no-reload", "--port", port],
  };
}

/** The same work as the others do: without .br and .gz. */
async function plain() {
  const whole = await ours();
  const [program] = whole.build("", "");
  const help = await runCommand(program, ["build", "--help"]);
  if (!help.includes("--no-compress")) {
    return "This kb-builder has no `--no-compress`, so it is compared with the compressed files that the others do not make.";
  }
  const build = (content, out) => [...whole.build(content, out), "--no-compress"];
  return { ...whole, title: "kb-builder, no .br, .gz", build, serve: undefined };
}

/** What any builder has to do, and nothing else. */
async function floor(folder) {
  const source = join(here, "builders/floor");
  const target = join(folder, "floor");
  const args = ["build", "--release", "--locked", "--quiet", "--target-dir", target];
  await runCommand("cargo", args, { cwd: source });
  const program = join(target, "release/floor");
  return {
    title: "floor, 2 threads",
    form: "hugo",
    index: /^search\.bin$/,
    version: "",
    build: (content, out) => [program, join(content, "content"), out, "2"],
  };
}

// ---------------------------------------------------------------- peers

const hugoAt = async (program, title) => ({
  title,
  form: "hugo",
  index: /^index\.json$/,
  version: await versionOf(program, ["version"]),
  build: (content, out) => [program, "--source", content, "--destination", out, "--quiet"],
  serve: (content, out, port) => [
    program, "server", "--source", content, "--bind", "127.0.0.1", "--port", port,
  ],
});

async function hugo() {
  const program = await installed("HUGO", "hugo");
  if (!program) return "Hugo of the system is left out: `apt-get install hugo`, or name one in HUGO.";
  return hugoAt(program, "Hugo of the system");
}

async function current(folder) {
  const python = await installPython(folder);
  const [version] = (await readdir(join(python, "../lib"))).filter((name) => name.startsWith("python"));
  const program = join(python, "../lib", version, "site-packages/hugo/binaries/hugo");
  return hugoAt(program, "Hugo, newest");
}

async function zola() {
  const program = await installed("ZOLA", "zola");
  if (!program) {
    return "Zola is left out: it is on no package registry. Name the program of a release in ZOLA.";
  }
  return {
    title: "Zola",
    form: "zola",
    index: /^search_index\.en\.js$/,
    version: await versionOf(program),
    build: (content, out) => [program, "--root", content, "build", "--force", "--output-dir", out],
    serve: (content, out, port) => [
      program, "--root", content, "serve", "--interface", "127.0.0.1", "--port", port,
      "--force", "--output-dir", out,
    ],
  };
}

async function eleventy(folder) {
  await installNode(folder);
  const modules = join(folder, "node_modules");
  const program = join(modules, "@11ty/eleventy/cmd.cjs");
  const start = (content, out) => [process.execPath, program, `--output=${out}`, "--quiet"];
  return {
    title: "Eleventy",
    form: "eleventy",
    index: /^index\.json$/,
    version: await installedVersion(folder, "@11ty/eleventy"),
    inside: true,
    prepare: (content) => symlink(modules, join(content, "node_modules")),
    build: start,
    serve: (content, out, port) =>
      [...start(content, out), "--serve", "--incremental", `--port=${port}`],
  };
}

async function mdbook(folder) {
  const root = join(folder, "mdbook");
  const program = process.env.MDBOOK ?? join(root, "bin/mdbook");
  const there = await versionOf(program).catch(() => null);
  if (!there || (!process.env.MDBOOK && there !== `v${MDBOOK}`)) {
    const args = ["install", "--locked", "--quiet", "mdbook", "--version", MDBOOK, "--root", root];
    await runCommand("cargo", [...args, "--force"]);
  }
  return {
    title: "mdBook",
    form: "mdbook",
    index: /^searchindex-.*\.js$/,
    highlights: false,
    version: await versionOf(program),
    page: (slug) => `guides/${slug}.html`,
    list: null, // what it says there is in SUMMARY.md, not in the guide
    build: (content, out) => [program, "build", "--dest-dir", out, content],
    serve: (content, out, port) => [
      program, "serve", "--hostname", "127.0.0.1", "--port", port, "--dest-dir", out, content,
    ],
  };
}
