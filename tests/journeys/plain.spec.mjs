// The same help where scripts or WebAssembly do not run, and one honest line about it.
import { openBuilt } from "../support/built.mjs";
import { expect, test, Visitor } from "../support/test.mjs";

/** The journey of a missed approval over plain links. */
async function missedApproval(visitor) {
  const { page } = visitor;
  await visitor.follows("Where do you see the message?", "When Teams starts");
  await visitor.follows("approve a sign-in that you did not start?", "No. If I was asked");
  await visitor.follows("Do colleagues", "No, only me");
  await visitor.follows("AADSTS?", "I can't find a number");
  await visitor.follows("open Teams in your browser?", "It asks me to approve");
  expect(visitor.count).toBeLessThanOrEqual(6);
  await visitor.sees("Your sign-in still needs your approval");
  // One question at a time: the others are not on the screen.
  await expect(visitor.heading("Do colleagues")).toBeHidden();
  await visitor.page.getByRole("link", { name: "Approve the sign-in on your phone" })
    .filter({ visible: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Approve the sign-in on your phone",
  );
  await page.goBack();
  await visitor.sees("Your sign-in still needs your approval");
}

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a missed approval leads to the approval, in at most six answers", async ({ page }) => {
    await page.goto("caa20004/");
    const visitor = new Visitor(page);
    await expect(visitor.checker).toHaveAttribute("data-mode", "static");
    await expect(page.getByText("Plain version")).toBeVisible();
    await expect(page.getByText("could not run")).toBeHidden();
    await missedApproval(visitor);
  });

  test("the whole flow can be read on one page", async ({ page }) => {
    await page.goto("flows/caa20004/");
    const sections = page.locator(".kb-step");
    expect(await sections.count()).toBeGreaterThan(30);
    await expect(sections.last()).toBeVisible();
  });
});

/** What can stop the checker from starting, each done for real. */
const troubles = {
  "WebAssembly is blocked by a policy": async (page) => {
    await page.route("**/caa20004/", async (route) => {
      const answer = await route.fetch();
      const strip = (text) => text.replaceAll(" &#x27;wasm-unsafe-eval&#x27;", "")
        .replaceAll(" 'wasm-unsafe-eval'", "");
      const headers = { ...answer.headers() };
      headers["content-security-policy"] = strip(headers["content-security-policy"]);
      await route.fulfill({ status: 200, headers, body: strip(await answer.text()) });
    });
  },
  "the module is missing": async (page) => {
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "gone" }));
  },
  "the module is cut off": async (page) => {
    await page.route("**/*.wasm", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.body()).subarray(0, 50_000);
      await route.fulfill({ status: 200, contentType: "application/wasm", body });
    });
  },
  "a filter puts a page in its place": async (page) => {
    await page.route("**/*.wasm", (route) =>
      route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Blocked</h1>" }));
  },
  "the glue is blocked": async (page) => {
    await page.route("**/checker.*.js", (route) => route.abort());
  },
  "the page's data is damaged": async (page) => {
    await page.route("**/caa20004/", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('{"flow":', '{"flaw":');
      await route.fulfill({ status: 200, headers: answer.headers(), body });
    });
  },
};

for (const [trouble, make] of Object.entries(troubles)) {
  test(`${trouble}: the plain questions stay, with one line that says so`, async ({ page }) => {
    await make(page);
    await page.goto("caa20004/");
    const visitor = new Visitor(page);
    await expect(page.getByText("could not run in this browser")).toBeVisible();
    await expect(visitor.checker).toHaveAttribute("data-mode", "static");
    await missedApproval(visitor);
  });
}

/**
 * Makes one of the functions that the glue calls for events and promises stop the module, as a
 * panic does. Says whether there is a function of that number.
 */
function poison(bytes, number) {
  const view = bytes;
  let at = 8;
  const leb = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = view[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    return value >>> 0;
  };
  const name = () => {
    const length = leb();
    at += length;
    return new TextDecoder().decode(view.subarray(at - length, at));
  };
  let imported = 0;
  const closures = [];
  while (at < view.length) {
    const id = view[at++];
    const size = leb();
    const end = at + size;
    if (id === 2) {
      for (let left = leb(); left > 0; left -= 1) {
        name();
        name();
        const kind = view[at++];
        if (kind === 0) { leb(); imported += 1; }
        else if (kind === 1) { at += 1; if (leb() & 1) leb(); leb(); }
        else if (kind === 2) { if (leb() & 1) leb(); leb(); }
        else at += 2;
      }
    } else if (id === 7) {
      for (let left = leb(); left > 0; left -= 1) {
        const exported = name();
        const kind = view[at++];
        const index = leb();
        if (kind === 0 && exported.includes("closures")) closures.push(index);
      }
    } else if (id === 10) {
      const count = leb();
      for (let index = 0; index < count; index += 1) {
        const length = leb();
        const next = at + length;
        if (closures[number] === index + imported) {
          for (let groups = leb(); groups > 0; groups -= 1) { leb(); leb(); }
          view[at] = 0x00; // unreachable
          view.fill(0x01, at + 1, next - 1); // nop
        }
        at = next;
      }
    }
    at = end;
  }
  return number < closures.length;
}

test("a panic at any moment brings the plain questions back, at the same place", async ({
  browser,
  site,
}) => {
  test.setTimeout(120_000);
  const [places, sentence] = [new Set(), "could not run in this browser"];
  for (let number = 0, more = true; more; number += 1) {
    const page = await browser.newPage();
    await page.route("**/*.wasm", async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      more = poison(body, number);
      await route.fulfill({ status: 200, contentType: "application/wasm", body });
    });
    await page.goto(`${site}/caa20004/#v=4&facts=where:teams,prompt:mine`);
    const visitor = new Visitor(page);
    const line = page.getByText(sentence).filter({ visible: true });
    const next = page.getByRole("radio", { name: "No, only me" });
    await expect(line.or(next)).toBeVisible();
    const started = await next.isVisible();
    if (started) {
      await next.click();
      // Where the click broke it, there is no button any more.
      await visitor.button("Continue").click({ timeout: 2000 }).catch(() => {});
      await expect(line.or(page.getByLabel("Paste the message"))).toBeVisible();
    }
    if (await line.isVisible()) {
      places.add(started ? "in the middle" : "at the start");
      await expect(visitor.checker).toHaveAttribute("data-mode", "static");
      await expect(page.locator("[data-checker-inside]")).toBeEmpty();
      expect(page.url(), "what broke it once would break it again").not.toContain("#");
      await page.getByRole("link", { name: "Go on with the plain questions" }).click();
      // The answer that broke it may have counted.
      const step = started ? "(others|number)" : "where";
      await expect(page).toHaveURL(new RegExp(`/flows/caa20004/#step-${step}$`));
    }
    await page.close();
  }
  expect([...places].sort()).toEqual(["at the start", "in the middle"]);
});

test("from disk, without a server, the page is readable and leads on", async ({ page }) => {
  const { dist } = await openBuilt();
  await page.goto(`file://${dist}/caa20004/index.html`);
  await expect(page.getByText("could not run in this browser")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Where do you see the message?" })).toBeVisible();
  const answers = page.locator("[data-checker-static] a[data-value]");
  expect(await answers.count()).toBe(3);
});
