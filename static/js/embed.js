// On a page that stands in a frame: says where the whole page is, with the answers so far; where a link
// leads, should the frame open no tabs; and how high the page is, to whom the site's settings name.
"use strict";
(() => {
  const checker = document.querySelector("[data-checker]");
  const whole = document.querySelector("[data-embed]");
  if (parent === window) {
    whole.hidden = true;
    return;
  }

  // The answers are in the address, where the browser lets a page in a sandbox change it; else only on
  // the screen.
  const open = whole.querySelector("a");
  const address = whole.querySelector("code");
  const known = address.textContent || open.href;
  const follow = () => {
    const rows = [...checker.querySelectorAll("[data-fact][data-value]")];
    const facts = rows.map(({ dataset: { fact, value } }) => fact + ":" + value).join();
    const shown = facts && "#v=" + checker.dataset.version + "&facts=" + facts;
    open.hash = location.hash || shown;
    address.textContent = known + open.hash;
  };
  new MutationObserver(follow).observe(checker, { attributes: true, childList: true, subtree: true });
  follow();

  // A frame may open no tabs, and no script can tell. Where a link leads can be copied all the same.
  const dead = document.createElement("span");
  dead.className = "kb-note kb-embed__dead";
  dead.setAttribute("role", "status");
  const target = address.cloneNode();
  addEventListener("click", (event) => {
    dead.remove();
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || link === open || !link.protocol.startsWith("http")) return;
    // A link into this page stays in it.
    if (link.getAttribute("href").startsWith("#")) return;
    // The page it leads to may stand in no frame.
    link.target = "_blank";
    target.textContent = link.href;
    dead.replaceChildren(whole.dataset.dead, " ", target);
    link.after(dead);
  });

  // A sandbox without forms keeps even from the page that one was sent. Ours are sent nowhere.
  addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[type=submit]");
    if (!button?.form || event.defaultPrevented) return;
    event.preventDefault();
    button.form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button }));
  });

  const parents = whole.dataset.parents.split(" ").filter(Boolean);
  // Some browsers say who is around. That spares the others a message that they would not get anyway.
  const around = location.ancestorOrigins?.[0] ?? "null";
  const told = parents.filter((origin) => around === "null" || around === origin);
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    for (const origin of told) parent.postMessage({ kb: "height", flow: checker.dataset.flow, height }, origin);
  };
  if (told.length > 0) new ResizeObserver(tell).observe(document.body);
})();
