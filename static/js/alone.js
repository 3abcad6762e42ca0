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
  const walker = document.createTreeWalker(document.getElementById("all"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data.trim());
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
