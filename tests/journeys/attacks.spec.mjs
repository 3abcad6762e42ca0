// What somebody might try against the sign-in check: none of it changes a finding or runs a script.
import { createServer } from "node:https";
import { expect, test } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import { Guest, atSignIn, startSignIn } from "../support/sign-in.mjs";
import { cert, key } from "../support/tls.mjs";

test.describe.configure({ mode: "default", timeout: 90_000 });

let lab;
let browser;
let evil;

/** Another site, whose page is what `html` says. */
async function startEvil() {
  let html = "";
  const server = createServer({ key, cert }, (request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Evil</title>${html}`);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  return {
    origin: `https://other.example:${server.address().port}`,
    shows: (body) => {
      html = body;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((down) => server.close(down));
    },
  };
}

test.beforeAll(async () => {
  lab = await startSignIn({ limits: { window: 6 } });
  browser = await startChromium({ cookies: "allowed", spki: lab.spki });
  evil = await startEvil();
});

test.afterAll(async () => {
  await browser.stop();
  await Promise.all([lab.stop(), evil.stop()]);
});

test.afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
});

/** A guest with this persona's session, at the web sign-in. */
async function guestAs(persona, address) {
  lab.provider.reset();
  lab.portal.requests.length = 0;
  const guest = new Guest(await browser.page(), lab);
  await guest.isSignedInAs(persona);
  await guest.opens(address);
  return guest;
}

/** Opens an address as a new page: another fragment alone would be the same one. */
async function visit(page, address) {
  await page.goto("about:blank");
  await page.goto(address);
}

const letters = (letter) => letter.repeat(43);
const callback = (fragment) => `${lab.portal.origin}/callback/#${fragment}`;

test("nothing is asked before a click, and a double click asks once", async () => {
  const guest = await guestAs("sunny");
  await guest.page.waitForTimeout(1_000);
  expect(lab.provider.counts.authorize).toBe(0);
  await expect(guest.page.locator("iframe")).toHaveCount(0);
  await guest.page.getByRole("button", { name: "Try it for me" }).dblclick();
  await guest.settles();
  expect(lab.provider.counts.authorize).toBe(1);
  await expect(guest.page.locator("iframe")).toHaveCount(0);
});

test("forged windows and messages while the page waits: the real answer wins", async () => {
  const guest = await guestAs("sunny", `${atSignIn},third-party-cookies:blocked`);
  lab.provider.set({ delay: 4_000 });
  await guest.presses("Try it for me");
  const forged = [
    `state=w.${letters("A")}&error=login_required`,
    `state=w.${letters("A")}&code=0.forged`,
    `state=f.${letters("A")}&error=interaction_required&suberror=basic_action`,
    "state=kb-auth-probe.&code=1",
    "code=1",
  ];
  for (const fragment of forged) {
    const window = await browser.page();
    await window.goto(callback(fragment));
    await expect(window.getByRole("heading", { level: 1 })).toHaveText("Back from the sign-in check");
  }
  // Who knows the channel must still speak its language.
  await expect.poll(() => lab.provider.counts.authorize).toBe(1);
  const { query } = lab.provider.requests.find(({ path }) => path.includes("authorize"));
  const inside = await browser.page();
  await inside.goto(`${lab.portal.origin}/guides/`);
  await inside.evaluate((state) => {
    const channel = new BroadcastChannel(`kb-auth-probe.${state}`);
    const lies = [null, 7, "code", [], {}, { code: "true" }, { code: 1 }, { error: 5 }, { error: "" }];
    for (const lie of lies) channel.postMessage(lie);
  }, query.state);
  // Even the portal's own window is told lies.
  await guest.page.evaluate(() => {
    for (const lie of [{ code: true }, "code", { error: "login_required" }]) {
      postMessage(lie, "*");
      const channel = new BroadcastChannel("kb-auth-probe.");
      channel.postMessage(lie);
    }
  });
  expect((await guest.settles())["web-login"]).toBe("signed-in");
  expect(lab.provider.counts.authorize).toBe(1);
});

