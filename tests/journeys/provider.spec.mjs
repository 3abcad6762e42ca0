// The test identity provider and the browsers themselves, without the product.
import { createServer } from "node:https";
import { expect, test as base } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import { startFirefox } from "../support/firefox.mjs";
import { startProvider } from "../support/provider.mjs";
import * as tls from "../support/tls.mjs";

/** A portal with a button that opens a popup, and a callback that says what came back. */
const portalPage = `<!doctype html><title>Portal</title><button>Ask</button><script>
document.querySelector("button").onclick = () => open(window.target, "", "popup");
if (location.pathname === "/callback/") {
  new BroadcastChannel("answers").postMessage(location.hash);
  if (opener || history.length === 1) close();
}
</script>`;

async function throwAwayPortal() {
  const server = createServer(tls, (request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(portalPage);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  const stop = () => {
    const down = new Promise((done) => server.close(done));
    server.closeAllConnections();
    return down;
  };
  return { origin: `https://portal.corp.example:${server.address().port}`, stop };
}

/** What an answer says, short: `code`, or error, number and suberror. */
function short(fragment) {
  if (fragment === undefined) return "no answer";
  const answer = new URLSearchParams(fragment.slice(1));
  if (answer.has("code")) return "code";
  const number = /^AADSTS(\d+)/.exec(answer.get("error_description"))?.[1];
  return [answer.get("error"), number, answer.get("suberror")].filter(Boolean).join(" ");
}

/** Asks from a page of the portal, as the product would; signs in at the desk, another page. */
class Lab {
  constructor(provider, portal, page, desk) {
    Object.assign(this, { provider, portal, page, desk });
  }

  address(more) {
    const query = new URLSearchParams({
      client_id: this.provider.clientId,
      response_type: "code",
      response_mode: "fragment",
      redirect_uri: `${this.portal}/callback/`,
      scope: "openid",
      state: "p.0123456789",
      code_challenge: "Zm9yIHRoaXMgbm8gdmVyaWZpZXIgZXhpc3RzIGF0IGFsbA",
      code_challenge_method: "S256",
      ...more,
    });
    return `${this.provider.authority}/${this.provider.tenant}/oauth2/v2.0/authorize?${query}`;
  }

  async signInAs(persona) {
    await this.desk.goto(`${this.provider.authority}/sign-in-as/${persona}`);
    expect(await this.desk.title()).toBe(`Signed in as ${persona}`);
    if (this.page.url() !== `${this.portal}/`) await this.page.goto(this.portal);
  }

  /** Has the portal listen; `heard` resolves to the fragment or, in time, to nothing. */
  async listen(address, ms) {
    await this.page.evaluate(({ address, ms }) => {
      window.target = address;
      window.heard = new Promise((resolve) => {
        const channel = new BroadcastChannel("answers");
        channel.onmessage = ({ data }) => resolve(data);
        setTimeout(resolve, ms);
      });
    }, { address, ms });
    return () => this.page.evaluate(() => window.heard);
  }

  async byFrame(ms = 8000) {
    const heard = await this.listen(this.address({ prompt: "none" }), ms);
    await this.page.evaluate(() => {
      document.querySelector("iframe")?.remove();
      const frame = document.createElement("iframe");
      frame.src = window.target;
      document.body.append(frame);
    });
    return heard();
  }

  async byPopup(more = { prompt: "none" }, ms = 8000) {
    const heard = await this.listen(this.address(more), ms);
    await this.page.click("button");
    return heard();
  }

  async byRedirect(more = { prompt: "none" }) {
    await this.page.goto(this.address(more));
    const { origin, hash } = new URL(this.page.url());
    return origin === this.portal ? hash : undefined;
  }
}

const test = base.extend({
  servers: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const portal = await throwAwayPortal();
      const provider = await startProvider({ portal: portal.origin });
      await use({ provider, portal: portal.origin });
      await provider.stop();
      await portal.stop();
    },
    { scope: "worker" },
  ],
  chromium: [
    async ({ servers: { provider } }, use) => {
      const chromium = await startChromium({ cookies: "allowed", spki: [provider.spki] });
      await use(chromium);
      await chromium.stop();
    },
    { scope: "worker" },
  ],
  lab: async ({ servers: { provider, portal }, chromium }, use) => {
    const desk = await chromium.page();
    const page = await chromium.page();
    await use(new Lab(provider, portal, page, desk));
    expect(provider.counts.token).toBe(0);
    provider.reset();
    await Promise.all([page.close(), desk.close()]);
  },
});

const silent = {
  nobody: "login_required 50058",
  canceller: "login_required 50058",
  sunny: "code",
  "ghost-mfa": "interaction_required 50076 basic_action",
  "new-phone": "interaction_required 50079 basic_action",
  "stale-mfa": "interaction_required 50078 basic_action",
  "sif-expired": "interaction_required 70044",
  "sick-laptop": "interaction_required 53000 message_only",
  byod: "interaction_required 53001 message_only",
  "reg-needed": "interaction_required 50097",
  "ca-wall": "interaction_required 53003",
  leaver: "login_required 50058",
  "leaver-told": "access_denied 50057",
  locked: "code",
  "locked-told": "access_denied 50053",
  "pwd-expired": "interaction_required 50055 user_password_expired",
  "two-hats": "interaction_required 16000",
  unassigned: "access_denied 50105",
  "no-consent": "consent_required 65001",
  looper: "code",
  jumper: "code",
  xss: "interaction_required 50076 basic_action",
};
const noAnswer = ["federated", "wrong-app", "wrong-redirect"];

