// The test identity provider: a certified OpenID provider in the shape of Microsoft Entra.
//
// Protocol, codes, sessions and cookies are those of oidc-provider. Around it stand the paths and
// the error texts of Entra, the pages that a person meets, and switches for what may go wrong on
// the wire. What MFA satisfied belongs to the browser's session, never to the person.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { errors, interactionPolicy, Provider } from "oidc-provider";
import { obstacles, personas, words } from "./personas.mjs";
import { cert, key, spki } from "./tls.mjs";

// oidc-provider uses it, and Node has it only from 22 on.
URL.parse ??= (text) => (URL.canParse(text) ? new URL(text) : null);

const tenant = "0b1f6b9e-5c5e-4e43-9a51-7d0b8f0f2c11";
const clientId = "5d3a2f10-8f4e-4c0a-9f0e-3c1b7a6d2e90";
const fortnight = 14 * 24 * 60 * 60;
const authorizePath = "/oauth2/v2.0/authorize";
const tokenPath = "/oauth2/v2.0/token";

/** Where oidc-provider keeps what it must remember. */
class Memory {
  kept = new Map();

  async upsert(id, payload) {
    this.kept.set(id, payload);
  }

  async find(id) {
    return this.kept.get(id);
  }

  async findByUid(uid) {
    return [...this.kept.values()].find((payload) => payload.uid === uid);
  }

  async consume(id) {
    this.kept.get(id).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.kept.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [id, payload] of this.kept) {
      if (payload.grantId === grantId) this.kept.delete(id);
    }
  }
}

const aadsts = (number, says = words[number]) => `AADSTS${number}: ${says}`;

/** An error that goes back to the application, as opposed to one that stays a page. */
const refusal = (error, number, says) =>
  new errors.CustomOIDCProviderError(error, aadsts(number, says));

