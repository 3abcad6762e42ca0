// A builder's own server: starting it, asking it, ending it.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long it waits before it asks again, in ms. */
const PAUSE = 5;
/** A server rests when it used none of the processor for so long, in ms. */
const REST = 1500;
/** What Linux counts time of the processor in, in ms. */
const TICK = 10;

/** Starts the server of a builder, and waits until it gives the page `path` and rests. */
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
  child.on("error", (error) => (ended = error.message));
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

  /** Asks until the page has the text, and says whether it came in time, in seconds. */
  const until = async (page, text, within) => {
    const started = performance.now();
    while (performance.now() - started < within * 1000) {
      if (ended !== null) {
        const shown = (await readFile(log, "utf8")).slice(-2000);
        throw new Error(`the server of ${builder.title} ended with ${ended}:\n${shown}`);
      }
      const answer = await asked(page);
      if (answer?.status === 200 && answer.body.includes(text)) return true;
      await sleep(PAUSE);
    }
    return false;
  };

  /** What it used of the processor until now, in ms. */
  const used = async () => {
    const fields = (await readFile(`/proc/${child.pid}/stat`, "utf8")).split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  };

  /** Waits until it rests, or so many seconds, and gives what it used until then. */
  const resting = async (within) => {
    const started = performance.now();
    let before = await used();
    while (performance.now() - started < within * 1000) {
      await sleep(REST);
      const after = await used();
      if (after - before <= TICK) return after;
      before = after;
    }
    return before;
  };

  const started = performance.now();
  const isReady = await until(path, "</html>", limit).catch(async (error) => {
    await stop();
    throw error;
  });
  if (!isReady) {
    await stop();
    return null;
  }
  const ready = performance.now() - started;
  await resting(limit);
  return { asked, until, used, resting, stop, ready };
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
