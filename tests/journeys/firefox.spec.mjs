// The checks in Debian's Firefox as it ships: it keeps the cookies of other sites apart, so a frame
// never sees a session, and a window has to tell.
import { existsSync } from "node:fs";
import { expect, test as base } from "@playwright/test";
import {
  page as anyPage,
  readable,
  service,
  startBetween,
  startStandIn,
} from "../support/faults.mjs";
import { startFirefox } from "../support/firefox.mjs";
import { atSignIn, settingsFor, startSignIn } from "../support/sign-in.mjs";
import { serveSite } from "../support/site.mjs";

const program = process.env.KB_FIREFOX ?? "/usr/bin/firefox-esr";

const atConnection = `${atSignIn},web-login:nothing`;
const atClock = `${atSignIn},web-login:unknown`;
const atWindow = `${atSignIn},third-party-cookies:blocked`;

let visits = 0;

/** A person with Firefox. */
class Guest {
  constructor(page, { browser }, lab) {
    Object.assign(this, { page, browser, lab });
  }

  async isSignedInAs(persona) {
    await this.page.goto(`${this.lab.provider.authority}/sign-in-as/${persona}`);
  }

  /** Opens the checker as this site serves it; a query makes it a fresh page. */
  async opens(site, address) {
    visits += 1;
    this.lab.portal.forwardTo(site.address);
    const [path, fragment] = address.split("#");
    await this.page.goto(`${this.lab.portal.origin}/${path}?visit=${visits}#${fragment}`);
    await this.page.waitForSelector("[data-checker][data-mode=wasm]");
    this.lab.portal.requests.length = 0;
  }

  button(name) {
    return `::-p-xpath(//button[normalize-space(.)="${name}"])`;
  }

  async presses(name) {
    await this.page.locator(this.button(name)).click();
  }

  async isOffered(name) {
    await this.page.waitForSelector(this.button(name));
  }

  /** What is known: by fact, `value` or `value by source` where it was not a probe. */
  knows() {
    return this.page.evaluate(() => Object.fromEntries(
      [...document.querySelectorAll("[data-fact]")].map(({ dataset: { fact, value, source } }) =>
        [fact, source === "probe" ? value : `${value} by ${source}`]),
    ));
  }

  /** Waits until a probe has found this. */
  async finds(fact, value, timeout = 15_000) {
    // A page that is just being left knows nothing.
    const found = () => this.knows().then((known) => known[fact], () => "left");
    await expect.poll(found, { timeout }).toBe(value);
    await this.page.waitForFunction(() => !document.querySelector("[data-state=running]"));
  }

  texts(selector) {
    const read = (selector) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
    return this.page.evaluate(read, selector);
  }

  /** What the last probe saw, line by line. */
  details() {
    return this.texts("[aria-labelledby=checker-findings] li");
  }

  async reads(sentence) {
    await expect.poll(async () => (await this.texts("[role=status]")).join("\n"))
      .toContain(sentence);
  }

  /** The other windows. */
  async windows() {
    const pages = await this.browser.pages();
    return pages.filter((page) => page !== this.page && page.url() !== "about:blank");
  }

  async isAlone() {
    await expect.poll(async () => (await this.windows()).map((page) => page.url())).toEqual([]);
  }
}

async function startLab() {
  const [lab, microsoft, company] = await Promise.all([
    startSignIn({ limits: { frame: 20, window: 30 } }),
    startStandIn("login.idp.example"),
    startStandIn("adfs.corp.example"),
  ]);
  const { tenant, clientId } = lab.provider;
  const faulty = await serveSite({
    settings: settingsFor({ authority: microsoft.origin, tenant, clientId }, {
      more: `federation-host = "${company.origin}/"`,
      limits: { frame: 4 },
    }),
  });
  const stop = async () => {
    await Promise.all([lab, microsoft, company, faulty].map((one) => one.stop()));
  };
  const issuer = `${microsoft.origin}/${tenant}/v2.0`;
  const genuine = readable(JSON.stringify({ issuer }));
  return { ...lab, microsoft, company, faulty, genuine, stop };
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
  firefox: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const firefox = await startFirefox();
      await use(firefox);
      await firefox.stop();
    },
    { scope: "worker" },
  ],
  guest: async ({ firefox, lab }, use) => {
    lab.provider.reset();
    lab.portal.set({ dateOffset: 0 });
    await lab.microsoft.answers(service(lab.genuine));
    await lab.company.answers(anyPage);
    const guest = new Guest(await firefox.page(), firefox, lab);
    await use(guest);
    expect(lab.provider.counts.token).toBe(0);
    for (const page of [...(await guest.windows()), guest.page]) await page.close();
  },
});

