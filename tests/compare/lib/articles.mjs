// Our guides, in the Markdown that Material for MkDocs and Starlight take.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The five guides, and what each stands for. */
export const chosen = [
  { slug: "teams-on-the-web", stands: "plain" },
  { slug: "set-clock", stands: "a section for each system" },
  { slug: "what-caa20004-really-is", stands: "tables" },
  { slug: "find-a-sign-in-by-correlation-id", stands: "commands and queries" },
  { slug: "steps-we-left-out", stands: "long" },
];

/** Reads the five guides out of a folder of content. */
export async function readArticles(content) {
  return Promise.all(
    chosen.map(async ({ slug, stands }) => {
      const text = await readFile(join(content, "guides", `${slug}.md`), "utf8");
      return { slug, stands, ...parseGuide(text) };
    }),
  );
}

/** Title, summary and text of a guide. What else its front matter says is ours alone. */
export function parseGuide(text) {
  const [, front, body] = /^\+\+\+\n(.*?)\n\+\+\+\n(.*)$/s.exec(text);
  const value = (key) => JSON.parse(new RegExp(`^${key} = (".*")$`, "m").exec(front)[1]);
  return { title: value("title"), summary: value("summary"), body: body.trim() };
}

/** A guide for Material for MkDocs. The summary is the first paragraph, as on our page. */
export function forMaterial({ title, summary, body }) {
  const dialect = {
    callout: (kind, lines) => [`!!! ${materialCallouts[kind]}`, "", ...lines.map(indented)],
    tabs: (sections) =>
      sections.flatMap(({ label, lines }) => [`=== "${label}"`, "", ...lines.map(indented), ""]),
    link: (slug, anchor) => `${slug}.md${anchor}`,
    list: fourSpaces,
  };
  const text = `# ${title}\n\n${summary}\n\n${converted(body, dialect)}\n`;
  return { ending: ".md", text };
}

/** A guide for Starlight. The summary is the first paragraph, as on our page. */
export function forStarlight({ title, summary, body }) {
  const dialect = {
    callout: (kind, lines) => [`:::${starlightCallouts[kind]}`, ...lines, ":::"],
    tabs: (sections) => [
      '<Tabs syncKey="system">',
      ...sections.flatMap(({ label, lines }) => [
        `<TabItem label="${label}">`,
        "",
        ...lines,
        "",
        "</TabItem>",
      ]),
      "</Tabs>",
    ],
    link: (slug, anchor) => `../${slug}/${anchor}`,
    list: (lines) => lines,
  };
  const words = converted(body, dialect);
  const hasTabs = words.includes("<Tabs ");
  const load = 'import { Tabs, TabItem } from "@astrojs/starlight/components";\n\n';
  const front = `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(summary)}\n---\n\n`;
  const text = `${front}${hasTabs ? load : ""}${summary}\n\n${words}\n`;
  return { ending: hasTabs ? ".mdx" : ".md", text };
}

/**
 * Our own export of a flow as Python-Markdown takes it: lists indented by four, and the numbers that
 * it gives headings of the same words. Material's build fails if a link within leads nowhere.
 */
export function forPythonMarkdown(text) {
  const numbered = (line) => line.replace(/\(#(if-it-does-not-help)-(\d+)\)/g, "(#$1_$2)");
  return fourSpaces(outsideCode(text.split("\n"), numbered)).join("\n");
}

const materialCallouts = {
  NOTE: "note",
  TIP: "tip",
  IMPORTANT: "info",
  WARNING: "warning",
  CAUTION: "danger",
};

const starlightCallouts = {
  NOTE: "note",
  TIP: "tip",
  IMPORTANT: "note",
  WARNING: "caution",
  CAUTION: "danger",
};

const indented = (line) => (line ? `    ${line}` : line);

/** Python-Markdown takes as a part of a list item only what is indented by four. */
export const fourSpaces = (lines) => lines.map((line) => line.replace(/^ {2,3}(?=\S)/, "    "));

function converted(body, dialect) {
  // A heading may end in a mark of ours, `{macos}`.
  const unmarked = (line) => line.replace(/^(#+ .*?) \{[\w ]*\}$/, "$1");
  const links = (line) => keptLinks(unmarked(line), dialect.link);
  const lines = dialect.list(outsideCode(body.split("\n"), links).map(plainFence));
  return tabs(callouts(lines, dialect.callout), dialect.tabs).join("\n");
}

/** The lines, with `change` done to those that are in no block of code. */
function outsideCode(lines, change) {
  let inside = false;
  return lines.map((line) => {
    const fence = /^\s*```/.test(line);
    if (fence) inside = !inside;
    return fence || inside ? line : change(line);
  });
}

/** A fence without the name of its commands, and with a language that both peers know. */
function plainFence(line) {
  return line.replace(/^(\s*```)(\w+).*$/, (_, start, language) =>
    start + (language === "cmd" ? "bat" : language));
}

/** Links between the five, to this page, and out of the site stay; of others the text does. */
function keptLinks(line, link) {
  return line.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (whole, text, target) => {
    const [, slug, anchor] = /^([\w-]+)\.md(#.*)?$/.exec(target) ?? [];
    if (chosen.some((known) => known.slug === slug)) return `[${text}](${link(slug, anchor ?? "")})`;
    return /\.md(#|$)/.test(target) ? text : whole;
  });
}

/** `> [!WARNING]` and the quoted lines below it, as a callout of the peer. */
function callouts(lines, callout) {
  const out = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, kind] = /^> \[!(\w+)\]$/.exec(lines[at]) ?? [];
    if (!kind) {
      out.push(lines[at]);
      continue;
    }
    const quoted = [];
    while (lines[at + 1]?.startsWith(">")) {
      at += 1;
      quoted.push(lines[at].replace(/^> ?/, ""));
    }
    out.push(...callout(kind, quoted));
  }
  return out;
}

/** What a heading says that opens a section for one system, such as `## On a Mac`. */
function system(line) {
  const heading = /^## On (?:an? |the )?(Windows|Mac|phone|iPhone|Android|Linux)\b/;
  const [, label] = heading.exec(line) ?? [];
  return label && label[0].toUpperCase() + label.slice(1);
}

/** Sections beside each other that are each for one system, as tabs of the peer. */
function tabs(lines, write) {
  const sections = [{ label: undefined, lines: [] }];
  let isCode = false;
  for (const line of lines) {
    if (/^\s*```/.test(line)) isCode = !isCode;
    const label = isCode ? undefined : system(line);
    const isHeading = !isCode && line.startsWith("## ");
    if (isHeading) sections.push({ label, lines: [] });
    if (!label) sections.at(-1).lines.push(line);
  }
  const out = [];
  for (let at = 0; at < sections.length; at += 1) {
    const after = sections.findIndex((section, place) => place > at && !section.label);
    const group = sections.slice(at, after < 0 ? sections.length : after);
    if (!sections[at].label || group.length < 2) {
      const { label, lines } = sections[at];
      out.push(...(label ? [`## ${label}`] : []), ...lines);
      continue;
    }
    const trimmed = group.map(({ label, lines }) => ({ label, lines: lines.join("\n").trim().split("\n") }));
    out.push(...write(trimmed), "");
    at += group.length - 1;
  }
  return out;
}
