// The people of the test identity provider, and what stands between each of them and a code.

const interaction = (number, page, more) => ({
  error: "interaction_required",
  number,
  page,
  ...more,
});

/**
 * What a session may still lack. With `error` that is the answer to prompt=none, with `number`
 * and `suberror`; without it prompt=none is answered with a code. `page` is what a person meets:
 *
 * - `approve` waits for the phone
 * - `enrol`, `password`, `change`, `picker`, `consent` have a button that goes on
 * - `wall` has no way on and none back, and shows `shows`, or else `number`
 * - `elsewhere` is the AD FS page, and also the answer to prompt=none
 * - `fault` is an error page of the provider, and also the answer to prompt=none
 */
export const obstacles = {
  mfa: interaction(50076, "approve", { suberror: "basic_action" }),
  "mfa-expired": interaction(50078, "approve", { suberror: "basic_action" }),
  "mfa-missing": interaction(50079, "enrol", { suberror: "basic_action" }),
  "mfa-with-markup": interaction(50076, "approve", {
    suberror: "basic_action",
    says: '<img src="x" onerror="window.pwned = true"><script>window.pwned = true</script>',
  }),
  "sign-in-too-old": interaction(70044, "password"),
  "device-not-compliant": interaction(53000, "wall", {
    suberror: "message_only",
    claims: '{"access_token":{"capolids":{"essential":true,"values":["c-1"]}}}',
  }),
  "device-not-joined": interaction(53001, "wall", { suberror: "message_only" }),
  "device-unknown": interaction(50097, "wall"),
  "blocked-by-policy": interaction(53003, "wall"),
  "account-disabled": { error: "login_required", number: 50058, page: "wall", shows: 50057 },
  "account-disabled-told": { error: "access_denied", number: 50057, page: "wall" },
  "account-locked": { page: "wall", shows: 50053 },
  "account-locked-told": { error: "access_denied", number: 50053, page: "wall" },
  "password-expired": interaction(50055, "change", { suberror: "user_password_expired" }),
  "several-accounts": interaction(16000, "picker"),
  "not-assigned": { error: "access_denied", number: 50105, page: "wall" },
  consent: { error: "consent_required", number: 65001, page: "consent" },
  federation: { page: "elsewhere" },
  "app-unknown": { number: 700016, page: "fault" },
  "redirect-unknown": { number: 50011, page: "fault" },
};

/**
 * Everybody, with their obstacles in order. `nobody` and `canceller` have no session. After
 * `probes` codes the session ends; after `loops` silent requests in a minute comes 50196.
 */
export const personas = {
  nobody: { session: false },
  canceller: { session: false },
  sunny: {},
  "ghost-mfa": { lacks: ["mfa"] },
  "new-phone": { lacks: ["mfa-missing", "mfa"] },
  "stale-mfa": { lacks: ["mfa-expired"] },
  "sif-expired": { lacks: ["sign-in-too-old"] },
  "sick-laptop": { lacks: ["device-not-compliant"] },
  byod: { lacks: ["device-not-joined"] },
  "reg-needed": { lacks: ["device-unknown"] },
  "ca-wall": { lacks: ["blocked-by-policy"] },
  leaver: { lacks: ["account-disabled"] },
  "leaver-told": { lacks: ["account-disabled-told"] },
  locked: { lacks: ["account-locked"] },
  "locked-told": { lacks: ["account-locked-told"] },
  "pwd-expired": { lacks: ["password-expired"] },
  "two-hats": { lacks: ["several-accounts"] },
  unassigned: { lacks: ["not-assigned"] },
  "no-consent": { lacks: ["consent"] },
  looper: { loops: 5 },
  jumper: { probes: 3 },
  federated: { lacks: ["federation"] },
  "wrong-app": { lacks: ["app-unknown"] },
  "wrong-redirect": { lacks: ["redirect-unknown"] },
  xss: { lacks: ["mfa-with-markup"] },
};

/** The provider's words for its numbers. */
export const words = {
  16000: "Either multiple user identities are available for the current request or selected "
    + "account is not supported for the scenario.",
  50011: "The redirect URI specified in the request does not match the redirect URIs configured "
    + "for the application.",
  50053: "Your account has been locked. Contact your support person to unlock it, then try again.",
  50055: "The password is expired.",
  50057: "The user account is disabled.",
  50058: "A silent sign-in request was sent but no user is signed in.",
  50076: "Due to a configuration change made by your administrator, or because you moved to a new "
    + "location, you must use multi-factor authentication.",
  50078: "Presented multi-factor authentication has expired due to policies configured by your "
    + "administrator, you must refresh your multi-factor authentication.",
  50079: "Due to a configuration change made by your administrator, or because you moved to a new "
    + "location, you must enroll in multi-factor authentication.",
  50097: "Device authentication is required.",
  50105: "Your administrator has configured the application to block users unless they are "
    + "specifically granted access to the application.",
  50196: "The server terminated an operation because it encountered a client request loop.",
  53000: "Device is not in required device state: compliant.",
  53001: "Device is not in required device state: domain_joined.",
  53003: "Access has been blocked by Conditional Access policies.",
  65001: "The user or administrator has not consented to use the application.",
  65004: "User declined to consent to access the app.",
  650041: "The user ended the request.",
  70044: "The session has expired or is invalid due to sign-in frequency checks by Conditional "
    + "Access.",
  700016: "Application was not found in the directory.",
  900144: "The request is not valid.",
};