test("a frame gets every persona's answer", async ({ lab }) => {
  expect([...Object.keys(silent), ...noAnswer].sort()).toEqual(lab.provider.personas.sort());
  const answers = {};
  for (const persona of Object.keys(silent)) {
    await lab.signInAs(persona);
    answers[persona] = short(await lab.byFrame());
  }
  expect(answers).toEqual(silent);
  for (const persona of noAnswer) {
    await lab.signInAs(persona);
    expect(short(await lab.byFrame(500))).toBe("no answer");
  }
});

test("popup and redirect get the same", async ({ lab }) => {
  for (const persona of ["nobody", "sunny", "ghost-mfa", "no-consent"]) {
    await lab.signInAs(persona);
    expect(short(await lab.byPopup())).toBe(silent[persona]);
    expect(short(await lab.byRedirect())).toBe(silent[persona]);
  }
});

test("an error looks like one of Entra", async ({ lab }) => {
  await lab.signInAs("sick-laptop");
  const answer = new URLSearchParams((await lab.byFrame()).slice(1));
  expect(answer.get("state")).toBe("p.0123456789");
  expect(answer.get("error_uri")).toBe(`${lab.provider.authority}/error?code=53000`);
  expect(answer.get("error_description")).toMatch(
    /^AADSTS53000: .+\r\nTrace ID: \S+\r\nCorrelation ID: \S+\r\nTimestamp: \S+ \S+Z$/,
  );
  expect(JSON.parse(answer.get("claims"))).toHaveProperty("access_token");
});

for (const [name, options] of Object.entries({
  blocked: { cookies: "blocked" },
  "as Debian ships them": { cookies: "debian" },
  "allowed, but incognito": { cookies: "allowed", incognito: true },
})) {
  test(`third-party cookies ${name}: only a popup sees the session`, async ({ servers }) => {
    const { provider, portal } = servers;
    const chromium = await startChromium({ ...options, spki: [provider.spki] });
    const desk = await chromium.page();
    const lab = new Lab(provider, portal, await chromium.page(), desk);
    await lab.signInAs("sunny");
    expect(short(await lab.byFrame())).toBe("login_required 50058");
    expect(short(await lab.byPopup())).toBe("code");
    expect(short(await lab.byFrame())).toBe("login_required 50058");
    await chromium.stop();
  });
}

test("approving turns 50076 into a code, for that session only", async ({ lab }) => {
  await lab.signInAs("ghost-mfa");
  const popupOpens = lab.page.waitForEvent("popup");
  const answer = lab.byPopup({}, 15_000);
  const popup = await popupOpens;
  await expect(popup.getByText("Approve the sign-in request on your phone")).toBeVisible();
  expect(await lab.provider.approve()).toBe(1);
  expect(short(await answer)).toBe("code");
  expect(short(await lab.byFrame())).toBe("code");
  await lab.signInAs("ghost-mfa");
  expect(short(await lab.byFrame())).toBe(silent["ghost-mfa"]);
});

test("approving with no page open, and denying, change nothing", async ({ lab }) => {
  await lab.signInAs("ghost-mfa");
  expect(await lab.provider.approve()).toBe(0);
  await lab.page.goto(lab.address());
  await expect(lab.page.getByText("on your phone")).toBeVisible();
  await lab.page.goto(lab.portal);
  expect(await lab.provider.approve()).toBe(0);
  await lab.page.goto(lab.address());
  await expect(lab.page.getByText("on your phone")).toBeVisible();
  expect(await lab.provider.deny()).toBe(1);
  await expect(lab.page.getByText("was denied")).toBeVisible();
  expect(short(await lab.byRedirect())).toBe(silent["ghost-mfa"]);
});

