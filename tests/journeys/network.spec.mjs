// Faults of the network and of a clock, made for real on this machine: what the page says of them,
// and what it must never say.
import { expect, test as base } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import {
  breaksOff,
  nowhere,
  page as anyPage,
  readable,
  service,
  silence,
  stalls,
  startBetween,
  startStandIn,
} from "../support/faults.mjs";
import { Guest, atSignIn, settingsFor, startSignIn } from "../support/sign-in.mjs";
import { serveSite } from "../support/site.mjs";

const atConnection = `${atSignIn},web-login:nothing`;
const atClock = `${atSignIn},web-login:unknown`;
const atWindow = `${atSignIn},third-party-cookies:blocked`;

const chooseYourself = "Choose what you see yourself.";
const cannotTell = `This page could not tell. ${chooseYourself}`;
const ownRules = "This site's own safety rules stopped the check.";
const noWay = "This browser did not get through to Microsoft's sign-in.";
const noAnswer = "No answer came back.";
const busy = "Microsoft's sign-in could not answer just now.";

/** Somebody who also reads the small print. */
class Reader extends Guest {
  /** Opens the checker as this site serves it. */
  async opensAt(site, address) {
    this.portal.forwardTo(site.address);
    await this.opens(address);
    this.portal.requests.length = 0;
  }

  /** The same, and has it try. */
  async tries(site, address) {
    await this.opensAt(site, address);
    await this.presses("Try it for me");
  }

  /** What the last probe saw, line by line. */
  details() {
    const findings = this.page.getByRole("region", { name: "What we know so far" });
    return findings.getByRole("listitem").allTextContents();
  }

  /** Reads it all, and hears of it what is new: why, and not what to do. */
  async reads(sentence) {
    const checker = this.page.getByRole("region", { name: "Find out what to do" });
    await expect(checker.getByRole("paragraph").filter({ hasText: sentence })).toBeVisible();
    const why = sentence.replace(` ${chooseYourself}`, "");
    await expect(this.page.getByRole("status")).toContainText(why);
  }

  async answersInstead() {
    await expect(this.page.getByRole("radio").first()).toBeVisible();
  }
}

/** Everything that runs: the portal with the provider, and a site whose hosts are all stand-ins. */
async function startLab() {
  const [lab, microsoft, teams, company] = await Promise.all([
    startSignIn({ limits: { frame: 20, window: 12 } }),
    startStandIn("login.idp.example"),
    startStandIn("other.example"),
    startStandIn("adfs.corp.example"),
  ]);
  const standIns = { microsoft, teams, company };
  const { tenant, clientId } = lab.provider;
  const serve = (authority, more, limits) =>
    serveSite({ settings: settingsFor({ authority, tenant, clientId }, { more, limits }) });
  const [faulty, lost] = await Promise.all([
    serve(
      microsoft.origin,
      `federation-host = "${company.origin}/"\nextra-hosts = ["${teams.origin}/"]`,
      { request: 2, frame: 3, window: 5 },
    ),
    serve(nowhere, `extra-hosts = ["${nowhere.replace("//", "//teams.")}/"]`, { window: 5 }),
  ]);
  const stop = async () => {
    const all = [lab, faulty, lost, microsoft, teams, company];
    await Promise.all(all.map((one) => one.stop()));
  };
  const issuer = `${microsoft.origin}/${tenant}/v2.0`;
  const genuine = readable(JSON.stringify({ issuer }));
  return { ...lab, standIns, ...standIns, faulty, lost, genuine, stop };
}

