// What the page finds out about a sign-in: every persona, every setting for cookies, every way of
// asking, against a real OpenID provider. Prints the table of what was expected and what was seen.
import { expect, test } from "@playwright/test";
import { startChromium } from "../support/chromium.mjs";
import { Guest, atSignIn, startSignIn } from "../support/sign-in.mjs";

/**
 * What can be known of each persona. `frame`: whether a frame whose cookies travel can tell it.
 * `aadsts`: what the number answers where it is none of the findings. `session`: whether there is
 * one, so that a window sees more than a frame without cookies. `likely`: only a number says so.
 * `ends`: the check itself is not accepted, which a frame can tell if its cookie travels. `stays`:
 * somebody shows a page and never comes back; `silent`: in a frame nobody says so either, while of
 * another server's page this site's own policy does.
 */
const personas = {
  nobody: { finds: "no-session" },
  canceller: { finds: "no-session" },
  sunny: { finds: "signed-in", frame: true, session: true },
  "ghost-mfa": { finds: "mfa-required", frame: true, session: true },
  "new-phone": { finds: "mfa-setup-required", frame: true, session: true },
  "stale-mfa": { finds: "mfa-required", frame: true, session: true },
  "sif-expired": { finds: "no-session", likely: true },
  "sick-laptop": { finds: "device-refused", frame: true, session: true },
  byod: { finds: "device-refused", frame: true, session: true },
  "reg-needed": { finds: "device-refused", likely: true, frame: true, session: true },
  "ca-wall": { finds: "policy-blocked", likely: true, frame: true, session: true },
  leaver: { finds: "no-session" },
  "leaver-told": { finds: "unknown", aadsts: "account-closed" },
  // Nothing but the next sign-in shows that an account is locked.
  locked: { finds: "signed-in", frame: true, session: true },
  "locked-told": { finds: "unknown", aadsts: "locked" },
  "pwd-expired": { finds: "password-expired", frame: true, session: true },
  "two-hats": { finds: "unknown", aadsts: "wrong-account", frame: true, session: true },
  // The check's own app lacks them: that says nothing about Teams.
  unassigned: { finds: "unknown", ends: true },
  "no-consent": { finds: "consent-required", frame: true, session: true },
  looper: { finds: "signed-in", frame: true, session: true },
  jumper: { finds: "signed-in", frame: true, session: true },
  xss: { finds: "mfa-required", frame: true, session: true },
  // The provider, or the company's own server, shows a page and never comes back.
  federated: { finds: "unknown", stays: true },
  "wrong-app": { finds: "unknown", stays: true, silent: true },
  "wrong-redirect": { finds: "unknown", stays: true, silent: true },
};

/** Each setting, and whether the provider's cookie travels in a frame then. */
const regimes = {
  allowed: { options: { cookies: "allowed" }, travels: true },
  blocked: { options: { cookies: "blocked" }, travels: false },
  "Chromium's default": { options: { cookies: "upstream" }, travels: true },
  "Debian's default": { options: { cookies: "debian" }, travels: false },
  incognito: { options: { cookies: "upstream", incognito: true }, travels: false },
};

/** What the address says of the number. */
const nothing = "unknown by link";

const frameless = `${atSignIn},third-party-cookies:blocked`;

for (const [regime, { options, travels }] of Object.entries(regimes)) {
  test(`every persona, third-party cookies: ${regime}`, async () => {
    test.setTimeout(600_000);
    const lab = await startSignIn({ limits: { window: 5 } });
    const browser = await startChromium({ ...options, spki: lab.spki });
    const rows = [];
    try {
      for (const [persona, known] of Object.entries(personas)) {
        lab.provider.reset();
        const page = await browser.page();
        const guest = new Guest(page, lab);
        const row = (way, expected, seen) => rows.push({ persona, way, expected, seen });
        await guest.isSignedInAs(persona);

        // The frame, and what follows from it.
        await guest.opens();
        await guest.presses("Try it for me");
        const framed = await guest.settles();
        const conclusive = known.frame && travels;
        const told = async (finding) => [
          finding["web-login"],
          finding["web-login"] !== "unknown" && `(${await guest.certainty("web-login")})`,
          finding.connection && `connection ${finding.connection}`,
          finding.aadsts !== nothing && `aadsts ${finding.aadsts}`,
          finding["third-party-cookies"] && `cookies ${finding["third-party-cookies"]}`,
        ].filter(Boolean).join(", ").replace(", (", " (");
        // A frame that nothing came home from has it looked whether there is anybody at all.
        const silent = known.silent && travels && "connection reachable";
        const should = (cookies, connection) => [
          known.finds,
          known.finds !== "unknown" && `(${known.likely ? "likely" : "sure"})`,
          connection,
          known.aadsts && `aadsts ${known.aadsts}`,
          cookies && `cookies ${cookies}`,
        ].filter(Boolean).join(", ").replace(", (", " (");
        const open = ["unknown", silent].filter(Boolean).join(", ");
        row("frame", conclusive ? should("allowed") : open, await told(framed));
        if (!conclusive && !(known.ends && travels)) {
          const pages = browser.context.pages().length;
          await guest.presses("Ask in a window");
          const windowed = await guest.settles();
          const blocked = known.session && !travels;
          row("frame, then window", should(blocked && "blocked", silent), await told(windowed));
          if (!known.stays) {
            await expect.poll(() => browser.context.pages().length).toBe(pages);
          }
        }

        // A window at once, then a round trip where no window opens.
        await guest.opens(frameless);
        await guest.presses("Try it for me");
        row("window", should("blocked by link"), await told(await guest.settles()));
        await guest.opens(frameless);
        await page.evaluate(() => {
          window.open = () => null;
        });
        await guest.presses("Try it for me");
        await guest.presses("Go to Microsoft and come back");
        if (known.stays) {
          await page.waitForURL((url) => url.hostname !== "portal.corp.example");
          await guest.goesBack();
          row("trip, and Back", "", (await guest.settles())["web-login"] ?? "");
        } else {
          await page.waitForURL(/caa20004\/#/);
          await page.locator("[data-checker][data-mode=wasm]").waitFor();
          row("trip", should("blocked by link"), await told(await guest.settles()));
          expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
        }
        expect(lab.provider.counts.token).toBe(0);
        for (const left of browser.context.pages().slice(1)) await left.close();
      }
      const table = rows.map(({ persona, way, expected, seen }) => {
        const mark = expected === seen ? "ok   " : "WRONG";
        return `${mark} ${persona.padEnd(15)} ${way.padEnd(19)} ${expected.padEnd(48)} ${seen}`;
      });
      console.log(`third-party cookies: ${regime}\n${table.join("\n")}`);
      expect(rows.filter(({ expected, seen }) => expected !== seen)).toEqual([]);
    } finally {
      await browser.stop();
      await lab.stop();
    }
  });
}
