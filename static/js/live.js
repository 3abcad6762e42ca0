// Only `kb-builder serve` sends this. It loads an open page again when the site has changed, and shows
// what is wrong with the content over the last page that was right. The text is only ever text.
"use strict";
(() => {
  const { site } = document.currentScript.dataset;
  let shown, asking;

  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const show = (problems) => {
    shown?.remove();
    shown = undefined;
    if (!problems) return;
    shown = element("aside", { className: "kb-live" });
    shown.setAttribute("role", "alert");
    const hide = element("button", { type: "button", className: "kb-button", textContent: "Hide" });
    hide.addEventListener("click", () => shown.remove());
    shown.append(
      element("h2", { textContent: "The content has faults. Below is the last state without any." }),
      element("pre", { textContent: problems, tabIndex: 0 }),
      hide,
    );
    document.body.prepend(shown);
  };

  // Of many open pages only the one that somebody looks at asks: a browser has few lines to one server.
  const isSeen = () => document.visibilityState === "visible";
  let known = 0;
  const follow = async () => {
    while (isSeen()) {
      try {
        asking = new AbortController();
        const answer = await fetch(`/-/news?after=${known}`, { signal: asking.signal });
        const news = await answer.json();
        if (news.site !== site) return location.reload();
        known = news.number;
        show(news.problems);
      } catch {
        // The server is gone, or the page is hidden.
        await new Promise((later) => setTimeout(later, 1000));
      }
    }
    asking = undefined;
  };
  document.addEventListener("visibilitychange", () => {
    if (!isSeen()) asking?.abort();
    else if (!asking) follow();
  });
  follow();
})();