test.beforeAll(() => {
  if (existsSync(program)) return;
  throw new Error(`There is no Firefox at ${program}: install firefox-esr, or set KB_FIREFOX.`);
});

for (const [persona, finds, cookies] of [
  ["sunny", "signed-in", "blocked"],
  ["ghost-mfa", "mfa-required", "blocked"],
  ["nobody", "no-session", undefined],
]) {
  test(`${persona}: the frame cannot tell, the window says ${finds}`, async ({ lab, guest }) => {
    await guest.isSignedInAs(persona);
    await guest.opens(lab.site, atSignIn);
    await guest.presses("Try it for me");
    await guest.isOffered("Ask in a window");
    const framed = await guest.knows();
    expect(framed).toMatchObject({ "web-login": "unknown" });
    expect([framed["third-party-cookies"], framed.connection]).toEqual([undefined, undefined]);

    await guest.presses("Ask in a window");
    await guest.finds("web-login", finds);
    expect((await guest.knows())["third-party-cookies"]).toBe(cookies);
    await guest.isAlone();
    expect(lab.provider.counts.authorize).toBe(2);
  });
}

test("where cookies are known to be blocked, the window comes at once", async ({ lab, guest }) => {
  await guest.isSignedInAs("sunny");
  lab.provider.set({ coop: "same-origin" });
  await guest.opens(lab.site, atWindow);
  await guest.presses("Try it for me");
  await guest.finds("web-login", "signed-in");
  await guest.isAlone();
  expect(lab.provider.counts.authorize).toBe(1);
});

