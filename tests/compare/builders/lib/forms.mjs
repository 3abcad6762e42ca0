// The same guides in the form of each builder: where its files are, and what is in them.
import { dirname, join } from "node:path";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";

const here = join(import.meta.dirname, "..");

/** Both as JSON and as TOML, a text of letters, digits and punctuation reads like this. */
const quoted = (text) => JSON.stringify(text);

/** Links as `form` makes them of the name of a guide. */
const linked = (body, form) => body.replace(/\]\(guide:([^)]+)\)/g, (_, slug) => `](${form(slug)})`);

/** Blocks of commands without their name, which only kb-builder knows. */
const unnamed = (body) => body.replace(/^```(\w+) .*$/gm, "```$1");

const plain = ({ body }, form) => unnamed(linked(body, form));

const command = ({ name, does }) => `
[commands.${name}]
does = ${quoted(does)}
deletes = "Nothing."
undo = "Nothing to undo."
elevation = false
harm = 0
`;

/** By name: the folder of the guides, one guide, and what there is beside the guides. */
const forms = {
  ours: {
    guides: "guides",
    text: ({ title, summary, commands, body }) => `+++
title = ${quoted(title)}
summary = ${quoted(summary)}
kind = "explanation"
owner = "Service desk"
reviewed = "2026-11-21"
unconfirmed = []
sources = ["MADE"]
${commands.map(command).join("")}+++

${linked(body, (slug) => `${slug}.md`)}`,
  },
  // Hugo before 0.123 has no rule for links to files, so these are addresses. It does not check them.
  hugo: {
    guides: "content/guides",
    text: (guide) => `+++
title = ${quoted(guide.title)}
summary = ${quoted(guide.summary)}
+++

${plain(guide, (slug) => `../${slug}/`)}`,
  },
  zola: {
    guides: "content/guides",
    text: (guide) => `+++
title = ${quoted(guide.title)}
description = ${quoted(guide.summary)}
+++

${plain(guide, (slug) => `@/guides/${slug}.md`)}`,
  },
  eleventy: {
    guides: "guides",
    text: (guide) => `---
title: ${quoted(guide.title)}
summary: ${quoted(guide.summary)}
---

${plain(guide, (slug) => `../${slug}/`)}`,
  },
  mdbook: {
    guides: "src/guides",
    text: (guide) => `# ${guide.title}

${guide.summary}

${plain(guide, (slug) => `${slug}.md`)}`,
    others: (guides) => ({
      "src/SUMMARY.md": `# Summary

[Support handbook](index.md)

${guides.map(({ title, slug }) => `- [${title}](guides/${slug}.md)\n`).join("")}`,
    }),
  },
};

/** The names of all forms. */
export const formNames = Object.keys(forms);

/** Where a guide lies in the folder of one form. */
export const pathIn = (form, slug) => join(forms[form].guides, `${slug}.md`);

/** Writes the guides into a fresh folder, in one form. */
export async function writeForm(form, guides, folder) {
  const { guides: place, text, others } = forms[form];
  await rm(folder, { recursive: true, force: true });
  await cp(join(here, form), folder, { recursive: true });
  await mkdir(join(folder, place), { recursive: true });
  for (const guide of guides) await writeFile(join(folder, pathIn(form, guide.slug)), text(guide));
  for (const [file, content] of Object.entries(others?.(guides) ?? {})) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
}
