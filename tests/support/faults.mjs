// Servers that fail for real: what one does changes, its name and its port stay.
import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import * as ours from "./tls.mjs";

/** An address whose name no browser can look up, because a part of it has more than 63 letters. */
export const nowhere = `https://${"nowhere-".repeat(8)}.invalid`;

/** A page that any server could send. Leaves a cookie that would travel from any site. */
export function page(request, response) {
  response.setHeader("Content-Type", "text/html");
  response.setHeader("Set-Cookie", "visited=once; Secure; SameSite=None");
  const icon = '<link rel="icon" href="data:,">';
  response.end(`<!doctype html>${icon}<title>A page</title><h1>A page</h1>`);
}

/** A document that any page may read. */
export const readable = (text, { status = 200, type = "application/json" } = {}) =>
  (request, response) => {
    response.writeHead(status, { "Access-Control-Allow-Origin": "*", "Content-Type": type });
    response.end(text);
  };

/** Answers for the discovery document with `document`, for everything else with `other`. */
export const service = (document, other = page) => (request, response) =>
  (request.url.endsWith("/.well-known/openid-configuration") ? document : other)(request, response);

/** Begins an answer and never ends it. */
export function stalls(request, response) {
  response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Length": "2000" });
  response.write("{");
}

/** Begins an answer and breaks the line. */
export function breaksOff(request, response) {
  stalls(request, response);
  setTimeout(() => response.destroy(), 50);
}

/** Takes a request and never answers it. */
export const silence = () => {};

/**
 * Starts `https://NAME:PORT`, which at first sends a page to everybody. What is called last counts;
 * connections from before it end. Every request is in `requests`, every connection is counted.
 */
export async function startStandIn(name) {
  const requests = [];
  const sockets = new Set();
  let connections = 0;
  let greet;

  const overTls = ({ key, cert }, answer) => {
    const server = createTlsServer({ key, cert }, (request, response) => {
      const { method, url: path, headers } = request;
      requests.push({ method, path, headers, at: Date.now() });
      answer(request, response);
    });
    return (socket) => server.emit("connection", socket);
  };
  const front = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    // Some of these connections are meant to break.
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    greet(socket);
  });
  const listen = (port) => new Promise((up, failed) => {
    front.once("error", failed).listen(port, "127.0.0.1", up);
  });
  const hangUp = () => sockets.forEach((socket) => socket.destroy());
  const become = async (how) => {
    greet = how;
    hangUp();
    if (!front.listening) await listen(port);
  };
  const refuses = async () => {
    if (!front.listening) return;
    const down = new Promise((done) => front.close(done));
    hangUp();
    await down;
  };

  await listen(0);
  const { port } = front.address();
  await become(overTls(ours, page));
  return {
    host: `${name}:${port}`,
    origin: `https://${name}:${port}`,
    requests,
    get connections() {
      return connections;
    },
    forget: () => {
      requests.length = 0;
      connections = 0;
    },
    answers: (answer) => become(overTls(ours, answer)),
    /** Shows a certificate that no browser was told to trust. */
    isStranger: (answer) => become(overTls(ours.stranger, answer)),
    /** Breaks every connection as soon as it stands. */
    resets: () => become((socket) => socket.resetAndDestroy()),
    /** Takes every connection, and never says a word. */
    swallows: () => become((socket) => socket.resume()),
    /** Nobody listens. */
    refuses,
    stop: refuses,
  };
}

/**
 * Starts a server between the portal and the site at `upstream`. Answers for `path` wait so many
 * milliseconds of `delay`; `change` changes the text of pages, and of their policy.
 */
export async function startBetween(upstream, { path, delay = 0, change = (text) => text }) {
  const server = createHttpServer(async ({ url, method }, response) => {
    const asked = { method, headers: { "Accept-Encoding": "identity" } };
    const answer = await fetch(upstream + url, asked);
    const headers = Object.fromEntries(answer.headers);
    const policy = headers["content-security-policy"];
    if (policy) headers["content-security-policy"] = change(policy);
    const isPage = headers["content-type"]?.startsWith("text/html");
    const body = isPage ? change(await answer.text()) : Buffer.from(await answer.arrayBuffer());
    headers["content-length"] = String(Buffer.byteLength(body));
    if (url === path) await pause(delay, undefined, { ref: false });
    response.writeHead(answer.status, headers).end(body);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      const down = new Promise((done) => server.close(done));
      server.closeAllConnections();
      return down;
    },
  };
}
