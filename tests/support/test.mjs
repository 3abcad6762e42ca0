// The test function of every file: a site for the worker, and a page that must stay clean.
import { expect, test as base } from "@playwright/test";
import { serveSite } from "./site.mjs";

export { expect };

export const test = base.extend({
  site: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await serveSite();
      await use(site.address);
      await site.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => use(`${site}/`),
  /** What the page's console and the page itself complained of. */
  complaints: [
    async ({ page }, use) => {
      const complaints = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      await use(complaints);
    },
    { auto: true },
  ],
});

/** What a visitor does, and what a visitor sees: by role and by text, as a person finds things. */
export class Visitor {
  constructor(page) {
    this.page = page;
  }

  heading(name) {
    return this.page.getByRole("heading", { name, exact: false });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  get checker() {
    return this.page.locator("[data-checker]");
  }

  async opens(address) {
    await this.page.goto(address);
    await expect(this.checker).toHaveAttribute("data-mode", "wasm");
  }

  async answers(question, answer) {
    await expect(this.heading(question)).toBeVisible();
    await this.page.getByRole("radio", { name: answer }).check();
    await this.button("Continue").click();
    this.count = (this.count ?? 0) + 1;
  }

  /** The same on the plain pages, where an answer is a link. */
  async follows(question, answer) {
    // Until the style sheet is there, every question is.
    await expect(this.heading(question).filter({ visible: true })).toHaveCount(1);
    const links = this.page.getByRole("link", { name: answer });
    await links.filter({ visible: true }).first().click();
    this.count = (this.count ?? 0) + 1;
  }

  async sees(name) {
    await expect(this.heading(name)).toBeVisible();
  }

  async knows(fact, value, source) {
    const row = this.page.locator(`[data-fact="${fact}"]`);
    await expect(row).toHaveAttribute("data-value", value);
    await expect(row).toHaveAttribute("data-source", source);
  }
}
