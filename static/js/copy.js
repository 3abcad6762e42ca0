// Gives every block of commands a button that copies it, also in guides shown by the checker.
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

  addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest(".kb-copy");
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