test("a person goes on, gives up, or is stuck", async ({ lab }) => {
  const { page, provider } = lab;
  const press = async (name) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.waitForLoadState();
  };
  const arrived = async () => {
    await page.waitForURL(`${lab.portal}/**`);
    return short(new URL(page.url()).hash);
  };
  const interactive = async (persona) => {
    await lab.desk.goto(`${provider.authority}/sign-in-as/${persona}`);
    await page.goto(lab.address());
  };

  for (const [persona, name] of [
    ["sif-expired", "Sign in"],
    ["pwd-expired", "Update"],
    ["two-hats", "second hat"],
    ["no-consent", "Accept"],
    ["nobody", "sunny"],
  ]) {
    await interactive(persona);
    await press(name);
    expect(await arrived()).toBe("code");
    expect(short(await lab.byRedirect())).toBe("code");
  }

  await interactive("new-phone");
  await press("Set up");
  await expect(page.getByText("on your phone")).toBeVisible();
  expect(short(await lab.byRedirect())).toBe(silent["ghost-mfa"]);

  await interactive("federated");
  await page.getByRole("link", { name: "Sign in" }).click();
  expect(await arrived()).toBe("code");

  await interactive("canceller");
  await page.getByRole("link", { name: "Cancel" }).click();
  expect(await arrived()).toBe("access_denied 650041");
  await interactive("no-consent");
  await press("Decline");
  expect(await arrived()).toBe("access_denied 65004");

  for (const persona of ["sick-laptop", "ca-wall", "leaver", "locked", "wrong-app"]) {
    await interactive(persona);
    await expect(page.getByText(/AADSTS\d+/)).toBeVisible();
    await expect(page.locator("a, button")).toHaveCount(0);
  }

  await lab.signInAs("two-hats");
  expect(short(await lab.byRedirect({ prompt: "none", login_hint: "two@hats" }))).toBe("code");

  await lab.signInAs("sick-laptop");
  provider.fix("sick-laptop");
  expect(short(await lab.byRedirect())).toBe("code");
  provider.reset();
  expect(short(await lab.byRedirect())).toBe(silent["sick-laptop"]);
});

test("a session may end, and asking too often is refused", async ({ lab }) => {
  const thrice = ["code", "code", "code"];
  const four = async () => {
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(short(await lab.byFrame()));
    return answers;
  };
  await lab.signInAs("jumper");
  expect(await four()).toEqual([...thrice, "login_required 50058"]);
  lab.provider.set({ loops: 3 });
  await lab.signInAs("sunny");
  expect(await four()).toEqual([...thrice, "invalid_grant 50196"]);
  lab.provider.revoke("sunny");
  expect(short(await lab.byFrame())).toBe("login_required 50058");
});

test("the switches do what they say", async ({ lab }) => {
  const { page, provider } = lab;
  await lab.signInAs("sunny");
  const popup = async (changes) => {
    provider.reset();
    provider.set(changes);
    return new URLSearchParams((await lab.byPopup()).slice(1));
  };
  const state = "p.0123456789";
  expect((await popup({ liar: "state-missing" })).getAll("state")).toEqual([]);
  expect((await popup({ liar: "state-altered" })).getAll("state")).toEqual([`${state}x`]);
  expect((await popup({ liar: "state-twice" })).getAll("state")).toEqual([state, state]);
  expect((await popup({ liar: "code-and-error" })).has("error")).toBe(true);
  expect((await popup({ liar: "huge" })).get("code")).toHaveLength(20_000);
  expect((await popup({ liar: "in-query" })).size).toBe(0);
  expect((await popup({ returnBy: "script" })).has("code")).toBe(true);
  expect((await popup({ returnBy: "form-top" })).has("code")).toBe(true);
  expect((await popup({ coop: "same-origin" })).has("code")).toBe(true);

  provider.set({ delay: 600 });
  const before = Date.now();
  expect(short(await lab.byFrame())).toBe("code");
  expect(Date.now() - before).toBeGreaterThan(600);

  provider.reset();
  provider.set({ outage: true });
  expect((await page.goto(provider.authority)).status()).toBe(503);
  await page.goto(lab.portal);
  expect(short(await lab.byFrame(500))).toBe("no answer");
  provider.reset();
  provider.set({ hang: true });
  expect(short(await lab.byFrame(500))).toBe("no answer");
  provider.reset();

  for (const [sameSite, byFrame, byPopup] of [
    ["lax", "login_required 50058", "code"],
    ["strict", "login_required 50058", "login_required 50058"],
    ["partitioned", "login_required 50058", "code"],
  ]) {
    provider.set({ sameSite });
    await page.goto(`${provider.authority}/sign-out`);
    await lab.signInAs("sunny");
    expect(short(await lab.byFrame())).toBe(byFrame);
    expect(short(await lab.byPopup())).toBe(byPopup);
  }
});

test("discovery may be read from anywhere and names the tenant", async ({ lab }) => {
  const { page, portal, provider } = lab;
  await page.goto(portal);
  const found = await page.evaluate((address) =>
    fetch(address).then((reply) => reply.json()), provider.discovery);
  expect(found.issuer).toBe(`${provider.authority}/${provider.tenant}/v2.0`);
  expect(lab.address()).toContain(found.authorization_endpoint);
  expect((await page.goto(provider.authority)).status()).toBe(200);
  expect(provider.requests.at(-1)).toMatchObject({ method: "GET", path: "/", query: {} });
  expect(provider.counts).toEqual({ authorize: 0, token: 0 });
  await page.evaluate((address) => fetch(address, { method: "POST" }), found.token_endpoint);
  expect(provider.counts.token).toBe(1);
  provider.reset();
});

test("Firefox as it ships: only a popup sees the session", async ({ servers }) => {
  const { provider, portal } = servers;
  const firefox = await startFirefox();
  const page = await firefox.page();
  const lab = new Lab(provider, portal, page, page);
  await lab.signInAs("sunny");
  expect(short(await lab.byFrame())).toBe("login_required 50058");
  expect(short(await lab.byPopup())).toBe("code");
  expect(short(await lab.byRedirect())).toBe("code");
  await firefox.stop();
});
