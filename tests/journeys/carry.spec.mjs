// What a person's case carries with it: into the ticket, over the phone, across an edit of the flow.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, Visitor } from "../support/test.mjs";

const content = new URL("../../content", import.meta.url).pathname;

/** What the builder's command says, given a text. */
function builder(args, input, folder = content) {
  return execFileSync(process.env.KB_BUILDER, ["--content", folder, ...args], {
    input,
    encoding: "utf8",
    stdio: "pipe",
  });
}

/** The evidence card on the screen. */
async function card(page) {
  return page.getByLabel("Text for your ticket").inputValue();
}

const PASTED = `You cannot access this right now
Troubleshooting details
Error Code: 53003
Request Id: 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00
Correlation Id: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c
Timestamp: 2026-11-21T09:41:07Z
App name: Microsoft Teams
App id: 1fec8e78-bce4-4aaf-ab1b-5451cc387264
IP address: 203.0.113.77
Device identifier: DESKTOP-4F7KQ2L
Device state: Unregistered
Signed in as Jane Doe
jane.doe@contoso.com on pc7.corp.contoso.com with eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln`;
const PRIVATE = ["203.0.113.77", "4F7KQ2L", "jane", "Jane", "Doe", "pc7", "corp.", "eyJ"];

test("a pasted page gives the ticket its numbers, and nothing about the person", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me");
  await page.getByLabel("Paste the message").fill(PASTED);
  await visitor.button("Find the number").click();
  await visitor.knows("aadsts", "policy", "text");
  await expect(page.locator('[data-fact="aadsts"]')).toContainText("probably");
  // What was read is there after a reload, and not in the address.
  await page.reload();
  await expect(visitor.checker).toHaveAttribute("data-mode", "wasm");
  await visitor.knows("aadsts", "policy", "text");
  expect(page.url()).not.toContain("9f1c2b3a");
  await visitor.button("I need a person now").click();
  const text = await card(page);
  for (const line of [
    "aadsts: 53003",
    "correlation: 9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
    "request: 6d0c3f4e-6c1b-4b0a-9a53-1f2e3d4c5b00",
    "app: 1fec8e78-bce4-4aaf-ab1b-5451cc387264",
    "app-name: Microsoft Teams",
    "device-state: Unregistered",
    "refused: 2026-11-21T09:41:07Z",
    "domain: contoso.com",
    "path: where prompt others number place",
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  for (const secret of PRIVATE) expect(text).not.toContain(secret);
  expect(text.length).toBeLessThanOrEqual(4000);
});

test("the message itself goes along only on request, without names, addresses and keys", async ({
  page,
}) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me");
  await page.getByLabel("Paste the message").fill(PASTED);
  await visitor.button("Find the number").click();
  await visitor.button("I need a person now").click();
  expect(await card(page)).not.toContain("> ");
  await page.getByLabel("Add the message I pasted").check();
  const text = await card(page);
  expect(text).toContain("> You cannot access this right now");
  for (const secret of PRIVATE) expect(text).not.toContain(secret);
  await page.getByLabel("Add the message I pasted").uncheck();
  expect(await card(page)).not.toContain("> ");
});

