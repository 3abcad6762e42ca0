// Debian's Firefox, driven over WebDriver BiDi, with the cookie behaviour that it ships with.
import { launch } from "puppeteer-core";

const hosts = ["portal.corp.example", "login.idp.example", "adfs.corp.example", "other.example"];

const settings = {
  "network.dns.localDomains": hosts.join(","),
  // The driver and the browser both would switch off the popup blocker.
  "dom.disable_open_during_load": true,
  "remote.prefs.recommended": false,
};

/** Starts a Firefox with a new profile, for which the test servers' names are this machine. */
export async function startFirefox(more = {}) {
  const browser = await launch({
    browser: "firefox",
    executablePath: process.env.KB_FIREFOX ?? "/usr/bin/firefox-esr",
    acceptInsecureCerts: true,
    extraPrefsFirefox: { ...settings, ...more },
  });
  return { browser, page: () => browser.newPage(), stop: () => browser.close() };
}
