// What every page does: gives each block of commands a button that copies it, also in guides shown by
// the checker; keeps the answers when the language changes; says when a page is overdue; puts the page's
// address onto paper.
"use strict";
(() => {
  const words = document.body.dataset;

  // A button cannot be in the page itself: without this script it would do nothing.
  const equip = (block) => {
    if (block.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kb-button kb-button--quiet kb-copy";
    button.textContent = words.copy;
    block.append(button);
  };
  const equipAll = () => document.querySelectorAll(".kb-code").forEach(equip);
  equipAll();
  const inside = document.querySelector("[data-checker-inside]");
  if (inside) new MutationObserver(equipAll).observe(inside, { childList: true, subtree: true });

  // The day of the reader, not of the build. Both are written as 2026-11-21, which sorts as text.
  const today = new Date().toISOString().slice(0, 10);
  for (const note of document.querySelectorAll("[data-due]")) {
    note.hidden = today <= note.dataset.due;
  }

  // On paper stands where the page is; a path on somebody's disk is nobody's business.
  const address = document.querySelector("[data-address]");
  if (address && location.protocol.startsWith("http")) {
    address.textContent = location.origin + location.pathname;
  }

  addEventListener("click", async (event) => {
    if (!(event.target instanceof Element)) return;
    // The answers are in the address, and mean the same in every language.
    const language = event.target.closest("[data-language]");
    if (language) language.hash = location.hash;
    const button = event.target.closest(".kb-copy");
    if (!button) return;
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      button.textContent = words.copied;
    } catch {
      // Not allowed here: select it, so that one key copies it.
      getSelection().selectAllChildren(code);
    }
  });
})();
