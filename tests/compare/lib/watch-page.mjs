// What is noted down inside a page while it loads. It is sent to the browser as it is, so it may
// use nothing from outside of it.

/** Starts to watch. `summary` is the text of the first paragraph. */
export function watchPage(summary) {
  const seen = { paints: {}, largest: 0, readable: 0, longTasks: [], shift: 0 };
  const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const wanted = letters(summary);
  const look = ({ offsetLeft, offsetTop, offsetWidth, offsetHeight }, style) =>
    [style.fontFamily, style.fontSize, style.color, offsetLeft, offsetTop, offsetWidth, offsetHeight].join(" ");
  const observe = (type, note, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });

  observe("paint", ({ name, startTime }) => (seen.paints[name] = startTime));
  observe("largest-contentful-paint", ({ startTime }) => (seen.largest = startTime));
  observe("longtask", ({ startTime, duration }) => seen.longTasks.push([startTime, duration]));
  observe("layout-shift", ({ value }) => (seen.shift += value));
  // The paragraph is marked before it is painted, so the browser itself says when that was.
  observe("element", ({ identifier, renderTime, element }) => {
    if (identifier !== "first-paragraph" || seen.readable) return;
    seen.readable = renderTime;
    seen.look = look(element, getComputedStyle(element));
  });
  const marking = new MutationObserver(() => {
    const paragraph = [...document.querySelectorAll("main p")].find(
      ({ textContent }) => letters(textContent) === wanted,
    );
    if (!paragraph) return;
    marking.disconnect();
    paragraph.setAttribute("elementtiming", "first-paragraph");
    seen.paragraph = paragraph;
  });
  marking.observe(document, { childList: true, subtree: true });
  globalThis.kbWatched = seen;
  globalThis.kbLook = look;
}

/** What was noted down, once the page is quiet. */
export function watched() {
  const { paints, largest, readable, longTasks, shift, look, paragraph } = globalThis.kbWatched;
  const firstPaint = paints["first-contentful-paint"];
  const blocking = longTasks
    .filter(([start, duration]) => start + duration > firstPaint)
    .reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0);
  const resources = performance.getEntriesByType("resource");
  const late = resources
    .filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking")
    .map(({ responseEnd }) => responseEnd);
  return {
    firstPaint,
    largestPaint: largest,
    readable: readable && Math.max(readable, ...late),
    isRestyled: paragraph ? globalThis.kbLook(paragraph, getComputedStyle(paragraph)) !== look : true,
    blocking,
    shift,
    elements: document.getElementsByTagName("*").length,
  };
}
