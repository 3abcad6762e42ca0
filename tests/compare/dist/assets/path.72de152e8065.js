"use strict";
(() => {
const status = document.querySelector("[data-path-status]");
const steps = [...document.querySelectorAll("[data-step][data-fact]")];
if (!status || steps.length === 0) return;
const mark = (element) => element?.setAttribute("data-on-path", "");
const drawn = (selector) => [...document.querySelectorAll(".kb-diagram__piece " + selector)];
const markWay = (step, value) => {
const rows = drawn("[data-value]").filter((row) => row.dataset.step === step);
const row = rows.find((one) => one.dataset.value.split(" ").includes(value));
if (!row) return;
mark(row);
const after = (piece) =>
row.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_FOLLOWING;
drawn(".kb-diagram__lane")
.filter((piece) => piece.dataset.to === row.dataset.to && after(piece))
.forEach(mark);
};
/** Walks from the first question as far as the facts lead, and says how many answers were used. */
const show = (facts) => {
const known = facts instanceof Map ? facts : new Map(Object.entries(facts));
for (const old of document.querySelectorAll("[data-on-path]")) {
old.removeAttribute("data-on-path");
}
let [here, count] = [steps[0], 0];
while (here) {
mark(here);
const { step, fact } = here.dataset;
if (!step) break;
drawn(".kb-diagram__head").filter((head) => head.dataset.step === step).forEach(mark);
if (!known.has(fact)) break;
const answers = [...here.querySelectorAll("a[data-value]")];
const saying = (value) => answers.find((answer) => answer.dataset.value === value);
const answer = saying(known.get(fact)) ?? saying("unknown");
if (!answer) break;
mark(answer);
markWay(step, answer.dataset.value);
count += 1;
here = document.getElementById(answer.hash.slice(1));
}
status.textContent = count ? status.dataset.pathText.replace("{n}", count) : "";
return count;
};
const read = () => {
const facts = new URLSearchParams(location.hash.slice(1)).get("facts");
if (facts === null) return;
const pairs = facts.split(",").map((pair) => pair.split(":"));
show(new Map(pairs.map(([fact, value = ""]) => [fact, value.split(".")[0]])));
};
globalThis.kbPath = { show };
addEventListener("hashchange", read);
read();
})();