/** Ends a request with a page for `obstacle`: an error page of the provider, or that of AD FS. */
class StaysHere extends errors.OIDCProviderError {
  constructor(obstacle) {
    super(400, "stays_here");
    this.allow_redirect = false;
    this.obstacle = obstacle;
  }
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

/** Shows a page that, like Entra's, no frame may show. */
function show(ctx, title, body = "", status = 200) {
  ctx.status = status;
  ctx.type = "html";
  ctx.set("X-Frame-Options", "DENY");
  ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8">
<title>${title}</title><h1>${title}</h1>${body}</html>`;
}

const button = (to, name) => `<form action="${to}"><button>${name}</button></form>`;
const cancel = (at) => `<a href="${at}/cancel">Cancel</a>`;

/** A page with buttons that all lead on, and a way back. */
const goesOn = (title, ...names) => (ctx, at) =>
  show(ctx, title, names.map((name) => button(`${at}/done`, name)).join("") + cancel(at));

/** The pages of an interaction; `at` is its address. */
const forms = {
  "sign-in": (ctx, at) => {
    const known = Object.keys(personas).filter((name) => personas[name].session !== false);
    const all = known.map((name) => button(`${at}/as/${name}`, name)).join("");
    show(ctx, "Pick an account", all + cancel(at));
  },
  // The words come when the provider knows of the page, so whoever reads them may approve.
  approve: (ctx, at) => show(ctx, "Approve sign-in request", `<p id="now"></p>${cancel(at)}<script>
const now = document.getElementById("now");
const phone = new EventSource("${at}/phone");
phone.onopen = () => { now.textContent = "Approve the sign-in request on your phone"; };
phone.onmessage = ({ data }) => { phone.close(); location.href = "${at}/" + data; };
</script>`),
  enrol: goesOn("More information required", "Set up"),
  password: goesOn("Enter password", "Sign in"),
  change: goesOn("Update your password", "Update"),
  picker: goesOn("Pick an account", "first hat", "second hat"),
  consent: (ctx, at) => show(ctx, "Permissions requested",
    button(`${at}/done`, "Accept") + button(`${at}/cancel`, "Decline")),
  wall: (ctx, at, { shows, number }) =>
    show(ctx, "You cannot access this right now", `<p>${aadsts(shows ?? number)}</p>`),
};

/** How an answer may be wrong, by the name of the switch `liar`. */
const lies = {
  "state-missing": (answer) => answer.delete("state"),
  "state-altered": (answer) => answer.set("state", `${answer.get("state")}x`),
  "state-twice": (answer) => answer.append("state", answer.get("state")),
  "code-and-error": (answer) => {
    answer.set("code", answer.get("code") ?? "0.forged");
    answer.set("error", answer.get("error") ?? "interaction_required");
  },
  huge: (answer) =>
    answer.set(answer.has("code") ? "code" : "error_description", "x".repeat(20_000)),
  empty: (answer) => [...answer.keys()].forEach((name) => answer.delete(name)),
  "in-query": () => {},
};

/** Turns an answer of oidc-provider into one of Entra. */
function entraShape(answer, { authority, correlation }) {
  answer.delete("iss");
  const error = answer.get("error");
  if (!error) {
    answer.set("session_state", randomUUID());
    return;
  }
  const said = answer.get("error_description") ?? "";
  const text = said.startsWith("AADSTS") ? said : aadsts(900144, said);
  const number = Number(/^AADSTS(\d+)/.exec(text)[1]);
  const time = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  answer.set("error_description", [
    text,
    `Trace ID: ${randomUUID()}`,
    `Correlation ID: ${correlation ?? randomUUID()}`,
    `Timestamp: ${time}`,
  ].join("\r\n"));
  answer.set("error_uri", `${authority}/error?code=${number}`);
  const known = Object.values(obstacles).find((one) => one.number === number) ?? {};
  if (known.suberror) answer.set("suberror", known.suberror);
  if (known.claims) answer.set("claims", known.claims);
}

/** Sends the answer on its way: by a redirect, a script, or a form for the whole window. */
const returns = {
  redirect: (ctx, address) => ctx.redirect(address),
  script: (ctx, address) => {
    ctx.body = `<!doctype html><script>location.replace(${JSON.stringify(address)})</script>`;
  },
  "form-top": (ctx, address) => {
    ctx.body = `<!doctype html><form target="_top" action="${escaped(address)}"></form>
<script>document.forms[0].submit()</script>`;
  },
};

/**
 * Starts the provider at `https://login.idp.example:PORT` for the portal at the origin `portal`.
 *
 * A browser is signed in by a visit to `/sign-in-as/PERSONA` and out by one to `/sign-out`.
 * What `set` takes counts for every following request, until `reset`:
 *
 * - `delay` (milliseconds), `hang`, `outage` (503): how the server answers all but those visits
 * - `coop`: a `Cross-Origin-Opener-Policy` for every answer
 * - `sameSite`: `none`, `lax`, `strict` or `partitioned`; of sessions that start from then on
 * - `returnBy`: `redirect`, `script` or `form-top`
 * - `liar`: one of `lies`
 * - `loops`: so many silent requests of a session in a minute, then 50196
 */
export async function startProvider({ portal, port = 0 }) {
  const redirectUri = `${portal}/callback/`;
  const counts = { authorize: 0, token: 0 };
  let redeemed = 0;
  const requests = [];
  /** What each session has done about its obstacles, by its uid. */
  const satisfied = new Map();
  /** The times of each session's silent requests, and how many codes it was given. */
  const silent = new Map();
  const codes = new Map();
  /** Whose obstacles somebody took away for good. */
  const fixed = new Set();
  /** By interaction: the open approve pages, those that were told to go on, and the approvals. */
  const waiting = new Map();
  const told = new Map();
  const approved = new Set();
  let switches = {};

  let handle;
  const server = createServer({ key, cert }, (...pair) => handle(...pair));
  await new Promise((up, failed) => {
    server.on("error", failed).listen(port, "127.0.0.1", up);
  });
  const place = server.address().port;
  const authority = `https://login.idp.example:${place}`;
  const federation = `https://adfs.corp.example:${place}`;
  const issuer = `${authority}/${tenant}/v2.0`;

  const satisfy = (uid, name) => satisfied.set(uid, (satisfied.get(uid) ?? new Set()).add(name));

  /** The first thing that keeps a session from its code. */
  function obstacleOf({ session, params }) {
    const { accountId, uid } = session;
    if (!accountId || fixed.has(accountId)) return undefined;
    return personas[accountId].lacks?.find((name) =>
      !satisfied.get(uid)?.has(name)
      && !(obstacles[name].page === "picker" && params.login_hint));
  }

  /** Whether a session asks silently more often than the provider stands. */
  function loops({ session: { accountId, uid } }) {
    const limit = switches.loops ?? personas[accountId]?.loops;
    if (!limit || fixed.has(accountId)) return false;
    const now = Date.now();
    const recent = [...(silent.get(uid) ?? []), now].filter((at) => now - at < 60_000);
    silent.set(uid, recent);
    return recent.length > limit;
  }

  function mustInteract({ oidc }) {
    const quiet = oidc.promptPending("none");
    if (quiet && loops(oidc)) throw refusal("invalid_grant", 50196);
    const name = obstacleOf(oidc);
    if (!name) return false;
    const { error, number, page, says } = obstacles[name];
    if (page === "fault" || page === "elsewhere") throw new StaysHere(name);
    if (quiet && error) throw refusal(error, number, says);
    return !quiet;
  }

  const { Check, Prompt } = interactionPolicy;
  const signIn = new Check("no_session", aadsts(50058), "login_required", ({ oidc }) =>
    !oidc.session.accountId);
  const sessions = new Memory();
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const provider = new Provider(issuer, {
    adapter: (kind) => (kind === "Session" ? sessions : new Memory()),
    jwks: { keys: [privateKey.export({ format: "jwk" })] },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: "none",
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        id_token_signed_response_alg: "ES256",
      },
    ],
    clientBasedCORS: () => false,
    cookies: {
      long: { httpOnly: true, secure: true, sameSite: "none" },
      short: { httpOnly: true, secure: true, sameSite: "none" },
    },
    features: { devInteractions: { enabled: false } },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: {
      policy: [
        new Prompt({ name: "login", requestable: true }, signIn),
        new Prompt({ name: "select_account", requestable: true }),
        new Prompt(
          { name: "obstacle" },
          ({ oidc }) => ({ obstacle: obstacleOf(oidc) }),
          new Check("obstacle", "", mustInteract),
        ),
      ],
      url: (ctx, interaction) => `/${tenant}/interaction/${interaction.uid}`,
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session.accountId,
        clientId: oidc.client.clientId,
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    renderError: (ctx, out, error) => {
      const name = error.obstacle;
      if (obstacles[name]?.page === "elsewhere") {
        ctx.redirect(`${federation}/adfs/ls/?back=${encodeURIComponent(ctx.originalUrl)}`);
        return;
      }
      const number = obstacles[name]?.number
        ?? { invalid_client: 700016, invalid_redirect_uri: 50011 }[out.error];
      const said = number ? aadsts(number) : aadsts(900144, out.error_description);
      show(ctx, "Sorry, but we are having trouble signing you in", `<p>${escaped(said)}</p>`, 400);
    },
    routes: { authorization: authorizePath, token: tokenPath, jwks: "/discovery/v2.0/keys" },
    responseTypes: ["code"],
    scopes: ["openid"],
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: fortnight,
      IdToken: 3600,
      Interaction: 3600,
      Session: fortnight,
    },
  });
  provider.on("server_error", (ctx, error) => console.error(error));

