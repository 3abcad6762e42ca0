// A folder of files on a port of this machine, all sites in the same way; it counts what it sends.
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const brotli = promisify(brotliCompress);

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** The kinds that bytes are counted by. */
const kinds = {
  ".css": "style",
  ".html": "page",
  ".js": "script",
  ".mjs": "script",
  ".woff2": "font",
  ".ico": "image",
  ".png": "image",
  ".svg": "image",
};

/** Compresses text with brotli, as hard as it can. */
export function compressed(bytes) {
  return brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Puts a compressed file beside each file of a site that gets smaller by it. */
export async function compressSite(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    // Maps of the sources are for developers; no page loads one.
    if (!entry.isFile() || /\.(br|gz|map)$/.test(entry.name)) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(path);
    const smaller = await compressed(bytes);
    if (smaller.length < bytes.length) await writeFile(`${path}.br`, smaller);
  }
}

/** The file that an address without its query names. */
async function fileAt(folder, url) {
  const path = join(folder, decodeURIComponent(new URL(url, "http://localhost").pathname));
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, "index.html") : path;
}

/**
 * Serves a folder with the `.br` files beside its files. `sent()` is the list of what was sent
 * since the last `forget()`, heads included: what DevTools counts misses what workers load.
 */
export async function serve(folder) {
  let log = [];
  // How many bytes each connection had sent when its last answer ended.
  const before = new WeakMap();
  const server = createServer(async (request, response) => {
    const { socket } = request;
    const entry = { path: request.url, status: 0, kind: "other", bytes: 0, done: false };
    log.push(entry);
    response.on("close", () => {
      entry.bytes = socket.bytesWritten - (before.get(socket) ?? 0);
      entry.done = true;
      before.set(socket, socket.bytesWritten);
    });
    const path = await fileAt(folder, request.url);
    const plain = await readFile(path).catch(() => undefined);
    const small = plain && (await readFile(`${path}.br`).catch(() => undefined));
    entry.status = plain ? 200 : 404;
    entry.kind = kinds[extname(path)] ?? "other";
    const takesBrotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    const body = (takesBrotli && small) || plain || Buffer.from("There is no such page.");
    const type = plain ? types[extname(path)] : types[".txt"];
    response.writeHead(entry.status, {
      "Content-Type": type ?? "application/octet-stream",
      "Content-Length": body.length,
      "Cache-Control": "max-age=600",
      Vary: "Accept-Encoding",
      ...(body === small ? { "Content-Encoding": "br" } : {}),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    sent: () => log,
    forget: () => (log = []),
    stop: () => {
      server.closeAllConnections();
      return new Promise((ended) => server.close(ended));
    },
  };
}
