// What a browser does to a page that it translates: it puts each text into elements of its own, and
// in the place of the text that was there. Chrome's own needs a service that answers; this does the
// same to the same nodes, at once and again after every change.

/** Runs inside the page. Marks what it has translated, so that a stale text can be told. */
function translateAll() {
  const inside = document.querySelector("[data-checker-inside]");
  const wrap = () => {
    const walker = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement.closest("font, textarea, [translate=no]")) continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      outer.style.verticalAlign = "inherit";
      inner.textContent = `⟦${text.data}⟧`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  new MutationObserver(wrap).observe(inside, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  wrap();
  document.documentElement.classList.add("translated-ltr");
}

/** Begins to translate a page, for as long as it is open. */
export const startTranslating = (page) => page.evaluate(translateAll);

/** What the checker shows, without the marks; the text of a field is not translated. */
export const shown = (page) =>
  page.locator("[data-checker-inside]").evaluate((inside) =>
    inside.textContent.replaceAll(/[⟦⟧]/g, "").replaceAll(/\s+/g, " ").trim());

/** Whether all of what it shows is translated. */
export const isTranslated = (page) =>
  page.locator("[data-checker-inside]").evaluate((inside) => {
    const walker = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (data.trim() && !parentElement.closest("font, textarea, [translate=no]")) return false;
    }
    return true;
  });
