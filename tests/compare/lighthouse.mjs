// What Lighthouse says of three of our pages, in a window on a desk and on a phone, and what costs
// each point that is missing. README.md says how.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createSecureServer } from "node:http2";
import { join } from "node:path";
import { builderOf, installNode, repository } from "./lib/workshop.mjs";
import { options } from "./lib/options.mjs";
import { runCommand } from "./lib/run-command.mjs";

const { folder, runs, json } = options({ runs: 1, json: "lighthouse.json" });

const pages = { home: "", caa20004: "caa20004/", guide: "guides/clear-teams-cache-windows/" };
const presets = { desktop: ["--preset=desktop"], mobile: [] };
const categories = ["performance", "accessibility", "best-practices", "seo"];

/** The server that is built in, with the site as it will be at an address; gives its own address. */
async function serveOurs(address) {
  const args = ["serve", "--port", "0", "--no-reload", "--content", join(repository, "content"),
    "--base-url", address];
  const builder = spawn(await builderOf(), args);
  let said = "";
  const own = await new Promise((found, failed) => {
    const listen = (bytes) => {
      said += bytes;
      const match = /serving on (http:\S+?)\/? /.exec(said);
      if (match) found(match[1]);
    };
    builder.stdout.on("data", listen);
    builder.stderr.on("data", listen);
    builder.on("error", failed);
    builder.on("exit", () => failed(new Error(`kb-builder ended:\n${said}`)));
  });
  return { own, stop: () => builder.kill() };
}

/**
 * HTTP/2 and TLS, as every host has them, before that server: its addresses begin with https, and a
 * page whose address is not the one it says of itself loses points.
 */
async function encrypt(selfsigned) {
  const names = [{ type: 2, value: "localhost" }];
  const { private: key, cert } = await selfsigned.generate([{ name: "commonName", value: "localhost" }], {
    extensions: [{ name: "subjectAltName", altNames: names }],
  });
  let target;
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (incoming, outgoing) => {
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([name]) => !name.startsWith(":") && name !== "host"),
    );
    const asked = request(target + incoming.url, { method: incoming.method, headers }, (answer) => {
      const { connection, "keep-alive": _, "transfer-encoding": __, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode, rest);
      answer.pipe(outgoing);
    });
    asked.on("error", () => outgoing.destroy());
    incoming.pipe(asked);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const leadTo = (address) => (target = address);
  return { address: `https://localhost:${server.address().port}`, leadTo, stop: () => server.close() };
}

/** One run of Lighthouse. */
async function ask(url, preset) {
  const root = process.getuid?.() === 0;
  const flags = ["--headless=new", "--ignore-certificate-errors", ...(root ? ["--no-sandbox"] : [])];
  const report = await runCommand(process.execPath, [
    join(folder, "node_modules/lighthouse/cli/index.js"), url, ...presets[preset], "--quiet",
    "--output=json", "--output-path=stdout", `--only-categories=${categories}`,
    `--chrome-flags=${flags.join(" ")}`,
  ], { env: { ...process.env, CHROME_PATH: process.env.KB_BROWSER ?? "/usr/bin/chromium" } });
  return JSON.parse(report.slice(report.indexOf("{")));
}

/** What costs points in a category: the audits that count and are not whole. */
function costs({ categories: all, audits }, category) {
  return all[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id, weight }) => {
      const { title, score, displayValue = "", details } = audits[id];
      const places = (details?.items ?? []).map(({ node, source, description }) =>
        node?.snippet ?? source?.url ?? description).filter(Boolean);
      return { id, title, score, weight, displayValue, places };
    });
}

const require = await installNode(folder);
const front = await encrypt(require("selfsigned"));
const ours = await serveOurs(`${front.address}/`);
front.leadTo(ours.own);
const figures = [];
try {
  for (const [name, path] of Object.entries(pages)) {
    for (const preset of Object.keys(presets)) {
      for (let run = 0; run < runs; run += 1) {
        const report = await ask(`${front.address}/${path}`, preset);
        if (report.runtimeError) throw new Error(report.runtimeError.message);
        const scores = categories.map((id) => [id, Math.round(100 * report.categories[id].score)]);
        const missing = Object.fromEntries(categories.map((id) => [id, costs(report, id)]));
        figures.push({ name, preset, run, version: report.lighthouseVersion, scores: Object.fromEntries(scores), missing });
        process.stdout.write(`\n${name}, ${preset}: ${scores.map(([id, score]) => `${id} ${score}`).join(", ")}\n`);
        for (const { id, title, score, displayValue, places } of Object.values(missing).flat()) {
          process.stdout.write(`  ${id} (${Math.round(100 * score)}): ${title} ${displayValue}\n`);
          for (const place of places.slice(0, 5)) process.stdout.write(`    ${place}\n`);
        }
      }
    }
  }
} finally {
  ours.stop();
  front.stop();
}
await writeFile(json, JSON.stringify(figures, null, 2));
