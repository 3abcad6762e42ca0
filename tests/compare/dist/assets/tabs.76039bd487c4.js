"use strict";
(() => {
const key = "platform";
const known = ["windows", "macos", "ios", "android", "linux"];
const word = (text) => (known.includes(text) ? text : undefined);
const inside = document.querySelector("[data-checker-inside]");
const detect = () => {
const system = navigator.userAgentData?.platform || navigator.userAgent;
if (/Android/i.test(system)) return "android";
if (/iP(hone|ad|od)/.test(system) || (/Mac/.test(system) && navigator.maxTouchPoints > 1)) return "ios";
return /Mac/.test(system) ? "macos" : /Win/.test(system) ? "windows" : /Linux/.test(system) ? "linux" : undefined;
};
let chosen;
if (!inside) chosen = word(new URLSearchParams(location.search).get("platform"));
let earlier;
try { earlier = word(localStorage.getItem(key)); } catch {}
const detected = detect();
const told = () => word(inside?.parentElement.querySelector("[data-fact=platform]")?.dataset.value);
let made = 0;
const groups = () => [...document.querySelectorAll(".kb-tabs[data-ready]")];
const panels = (group) => [...group.children].filter((child) => child.dataset.systems);
const systems = (panel) => panel.dataset.systems.split(" ");
const tab = (panel) => document.getElementById(panel.getAttribute("aria-labelledby"));
const show = (group) => {
const all = panels(group);
const wanted = [chosen, told(), earlier, detected];
const found = wanted.map((system) => all.find((panel) => systems(panel).includes(system)));
const open = found.find(Boolean) ?? all[0];
for (const panel of all) {
const button = tab(panel);
button.setAttribute("aria-selected", panel === open);
button.tabIndex = panel === open ? 0 : -1;
if (panel === open) panel.removeAttribute("hidden");
else panel.setAttribute("hidden", "until-found");
}
};
const choose = (panel, isByPerson) => {
const own = systems(panel);
chosen = [chosen, told(), earlier, detected].find((system) => own.includes(system)) ?? own[0];
groups().forEach(show);
if (!isByPerson) return;
try { localStorage.setItem(key, chosen); } catch {}
if (inside) return;
try {
const address = new URL(location);
address.searchParams.set("platform", chosen);
history.replaceState(history.state, "", address);
} catch {}
};
const build = (group) => {
group.dataset.ready = "";
const list = document.createElement("div");
list.className = "kb-tabs__list";
list.setAttribute("role", "tablist");
list.setAttribute("aria-label", group.dataset.label);
for (const panel of panels(group)) {
made += 1;
const button = document.createElement("button");
button.type = "button";
button.id = "tab-" + made;
button.className = "kb-tabs__tab";
button.textContent = panel.dataset.tab;
button.setAttribute("role", "tab");
panel.id = "panel-" + made;
panel.setAttribute("role", "tabpanel");
panel.setAttribute("aria-labelledby", button.id);
button.setAttribute("aria-controls", panel.id);
button.addEventListener("click", () => choose(panel, true));
panel.addEventListener("beforematch", () => choose(panel));
list.append(button);
}
list.addEventListener("keydown", (event) => {
if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
const all = [...list.children];
const at = all.indexOf(document.activeElement);
const turned = getComputedStyle(list).direction === "rtl";
const to = {
ArrowRight: at + (turned ? -1 : 1),
ArrowLeft: at + (turned ? 1 : -1),
Home: 0,
End: all.length - 1,
}[event.key];
if (to === undefined) return;
event.preventDefault();
const next = all.at(to % all.length);
next.click();
next.focus();
});
group.prepend(list);
show(group);
};
const openTarget = () => {
let target;
try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch {}
const panel = target?.closest("[role=tabpanel]");
if (!panel?.hasAttribute("hidden")) return;
choose(panel);
target.scrollIntoView();
};
const buildAll = () => document.querySelectorAll(".kb-tabs:not([data-ready])").forEach(build);
buildAll();
openTarget();
addEventListener("hashchange", openTarget);
if (!inside) return;
new MutationObserver(() => {
buildAll();
if (!chosen) groups().forEach(show);
}).observe(inside, { childList: true, subtree: true, attributeFilter: ["data-value"] });
})();
