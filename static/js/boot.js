// Starts the checker, and puts the plain first question back if anything about it breaks.
// A classic script: modules do not load from disk.
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
    // A case that broke the checker once would break it again on every visit.
    try { history.replaceState(null, "", location.pathname + location.search); } catch {}
    console.error("The checker stopped:", reason);
  }

  const broken = (reason) =>
    typeof WebAssembly === "object" &&
    (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError);
  // To a page without an origin, on a disk or in a sandbox, no script says what went wrong in it.
  const isUnsaid = (event) => origin === "null" && event.message === "Script error.";
  addEventListener("error", (event) => {
    if (broken(event.error) || isUnsaid(event)) fallBack(event.error ?? event.message);
  });
  addEventListener("unhandledrejection", (event) => broken(event.reason) && fallBack(event.reason));

  if (typeof wasm_bindgen !== "function" || typeof WebAssembly !== "object") {
    fallBack("a script did not arrive");
    return;
  }
  // From a disk nothing can be fetched: there a script brought the module, and what it needs to know.
  const { kbChecker = root.dataset.wasm, kbReady } = globalThis;
  Promise.all([kbChecker, kbReady])
    .then(([module]) => wasm_bindgen({ module_or_path: module }))
    .then(() => wasm_bindgen.mount())
    .catch(fallBack);
})();
