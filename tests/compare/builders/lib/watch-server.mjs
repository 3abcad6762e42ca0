// A builder's own server: starting it, asking it, ending it.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long it waits before it asks again, in ms. */
const PAUSE = 5;

/** Starts the server of a builder, and waits until it gives the page `path`. */
export async function startServer(builder, { content, out, log, limit, path }) {
  const port = await freePort();
  const [program, ...args] = builder.serve(content, out, String(port));
  const said = openSync(log, "w");
  // A group of its own, so that all that it starts ends with it.
  const options = { stdio: ["ignore", said, said], detached: true };
  const child = spawn(program, args, builder.inside ? { ...options, cwd: content } : options);
  closeSync(said);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let ended = null;
  child.on("exit", (code, signal) => (ended = signal ?? code));
  const stop = async () => {
    agent.destroy();
    if (ended !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    process.kill(-child.pid, "SIGKILL");
    await gone;
  };

  /** The status and the bytes of a page, or nothing while nobody answers. */
  const asked = (page) => ask(`http://127.0.0.1:${port}/${page}`, agent);

  /** Asks until the page has the text, and gives how many ms that took; nothing if it is too late. */
  const until = async (page, text, within) => {
    const started = performance.now();
    while (performance.now() - started < within * 1000) {
      if (ended !== null) {
        const shown = (await readFile(log, "utf8")).slice(-2000);
        throw new Error(`the server of ${builder.title} ended with ${ended}:\n${shown}`);
      }
      const answer = await asked(page);
      if (answer?.status === 200 && answer.body.includes(text)) return performance.now() - started;
      await sleep(PAUSE);
    }
    return null;
  };

  const ready = await until(path, "</html>", limit);
  if (ready === null) {
    await stop();
    return null;
  }
  return { asked, until, stop, ready };
}

function ask(address, agent) {
  return new Promise((done) => {
    const request = get(address, { agent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => done({ status: response.statusCode, body: Buffer.concat(parts) }));
      response.on("error", () => done(null));
    });
    request.on("error", () => done(null));
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
