// The texts for wikis, put through the parsers of the wikis themselves: MediaWiki and DokuWiki as
// Debian packs them, from the command line, with no server and no data outside a folder of the test.
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";

const content = resolve(import.meta.dirname, "../../content");
const nasty = resolve(import.meta.dirname, "../support/nasty.md");
const mediawiki = "/usr/share/mediawiki/maintenance";
const dokuwiki = "/usr/share/dokuwiki";

function run(program, args, input = "") {
  const ended = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (ended.error) throw ended.error;
  expect(ended.status, `${program} ${args.join(" ")}\n${ended.stderr}`).toBe(0);
  return ended.stdout;
}

/** Each wiki: what it needs once, and how it renders a text. */
const wikis = {
  mediawiki: {
    async prepare(folder) {
      run("php", [
        join(mediawiki, "install.php"), "--dbtype", "sqlite", "--dbpath", folder, "--dbname", "wiki",
        "--confpath", folder, "--server", "http://localhost", "--scriptpath", "/wiki",
        "--pass", "only for this test 1", "Test", "Admin",
      ]);
    },
    render: (folder, text) =>
      run("php", [join(mediawiki, "parse.php"), "--conf", join(folder, "LocalSettings.php")], text),
  },
  dokuwiki: {
    async prepare(folder) {
      for (const part of ["attic", "cache", "index", "locks", "log", "media", "media_attic",
        "media_meta", "meta", "pages", "tmp"]) {
        await mkdir(join(folder, "data", part), { recursive: true });
      }
      await mkdir(join(folder, "conf"));
      await writeFile(join(folder, "conf", "local.php"), `<?php $conf['savedir'] = '${folder}/data';`);
    },
    render: (folder, text) =>
      run("php", ["-r", `define('DOKU_CONF', '${folder}/conf/'); define('NOSESSION', 1);
        require '${dokuwiki}/inc/init.php';
        $info = [];
        echo p_render('xhtml', p_get_instructions(stream_get_contents(STDIN)), $info);`], text),
  },
};

let folder;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kb-wikis-"));
  for (const [name, wiki] of Object.entries(wikis)) {
    await mkdir(join(folder, name));
    await wiki.prepare(join(folder, name));
  }
  // A guide of ours that says, beside what it says, everything that could be taken for marks.
  await cp(content, join(folder, "content"), { recursive: true });
  const guide = join(folder, "content/guides/set-clock.md");
  await writeFile(guide, (await readFile(guide, "utf8")) + (await readFile(nasty, "utf8")));
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundle(from, target, flow, more) {
  const out = join(folder, `${target}-${Math.random()}`);
  run(process.env.KB_BUILDER, [
    "bundle", "--content", from, "--target", target, "--flow", flow, "--out", out, "-q", ...more,
  ]);
  return readFile(out, "utf8");
}

/** What is on a page: its words in order, its links within and the parts they lead to. */
async function read(page, html) {
  await page.setContent(html);
  return page.evaluate(() => {
    for (const other of document.querySelectorAll("footer, style, title, #toc, .mw-editsection")) other.remove();
    const heads = [...document.querySelectorAll("h2")];
    const part = (element) => {
      const after = (head) => head.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
      const around = (head) => head === element || head.contains(element) || element.contains(head);
      return heads.findLast((head) => around(head) || !after(head))?.textContent.match(/^\d+/)?.[0];
    };
    const links = [...document.querySelectorAll("a[href^='#']")].map((link) => {
      const target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
      const number = link.nextSibling?.nodeValue?.match(/^ → (\d+)/)?.[1];
      return { href: link.getAttribute("href"), number, part: target && part(target) };
    });
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    const count = (query) => document.querySelectorAll(query).length;
    const counts = {
      headings: heads.length, deeper: count("h3, h4, h5, h6"), items: count("li"), tables: count("table"),
      cells: count("td, th"), codes: count("pre"),
      bold: [...document.querySelectorAll("b, strong")].map((bold) => bold.textContent).join("|"),
      web: [...document.querySelectorAll("a[href^=http], a[href^=mailto]")].map((link) => link.href).join(" "),
    };
    const refused = [...document.querySelectorAll("a")].map((link) => link.getAttribute("href"))
      .filter((href) => href && !/^(#|https?:|mailto:)/.test(href));
    for (const block of document.querySelectorAll("h1,h2,h3,h4,h5,h6,p,li,td,th,pre,div,blockquote,br,ul,ol,hr,table")) {
      block.before(" ");
      block.prepend(" ");
      block.after(" ");
    }
    return { text: document.body.textContent, links, ids, counts, refused };
  });
}

/** Words that can be compared: without the numbers of parts, which pages have for paper and wikis,
 * without signs of lists, and with one kind of quotation marks, as DokuWiki sets its own. */
function words(text, refused) {
  let plain = text.replace(/[‘’]/g, "'").replace(/[“”„]/g, '"').replace(/\s+/g, " ");
  for (const address of refused) plain = plain.replaceAll(` (${address})`, "");
  plain = plain.replace(/ → \d+/g, "");
  return plain.split(" ").filter((word) => word && !/^(•|\||\d+\.)$/.test(word));
}

async function compare(page, name, from, flow, more) {
  const wanted = await read(page, await bundle(from, "static", flow, [...more, "--full"]));
  const rendered = wikis[name].render(join(folder, name), await bundle(from, name, flow, more));
  const found = await read(page, rendered);
  const [is, shall] = [words(found.text, wanted.refused), words(wanted.text, wanted.refused)];
  const differs = shall.findIndex((word, at) => word !== is[at]);
  const near = (list) => list.slice(Math.max(0, differs - 8), differs + 12).join(" ");
  if (differs >= 0) expect(near(is)).toBe(near(shall));
  expect(is.length).toBe(shall.length);
  expect(shall.length).toBeGreaterThan(1000);
  for (const { href, number, part } of found.links) {
    expect(number, `${href} has no number behind it`).toBeTruthy();
    expect(part, `${href} leads elsewhere`).toBe(number);
  }
  expect(found.links.length).toBeGreaterThanOrEqual(wanted.links.length - 3);
  expect(found.ids.length, "an id is there twice").toBe(new Set(found.ids).size);
  return { found, wanted };
}

for (const name of Object.keys(wikis)) {
  for (const [flow, more] of [
    ["caa20004", []],
    ["caa20004", ["--lang", "de", "--base-url", "https://help.example.com/kb/"]],
    ["sign-in", []],
  ]) {
    test(`${name} shows every word, list, table, code and link of ${flow} ${more.join(" ")}`, async ({ page }) => {
      const { found, wanted } = await compare(page, name, content, flow, more);
      for (const what of ["headings", "deeper", "items", "tables", "cells", "codes", "web"]) {
        expect(found.counts[what], what).toEqual(wanted.counts[what]);
      }
    });
  }

  test(`${name} takes nothing that an author wrote for its own marks`, async ({ page }) => {
    await compare(page, name, join(folder, "content"), "caa20004", []);
  });
}

test("MediaWiki marks a part in another language", async ({ page }) => {
  // The changed guide is newer than its translation, so that the original is shown.
  const text = await bundle(join(folder, "content"), "mediawiki", "caa20004", ["--lang", "de"]);
  await page.setContent(wikis.mediawiki.render(join(folder, "mediawiki"), text));
  const part = page.locator("[id='guide-set-clock']");
  expect(await part.evaluate((element) => element.closest("[lang]").lang)).toBe("en");
  const other = page.locator("[id='guide-teams-on-the-web']");
  expect(await other.evaluate((element) => element.closest("[lang]").lang)).toBe("de");
});