test("no window opens: a round trip tells", async ({ lab, guest }) => {
  await guest.isSignedInAs("ghost-mfa");
  await guest.opens(lab.site, atWindow);
  await guest.page.evaluate(() => {
    window.open = () => null;
  });
  await guest.presses("Try it for me");
  await guest.presses("Go to Microsoft and come back");
  await guest.finds("web-login", "mfa-required");
  expect(new URL(guest.page.url()).pathname).toBe("/caa20004/");
  expect(await guest.page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("somebody signs in in a window, and the page goes on by itself", async ({ lab, guest }) => {
  await guest.isSignedInAs("ghost-mfa");
  await guest.opens(lab.site, atSignIn);
  await guest.presses("Try it for me");
  await guest.presses("Ask in a window");
  await guest.finds("web-login", "mfa-required");
  await guest.isAlone();

  await guest.presses("Sign in in a window");
  await expect.poll(async () => {
    const [approval] = await guest.windows();
    return approval?.evaluate(() => document.body.textContent).catch(String);
  }).toContain("Approve the sign-in request on your phone");
  expect((await guest.knows())["web-login"]).toBe("mfa-required");
  await guest.reads("Finish the sign-in in the other window.");
  const asked = lab.provider.counts.authorize;

  expect(await lab.provider.approve()).toBe(1);
  await guest.finds("web-login", "signed-in");
  await guest.isAlone();
  // A frame shows nothing here, so none looked.
  expect(lab.provider.counts.authorize).toBe(asked);
});

/** `does` makes the fault; the lines tell of the document, of Microsoft and of the company. */
const connections = {
  "everybody answers": {
    does: () => {},
    finds: "reachable",
    sees: "genuine answered answered",
  },
  "Microsoft's front page sends everybody on to another site": {
    does: ({ microsoft, genuine }) =>
      microsoft.answers(service(genuine, (request, response) =>
        response.writeHead(302, { Location: "https://www.other.example/login#" }).end())),
    finds: "reachable",
    sees: "genuine answered answered",
  },
  "nobody listens": {
    does: ({ microsoft, company }) => Promise.all([microsoft.refuses(), company.refuses()]),
    finds: "not-reachable",
    sees: "hidden failed failed",
  },
  "every connection is reset": {
    does: ({ microsoft, company }) => Promise.all([microsoft.resets(), company.resets()]),
    finds: "not-reachable",
    sees: "hidden failed failed",
  },
  "a captive portal whose page may not be read": {
    does: ({ microsoft }) => microsoft.answers(anyPage),
    finds: "unknown",
    sees: "hidden answered answered",
  },
  "another document in place of Microsoft's": {
    does: ({ microsoft }) => microsoft.answers(readable("<!doctype html>", { type: "text/html" })),
    finds: "intercepted",
    sees: "foreign answered answered",
  },
  "every packet is lost": {
    does: ({ microsoft, company }) => Promise.all([microsoft.swallows(), company.swallows()]),
    finds: "unknown",
    sees: "hidden silent silent",
  },
};

const words = {
  genuine: "sent the document that the real sign-in service sends.",
  foreign: "answered with something else.",
  hidden: "the document could not be fetched.",
  answered: "something answered.",
  failed: "the browser reports a failure. It does not say which.",
  silent: "no answer within 3 seconds.",
};

for (const [name, { does, finds, sees }] of Object.entries(connections)) {
  test(`the connection: ${name} → ${finds}`, async ({ lab, guest }) => {
    const { microsoft, company } = lab;
    for (const { origin } of [microsoft, company]) await guest.page.goto(origin);
    await does(lab);
    await guest.opens(lab.faulty, atConnection);
    microsoft.forget();
    company.forget();
    await guest.presses("Try it for me");
    await guest.finds("connection", finds);
    const hosts = [microsoft, microsoft, company].map(({ host }) => host);
    expect.soft(await guest.details())
      .toEqual(sees.split(" ").map((word, at) => `${hosts[at]}: ${words[word]}`));
    const requests = [...microsoft.requests, ...company.requests];
    for (const { headers } of requests) {
      expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
    }
    expect(requests).toHaveLength(/failed|silent/.test(sees) ? 0 : 3);
  });
}

test("the connection: this site's own policy is in the way → unknown, and says so", async ({
  lab,
  guest,
}) => {
  const { microsoft, company } = lab;
  const between = await startBetween(lab.faulty.address, {
    change: (text) => text.replaceAll(/connect-src [^;]*/g, "connect-src 'self'"),
  });
  await guest.opens(between, atConnection);
  microsoft.forget();
  company.forget();
  await guest.presses("Try it for me");
  await guest.finds("connection", "unknown");
  await guest.reads("This site's own safety rules stopped the check.");
  expect([microsoft.connections, company.connections]).toEqual([0, 0]);
  await between.stop();
});

test("the sign-in: nobody listens → unknown, connection not-reachable", async ({ lab, guest }) => {
  await Promise.all([lab.microsoft.refuses(), lab.company.refuses()]);
  await guest.opens(lab.faulty, atSignIn);
  await guest.presses("Try it for me");
  await guest.finds("connection", "not-reachable");
  expect((await guest.knows())["web-login"]).toBe("unknown");
  await guest.reads("This browser did not get through to Microsoft's sign-in.");
});

test("the sign-in: an outage → unknown, about two seconds after it shows", async ({
  lab,
  guest,
}) => {
  lab.provider.set({ outage: true });
  await guest.opens(lab.site, atSignIn);
  await guest.presses("Try it for me");
  await guest.isOffered("Ask in a window");
  expect(await guest.knows()).toMatchObject({ "web-login": "unknown", connection: "unknown" });
  const asked = (part) => lab.provider.requests.find(({ path }) => path.includes(part)).at;
  const waited = asked("/.well-known/") - asked("/authorize");
  // The limit of the frame is 20 seconds here.
  expect(waited).toBeGreaterThan(1800);
  expect(waited).toBeLessThan(6000);
});

for (const [offset, finds] of [[0, "right"], [600_000, "wrong"]]) {
  test(`the server's clock is ${offset / 60_000} min ahead → ${finds}`, async ({ lab, guest }) => {
    lab.portal.set({ dateOffset: offset });
    await guest.opens(lab.site, atClock);
    await guest.presses("Try it for me");
    await guest.finds("clock", finds);
    const distance = offset ? /(9 min 5\d|10 min \d) s/ : /1 s/;
    expect(await guest.details()).toEqual([expect.stringMatching(
      new RegExp(`^The two clocks are ${distance.source} apart, give or take [12] s\\.$`),
    )]);
    expect(new Set(lab.portal.requests.map(({ method, path }) => `${method} ${path}`)))
      .toEqual(new Set(["HEAD /callback/"]));
  });
}