  /** Ends the session that the browser has, if any, and starts one for the persona. */
  async function signInAs(ctx, persona) {
    const old = await provider.Session.get(ctx);
    await old.destroy();
    const cookie = { httpOnly: true, secure: true, sameSite: "none" };
    if (personas[persona].session === false) {
      ctx.cookies.set("_session", null, cookie);
      return;
    }
    const session = new provider.Session();
    session.loginAccount({ accountId: persona });
    await session.save(fortnight);
    const expires = new Date(session.exp * 1000);
    ctx.cookies.set("_session", session.id, { ...cookie, expires });
  }

  /** Keeps a line open to an approve page until the phone answers or the page is gone. */
  function awaitPhone(ctx, uid) {
    ctx.respond = false;
    ctx.res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    ctx.res.write(": waiting\n\n");
    waiting.set(uid, ctx.res);
    ctx.res.on("close", () => {
      if (waiting.get(uid) === ctx.res) waiting.delete(uid);
    });
  }

  /** Tells every open approve page where to go on; resolves to how many of them did. */
  async function phoneSays(step) {
    const pages = [...waiting].map(([uid, line]) => {
      const heard = new Promise((resolve) => told.set(uid, () => resolve(true)));
      if (step === "done") approved.add(uid);
      line.write(`data: ${step}\n\n`);
      return Promise.race([heard, pause(1000, false, { ref: false })]);
    });
    return (await Promise.all(pages)).filter(Boolean).length;
  }

  /** A step of a person on one of the pages: `UID`, `UID/done`, `UID/as/sunny` and so on. */
  async function interact(ctx, [uid, step, value]) {
    const at = `/${tenant}/interaction/${uid}`;
    const { prompt, session } = await provider.interactionDetails(ctx.req, ctx.res);
    const name = prompt.details.obstacle;
    const obstacle = obstacles[name] ?? { page: "sign-in" };
    const goOn = async (result) => {
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
      ctx.status = 303;
    };
    switch (step) {
      case undefined:
        return forms[obstacle.page](ctx, at, obstacle);
      case "as":
        return goOn({ login: { accountId: value }, select_account: {} });
      case "phone":
        return awaitPhone(ctx, uid);
      case "denied":
        return show(ctx, "Request denied", "<p>The sign-in request was denied.</p>");
      case "cancel": {
        const number = obstacle.page === "consent" ? 65004 : 650041;
        return goOn({ error: "access_denied", error_description: aadsts(number) });
      }
      case "done":
        if (obstacle.page === "wall" || obstacle.page === "sign-in") return undefined;
        if (obstacle.page === "approve" && !approved.delete(uid)) return undefined;
        satisfy(session.uid, name);
        return goOn({ obstacle: {} });
      default:
        return undefined;
    }
  }

