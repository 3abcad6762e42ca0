// How the page asks: what its frame looks like, where it does not ask at all, and what it says then.
import { createServer, request as ask } from "node:http";
import { expect, test } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import { Guest, atSignIn, startSignIn } from "../support/sign-in.mjs";
import { serveSite } from "../support/site.mjs";

test.describe.configure({ timeout: 90_000 });

/** Plain http, under a name that no browser trusts without encryption. */
async function startPlain(upstream) {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const host = new URL(upstream).host;
    const forward = ask(new URL(url, upstream), { method, headers: { ...headers, host } });
    forward.on("response", (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forward);
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((down) => server.close(down));
  };
  return { origin: `http://portal.corp.example:${server.address().port}`, stop };
}

async function inBrowser(play, options = {}) {
  const lab = await startSignIn(options);
  const browser = await startChromium({ cookies: "allowed", spki: lab.spki });
  try {
    await play({ ...lab, browser, guest: new Guest(await browser.page(), lab) });
  } finally {
    await browser.stop();
    await lab.stop();
  }
}

test("the frame is closed in, hidden, fresh each time, and gone afterwards", async () => {
  await inBrowser(async ({ guest, provider }) => {
    const frames = async (state) => {
      await guest.isSignedInAs("sunny");
      await guest.opens();
      await guest.page.evaluate((permission) => {
        navigator.permissions.query = async ({ name }) => {
          if (name !== "local-network") throw new TypeError(name);
          return { state: permission };
        };
        window.frames_seen = [];
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) {
            for (const node of addedNodes) {
              if (node.nodeName !== "IFRAME") continue;
              const attributes = [...node.attributes].map(({ name, value }) => [name, value]);
              window.frames_seen.push(Object.fromEntries(attributes));
            }
          }
        }).observe(document.body, { childList: true });
      }, state);
      await guest.presses("Try it for me");
      await guest.settles();
      await expect(guest.page.locator("iframe")).toHaveCount(0);
      return guest.page.evaluate(() => window.frames_seen);
    };
    const [frame, ...others] = await frames("prompt");
    expect(others).toEqual([]);
    expect(frame).toMatchObject({
      sandbox: "allow-scripts allow-same-origin allow-forms",
      referrerpolicy: "no-referrer",
      "aria-hidden": "true",
      tabindex: "-1",
      hidden: "",
    });
    // What would make the browser ask the person is delegated only where it is granted already.
    expect(frame).not.toHaveProperty("allow");
    expect((await frames("granted"))[0].allow).toBe("local-network");
    const { query } = provider.requests.find(({ path }) => path.includes("authorize"));
    expect(query).toMatchObject({
      client_id: provider.clientId,
      redirect_uri: `${guest.portal.origin}/callback/`,
      scope: "openid",
      response_type: "code",
      response_mode: "fragment",
      prompt: "none",
      code_challenge_method: "S256",
    });
    expect(query.state).toMatch(/^f\.[A-Za-z0-9_-]{43}$/);
    for (const name of ["nonce", "code_challenge"]) expect(query[name]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set([query.state.slice(2), query.nonce, query.code_challenge]).size).toBe(3);
    expect(Object.keys(query)).not.toContain("login_hint");
  });
});

test("a site without an app says so in one sentence, and asks", async () => {
  const site = await serveSite();
  const browser = await startChromium();
  const page = await browser.page();
  await page.goto(`${site.address}/${atSignIn}`);
  await expect(page.getByText("This site is not set up to ask Microsoft for you")).toBeVisible();
  await expect(page.locator("[data-checker]")).toHaveAttribute("data-kind", "question");
  await expect(page.getByRole("radio").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Try it for me" })).toHaveCount(0);
  await browser.stop();
  await site.stop();
});

test("a page that came without encryption says so in one sentence, and asks", async () => {
  await inBrowser(async ({ site, browser, provider }) => {
    const plain = await startPlain(site.address);
    const page = await browser.page();
    await page.goto(`${plain.origin}/${atSignIn}`);
    await expect(page.getByText("came over a connection that is not encrypted")).toBeVisible();
    await expect(page.getByRole("radio").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Try it for me" })).toHaveCount(0);
    expect(provider.counts.authorize).toBe(0);
    await plain.stop();
  });
});

test("the whole check works by keyboard alone", async () => {
  await inBrowser(async ({ guest }) => {
    await guest.isSignedInAs("ghost-mfa");
    await guest.opens();
    const focused = () => guest.page.evaluate(() => document.activeElement?.textContent);
    const reaches = async (name) => {
      for (let tabs = 0; tabs < 40 && (await focused()) !== name; tabs += 1) {
        await guest.page.keyboard.press("Tab");
      }
      expect(await focused()).toBe(name);
      await guest.page.keyboard.press("Enter");
    };
    await reaches("Try it for me");
    await guest.settles();
    await expect(guest.page.locator("#checker-heading")).toBeFocused();
    const opened = guest.page.context().waitForEvent("page");
    await reaches("Sign in in a window");
    await (await opened).close();
    await reaches("I closed the window");
    await expect(guest.page.getByRole("button", { name: "Sign in in a window" })).toBeVisible();
  });
});
