"use strict";
(() => {
const root = document.querySelector("[data-checker]");
if (!root) return;
const first = { step: root.dataset.step, kind: root.dataset.kind };
const title = document.title;
let over = false;
function fallBack(reason) {
if (over) return;
over = true;
const resume = root.querySelector("[data-checker-resume]");
const place = ["question", "probe"].includes(root.dataset.kind) ? "step" : "outcome";
if (root.dataset.step) resume.hash = place + "-" + root.dataset.step;
Object.assign(root.dataset, first, { mode: "static" });
delete root.dataset.outcome;
delete root.dataset.solved;
document.title = title;
root.querySelector("[data-checker-inside]").replaceChildren();
root.querySelector("[data-checker-trouble]").hidden = false;
try { history.replaceState(null, "", location.pathname + location.search); } catch {}
console.error("The checker stopped:", reason);
}
const broken = (reason) =>
typeof WebAssembly === "object" &&
(reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError);
addEventListener("error", (event) => broken(event.error) && fallBack(event.error));
addEventListener("unhandledrejection", (event) => broken(event.reason) && fallBack(event.reason));
if (typeof wasm_bindgen !== "function" || typeof WebAssembly !== "object") {
fallBack("a script did not arrive");
return;
}
wasm_bindgen({ module_or_path: root.dataset.wasm })
.then(() => wasm_bindgen.mount())
.catch(fallBack);
})();
