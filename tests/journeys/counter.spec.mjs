// The counter: off unless switched on, ids alone, and what a real nginx logs of it adds up.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { serveSite } from "../support/site.mjs";
import { expect, test as base, Visitor } from "../support/test.mjs";

const settings = await readFile(resolve(import.meta.dirname, "../../content/site.toml"), "utf8");

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  const { port } = server.address();
  await new Promise((down) => server.close(down));
  return port;
}

/** nginx before the site, as docs/counter.md says. */
async function startNginx(upstream) {
  const folder = await mkdtemp(join(tmpdir(), "kb-nginx-"));
  const [port, log] = [await freePort(), join(folder, "counter.log")];
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(join(folder, "nginx.conf"), `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  access_log off;
  log_format counter '- - - [$time_local] "$request" $status 0';
  server {
    listen 127.0.0.1:${port};
    location = /count {
      access_log ${log} counter;
      return 204;
    }
    location / { proxy_pass ${upstream}; }
  }
}
`);
  const nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((gone) => nginx.once("close", gone));
  const address = `http://127.0.0.1:${port}`;
  await expect.poll(() => fetch(address).then((answer) => answer.ok, () => false)).toBe(true);
  const lines = async () => {
    const text = await readFile(log, "utf8").catch(() => "");
    return text.split("\n").filter(Boolean);
  };
  const stop = async () => {
    nginx.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { address, log, lines, stop };
}

const test = base.extend({
  counted: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const at = settings.indexOf("[sign-in]");
      const own = `[counter]\naddress = "/count"\n\n${settings.slice(at)}`;
      const site = await serveSite({ settings: own });
      await use(site);
      await site.stop();
    },
    { scope: "worker" },
  ],
  server: async ({ counted }, use) => {
    const server = await startNginx(counted.address);
    await use(server);
    await server.stop();
  },
});

/** A whole visit, with everything in it that nobody else should learn. */
async function visit(page, address) {
  const visitor = new Visitor(page);
  await visitor.opens(`${address}/caa20004/?code=0xCAA20004&user=alice@corp.example`);
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.button("Back").click();
  await visitor.answers("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues", "No, only me");
  await page.getByLabel("Paste the message").fill(
    "alice@corp.example on HOST-7, 203.0.113.9: AADSTS50076: Due to a configuration change",
  );
  await visitor.button("Find the number").click();
  await visitor.sees("Approve the sign-in on your phone");
  await visitor.button("Yes, I am in").click();
  await visitor.sees("Good. You are in");
  await visitor.button("Back").click();
  await visitor.button("I need a person now").click();
  await visitor.sees("Hand over to your helpdesk");
}

test("a visit is counted once, by its ids alone, and adds up", async ({
  page,
  server,
  counted,
}) => {
  const beacons = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/count") beacons.push(request);
  });
  await visit(page, server.address);
  const step = (id) => `flow=caa20004&version=4&event=asked&step=${id}`;
  const outcome = (event) => `flow=caa20004&version=4&event=${event}&outcome=mfa-missed`;
  const wanted = [
    ...["where", "prompt", "others", "number"].map(step),
    outcome("outcome"),
    `${outcome("solved")}&by=word`,
    outcome("handed-over"),
  ];
  const asked = (line) => /^- - - \[.*\] "POST \/count\?(\S+) HTTP\/1.1" 204 0$/.exec(line)?.[1];
  const lined = async () => (await server.lines()).map(asked).toSorted();
  await expect.poll(lined).toEqual(wanted.toSorted());
  const lines = await server.lines();
  for (const request of beacons) {
    expect(request.postData() ?? "").toBe("");
    const headers = await request.allHeaders();
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("referer");
  }
  expect(lines.join("\n")).not.toMatch(/alice|HOST|203\.0|50076|configuration|facts|teams|only-me/i);
  const { stdout } = await promisify(execFile)(
    process.env.KB_BUILDER,
    ["--content", join(counted.folder, "content"), "counts", server.log],
  );
  expect(stdout).toMatch(/^caa20004 +mfa-missed +1 +0 +1 +1$/m);
  expect(stdout).toMatch(/^caa20004 +where +1$/m);
});

for (const [name, value] of [["doNotTrack", "1"], ["globalPrivacyControl", true]]) {
  test(`a browser that says ${name} sends nothing`, async ({ page, server }) => {
    await page.addInitScript(([key, said]) => {
      Object.defineProperty(Navigator.prototype, key, { value: said });
    }, [name, value]);
    await visit(page, server.address);
    expect(await server.lines()).toEqual([]);
  });
}

test("a site without a counter has no script for it and sends nothing", async ({ page, site }) => {
  const requests = [];
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
  await visit(page, site);
  expect(requests.filter((request) => /count|^POST/.test(request))).toEqual([]);
  await expect(page.locator("[data-count]")).toHaveCount(0);
});
