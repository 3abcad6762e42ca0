// The real nginx and the real Caddy serve the built site with the settings that come with it.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const content = resolve(import.meta.dirname, "../../content");
const onPath = (name) => spawnSync("which", [name], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, encoding: "utf8" }).stdout.trim();

/** A port of this machine that is free. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((ended) => server.close(ended));
  return port;
}

/** One request as it stands: no redirect is followed and nothing is unpacked. */
function ask(address, headers = {}, method = "GET") {
  return new Promise((found, failed) => {
    const { hostname, port } = new URL(address);
    // The path as it was written: `URL` would tidy it.
    const path = address.slice(address.indexOf("/", 8));
    get({ hostname, port, path, method, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () =>
        found({ status: answer.statusCode, headers: answer.headers, raw: answer.rawHeaders, bytes: Buffer.concat(parts) }));
    }).on("error", failed);
  });
}

/** Each way to start a server in a folder of its own; `root` holds the site at `base`. */
const servers = {
  async nginx(folder, root, site, port) {
    // Every path is in the folder: nothing of the machine's own nginx is touched.
    const temps = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const lines = temps.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n");
    const user = process.getuid?.() === 0 ? "user root;" : "";
    await writeFile(join(folder, "nginx.conf"), `
      daemon off; master_process on; worker_processes 1; ${user}
      pid ${folder}/nginx.pid; error_log ${folder}/error.log;
      events {}
      http {
        access_log off; gzip on; gzip_types *;
        ${lines}
        include ${site}/hosting/nginx-http.conf;
        server { listen 127.0.0.1:${port}; root ${root}; include ${site}/hosting/nginx-server.conf; }
      }`);
    return [onPath("nginx"), ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")]];
  },
  async caddy(folder, root, site, port) {
    await writeFile(join(folder, "Caddyfile"), `{
        admin off
        auto_https off
      }
      http://127.0.0.1:${port} {
        root * ${root}
        import ${site}/hosting/Caddyfile
      }`);
    return [onPath("caddy"), ["run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")]];
  },
};

/** Builds the site for a place on the web, into a folder of its own. */
async function build(base) {
  const root = await mkdtemp(join(tmpdir(), "kb-root-"));
  const site = join(root, "top", base);
  const built = spawnSync(process.env.KB_BUILDER, [
    "build", "--content", content, "--out", site, "--base-url", `https://help.example.com${base}`,
  ], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  return { root: join(root, "top"), site, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Serves a built site as its place on the web would. */
async function serve(name, base, { root, site }) {
  const folder = await mkdtemp(join(tmpdir(), `kb-${name}-`));
  const port = await freePort();
  const [program, args] = await servers[name](folder, root, site, port);
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const server = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (bytes) => (said += bytes));
  const ended = new Promise((done) => server.once("exit", done));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (await ask(`${address}${base}`).then(() => true, () => false)) break;
    if (tries > 100 || server.exitCode !== null) throw new Error(`${name} does not answer: ${said}`);
    await wait(100);
  }
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { address, stop };
}

const usual = {
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)",
};
const reading = { ...usual, "cross-origin-opener-policy": "same-origin", "cache-control": "no-cache" };

/** Every promised header, each once. */
function isPromised({ headers, raw }, promised) {
  for (const [name, value] of Object.entries(promised)) expect(headers[name], name).toBe(value);
  const names = raw.filter((_, position) => position % 2 === 0).map((one) => one.toLowerCase());
  expect(names.filter((one, position) => names.indexOf(one) !== position)).toEqual([]);
}

