"use strict";
(() => {
const given = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const fields = new URLSearchParams(given.length > 16384 ? "" : given);
const names = ["state", "code", "error", "suberror", "error_uri", "error_description"];
if (names.some((name) => fields.getAll(name).length > 1)) return;
if (fields.has("code") === fields.has("error")) return;
const shaped = (text, shape) => (shape.exec(text ?? "") ?? [""])[0];
const state = shaped(fields.get("state"), /^[fwt]\.[A-Za-z0-9_-]{43}$/);
const number =
/[?&]code=(\d{4,7})(?!\d)/.exec(fields.get("error_uri")) ??
/AADSTS(\d{4,7})(?!\d)/.exec(fields.get("error_description"));
const answer = {
code: fields.has("code"),
error: shaped(fields.get("error"), /^[a-z_]{1,60}$/),
suberror: shaped(fields.get("suberror"), /^[a-z_]{1,60}$/),
number: number ? Number(number[1]) : 0,
};
if (state.startsWith("t")) {
const trip = JSON.parse(sessionStorage.getItem("kb-auth-probe.trip"));
const page = shaped(trip?.page, /^[a-z0-9-]{1,60}(\/[a-z0-9-]{1,60}){0,4}$/);
if (trip?.state !== state || !page) return;
sessionStorage.setItem("kb-auth-probe.answer", JSON.stringify({ state, ...answer }));
location.replace("../" + page + "/");
} else if (state) {
const channel = new BroadcastChannel("kb-auth-probe." + state);
channel.onmessage = () => close(); // it was heard
channel.postMessage(answer);
}
})();
