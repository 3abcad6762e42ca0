// In a file that stands alone, the checker shows the guides that stand in the file, and what it needs to
// know comes packed. Before any other script changes them, each guide is copied as it is written.
"use strict";
(() => {
  for (const guide of document.querySelectorAll("section[id^=guide-]")) {
    const copy = document.createElement("template");
    copy.id = guide.id.replace("guide-", "fix-");
    copy.content.append(guide.querySelector(":scope > div").cloneNode(true));
    document.body.append(copy);
  }
  // What stands in the file anyway is not packed once more: in its place is the number of its text.
  const texts = [];
  const all = document.getElementById("all");
  // A browser may keep a long text in pieces.
  all.normalize();
  const walker = document.createTreeWalker(all, NodeFilter.SHOW_TEXT);
  // The same signs that the builder takes off: no two languages agree on what else is blank.
  const trimmed = (text) => text.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, "");
  while (walker.nextNode()) texts.push(trimmed(walker.currentNode.data));
  const said = texts.filter(Boolean);
  const whole = (key, value) =>
    typeof value !== "string" || value[0] !== "~" ? value
    : value[1] === "~" ? value.slice(1) : said[value.slice(1)];
  globalThis.kbReady = globalThis.kbUnpacked(globalThis.kbRest).then((bytes) => {
    const { data, index, texts: [count, length] } =
      JSON.parse(new TextDecoder().decode(bytes), whole);
    if (said.length !== count || said.join("").length !== length) throw new Error("the text was changed");
    document.querySelector("[data-checker-data]").textContent = JSON.stringify(data);
    return { index };
  });
  // Whoever waits for it says so; here nobody does yet.
  globalThis.kbReady.catch(() => {});
})();
