// The portal with its checker and the identity provider, on different sites over TLS.
import { startPortal } from "./portal.mjs";
import { startProvider } from "./provider.mjs";
import { serveSite } from "./site.mjs";

/** The settings of a site whose sign-in is checked with the provider. */
export const settingsFor = (provider, { more = "", limits = {} } = {}) => `
[sign-in]
authority = "${provider.authority}"
tenant = "${provider.tenant}"
client-id = "${provider.clientId}"
${more}

[limits]
${Object.entries({ request: 3, frame: 8, window: 20, watch: 60, ...limits })
    .map(([name, seconds]) => `${name} = ${seconds}`)
    .join("\n")}
`;

/** Starts both, and the site between them. `more` are lines of `[sign-in]`. */
export async function startSignIn(options = {}) {
  const portal = await startPortal();
  const provider = await startProvider({ portal: portal.origin });
  const site = await serveSite({ settings: settingsFor(provider, options) });
  portal.forwardTo(site.address);
  const stop = async () => {
    await Promise.all([portal.stop(), provider.stop(), site.stop()]);
    if (provider.redeemed()) throw new Error("somebody wanted a token");
  };
  return { portal, provider, site, spki: [portal.spki], stop };
}

/** The place where the web sign-in is the next thing to know. */
export const atSignIn = "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me,aadsts:unknown,platform:windows";

let visits = 0;

/** A person whose sign-in the page checks. */
export class Guest {
  constructor(page, { portal, provider }) {
    page.setDefaultTimeout(20_000);
    Object.assign(this, { page, portal, provider });
  }

  /** Leaves the persona's session in the browser. */
  async isSignedInAs(persona) {
    await this.page.goto(`${this.provider.authority}/sign-in-as/${persona}`);
  }

  /** Opens the checker where it asks for the web sign-in; a query makes it a fresh page. */
  async opens(address = atSignIn) {
    visits += 1;
    const [path, fragment] = address.split("#");
    await this.page.goto(`${this.portal.origin}/${path}?visit=${visits}#${fragment}`);
    await this.page.locator("[data-checker][data-mode=wasm]").waitFor();
  }

  async presses(name) {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Waits until nothing runs any more, and says what is known. */
  async settles(timeout = 20_000) {
    await this.page.locator("[data-state=running]").waitFor({ state: "detached", timeout });
    return this.knows();
  }

  /** Presses the browser's Back button. Playwright's own waits for a load that does not come. */
  async goesBack() {
    const devtools = await this.page.context().newCDPSession(this.page);
    const { currentIndex, entries } = await devtools.send("Page.getNavigationHistory");
    const entryId = entries[currentIndex - 1].id;
    await devtools.send("Page.navigateToHistoryEntry", { entryId });
    await this.page.waitForURL(/caa20004/, { waitUntil: "commit" });
    await this.page.locator("[data-checker][data-mode=wasm]").waitFor();
  }

  /** What is known: by fact, `value` or `value by source` where it was not a probe. */
  async knows() {
    const rows = await this.page.locator("[data-fact]").all();
    const known = {};
    for (const row of rows) {
      const [fact, value, source] = await Promise.all(
        ["fact", "value", "source"].map((name) => row.getAttribute(`data-${name}`)),
      );
      known[fact] = source === "probe" ? value : `${value} by ${source}`;
    }
    return known;
  }

  /** How certain the finding of a fact is, as this browser keeps it beside the address. */
  async certainty(fact) {
    const record = await this.page.evaluate(() => history.state ?? "");
    return new RegExp(`[=,]${fact}:[^:,&]+:[^:]+:(\\w+)`).exec(record)?.[1];
  }

  /** Whether a button of this name is offered. */
  async isOffered(name) {
    return (await this.page.getByRole("button", { name, exact: true }).count()) > 0;
  }
}