  // What every request meets first: the record, and a server that may be slow, silent or down.
  provider.use(async (ctx, next) => {
    const { method, path, headers } = ctx;
    requests.push({ method, path, query: { ...ctx.query }, headers, at: Date.now() });
    if (path === `/${tenant}${authorizePath}`) counts.authorize += 1;
    if (path === `/${tenant}${tokenPath}`) {
      counts.token += 1;
      redeemed += 1;
    }
    if (/^\/sign-(in-as|out)\b/.test(path)) return next();
    if (switches.hang) {
      ctx.respond = false;
      return undefined;
    }
    if (switches.delay) await pause(switches.delay, undefined, { ref: false });
    if (switches.outage) return show(ctx, "Service unavailable", "", 503);
    return next();
  });

  // What every answer meets last: cookies, opener policy, and the way back to the portal.
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.respond === false) return;
    const sameSite = { partitioned: "none; partitioned" }[switches.sameSite] ?? switches.sameSite;
    const cookies = ctx.response.headers["set-cookie"];
    if (sameSite && cookies) {
      ctx.set("Set-Cookie", [cookies].flat().map((cookie) =>
        cookie.replace(/^(_session=.*samesite=)none/, `$1${sameSite}`)));
    }
    if (switches.coop) ctx.set("Cross-Origin-Opener-Policy", switches.coop);
    const address = ctx.response.get("Location");
    if (!address?.startsWith(redirectUri)) return;
    const [base, fragment] = address.split("#");
    const answer = new URLSearchParams(fragment);
    entraShape(answer, { authority, correlation: ctx.query["client-request-id"] });
    lies[switches.liar]?.(answer);
    ctx.remove("Location");
    ctx.status = 200;
    ctx.type = "html";
    const sign = switches.liar === "in-query" ? "?" : "#";
    returns[switches.returnBy ?? "redirect"](ctx, `${base}${sign}${answer}`);
  });

  // The provider's own pages, and the way to those of oidc-provider below the tenant.
  provider.use(async (ctx, next) => {
    const [, first, ...rest] = ctx.path.split("/");
    if (ctx.hostname === "adfs.corp.example") {
      const back = `${authority}/federated?${ctx.querystring}`;
      return show(ctx, "Sign in with your organizational account",
        `<a href="${escaped(back)}">Sign in</a>`);
    }
    if (ctx.path === "/") return show(ctx, "Sign in to your account");
    if (first === "sign-out") {
      await signInAs(ctx, "nobody");
      return show(ctx, "Signed out");
    }
    if (first === "sign-in-as" && personas[rest[0]]) {
      await signInAs(ctx, rest[0]);
      return show(ctx, `Signed in as ${rest[0]}`);
    }
    if (first === "federated" && ctx.query.back?.startsWith(`/${tenant}/`)) {
      satisfy((await provider.Session.get(ctx)).uid, "federation");
      return ctx.redirect(ctx.query.back);
    }
    if (first !== tenant) return undefined;
    if (rest[0] === "interaction") {
      told.get(rest[1])?.();
      return interact(ctx, rest.slice(1));
    }
    const url = ctx.url.slice(tenant.length + 1).replace(/^\/v2\.0\//, "/");
    ctx.url = url;
    ctx.req.originalUrl = `/${tenant}${url}`;
    await next();
    if (url.startsWith("/.well-known/")) ctx.set("Access-Control-Allow-Origin", "*");
    const { session } = ctx.oidc ?? {};
    if (session?.accountId && ctx.response.get("Location")?.startsWith(`${redirectUri}#code=`)) {
      const given = (codes.get(session.uid) ?? 0) + 1;
      codes.set(session.uid, given);
      if (given === personas[session.accountId].probes) await session.destroy();
    }
    return undefined;
  });

  handle = provider.callback();

  return {
    authority,
    origin: authority,
    tenant,
    clientId,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    spki,
    personas: Object.keys(personas),
    /** How often anybody wanted a token, ever: no reset forgets that. */
    redeemed: () => redeemed,
    counts,
    requests,
    /** The phone says yes, or no, to every approve page that is open. */
    approve: () => phoneSays("done"),
    deny: () => phoneSays("denied"),
    /** IT takes away what stands in a persona's way. */
    fix: (persona) => fixed.add(persona),
    /** Ends a persona's sessions in every browser. */
    revoke: (persona) => {
      for (const [id, { accountId }] of sessions.kept) {
        if (accountId === persona) sessions.kept.delete(id);
      }
    },
    set: (changes) => {
      switches = { ...switches, ...changes };
    },
    reset: () => {
      switches = {};
      for (const memory of [satisfied, silent, codes, fixed, told, approved]) memory.clear();
      Object.assign(counts, { authorize: 0, token: 0 });
      requests.length = 0;
    },
    stop: () => {
      const down = new Promise((done) => server.close(done));
      server.closeAllConnections();
      return down;
    },
  };
}
