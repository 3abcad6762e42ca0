// What is noted down inside a page that was opened from a disk. It is sent to the browser as it is,
// so it may use nothing from outside of it.

/**
 * Notes when each of `marks` is on the screen, in milliseconds since the page was opened, and, with
 * `search`, types its query as soon as the page listens to its field, and scrolls to that. A mark is
 * a selector, the text that its first element must have, and a selector `once` that it may have to
 * match too.
 */
export function watchDisk({ marks, search }) {
  // What stands in for a worker from a disk is a frame; it is no page of its own.
  if (globalThis !== globalThis.top) return;
  const waiting = new Map(Object.entries(marks));
  const unmarked = new Map(waiting);
  /** When the frame of each began, and when the browser itself says that it was painted. */
  const [begun, painted, at] = [{}, {}, {}];
  let isHeard = !search;
  let isTyped = !search;
  let end;
  const missing = () => Object.keys(marks).filter((name) => at[name] === undefined);
  globalThis.kbSeen = { at, all: new Promise((done) => (end = done)), missing };
  const note = (times, name, time) => {
    times[name] ??= time;
    // It can be painted before all of it is in the window.
    if (begun[name] && painted[name]) at[name] ??= Math.max(begun[name], painted[name]);
    if (missing().length === 0) end();
  };

  const timing = new PerformanceObserver((list) => {
    for (const { identifier, renderTime } of list.getEntries()) note(painted, identifier, renderTime);
  });
  timing.observe({ type: "element", buffered: true });
  // Text counts for the block that it is in, which is the element, one above it or one in it.
  const mark = (name, element) => {
    for (const part of [element, element.parentElement, ...element.querySelectorAll("*")]) {
      part.setAttribute("elementtiming", name);
    }
  };
  const marking = new MutationObserver(() => {
    for (const [name, { selector }] of unmarked) {
      const element = document.querySelector(selector);
      if (element) mark(name, element.labels?.[0] ?? element);
      if (element) unmarked.delete(name);
    }
    if (unmarked.size === 0) marking.disconnect();
  });
  marking.observe(document, { childList: true, subtree: true });

  const isVisible = (element) =>
    element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) ?? false;
  /** Whether all of it is in the window, and a click on it would reach it. */
  const isOnScreen = (element) => {
    if (!isVisible(element)) return false;
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    if (!width || !height || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return element.contains(hit) || hit?.closest("label")?.control === element;
  };
  const words = (element) => (element.labels?.[0] ?? element).textContent;

  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    listen.call(this, type, ...rest);
    if (search && ["input", "keyup"].includes(type) && this instanceof Element) {
      isHeard ||= this.matches(search.field);
    }
  };
  const scrollTo = (field) => {
    field.scrollIntoView({ block: "start" });
    at.scrolls = (at.scrolls ?? 0) + 1;
  };
  const type = (field) => {
    scrollTo(field);
    field.focus({ preventScroll: true });
    field.value = search.query;
    for (const name of ["input", "keyup"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    isTyped = true;
    at.typed = performance.now();
  };

  const look = () => {
    const field = search && isHeard && document.querySelector(search.field);
    if (field && !isTyped && isVisible(field)) type(field);
    // What comes above the field later may push it out of the window.
    const { top } = field && isTyped ? field.getBoundingClientRect() : { top: 0 };
    if (top < 0 || top > innerHeight / 2) scrollTo(field);
    for (const [name, { selector, text, once }] of waiting) {
      const element = document.querySelector(selector);
      const isMeant = element?.matches(once ?? "*") && words(element).includes(text);
      if (!isMeant || !isOnScreen(element)) continue;
      waiting.delete(name);
      note(begun, name, performance.now());
      // The browser says nothing of text that was first painted below the window.
      if (search) requestAnimationFrame(() => note(painted, name, performance.now()));
    }
    if (waiting.size > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
