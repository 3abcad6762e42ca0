// What the page sends: nothing to anybody else on its own, and on a click only what it says.
import { createServer } from "node:https";
import { generate } from "selfsigned";
import { serveSite } from "../support/site.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

test("no page asks another host for anything when it opens", async ({ page, site, complaints }) => {
  const elsewhere = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${site}/`)) elsewhere.push(request.url());
  });
  for (const path of ["", "guides/", "guides/set-clock/", "flows/caa20004/", "caa20004/"]) {
    await page.goto(path, { waitUntil: "networkidle" });
  }
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=1&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,clock:right,mfa:not-asked,web:nothing");
  await expect(page.locator("[data-probe=reachability]")).toHaveAttribute("data-state", "idle");
  await page.waitForLoadState("networkidle");
  expect(elsewhere).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]))
    .toEqual([0, 0, ""]);
});

/** A server over TLS that answers as a sign-in service would, or not. */
async function standIn(answer) {
  const pems = await generate([{ name: "commonName", value: "127.0.0.1" }], { keySize: 2048 });
  const seen = [];
  const server = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
    seen.push({ path: request.url, headers: request.headers });
    answer(request, response, `https://127.0.0.1:${server.address().port}`);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  const { port } = server.address();
  const stop = () => {
    server.closeAllConnections();
    return new Promise((down) => server.close(down));
  };
  return { address: `https://127.0.0.1:${port}`, seen, stop };
}

const discovery = (issuer) => (request, response, self) => {
  if (request.url.endsWith("openid-configuration")) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ issuer: issuer ?? `${self}/` }));
  } else {
    response.end("<h1>Sign in</h1>");
  }
};

const cases = {
  "the right document, and every host answers": {
    answer: discovery(),
    finds: "reachable",
  },
  "a document of somebody else": {
    answer: discovery("https://evil.example/"),
    finds: "intercepted",
  },
  "a page in place of the document": {
    answer: (request, response) => {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.end("<h1>Accept our terms</h1>");
    },
    finds: "intercepted",
  },
  "a page that may not be read": {
    answer: (request, response) => response.end("<h1>Accept our terms</h1>"),
    finds: undefined,
  },
  "nothing in time": { answer: () => {}, finds: undefined },
  "nobody listens": { answer: discovery(), down: true, finds: "not-reachable" },
  "our own policy is in the way": { answer: discovery(), forbid: true, finds: undefined },
};

for (const [name, { answer, down, forbid, finds }] of Object.entries(cases)) {
  test(`reachability: ${name} → ${finds ?? "cannot tell"}`, async ({ browser }) => {
    const microsoft = await standIn(answer);
    if (down) await microsoft.stop();
    const own = await serveSite({
      settings: `discovery = "${microsoft.address}/.well-known/openid-configuration"
issuer = "${microsoft.address}/"
hosts = ["${microsoft.address}/", "${microsoft.address}/teams"]
seconds = 2
`,
    });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    if (forbid) {
      await page.route("**/caa20004/", async (route) => {
        const reply = await route.fetch();
        const strip = (text) => text.replaceAll(` ${microsoft.address}`, "");
        const headers = { ...reply.headers() };
        headers["content-security-policy"] = strip(headers["content-security-policy"]);
        await route.fulfill({ headers, body: strip(await reply.text()) });
      });
    }
    const visitor = new Visitor(page);
    await visitor.opens(`${own.address}/caa20004/#v=1&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,clock:right,mfa:not-asked,web:nothing`);
    expect(microsoft.seen).toEqual([]);
    await visitor.button("Try it for me").click();
    if (finds) {
      await visitor.knows("connection", finds, "probe");
    } else {
      await expect(page.getByText("This page could not tell")).toBeVisible({ timeout: 15_000 });
      await expect(page.getByRole("radio").first()).toBeVisible();
    }
    for (const { headers } of microsoft.seen) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    }
    if (!down) expect(microsoft.seen.length).toBe(forbid ? 0 : 3);
    await context.close();
    await own.stop();
    if (!down) await microsoft.stop();
  });
}

test("a probe can be stopped, and its late answer changes nothing", async ({ browser }) => {
  const microsoft = await standIn((request, response, self) =>
    setTimeout(() => discovery()(request, response, self), 1500));
  const own = await serveSite({
    settings: `discovery = "${microsoft.address}/.well-known/openid-configuration"
issuer = "${microsoft.address}/"
hosts = ["${microsoft.address}/"]
seconds = 20
`,
  });
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  const visitor = new Visitor(page);
  await visitor.opens(`${own.address}/caa20004/#v=1&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,clock:right,mfa:not-asked,web:nothing`);
  await visitor.button("Try it for me").click();
  await expect(page.locator("[data-probe]")).toHaveAttribute("data-state", "running");
  await visitor.button("Stop").click();
  await expect(page.getByRole("radio").first()).toBeVisible();
  await page.waitForTimeout(2500);
  await expect(page.locator('[data-fact="connection"]')).toHaveCount(0);
  await page.close();
  await own.stop();
  await microsoft.stop();
});