const test = base.extend({
  lab: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const lab = await startLab();
      await use(lab);
      await lab.stop();
    },
    { scope: "worker" },
  ],
  chromium: [
    async ({ lab }, use) => {
      const chromium = await startChromium({ cookies: "allowed", spki: lab.spki });
      // Cookies of everybody, all of which would travel if the page let them.
      const page = await chromium.page();
      for (const { origin } of Object.values(lab.standIns)) await page.goto(origin);
      expect(await chromium.context.cookies()).toHaveLength(3);
      await page.goto(`${lab.provider.authority}/sign-in-as/sunny`);
      await page.close();
      await use(chromium);
      await chromium.stop();
    },
    { scope: "worker" },
  ],
  guest: async ({ lab, chromium }, use) => {
    lab.provider.reset();
    lab.portal.set({ dateOffset: 0, dropDate: false, frozenDate: undefined, age: undefined });
    await lab.microsoft.answers(service(lab.genuine));
    await lab.teams.answers(anyPage);
    await lab.company.answers(anyPage);
    const guest = new Reader(await chromium.page(), lab);
    await use(guest);
    expect(lab.provider.counts.token).toBe(0);
    for (const page of chromium.context.pages().slice(1)) await page.close();
  },
});

/** What happened at the stand-ins, one number each. */
const counted = ({ standIns }, what) => Object.fromEntries(
  Object.entries(standIns).map(([name, standIn]) => [name, what(standIn)]),
);
const everybody = async ({ standIns }, does) => {
  await Promise.all(Object.values(standIns).map(does));
};

/** The lines that tell of the document, then of Microsoft, Teams and the company's own server. */
function told({ standIns }, sees) {
  const words = {
    genuine: "sent the document that the real sign-in service sends.",
    foreign: "answered with something else.",
    hidden: "the document could not be fetched.",
    answered: "something answered.",
    failed: "the browser reports a failure. It does not say which.",
    silent: "no answer within 2 seconds.",
  };
  const { microsoft, teams, company } = standIns;
  const hosts = [microsoft, microsoft, teams, company].map(({ host }) => host);
  return sees.split(" ").map((word, at) => `${hosts[at]}: ${words[word]}`);
}

/** To a page elsewhere this looks like a broken network. */
const refusesOthers = (request, response) => {
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  anyPage(request, response);
};

const sendsOn = (address) => (request, response) =>
  response.writeHead(302, { Location: address }).end();

const captivePage = "<!doctype html><h1>Accept our terms</h1>";
const wrongTenant = JSON.stringify({ error: "invalid_tenant", error_description: "AADSTS90002" });
const outage = JSON.stringify({ error: "temporarily_unavailable" });
const all = { microsoft: 2, teams: 1, company: 1 };
const none = { microsoft: 0, teams: 0, company: 0 };

/**
 * `does` makes the fault. `sees`: what the page must have seen of the document, of Microsoft, of
 * Teams and of the company's own server. `asked`: how many requests must have come to each.
 */