test("nobody chooses the name of a channel through the state", async () => {
  const page = await browser.page();
  await page.goto(`${lab.portal.origin}/guides/`);
  await page.evaluate((good) => {
    window.heard = [];
    for (const name of ["app", "kb-auth-probe.app", "kb-auth-probe.", `x.${good}`]) {
      new BroadcastChannel(name).onmessage = ({ data }) => window.heard.push([name, data]);
    }
    const own = new BroadcastChannel(`kb-auth-probe.w.${good}`);
    own.onmessage = ({ data }) => window.heard.push(["own", data]);
  }, letters("B"));
  const other = await browser.page();
  const states = ["app", ".app", "", `x.${letters("B")}`, `w.${letters("B")}B`, `w.${letters("%20")}`];
  for (const state of states) {
    await visit(other, callback(`state=${encodeURIComponent(state)}&error=logout&cmd=logout`));
  }
  await visit(other, callback(`state=w.${letters("B")}&error=some_error&cmd=logout&code_x=1`
    + `&error_description=${encodeURIComponent("AADSTS50076: <img src=x onerror=pwned=1>")}`));
  await expect.poll(() => page.evaluate(() => window.heard)).toEqual([
    ["own", { code: false, error: "some_error", suberror: "", number: 50076 }],
  ]);
});

test("an answer that was used up is no answer again", async () => {
  const guest = await guestAs("ghost-mfa");
  await guest.presses("Try it for me");
  expect((await guest.settles())["web-login"]).toBe("mfa-required");
  const { query } = lab.provider.requests.find(({ path }) => path.includes("authorize"));
  const other = await browser.page();
  for (let turn = 0; turn < 3; turn += 1) {
    await visit(other, callback(`state=${query.state}&code=0.replayed&turn=${turn}`));
  }
  await guest.page.waitForTimeout(500);
  expect((await guest.knows())["web-login"]).toBe("mfa-required");
});

test("markup in what the provider says stays text, here and on the callback page", async () => {
  const guest = await guestAs("xss", `${atSignIn},third-party-cookies:blocked`);
  await guest.page.context().addInitScript(() => {
    addEventListener("securitypolicyviolation", () => {
      window.violated = true;
    });
  });
  await guest.presses("Try it for me");
  expect((await guest.settles())["web-login"]).toBe("mfa-required");
  const seen = await guest.page.evaluate(() => [window.pwned, document.querySelectorAll("img").length]);
  expect(seen).toEqual([undefined, 0]);
  const page = await browser.page();
  const attack = encodeURIComponent('"><img src=x onerror="window.pwned=1"><script>pwned=1</script>');
  await visit(page, callback(`state=${attack}&error=${attack}&error_description=${attack}`));
  expect(await page.evaluate(() => [window.pwned, document.images.length])).toEqual([undefined, 0]);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Back from the sign-in check");
});

test("the callback page leads nowhere but home", async () => {
  const page = await browser.page();
  const stays = async (trip, fragment) => {
    await page.goto(`${lab.portal.origin}/guides/`);
    await page.evaluate((note) => {
      sessionStorage.clear();
      if (note) sessionStorage.setItem("kb-auth-probe.trip", note);
    }, trip && JSON.stringify(trip));
    await visit(page, callback(fragment));
    await page.waitForTimeout(300);
    expect(new URL(page.url()).pathname).toBe("/callback/");
    expect(await page.evaluate(() => sessionStorage.getItem("kb-auth-probe.answer"))).toBe(null);
  };
  const state = `t.${letters("C")}`;
  const back = `state=${state}&code=1`;
  await stays(undefined, `${back}&next=//${new URL(evil.origin).host}/`);
  for (const elsewhere of [
    `//${new URL(evil.origin).host}`, "../../evil", "https:evil", "javascript:alert(1)", "/", "",
    "a//b", "\\\\evil", "caa20004/../..", "caa20004?x", "caa20004#x", null,
  ]) {
    await stays({ state, page: elsewhere }, back);
  }
  await stays({ state: `t.${letters("D")}`, page: "caa20004" }, back);
});

