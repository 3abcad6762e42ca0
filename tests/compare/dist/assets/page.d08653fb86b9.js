"use strict";
(() => {
const copy = document.getElementById("copy");
const equip = (block) => {
if (copy && !block.querySelector("button")) block.append(copy.content.cloneNode(true));
};
const equipAll = () => document.querySelectorAll(".kb-code").forEach(equip);
equipAll();
const inside = document.querySelector("[data-checker-inside]");
if (inside) new MutationObserver(equipAll).observe(inside, { childList: true, subtree: true });
const label = document.querySelector("[data-step-label]")?.dataset.stepLabel;
for (const list of label ? document.querySelectorAll("article ol:has(> [id^=step-])") : []) {
list.className = "kb-numbered";
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
if (location.protocol.startsWith("http")) {
document.querySelector(".kb-footer").dataset.address = location.origin + location.pathname;
}
const today = new Date().toISOString().slice(0, 10);
for (const note of document.querySelectorAll("[data-due]")) {
note.hidden = today <= note.dataset.due;
}
addEventListener("click", async (event) => {
if (!(event.target instanceof Element)) return;
const language = event.target.closest("[data-language]");
if (language) language.hash = location.hash;
const button = event.target.closest(".kb-copy");
if (!button) return;
const code = button.parentElement.querySelector("code");
try {
await navigator.clipboard.writeText(code.textContent.trimEnd());
button.querySelector("span").textContent = copy.dataset.copied;
} catch {
getSelection().selectAllChildren(code);
}
});
})();