const connections = {
  "the right document, and every host answers": {
    does: () => {},
    finds: "reachable",
    sees: "genuine answered answered answered",
  },
  "the same, but slowly": {
    does: ({ microsoft, genuine }) =>
      microsoft.answers((...pair) => setTimeout(service(genuine), 1000, ...pair)),
    finds: "reachable",
    sees: "genuine answered answered answered",
  },
  "the company's own server wants a password": {
    does: ({ company }) => company.answers((request, response) =>
      response.writeHead(401, { "WWW-Authenticate": "Negotiate" }).end()),
    finds: "reachable",
    sees: "genuine answered answered answered",
  },
  "Microsoft's front page sends everybody on to another site": {
    does: ({ microsoft, genuine }) =>
      microsoft.answers(service(genuine, sendsOn("https://www.other.example/login#"))),
    finds: "reachable",
    sees: "genuine answered answered answered",
  },
  "a document of another issuer": {
    does: ({ microsoft }) =>
      microsoft.answers(service(readable('{"issuer":"https://evil.example/v2.0"}'))),
    finds: "intercepted",
    sees: "foreign answered answered answered",
  },
  "a captive portal whose page may be read": {
    does: (lab) =>
      everybody(lab, (one) => one.answers(readable(captivePage, { type: "text/html" }))),
    finds: "intercepted",
    sees: "foreign answered answered answered",
  },
  "a captive portal whose page may not be read": {
    does: (lab) => everybody(lab, (one) => one.answers(anyPage)),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "a captive portal that sends everybody on to its own page": {
    does: (lab) => everybody(lab, (one) => one.answers(sendsOn("https://wifi.example/terms"))),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "a captive portal that sends everybody on to a page without encryption": {
    does: (lab) => everybody(lab, (one) => one.answers(sendsOn("http://wifi.example/terms"))),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "Microsoft knows no such tenant": {
    does: ({ microsoft }) => microsoft.answers(service(readable(wrongTenant, { status: 400 }))),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "Microsoft is down, and says so": {
    does: ({ microsoft }) => microsoft.answers(readable(outage, { status: 503 })),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "Microsoft is down, and no page may read it": {
    does: ({ microsoft }) =>
      microsoft.answers((request, response) => response.writeHead(503).end(outage)),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "nobody listens": {
    does: (lab) => everybody(lab, (one) => one.refuses()),
    finds: "not-reachable",
    sees: "hidden failed failed failed",
    asked: none,
  },
  "every connection is reset": {
    does: (lab) => everybody(lab, (one) => one.resets()),
    finds: "not-reachable",
    sees: "hidden failed failed failed",
    asked: none,
  },
  "certificates of somebody else": {
    does: (lab) => everybody(lab, (one) => one.isStranger(service(lab.genuine))),
    finds: "not-reachable",
    sees: "hidden failed failed failed",
    asked: none,
  },
  "Microsoft's certificate alone is somebody else's": {
    does: ({ microsoft, genuine }) => microsoft.isStranger(service(genuine)),
    finds: "unknown",
    sees: "hidden failed answered answered",
    asked: { ...all, microsoft: 0 },
  },
  "requests arrive, and every line breaks": {
    does: (lab) => everybody(lab, (one) => one.answers(({ socket }) => socket.destroy())),
    finds: "not-reachable",
    sees: "hidden failed failed failed",
  },
  "every packet is lost": {
    does: (lab) => everybody(lab, (one) => one.swallows()),
    finds: "unknown",
    sees: "hidden silent silent silent",
    asked: none,
  },
  "requests arrive, answers do not": {
    does: (lab) => everybody(lab, (one) => one.answers(silence)),
    finds: "unknown",
    sees: "hidden silent silent silent",
  },
  "the document begins and never ends": {
    does: ({ microsoft }) => microsoft.answers(service(stalls)),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "the document breaks off": {
    does: ({ microsoft }) => microsoft.answers(service(breaksOff)),
    finds: "unknown",
    sees: "hidden answered answered answered",
  },
  "nobody listens at the company's own server": {
    does: ({ company }) => company.refuses(),
    finds: "federation-not-reachable",
    sees: "genuine answered answered failed",
    asked: { ...all, company: 0 },
  },
  "the company's own server is silent": {
    does: ({ company }) => company.swallows(),
    finds: "unknown",
    sees: "genuine answered answered silent",
    asked: { ...all, company: 0 },
  },
  "Teams is healthy, and refuses to be asked from elsewhere": {
    does: ({ teams }) => teams.answers(refusesOthers),
    finds: "unknown",
    sees: "genuine answered failed answered",
  },
  "everybody is healthy, and refuses to be asked from elsewhere": {
    does: async ({ microsoft, teams, company, genuine }) => {
      await microsoft.answers(service(genuine, refusesOthers));
      await teams.answers(refusesOthers);
      await company.answers(refusesOthers);
    },
    finds: "unknown",
    sees: "genuine failed failed failed",
  },
  "nobody listens at Teams": {
    does: ({ teams }) => teams.refuses(),
    finds: "unknown",
    sees: "genuine answered failed answered",
    asked: { ...all, teams: 0 },
  },
  "Microsoft is silent, nobody listens at Teams": {
    does: async ({ microsoft, teams }) => {
      await microsoft.swallows();
      await teams.refuses();
    },
    finds: "unknown",
    sees: "hidden silent failed answered",
    asked: { ...none, company: 1 },
  },
};

test.describe("the connection", () => {
  for (const [name, { does, finds, sees, asked = all }] of Object.entries(connections)) {
    test(`${name} → ${finds}`, async ({ lab, guest }) => {
      await does(lab);
      for (const one of Object.values(lab.standIns)) one.forget();
      await guest.opensAt(lab.faulty, atConnection);
      expect(counted(lab, (one) => one.connections), "before the click").toEqual(none);
      await guest.presses("Try it for me");
      const { connection } = await guest.settles();
      const seen = { finds: connection, lines: await guest.details() };
      expect.soft(seen).toEqual({ finds, lines: told(lab, sees) });
      if (finds === "unknown") {
        await guest.reads(cannotTell);
        await guest.answersInstead();
      }
      expect(counted(lab, (one) => one.requests.length)).toEqual(asked);
      for (const { requests } of Object.values(lab.standIns)) {
        for (const { method, headers } of requests) {
          expect(method).toBe("GET");
          expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
        }
      }
    });
  }

  test("nobody is asked before a click", async ({ lab, guest }) => {
    for (const one of Object.values(lab.standIns)) one.forget();
    for (const address of [atSignIn, atConnection, atClock]) {
      await guest.opensAt(lab.faulty, address);
      expect(await guest.isOffered("Try it for me")).toBe(true);
      await guest.page.waitForLoadState("networkidle");
    }
    expect(counted(lab, (one) => one.connections)).toEqual(none);
    expect(lab.portal.requests.filter(({ path }) => path.startsWith("/callback"))).toEqual([]);
  });

  test("a second click asks everybody once more", async ({ lab, guest }) => {
    await lab.company.refuses();
    await lab.microsoft.answers(anyPage);
    await guest.tries(lab.faulty, atConnection);
    expect((await guest.settles()).connection).toBe("unknown");
    await lab.company.answers(anyPage);
    await lab.microsoft.answers(service(lab.genuine));
    for (const one of Object.values(lab.standIns)) one.forget();
    await guest.presses("Try it for me");
    await expect.poll(async () => (await guest.settles()).connection).toBe("reachable");
    expect(counted(lab, (one) => one.requests.length)).toEqual(all);
  });

  test("the name is not known → not-reachable", async ({ lab, guest }) => {
    await guest.tries(lab.lost, atConnection);
    expect((await guest.settles()).connection).toBe("not-reachable");
    const name = nowhere.slice("https://".length);
    const failed = "the browser reports a failure. It does not say which.";
    expect(await guest.details()).toEqual([
      `${name}: the document could not be fetched.`,
      `${name}: ${failed}`,
      `teams.${name}: ${failed}`,
    ]);
  });

  test("this site's own policy is in the way → unknown, and says so", async ({ lab, guest }) => {
    const between = await startBetween(lab.faulty.address, {
      change: (text) => text.replaceAll(/connect-src [^;]*/g, "connect-src 'self'"),
    });
    for (const one of Object.values(lab.standIns)) one.forget();
    await guest.tries(between, atConnection);
    expect((await guest.settles()).connection).toBe("unknown");
    await guest.reads(ownRules);
    await guest.answersInstead();
    expect(counted(lab, (one) => one.connections)).toEqual(none);
    expect(await guest.details()).toEqual([]);
    await between.stop();
  });
});

/** Asks in a window as well. */
async function asksOn(guest) {
  await guest.presses("Ask in a window");
  return (await guest.settles())["web-login"];
}

/** `connection`: what reachability says. `windowed`: what comes of a window after that, if any. */
const signIns = {
  "nobody listens": {
    does: (lab) => everybody(lab, (one) => one.refuses()),
    connection: "not-reachable",
  },
  "every connection is reset": {
    does: (lab) => everybody(lab, (one) => one.resets()),
    connection: "not-reachable",
  },
  "certificates of somebody else": {
    does: (lab) => everybody(lab, (one) => one.isStranger(anyPage)),
    connection: "not-reachable",
  },
  "another document in place of Microsoft's": {
    does: ({ microsoft }) => microsoft.answers(readable(captivePage, { type: "text/html" })),
    connection: "intercepted",
  },
  "nobody listens at Microsoft, Teams answers": {
    does: ({ microsoft }) => microsoft.refuses(),
    connection: "unknown",
    windowed: "closed",
  },
  "every packet is lost": {
    does: (lab) => everybody(lab, (one) => one.swallows()),
    connection: "unknown",
    windowed: "no answer",
  },
  "Microsoft shows a page of its own": {
    does: () => {},
    connection: "reachable",
    windowed: "closed",
  },
};

/** What the frame was given up after, its limit being 20 seconds: reachability is asked then. */
function expectTwoSeconds({ provider }) {
  const asked = (part) => provider.requests.find(({ path }) => path.includes(part)).at;
  const waited = asked("/.well-known/") - asked("/authorize");
  expect(waited).toBeGreaterThan(1800);
  expect(waited).toBeLessThan(6000);
}

test.describe("the sign-in", () => {
  for (const [name, { does, connection, windowed }] of Object.entries(signIns)) {
    test(`${name} → unknown, connection ${connection}`, async ({ lab, guest }) => {
      await guest.isSignedInAs("sunny");
      await does(lab);
      await guest.tries(lab.faulty, atSignIn);
      const found = await guest.settles();
      expect.soft(found).toMatchObject({ "web-login": "unknown", connection });
      expect.soft(found["third-party-cookies"]).toBeUndefined();
      expect(await guest.isOffered("Ask in a window")).toBe(windowed !== undefined);
      if (windowed === "closed") {
        await guest.presses("Ask in a window");
        await guest.presses("I closed the window");
        expect((await guest.settles())["web-login"] ?? "unknown").toBe("unknown");
      } else if (windowed) {
        expect(await asksOn(guest)).toBe("unknown");
        await guest.reads(noAnswer);
      } else {
        await guest.reads(noWay);
      }
      await guest.answersInstead();
    });
  }

  test("a window that finds nobody listening → unknown", async ({ lab, guest }) => {
    await everybody(lab, (one) => one.refuses());
    await guest.tries(lab.faulty, atWindow);
    const found = await guest.settles();
    expect(found["web-login"]).toBe("unknown");
    expect(found.connection).toBeUndefined();
    await guest.reads(noAnswer);
  });

  test("the name is not known → unknown, connection not-reachable", async ({ lab, guest }) => {
    await guest.tries(lab.lost, atSignIn);
    expect(await guest.settles()).toMatchObject({
      "web-login": "unknown",
      connection: "not-reachable",
    });
    await guest.reads(noWay);
  });

  test("an outage → unknown, about two seconds after it shows", async ({ lab, guest }) => {
    await guest.isSignedInAs("sunny");
    lab.provider.set({ outage: true });
    await guest.tries(lab.site, atSignIn);
    expect(await guest.settles()).toMatchObject({ "web-login": "unknown", connection: "unknown" });
    expectTwoSeconds(lab);
  });

  test("a page that stays in the frame → unknown, about two seconds after it shows", async ({
    lab,
    guest,
  }) => {
    await guest.isSignedInAs("wrong-app");
    await guest.tries(lab.site, atSignIn);
    const found = await guest.settles();
    expect(found).toMatchObject({ "web-login": "unknown", connection: "reachable" });
    expectTwoSeconds(lab);
  });

  test("a page of a server that this site may not frame → the window tells", async ({
    lab,
    guest,
  }) => {
    await guest.isSignedInAs("federated");
    await guest.tries(lab.site, atSignIn);
    const found = await guest.settles();
    expect(found["web-login"]).toBe("unknown");
    expect(found.connection).toBeUndefined();
    const opens = guest.page.waitForEvent("popup");
    await guest.presses("Ask in a window");
    await (await opens).getByRole("link", { name: "Sign in" }).click();
    expect((await guest.settles())["web-login"]).toBe("signed-in");
  });

  for (const [delay, addresses] of [[1500, [atSignIn, atWindow]], [6000, [atSignIn]]]) {
    test(`an answer after ${delay} ms is still an answer`, async ({ lab, guest }) => {
      await guest.isSignedInAs("ghost-mfa");
      lab.provider.set({ delay });
      for (const address of addresses) {
        await guest.tries(lab.site, address);
        const found = await guest.settles();
        expect(found["web-login"], address).toBe("mfa-required");
        expect(found.connection).toBeUndefined();
      }
    });
  }

  test("an answer that comes by a script", async ({ lab, guest }) => {
    await guest.isSignedInAs("sunny");
    lab.provider.set({ returnBy: "script" });
    for (const address of [atSignIn, atWindow]) {
      await guest.tries(lab.site, address);
      expect((await guest.settles())["web-login"], address).toBe("signed-in");
    }
  });

  test("an answer that wants the whole window does not get this page", async ({ lab, guest }) => {
    await guest.isSignedInAs("sunny");
    lab.provider.set({ returnBy: "form-top" });
    await guest.tries(lab.site, atSignIn);
    const address = guest.page.url();
    expect((await guest.settles())["web-login"]).toBe("unknown");
    expect(new URL(guest.page.url()).pathname).toBe(new URL(address).pathname);
    expect(lab.portal.requests.filter(({ path }) => path.startsWith("/callback"))).toEqual([]);
    expect(await asksOn(guest)).toBe("signed-in");
    expect((await guest.knows())["third-party-cookies"]).toBeUndefined();
  });

  for (const coop of ["same-origin", "same-origin-allow-popups", "noopener-allow-popups"]) {
    test(`a window that Microsoft cuts off: ${coop}`, async ({ lab, chromium, guest }) => {
      lab.provider.set({ coop });
      for (const [persona, finds] of [["ghost-mfa", "mfa-required"], ["nobody", "no-session"]]) {
        await guest.isSignedInAs(persona);
        const before = chromium.context.pages().length;
        await guest.tries(lab.site, atWindow);
        expect((await guest.settles())["web-login"]).toBe(finds);
        await expect.poll(() => chromium.context.pages().length).toBe(before);
      }
    });
  }

  // A strict cookie stays at home even where a window goes there: nobody can tell that from none.
  for (const [sameSite, finds] of [["lax", "signed-in"], ["strict", "no-session"]]) {
    test(`a session whose cookie is ${sameSite}: only the window says ${finds}`, async ({
      lab,
      guest,
    }) => {
      lab.provider.set({ sameSite });
      await guest.isSignedInAs("sunny");
      await guest.tries(lab.site, atSignIn);
      expect((await guest.settles())["web-login"]).toBe("unknown");
      expect(await asksOn(guest)).toBe(finds);
    });
  }

  test("asking too often → unknown, and to wait", async ({ lab, guest }) => {
    await guest.isSignedInAs("looper");
    for (let turn = 0; turn < 5; turn += 1) {
      await guest.tries(lab.site, atSignIn);
      expect((await guest.settles())["web-login"]).toBe("signed-in");
    }
    await guest.tries(lab.site, atSignIn);
    expect((await guest.settles())["web-login"]).toBe("unknown");
    await guest.reads(busy);
    await guest.tries(lab.site, atWindow);
    expect((await guest.settles())["web-login"]).toBe("unknown");
    await guest.reads(busy);
  });

  test("a session that ends meanwhile → no-session, by the window", async ({ lab, guest }) => {
    await guest.isSignedInAs("jumper");
    for (let turn = 0; turn < 3; turn += 1) {
      await guest.tries(lab.site, atSignIn);
      expect((await guest.settles())["web-login"]).toBe("signed-in");
    }
    await guest.tries(lab.site, atSignIn);
    expect((await guest.settles())["web-login"]).toBe("unknown");
    expect(await asksOn(guest)).toBe("no-session");
  });

  test("this site's own policy is in the way of the frame: the window tells", async ({
    lab,
    guest,
  }) => {
    await guest.isSignedInAs("sunny");
    const between = await startBetween(lab.site.address, {
      change: (text) => text.replaceAll(/frame-src [^;]*/g, "frame-src 'self'"),
    });
    lab.provider.reset();
    await guest.tries(between, atSignIn);
    const found = await guest.settles();
    expect(found["web-login"]).toBe("unknown");
    expect(found.connection).toBeUndefined();
    expect(lab.provider.counts.authorize).toBe(0);
    expect(await asksOn(guest)).toBe("signed-in");
    await between.stop();
  });
});

const minutes = (count) => count * 60_000;
const tenMinutes = /^The two clocks are (9 min 5\d|10 min \d) s apart, give or take [12] s\.$/;

/** `switches`: what the portal's `Date` is like. `says`: the line below what is known. */
const clocks = {
  "the same": { switches: {}, finds: "right", says: /are 1 s apart, give or take [12] s\.$/ },
  "20 s ahead": {
    switches: { dateOffset: 20_000 },
    finds: "right",
    says: /are (19|2[01]) s apart, give or take [12] s\.$/,
  },
  "10 minutes ahead": {
    switches: { dateOffset: minutes(10) },
    finds: "wrong",
    says: tenMinutes,
  },
  "10 minutes behind": {
    switches: { dateOffset: -minutes(10) },
    finds: "wrong",
    says: tenMinutes,
  },
  "10 minutes behind, by a cache": {
    switches: { dateOffset: -minutes(10), age: 30 },
    finds: "unknown",
  },
  "not told": { switches: { dropDate: true }, finds: "unknown" },
  "standing still": { switches: { frozenDate: new Date(Date.UTC(2026, 0, 1)) }, finds: "unknown" },
};

test.describe("the clock", () => {
  /** Has the clocks compared, and makes sure that nobody but the portal was asked. */
  async function compares(guest, site) {
    const elsewhere = [];
    guest.page.context().on("request", (request) => {
      if (new URL(request.url()).origin !== guest.portal.origin) elsewhere.push(request.url());
    });
    await guest.tries(site, atClock);
    const found = await guest.settles(30_000);
    expect(elsewhere).toEqual([]);
    expect(new Set(guest.portal.requests.map(({ method, path }) => `${method} ${path}`)))
      .toEqual(new Set(["HEAD /callback/"]));
    return found.clock;
  }

  for (const [name, { switches, finds, says }] of Object.entries(clocks)) {
    test(`the server's clock is ${name} → ${finds}`, async ({ lab, guest }) => {
      lab.portal.set(switches);
      expect(await compares(guest, lab.site)).toBe(finds);
      if (says) {
        expect(await guest.details()).toEqual([expect.stringMatching(says)]);
      } else {
        expect(await guest.details()).toEqual([]);
        await guest.reads(cannotTell);
        await guest.answersInstead();
      }
    });
  }

  test("two servers whose clocks differ → unknown", async ({ lab, guest }) => {
    let other = false;
    const turn = setInterval(() => {
      other = !other;
      lab.portal.set({ dateOffset: other ? minutes(10) : 0 });
    }, 400);
    expect(await compares(guest, lab.site)).toBe("unknown");
    clearInterval(turn);
  });

  test("a slow line accuses nobody", async ({ lab, guest }) => {
    const between = await startBetween(lab.site.address, { path: "/callback/", delay: 500 });
    // Less than a minute apart, and by less than this line allows to tell.
    lab.portal.set({ dateOffset: 59_700 });
    expect(await compares(guest, between)).toBe("unknown");
    await between.stop();
  });
});