test("an answer that nobody waits for is dropped when the page opens", async () => {
  const guest = await guestAs("sunny");
  const opens = async (notes) => {
    await guest.page.evaluate((all) => {
      for (const [name, note] of Object.entries(all)) {
        sessionStorage.setItem(`kb-auth-probe.${name}`, note);
      }
    }, notes);
    await guest.opens();
    expect(await guest.knows()).not.toHaveProperty("web-login");
    expect(await guest.page.evaluate(() => sessionStorage.length)).toBe(0);
  };
  const state = `t.${letters("E")}`;
  const answer = JSON.stringify({ state, code: true });
  await opens({ answer });
  await opens({ answer, trip: "{" });
  await opens({ answer, trip: "null" });
  await opens({ answer, trip: JSON.stringify({ state: `t.${letters("F")}`, page: "caa20004" }) });
  await opens({ answer: "[]", trip: JSON.stringify({ state, way: "ask" }) });
  await opens({ answer: "x".repeat(100_000), trip: "x".repeat(100_000) });
});

for (const way of ["frame", "window"]) {
  for (const liar of [
    "state-missing", "state-altered", "state-twice", "code-and-error", "in-query", "huge", "empty",
  ]) {
    test(`a lying answer, ${liar}, in a ${way}: nothing is found`, async () => {
      const address = way === "frame" ? atSignIn : `${atSignIn},third-party-cookies:blocked`;
      const guest = await guestAs("sunny", address);
      lab.provider.set({ liar });
      await guest.presses("Try it for me");
      const known = await guest.settles();
      expect(known["web-login"]).toBe("unknown");
      expect(await guest.page.evaluate(() => window.pwned)).toBe(undefined);
    });
  }
}

