// The portal's front: TLS and a name of its own before the built site's server.
import { request as ask } from "node:http";
import { createServer } from "node:https";
import { cert, key, spki } from "./tls.mjs";

/**
 * Starts `https://portal.corp.example:PORT`. Where it forwards to (`http://127.0.0.1:N`) may be
 * said later with `forwardTo`. Every header passes unchanged but `Host`, and what `set` says:
 *
 * - `dateOffset`: milliseconds that the clock of the server is ahead
 * - `frozenDate`: a `Date` that every answer carries
 * - `dropDate`: no `Date` header at all
 * - `age`: seconds for an `Age` header
 */
export async function startPortal({ upstream, port = 0 } = {}) {
  const requests = [];
  const switches = {};

  const clock = (headers) => {
    const kept = headers.filter(([name]) => !["date", "age"].includes(name.toLowerCase()));
    if (!switches.dropDate) {
      const now = switches.frozenDate ?? new Date(Date.now() + (switches.dateOffset ?? 0));
      kept.push(["Date", now.toUTCString()]);
    }
    if (switches.age !== undefined) kept.push(["Age", String(switches.age)]);
    return kept.flat();
  };

  const server = createServer({ key, cert }, (request, response) => {
    const { method, url: path, headers } = request;
    requests.push({ method, path, headers, at: Date.now() });
    response.sendDate = false;
    const failed = () => {
      if (response.headersSent) return response.destroy();
      return response.writeHead(502).end("The portal's server does not answer.");
    };
    if (!upstream) return failed();
    const { host } = new URL(upstream);
    const forward = ask(new URL(path, upstream), { method, headers: { ...headers, host } });
    forward.on("response", (answer) => {
      const pairs = [];
      for (let i = 0; i < answer.rawHeaders.length; i += 2) {
        pairs.push(answer.rawHeaders.slice(i, i + 2));
      }
      response.writeHead(answer.statusCode, clock(pairs));
      answer.on("error", failed).pipe(response);
    });
    forward.on("error", failed);
    response.on("close", () => forward.destroy());
    request.pipe(forward);
  });
  await new Promise((up, failed) => {
    server.on("error", failed).listen(port, "127.0.0.1", up);
  });

  return {
    origin: `https://portal.corp.example:${server.address().port}`,
    spki,
    requests,
    forwardTo: (address) => {
      upstream = address;
    },
    set: (changes) => Object.assign(switches, changes),
    stop: () => {
      const down = new Promise((done) => server.close(done));
      server.closeAllConnections();
      return down;
    },
  };
}