/** The policy that the page itself has, which the header only adds the frames to. */
function policyOf(html) {
  const written = /Content-Security-Policy" content="([^"]+)"/.exec(html)[1];
  return written.replaceAll("&#39;", "'");
}

for (const base of ["/", "/signin/"]) {
  test.describe(`at ${base}`, () => {
    // One site for both servers, and one worker for it.
    test.describe.configure({ mode: "default" });
    const running = {};
    let built;
    test.beforeAll(async () => {
      test.setTimeout(300_000);
      built = await build(base);
      for (const name of Object.keys(servers)) running[name] = await serve(name, base, built);
    });
    test.afterAll(async () => {
      for (const served of Object.values(running)) await served.stop();
      await built?.remove();
    });

    test("a page at another address leads on by itself where no server does", async ({ page }) => {
      // From disk a folder shows its files: the address is what counts.
      const there = page.waitForURL(`file://${resolve(built.site)}/guides/change-password/`, { waitUntil: "commit" });
      await page.goto(`file://${resolve(built.site)}/guides/reset-password/index.html`, { waitUntil: "commit" });
      await there;
    });

    for (const name of Object.keys(servers)) test.describe(name, () => {
      const at = (path) => `${running[name].address}${base}${path}`;

      test("sends every header with every kind of file", async () => {
        const pages = {
          "": reading,
          "guides/change-password/": reading,
          "de/guides/change-password/": reading,
          "codes/aadsts50076/": reading,
          "caa20004/": reading,
          "de/caa20004/": reading,
          "callback/": { ...usual, "cache-control": "no-store" },
        };
        for (const [path, promised] of Object.entries(pages)) {
          const page = await ask(at(path));
          expect(page.status, path).toBe(200);
          isPromised(page, { ...promised, "content-type": "text/html; charset=utf-8" });
          const framed = path === "callback/" ? "'self'" : "'none'";
          expect(page.headers["content-security-policy"])
            .toBe(`${policyOf(page.bytes.toString())}; frame-ancestors ${framed}`);
          expect(page.headers["cross-origin-opener-policy"], path)
            .toBe(path === "callback/" ? undefined : "same-origin");
          expect(page.headers["strict-transport-security"])
            .toBe(base === "/" ? "max-age=31536000" : undefined);
          expect(page.headers["cross-origin-embedder-policy"]).toBe(undefined);
        }
        expect((await ask(at("caa20004/"))).headers["content-security-policy"])
          .toContain("'wasm-unsafe-eval'");
        expect((await ask(at("guides/"))).headers["content-security-policy"])
          .not.toContain("'wasm-unsafe-eval'");
      });

      test("gives every kind of file its type, and keeps assets for ever", async () => {
        const kinds = {
          css: "text/css; charset=utf-8",
          js: "text/javascript; charset=utf-8",
          svg: "image/svg+xml",
          wasm: "application/wasm",
        };
        const files = (await readdir(join(built.site, "assets"))).filter((file) => !/\.(br|gz)$/.test(file));
        expect(files.length).toBeGreaterThan(5);
        for (const file of files) {
          for (const coding of ["br", "gzip", "identity"]) {
            const asset = await ask(at(`assets/${file}`), { "accept-encoding": coding });
            isPromised(asset, {
              ...usual,
              "content-type": kinds[file.split(".").at(-1)],
              "cache-control": "public, max-age=31536000, immutable",
            });
          }
        }
        for (const [file, kind] of [["sitemap.xml", "application/xml"], ["feed.xml", "application/xml"],
          ["robots.txt", "text/plain; charset=utf-8"], ["llms.txt", "text/plain; charset=utf-8"]]) {
          isPromised(await ask(at(file)), { ...reading, "content-type": kind });
        }
      });

      test("sends the compressed form that was made, and says that it depends", async () => {
        const [wasm] = (await readdir(join(built.site, "assets"))).filter((file) => file.endsWith(".wasm"));
        for (const path of ["guides/change-password/", "caa20004/", `assets/${wasm}`, "feed.xml"]) {
          const file = join(built.site, path.endsWith("/") ? `${path}index.html` : path);
          const plain = await readFile(file);
          const cases = [
            ["br", "br", ".br", brotliDecompressSync],
            ["gzip", "gzip", ".gz", gunzipSync],
            ["gzip, deflate, br, zstd", "br", ".br", brotliDecompressSync],
            ["gzip;q=0.8, br;q=0", "gzip", ".gz", gunzipSync],
            ["identity", undefined, "", (bytes) => bytes],
            [undefined, undefined, "", (bytes) => bytes],
          ];
          for (const [accepted, coding, end, unpack] of cases) {
            const answer = await ask(at(path), accepted ? { "accept-encoding": accepted } : {});
            expect(answer.headers["content-encoding"], `${path}: ${accepted}`).toBe(coding);
            expect(answer.headers.vary.toLowerCase()).toBe("accept-encoding");
            expect(answer.bytes.equals(await readFile(file + end))).toBe(true);
            expect(unpack(answer.bytes).equals(plain)).toBe(true);
          }
        }
      });

      test("leads other addresses and spellings on, and keeps what was asked", async () => {
        const moves = {
          "guides/reset-password": "guides/change-password/",
          "guides/reset-password/": "guides/change-password/",
          "guides/reset-password/?facts=a:b&c": "guides/change-password/?facts=a:b&c",
          "de/guides/reset-password/": "de/guides/change-password/",
          login: "sign-in/",
          "codes/caa20004/": "caa20004/",
          "codes/0xcaa20004": "caa20004/",
          "codes/0xCAA20004/": "caa20004/",
          "codes/3399614468/": "caa20004/",
          "codes/-895352828": "caa20004/",
          "de/codes/50076": "de/codes/aadsts50076/",
          "guides/change-password": "guides/change-password/",
          "caa20004?code=AADSTS50076": "caa20004/?code=AADSTS50076",
        };
        for (const [from, to] of Object.entries(moves)) {
          const answer = await ask(at(from));
          expect([301, 308], from).toContain(answer.status);
          expect(answer.headers.location, from).toBe(`${base}${to}`);
        }
      });

      test("answers for what is not there with the page for it, at any depth", async () => {
        for (const path of ["nothing", "nothing/at/all/", "guides/nothing.html", "assets/no.wasm",
          "de/nothing/", "404.html", "codes/99/"]) {
          const answer = await ask(at(path), { "accept-encoding": "br" });
          expect(answer.status, path).toBe(404);
          isPromised(answer, { ...reading, "content-type": "text/html; charset=utf-8" });
          const coding = answer.headers["content-encoding"];
          const html = (coding === "br" ? brotliDecompressSync(answer.bytes) : answer.bytes).toString();
          expect(html).toContain('data-page="not-found"');
          const style = /rel="stylesheet" href="([^"]+)"/.exec(html)[1];
          expect((await ask(`${running[name].address}${style}`)).status).toBe(200);
        }
        expect((await ask(at(""), {}, "POST")).status).toBe(405);
      });

      test("gives out no hidden file, no settings and nothing from outside", async () => {
        for (const path of [".kb-output", ".htaccess", "web.config", "staticwebapp.config.json",
          "hosting/Caddyfile", "hosting/nginx-http.conf", "hosting/", "guides/.git/config", "%2ekb-output",
          "index.html.br", "index.html.gz", "../nginx.conf", "..%2fCaddyfile", "%2e%2e/%2e%2e/etc/passwd"]) {
          const answer = await ask(at(path));
          // Above its folder the site has no say: Caddy answers with nothing at all there.
          const outside = base !== "/" && /^(\.|%2e){2}/.test(path) && answer.bytes.length === 0;
          expect(outside || [400, 404].includes(answer.status), path).toBe(true);
          expect(answer.bytes.toString(), path).not.toMatch(/kb-builder|root:|worker_processes/);
        }
      });

      test("the checker starts, and the console has nothing to say", async ({ page }) => {
        const complaints = [];
        page.on("console", (message) => {
          if (["error", "warning"].includes(message.type())) complaints.push(message.text());
        });
        page.on("pageerror", (error) => complaints.push(String(error)));
        const violations = () => page.evaluate(() => globalThis.violations);
        await page.addInitScript(() => {
          globalThis.violations = [];
          addEventListener("securitypolicyviolation", (event) =>
            globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
        });
        await page.goto(at("caa20004/"));
        await expect(page.locator("[data-checker]")).toHaveAttribute("data-mode", "wasm");
        expect(await violations()).toEqual([]);
        // A guide has a block of data for programs, which no policy may refuse.
        await page.goto(at("guides/change-password/"));
        const data = await page.locator("script[type='application/ld+json']").textContent();
        expect(JSON.parse(data).map((one) => one["@type"])).toEqual(["BreadcrumbList", "HowTo"]);
        expect(await violations()).toEqual([]);
        expect(complaints).toEqual([]);
      });
    });
  });
}
