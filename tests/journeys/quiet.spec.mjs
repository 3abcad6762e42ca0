// What the page sends: nothing to anybody else on its own, and on a click only what it says.
import { readable, service, startStandIn } from "../support/faults.mjs";
import { serveSite } from "../support/site.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

test.use({ ignoreHTTPSErrors: true });

const known = "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown";
const paths = ["", "guides/", "guides/set-clock/", "flows/caa20004/", "callback/", "caa20004/"];

/** A site that asks `authority`; `more` are lines of `[sign-in]`. */
const serveSiteThatAsks = (authority, more = "") => serveSite({
  settings: `[sign-in]
authority = "${authority}"
${more}

[limits]
request = 20
frame = 8
window = 300
watch = 120
`,
});

/** Notes what a page asks of others, what it asks of its own site beside files, and what it opens. */
function watch(page, site) {
  const seen = [];
  page.on("request", (request) => {
    const [method, url] = [request.method(), request.url()];
    if (method !== "GET" || !url.startsWith(`${site}/`)) seen.push(`${method} ${url}`);
  });
  page.on("frameattached", () => seen.push("a frame"));
  page.on("popup", () => seen.push("a window"));
  return seen;
}

/** Opens every kind of page, and each of the places; `probes` run there if somebody clicks. */
async function opensAll(page, site, places) {
  for (const path of paths) {
    await page.goto(`${site}/${path}`, { waitUntil: "networkidle" });
  }
  const visitor = new Visitor(page);
  for (const { at, probe, state = "idle" } of places) {
    await page.goto("about:blank");
    await visitor.opens(`${site}/${at}`);
    const offered = page.locator(`[data-probe=${probe}]`);
    if (state) await expect(offered).toHaveAttribute("data-state", state);
    else await expect(offered).toHaveCount(0);
    await page.waitForLoadState("networkidle");
    await expect(page.locator("iframe")).toHaveCount(0);
  }
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]))
    .toEqual([0, 0, ""]);
}

const atClock = { at: `${known},web-login:unknown`, probe: "clock" };
const atConnection = { at: `${known},web-login:nothing`, probe: "reachability" };
const atSignIn = { at: known, probe: "web-sign-in" };
const atApproval = { at: `${known},web-login:mfa-required`, probe: "web-sign-in" };

test("no page asks another host for anything when it opens", async ({ page, site, complaints }) => {
  const seen = watch(page, site);
  await opensAll(page, site, [atClock, { ...atSignIn, state: null }, atConnection]);
  expect(seen).toEqual([]);
  expect(complaints).toEqual([]);
});

test("nor does a page that may ask Microsoft, before somebody clicks", async ({
  page,
  complaints,
}) => {
  const microsoft = await startStandIn("127.0.0.1");
  const [tenant, clientId] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
  const own = await serveSiteThatAsks(
    microsoft.origin,
    `tenant = "${tenant}"\nclient-id = "${clientId}"`,
  );
  const seen = watch(page, own.address);
  await opensAll(page, own.address, [atClock, atConnection, atApproval, atSignIn]);
  expect(seen).toEqual([]);
  expect(microsoft.connections, "not even the beginning of a connection").toBe(0);
  expect(complaints).toEqual([]);
  // The same eyes see what a click does: one frame, and in it one request that names nobody.
  await new Visitor(page).button("Try it for me").click();
  await expect(page.locator("iframe")).toHaveCount(1);
  await expect.poll(() => microsoft.requests.length).toBe(1);
  const [{ method, path, headers }] = microsoft.requests;
  expect(seen).toEqual(["a frame", `GET ${microsoft.origin}${path}`]);
  expect(method).toBe("GET");
  expect(path.startsWith(`/${tenant}/oauth2/v2.0/authorize?client_id=${clientId}&`)).toBe(true);
  expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
  await own.stop();
  await microsoft.stop();
});

test("a probe can be stopped, and its late answer changes nothing", async ({ page }) => {
  const microsoft = await startStandIn("127.0.0.1");
  // A site that names no tenant asks for the document of all of them.
  const issuer = `${microsoft.origin}/{tenantid}/v2.0`;
  const answer = service(readable(JSON.stringify({ issuer })));
  await microsoft.answers((...given) => setTimeout(() => answer(...given), 1500));
  const own = await serveSiteThatAsks(microsoft.origin);
  const visitor = new Visitor(page);
  await visitor.opens(`${own.address}/${atConnection.at}`);
  const probe = page.locator("[data-probe=reachability]");
  await visitor.button("Try it for me").click();
  await expect(probe).toHaveAttribute("data-state", "running");
  // Stopped only once both have left: a question that never left has no late answer.
  const asked = () => microsoft.requests.map(({ path }) => path).sort();
  await expect.poll(asked).toEqual(["/", "/common/v2.0/.well-known/openid-configuration"]);
  await visitor.button("Stop").click();
  await expect(page.getByRole("radio").first()).toBeVisible();
  await page.waitForTimeout(2500);
  await expect(page.locator('[data-fact="connection"]')).toHaveCount(0);
  expect(asked()).toHaveLength(2);
  // Left alone, the same answer counts.
  await visitor.button("Try it for me").click();
  await visitor.knows("connection", "reachable", "probe");
  await own.stop();
  await microsoft.stop();
});
