// The helpdesk's page: opens a case from a code, a link or a ticket, and shows beside the employee's
// screen what is to be asked or done there. The checker in the page does the reading; this follows.
"use strict";
(() => {
  const root = document.querySelector("[data-checker]");
  const now = document.querySelector("[data-desk-now]");
  const open = document.querySelector("[data-desk-open]");
  const links = document.querySelector("[data-desk-links]");
  const maker = document.querySelector("[data-desk-link]");
  const status = open.querySelector("[data-desk-status]");
  const field = open.querySelector("textarea");
  const flows = JSON.parse(document.querySelector("[data-desk-flows]").textContent);

  // A record says of each fact where it is from, how sure it is, and when; an address does not.
  const toBookmark = (record) => record.split("&").map((part) => {
    const [key, value] = part.split(/=(.*)/s);
    if (key === "read") return "";
    if (key !== "facts") return part;
    return `facts=${value.split(",").map((fact) => fact.split(":").slice(0, 2).join(":")).join(",")}`;
  }).filter(Boolean).join("&");

  // What a text says of a case: the flow, where it names one, and the fragment of an address.
  const read = (text) => {
    const plain = text.trim();
    const unquoted = plain.replace(/^[ \t>]+/gm, "");
    const record = /^case: (v=\S+)$/m.exec(unquoted)?.[1];
    const carded = /^flow: (\S+)/m.exec(unquoted)?.[1];
    if (record) return { flow: carded, fragment: toBookmark(record) };
    const code = /^case-code: (\S+)$/m.exec(unquoted)?.[1];
    if (code) return { flow: carded, fragment: `case=${code}` };
    const link = /(?:([a-z0-9-]+)\/(?:index\.html)?)?(?:\?[^\s#]*)?#((?:v|facts|case)=[^\s"'<>]+)/.exec(plain);
    if (link) return { flow: flows[link[1]], fragment: link[2] };
    const query = /(?:([a-z0-9-]+)\/(?:index\.html)?)?\?(?:[^\s#]*&)?case=([0-9A-Za-z-]+)/.exec(plain);
    if (query) return { flow: flows[query[1]], fragment: `case=${query[2]}` };
    const letters = plain.replace(/[\s-]/g, "");
    if (/^[0-9a-z]{4,20}$/i.test(letters)) return { fragment: `case=${letters}` };
    return undefined;
  };

  open.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = read(field.value);
    if (!found) {
      status.textContent = status.dataset.nothing;
      field.focus();
      return;
    }
    if (found.flow && found.flow !== root.dataset.flow && Object.values(flows).includes(found.flow)) {
      // From a disk, nobody puts the file at the end of a folder.
      const file = location.protocol === "file:" ? "index.html" : "";
      location.assign(`../${found.flow}/${file}#${found.fragment}`);
      return;
    }
    // The same case again is no change of the address; the page still has to say something.
    location.hash = found.fragment;
    status.textContent = status.dataset.opened;
  });
  // One line is a code or a link; a ticket has more.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      open.requestSubmit();
    }
  });

  const copyOf = (name) => {
    const section = document.querySelector(`[data-desk="${CSS.escape(name)}"]`);
    if (!section) return [];
    const copy = section.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("[id], [data-desk]")]) {
      one.removeAttribute("id");
      one.removeAttribute("data-desk");
    }
    for (const details of copy.querySelectorAll("details")) details.open = true;
    const category = section.dataset.category;
    return [copy, ...(category ? copyOf(`category ${category}`) : [])];
  };

  let shown = "";
  const follow = () => {
    const { mode, kind, step } = root.dataset;
    if (mode !== "wasm") {
      now.hidden = true;
      links.hidden = true;
      return;
    }
    for (const link of links.querySelectorAll("a")) link.hash = location.hash || link.hash;
    links.hidden = false;
    const name = `${["question", "probe"].includes(kind) ? "step" : "outcome"} ${step}`;
    if (name === shown) return;
    shown = name;
    now.replaceChildren(...copyOf(name));
    now.hidden = now.childElementCount === 0;
  };
  new MutationObserver(follow).observe(root, { attributes: true });
  addEventListener("popstate", () => setTimeout(follow));

  const made = maker.querySelector("[data-desk-made]");
  const make = () => {
    const query = new URLSearchParams();
    for (const { name, value } of maker.querySelectorAll("[name]")) {
      if (value.trim()) query.append(name, value.trim());
    }
    const address = new URL(maker.dataset.page, location.href);
    address.search = query;
    made.textContent = address.href;
  };
  maker.addEventListener("input", make);
  make();
  open.hidden = false;
  maker.hidden = false;
})();
