// Counts steps and outcomes at an address of this site, by their ids alone. Loaded only where the site
// has a counter. docs/counter.md says what it sends.
"use strict";
(() => {
  const root = document.querySelector("[data-checker][data-count]");
  const asksNot = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
  if (!root || asksNot || typeof navigator.sendBeacon !== "function") return;

  // Each thing once on a visit: going back and forth is no second case.
  const sent = new Set();
  const send = (event, more) => {
    const { flow, version } = root.dataset;
    const query = String(new URLSearchParams({ flow, version, event, ...more }));
    if (sent.has(query)) return;
    sent.add(query);
    navigator.sendBeacon(`${root.dataset.count}?${query}`, "");
  };

  const look = () => {
    const { mode, kind, step, outcome, solved } = root.dataset;
    if (mode !== "wasm") return;
    const at = outcome ? { outcome } : {};
    if (["question", "probe"].includes(kind)) send("asked", { step });
    else if (outcome) send("outcome", at);
    if (outcome && solved) send("solved", { ...at, by: solved });
    if (root.querySelector("[data-end=hand-over]")) send("handed-over", at);
  };
  // All that changes with one event is looked at together, once it has.
  new MutationObserver(look).observe(root, {
    attributeFilter: ["data-mode", "data-kind", "data-step", "data-outcome", "data-solved"],
  });
  look();
})();