test("no code and no referrer is in anybody's log, and none stays in the page", async () => {
  const guest = await guestAs("sunny", `${atSignIn},third-party-cookies:blocked`);
  await guest.page.evaluate(() => {
    window.open = () => null;
  });
  await guest.presses("Try it for me");
  await guest.presses("Go to Microsoft and come back");
  await guest.page.waitForURL(/caa20004\/#/);
  await guest.page.locator("[data-checker][data-mode=wasm]").waitFor();
  expect((await guest.knows())["web-login"]).toBe("signed-in");
  await guest.opens();
  await guest.presses("Try it for me");
  await guest.settles();
  expect(lab.provider.counts.authorize).toBe(2);
  for (const { path, headers } of lab.portal.requests) {
    expect(path).not.toMatch(/code|state/);
    expect(headers.referer ?? "").not.toMatch(/code|facts/);
  }
  for (const { path, headers, query } of lab.provider.requests) {
    if (!path.includes("authorize")) continue;
    expect(headers.referer).toBe(undefined);
    expect(query.response_mode).toBe("fragment");
    expect(query.code_challenge_method).toBe("S256");
  }
  const devtools = await browser.context.newCDPSession(guest.page);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  expect(entries.filter(({ url }) => /code=/.test(url))).toEqual([]);
  const left = await guest.page.evaluate(() => [
    performance.getEntries().map(({ name }) => name).join(" "),
    history.state ?? "", location.href, JSON.stringify(sessionStorage), JSON.stringify(localStorage),
    document.cookie,
  ].join("\n"));
  expect(left).not.toMatch(/[#&?]code=|access_token|id_token/);
});

test("another site learns nothing by counting frames", async () => {
  const page = await browser.page();
  evil.shows(`<button>go</button><script>
    window.counts = new Set();
    document.querySelector("button").onclick = () => {
      const portal = open("${lab.portal.origin}/${atSignIn}");
      setInterval(() => window.counts.add(portal.length), 1);
    };
  </script>`);
  await page.goto(evil.origin);
  const [opened] = await Promise.all([
    browser.context.waitForEvent("page"),
    page.getByRole("button").click(),
  ]);
  await opened.locator("[data-checker][data-mode=wasm]").waitFor();
  await opened.getByRole("button", { name: "Try it for me" }).click();
  await opened.locator("[data-state=running]").waitFor({ state: "detached" });
  expect(await page.evaluate(() => [...window.counts])).toEqual([0]);
});

test("no other site can frame the page or the callback", async () => {
  const page = await browser.page();
  const framed = async (address) => {
    evil.shows(`<iframe src="${address}"></iframe>`);
    await page.goto(evil.origin);
    await page.waitForTimeout(1_000);
    return page.frames().slice(1).map((frame) => frame.url());
  };
  for (const address of [`${lab.portal.origin}/${atSignIn}`, callback(`state=w.${letters("G")}&code=1`)]) {
    for (const url of await framed(address)) expect(url).toMatch(/^chrome-error:|^$/);
  }
});

test("looking again and again leaves the history as it was", async () => {
  const guest = await guestAs("nobody");
  const length = () => guest.page.evaluate(() => history.length);
  await guest.presses("Try it for me");
  await guest.settles();
  const before = await length();
  for (let turn = 0; turn < 3; turn += 1) {
    await guest.presses("I will answer myself");
    await guest.presses("Try it for me");
    await guest.settles();
  }
  expect(await length()).toBe(before);
  const devtools = await browser.context.newCDPSession(guest.page);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  expect(entries.filter(({ url }) => /callback|authorize/.test(url))).toEqual([]);
});

test("two tabs ask at once, and each gets its own answer", async () => {
  // A cookie that does not travel in a frame: the two ways get different answers.
  lab.provider.reset();
  lab.provider.set({ sameSite: "lax" });
  const first = new Guest(await browser.page(), lab);
  await first.page.goto(`${lab.provider.authority}/sign-out`);
  await first.isSignedInAs("ghost-mfa");
  await first.opens();
  const second = new Guest(await browser.page(), lab);
  await second.opens(`${atSignIn},third-party-cookies:blocked`);
  lab.provider.set({ delay: 800 });
  await Promise.all([first.presses("Try it for me"), second.presses("Try it for me")]);
  const known = await Promise.all([first.settles(), second.settles()]);
  expect(known.map((one) => one["web-login"])).toEqual(["unknown", "mfa-required"]);
  const states = lab.provider.requests
    .filter(({ path }) => path.includes("authorize"))
    .map(({ query }) => query.state);
  expect(new Set(states).size).toBe(2);
  lab.provider.reset();
  await first.page.goto(`${lab.provider.authority}/sign-out`);
});

test("Back from a round trip that got stuck: nothing is claimed, and nothing waits", async () => {
  const guest = await guestAs("wrong-app", `${atSignIn},third-party-cookies:blocked`);
  await guest.page.evaluate(() => {
    window.open = () => null;
    addEventListener("pageshow", ({ persisted }) => {
      window.wasKept = persisted;
    });
  });
  await guest.presses("Try it for me");
  await guest.presses("Go to Microsoft and come back");
  await guest.page.waitForURL((url) => url.hostname !== "portal.corp.example");
  await guest.goesBack();
  await expect(guest.page.locator("[data-state=running]")).toHaveCount(0);
  expect(await guest.knows()).not.toHaveProperty("web-login");
  expect(await guest.page.evaluate(() => window.wasKept)).toBe(true);
  expect(await guest.page.evaluate(() => sessionStorage.length)).toBe(0);
  // It works as before.
  await guest.isSignedInAs("sunny");
  await guest.opens();
  await guest.presses("Try it for me");
  expect((await guest.settles())["web-login"]).toBe("signed-in");
});

test("the callback page opened by hand says what it is", async () => {
  const page = await browser.page();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  for (const fragment of ["", "state=", "%", "state=w.&code", `state=t.${letters("H")}&error=x`]) {
    await visit(page, `${lab.portal.origin}/callback/${fragment && `#${fragment}`}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Back from the sign-in check");
    expect(new URL(page.url()).hash).toBe("");
  }
  await page.getByRole("link", { name: "Start page" }).click();
  await expect(page).toHaveURL(`${lab.portal.origin}/`);
  expect(complaints).toEqual([]);
});
