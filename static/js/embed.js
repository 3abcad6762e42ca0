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

  // The answers are in the address, where the browser lets a sandboxed page have one.
  const open = whole.querySelector("a");
  const address = whole.querySelector("code");
  const known = address.textContent || open.href;
  const follow = () => {
    open.hash = location.hash;
    address.textContent = known + location.hash;
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