test("the agent's command reads the ticket and the code, and stands where the person stood", async ({
  page,
}) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  await visitor.answers("asked to approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.answers("Do colleagues have the same problem", "I don't know");
  await visitor.answers("a number that starts with AADSTS?", "I can't find a number");
  await visitor.answers("open Teams in your browser?", "I can't try that");
  await visitor.button("I will answer myself").click();
  await visitor.answers("time and time zone", "No, they differ");
  await visitor.button("No, still the same message").click();
  await visitor.button("I need a person now").click();
  const code = await page.locator("[data-case-code]").getAttribute("data-case-code");
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4,14}$/);
  const path = "path: where prompt others number web-login clock clock-wrong";
  const text = await card(page);
  expect(text).toContain(path);
  const byTicket = builder(["case"], `Dear helpdesk,\r\n${text.replaceAll("\n", "\r\n")}`);
  const byCode = builder(["case", code.toLowerCase().replace(/(..)/g, "$1 ")], "");
  for (const told of [byTicket, byCode]) {
    expect(told).toContain(path);
    expect(told).toContain("1. Let the device set its own clock: did not help");
    expect(told).toContain(`case-code: ${code}`);
  }
  expect(byTicket).toContain("I don't know (your answer, 20");
  // And the same in a browser that knows nothing of this one.
  const fresh = await page.context().browser().newPage();
  const agent = new Visitor(fresh);
  await agent.opens(new URL(`#case=${code}`, page.url()).href);
  await agent.knows("clock", "wrong", "link");
  await agent.sees("Hand over to your helpdesk");
  expect(await card(fresh)).toContain(path);
  // One letter wrong is noticed, and nothing is made of it.
  await fresh.goto("about:blank");
  const wrong = code.slice(0, -1) + (code.endsWith("7") ? "8" : "7");
  await agent.opens(new URL(`?case=${wrong}`, page.url().split("#")[0]).href);
  await expect(fresh.getByText("This case code has a letter wrong")).toBeVisible();
  await agent.sees("Where do you see the message?");
  await fresh.close();
});

test("an old link on a newer flow keeps what fits, and says what changed", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens(
    "caa20004/#v=1&facts=where:teams,prompt:mine,web:works,others:only-me,clock:late" +
      "&tried=dance:failed&at=mfa-app",
  );
  const note = page.getByRole("status").filter({ hasText: "older version" });
  for (const sentence of [
    "“web” is not asked any more.",
    "Clock: the answer “late” does not exist any more.",
    "The step “dance” is not offered any more.",
    "It led to “The approval does not reach you”, and leads elsewhere now.",
  ]) {
    await expect(note).toContainText(sentence);
  }
  await visitor.knows("others", "only-me", "link");
  await visitor.sees("a number that starts with AADSTS?");
  await visitor.opens("caa20004/#v=4&facts=where:teams");
  await expect(page.getByRole("status").filter({ hasText: "older version" })).toHaveCount(0);
  // Where only the version differs, nobody is sent looking.
  await page.goto("about:blank");
  await visitor.opens("caa20004/#v=1&facts=where:teams&at=prompt");
  await expect(page.getByText("Your answers still fit.")).toBeVisible();
});

test("the same person's reload after an edit of the flow loses no answer of theirs", async ({
  page,
}) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/");
  await visitor.answers("Where do you see the message?", "When Teams starts");
  // As the address and its entry would be, had the flow been at another version then.
  await page.evaluate(() => {
    const older = (text) => text.replace("v=4", "v=3");
    history.replaceState(older(history.state), "", older(location.href).replace("at=prompt", "at=number"));
  });
  await page.reload();
  await visitor.knows("where", "teams", "person");
  await expect(page.getByText("leads elsewhere now")).toBeVisible();
});

test("a look-alike of a number is asked about, and never taken", async ({ page }) => {
  const visitor = new Visitor(page);
  await visitor.opens("caa20004/#v=4&facts=where:teams,prompt:mine,others:only-me");
  await page.getByLabel("Paste the message").fill("It said AADSTS5OO76, I think");
  await visitor.button("Find the number").click();
  await expect(page.getByRole("alert")).toContainText(
    "“AADSTS5OO76” is no code we know. Did you mean AADSTS50076?",
  );
  await visitor.sees("a number that starts with AADSTS?");
});

test("a situation that fails shows the path taken and the one expected", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kb-"));
  cpSync(content, folder, { recursive: true });
  const file = join(folder, "scenarios/caa20004.toml");
  writeFileSync(file, readFileSync(file, "utf8").replace('ends = "clock-wrong"', 'ends = "cookies"'));
  let complaint = "";
  try {
    builder(["check"], "", folder);
  } catch (error) {
    expect(error.status).toBe(1);
    complaint = error.stderr;
  }
  expect(complaint).toContain("situation ends at `clock-wrong`, not at `cookies`");
  expect(complaint).toMatch(/note: taken: where = .* → clock = wrong → `clock-wrong`/);
  expect(complaint).toMatch(/note: expected: where = .* → web-login = loop \(not unknown\) → `cookies`/);
});
