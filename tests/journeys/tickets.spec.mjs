// The forms of ticket systems: filled by their address, as far as that has room, and sent by nobody.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { serveSite } from "../support/site.mjs";
import { expect, test as base, Visitor } from "../support/test.mjs";

const settings = await readFile(resolve(import.meta.dirname, "../../content/site.toml"), "utf8");
const forms = `
[tickets.now]
name = "ServiceNow"
url = 'https://desk.example/sp?id=sc_cat_item&sysparm_variable_values={"summary":"{summary:json}","details":"{text:json}"}'
length = 8000

[tickets.short]
name = "Jira"
url = "https://jira.example/new?summary={summary}&description={text}&code={code}"
length = 700

[tickets.least]
name = "Zendesk"
url = "https://zendesk.example/new?s={summary}&t={text}"
length = 260

[tickets.mail]
name = "your mail"
url = "mailto:helpdesk@example.org?subject={summary}&body={text}"
length = 8000
`;

const test = base.extend({
  site: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const at = settings.indexOf("[sign-in]");
      const site = await serveSite({ settings: forms + settings.slice(at) });
      await use(site.address);
      await site.stop();
    },
    { scope: "worker" },
  ],
});

const ends = "caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me&end=hand-over";

test("each form gets what it has room for, and nothing is sent before the click", async ({
  page,
  context,
}) => {
  const asked = [];
  await context.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: "text/html", body: "<title>Form</title>" });
  });
  const visitor = new Visitor(page);
  await visitor.opens(ends);
  const evidence = await page.getByLabel("Text for your ticket").inputValue();
  const link = (name) => page.getByRole("link", { name: `Open a ticket in ${name}` });
  const address = async (name) => new URL(await link(name).getAttribute("href"));

  const now = await address("ServiceNow");
  const variables = JSON.parse(now.searchParams.get("sysparm_variable_values"));
  expect(variables.details).toBe(evidence);
  const code = /Case code: (\w+)/.exec(evidence)[1];
  expect(variables.summary).toContain(`(${code})`);
  expect(now.searchParams.get("id")).toBe("sc_cat_item");

  const jira = await address("Jira");
  expect(jira.href.length).toBeLessThanOrEqual(700);
  expect(jira.searchParams.get("description")).toContain(code);
  expect(jira.searchParams.get("description")).not.toContain("kb-evidence");
  expect(jira.searchParams.get("code")).toBe("caa20004");

  const zendesk = await address("Zendesk");
  expect(zendesk.href.length).toBeLessThanOrEqual(260);
  expect(zendesk.searchParams.get("t")).toBe(zendesk.searchParams.get("s"));

  const mail = await link("your mail").getAttribute("href");
  const body = mail.split("&body=")[1];
  expect(body).not.toContain("+");
  expect(decodeURIComponent(body)).toBe(evidence.replaceAll("\n", "\r\n"));
  expect(await link("your mail").getAttribute("target")).toBeNull();

  // One sentence says that some hold less; the whole text is below.
  await expect(page.getByText("The text was too long for the form")).toHaveCount(1);
  expect(asked).toEqual([]);
  const opened = context.waitForEvent("page");
  await link("ServiceNow").click();
  await expect(await opened).toHaveTitle("Form");
  expect(asked).toHaveLength(1);
});

test("the plain page has the forms with nothing filled in", async ({ page }) => {
  await page.goto("flows/caa20004/#outcome-unexplained");
  const link = page.getByRole("link", { name: "Open a ticket in Jira" }).filter({ visible: true });
  await expect(link).toHaveAttribute("href", "https://jira.example/new?summary=&description=&code=");
});
