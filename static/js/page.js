// What every page does: gives each block of commands a button that copies it, also in guides shown by
// the checker; makes the number of each step a link to it; keeps the answers when the language changes;
// says when a page is overdue, and on paper where it is from.
"use strict";
(() => {
  const copy = document.getElementById("copy");

  // A button cannot be in the page itself: without this script it would do nothing.
  const equip = (block) => {
    if (copy && !block.querySelector("button")) block.append(copy.content.cloneNode(true));
  };
  const equipAll = () => document.querySelectorAll(".kb-code").forEach(equip);
  equipAll();
  const inside = document.querySelector("[data-checker-inside]");
  if (inside) new MutationObserver(equipAll).observe(inside, { childList: true, subtree: true });

  // The number of a step is a link to it. It is read where the number was, and stands in its place.
  const label = document.querySelector("[data-step-label]")?.dataset.stepLabel;
  for (const list of label ? document.querySelectorAll("article ol:has(> [id^=step-])") : []) {
    list.className = "kb-numbered";
    // Some browsers take a list without markers for none.
    list.setAttribute("role", "list");
    [...list.children].forEach((step, index) => {
      const link = document.createElement("a");
      const number = String(list.start + index);
      link.className = "kb-number";
      link.href = "#" + step.id;
      link.textContent = number + ".";
      link.setAttribute("aria-label", label.replace("{n}", number));
      step.prepend(link);
    });
  }

  // The day of the reader's clock, in UTC, and not that of the build. Both are written as 2026-11-21, which sorts as text.
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
      button.querySelector("span").textContent = copy.dataset.copied;
    } catch {
      // Not allowed here: select it, so that one key copies it.
      getSelection().selectAllChildren(code);
    }
  });
})();
