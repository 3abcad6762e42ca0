// The field that takes anything: a code in any spelling, a pasted message, a few words. It says what
// it understood before it leads anywhere, and sends nothing: what is typed stays in the page.
"use strict";
(() => {
  const place = document.querySelector("[data-search]");
  if (!place) return;
  const form = place.querySelector("form");
  const field = form.querySelector("input");
  const status = place.querySelector("[data-search-status]");
  const results = place.querySelector("[data-search-results]");
  const says = JSON.parse(place.querySelector("[data-search-says]").textContent);
  const { home, general, all } = place.dataset;
  const everything = document.querySelector("[data-search-all]");
  let search, loading, primary;

  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const link = (href, text, properties) => element("a", { href, ...properties }, text);

  // The index comes once somebody begins to type. A script in a template was put there by the
  // page's author, so that nothing here has to name an address of a script.
  // A file that stands alone has brought it along.
  const load = () => {
    const ready = globalThis.kbReady?.then(({ index }) => globalThis.kbSearch(index));
    loading ??= ready ?? new Promise((loaded, failed) => {
      const script = place.querySelector("[data-search-index]").content.firstElementChild;
      const copy = document.importNode(script, true);
      copy.addEventListener("load", () => loaded(globalThis.kbSearch(globalThis.kbSearchIndex)));
      copy.addEventListener("error", failed);
      place.append(copy);
    });
    return loading;
  };

  // What looks like a code and has no page: asked about, never guessed.
  const unknown = (text, named) => {
    const known = named.map(({ name }) => name);
    const numbers = [...text.matchAll(/AADSTS[\s:]*(\d{4,8})/gi)].map(([, n]) => `AADSTS${n}`);
    const codes = [...text.matchAll(/(?:0x)?(caa[0-9a-f]{5})(?![0-9a-z])/gi)].map(([, c]) => c.toUpperCase());
    return [...new Set([...codes, ...numbers])].filter((code) => !known.includes(code));
  };

  // From a disk, nobody puts the file at the end of a folder.
  const onDisk = location.protocol === "file:";
  const at = (page) => home + page + (onDisk && !/[^/]$/.test(page) ? "index.html" : "");
  const withCodes = (address, codes) =>
    codes.length ? `${address.replace(/\?$/, "")}?code=${codes.map(encodeURIComponent).join("+")}` : address;

  // A code of the message, and what else stands there: one way on, or a choice.
  const understood = (text) => {
    const named = search.named(text);
    const strange = unknown(text, named);
    const pages = named.filter(({ kind }) => kind === "c");
    const [page] = pages;
    const list = [];
    const card = (href, title, summary) => list.push(element("li", {}, element("a", { href, className: "kb-card" },
      element("span", { className: "kb-card__title" }, title), element("span", {}, summary))));
    if (pages.length === 1) {
      const rest = [...named.filter((code) => code !== page).map(({ name }) => name), ...strange];
      const others = rest.join(", ");
      const title = rest.length ? says.with : says.open;
      card(withCodes(at(page.address), rest), fill(title, { code: page.shown, others }), page.summary);
    } else {
      for (const code of named) {
        const title = fill(says.open, { code: code.shown });
        card(at(code.address), title, code.summary);
      }
    }
    if (!named.length && strange.length && general) {
      card(withCodes(general, strange), fill(says.ask, { code: strange.join(", ") }), says.questions);
    }
    return { named, strange, list };
  };

  const hit = ({ address, title, summary, kind }) => element("li", {},
    link(at(address), title),
    element("span", { className: "kb-list__summary" }, `${says[`kind-${kind}`]}. ${summary}`));

  const clear = () => {
    results.replaceChildren();
    status.textContent = "";
    primary = undefined;
    if (everything) everything.hidden = false;
  };

  const show = () => {
    const text = field.value.trim();
    clear();
    if (text.length < 2) return;
    const { named, strange, list } = understood(text);
    const hits = search.find(text).filter(({ at }) => !named.some((code) => code.at === at));
    // A whole message has a hundred words that say nothing; what counts are its codes.
    const others = list.length && text.length > 60 ? [] : hits;
    if (everything) everything.hidden = list.length + others.length > 0;
    if (list.length) {
      results.append(element("ul", { className: "kb-cards" }, ...list));
      if (list.length === 1) primary = list[0].querySelector("a").href;
    }
    if (others.length) {
      if (list.length) results.append(element("h2", {}, says.also));
      results.append(element("ul", { className: "kb-list" }, ...others.map(hit)));
    }
    const codes = named.map((code) => code.shown).join(", ");
    if (named.length && primary) status.textContent = fill(says.code, { codes });
    else if (named.length) status.textContent = fill(says.codes, { codes });
    else if (strange.length) status.textContent = fill(says.unknown, { code: strange.join(", ") });
    else if (others.length === 1) status.textContent = says.one;
    else if (others.length) status.textContent = fill(says.many, { n: others.length });
    else {
      status.textContent = says.none;
      if (general) results.append(element("p", {}, link(general, says.questions)));
    }
  };

  const ask = async () => {
    try {
      search ??= await load();
    } catch {
      status.textContent = says.failed;
      if (!everything) results.append(element("p", {}, link(all, says.all)));
      return;
    }
    show();
  };

  let waiting;
  field.addEventListener("focus", () => load().catch(() => {}), { once: true });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  // A field of one line glues the lines of a message together.
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    field.setRangeText(text.replace(/\s+/g, " "), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    await ask();
    if (primary) location.assign(primary);
    else results.querySelector("a")?.focus();
  });

  form.hidden = false;
  // A link may bring a query, and Back brings what was typed.
  addEventListener("pageshow", () => {
    field.value ||= new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
    if (field.value) ask();
  });
})();
