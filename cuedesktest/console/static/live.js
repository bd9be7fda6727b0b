"use strict";
// Keeps the parts of the page that are marked data-live as they are in the fake. Without it, the page works as well.
(() => {
  const status = document.getElementById("live-status");
  const toggle = document.getElementById("live-toggle");
  let wanted = document.body.dataset.state;
  let paused = false;
  let busy = false;

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // What of a part is not in the document of the server: which details are open, and where the focus is.
  function remember(part) {
    const open = [...part.querySelectorAll("details[open][id]")].map((details) => details.id);
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const link = focused && focused.getAttribute("href");
    return (fresh) => {
      for (const id of open) {
        const details = fresh.querySelector("#" + CSS.escape(id));
        if (details) details.open = true;
      }
      const again = link && [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === link);
      if (again) again.focus({preventScroll: true});
    };
  }

  async function refresh() {
    const response = await fetch(location.href, {cache: "no-store"});
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(part.id);
      if (!other || other.innerHTML === part.dataset.html || other.innerHTML === part.innerHTML) continue;
      const restore = remember(part);
      const html = other.innerHTML;
      part.replaceWith(other);
      other.dataset.html = html;
      restore(other);
    }
    document.body.dataset.state = fresh.body.dataset.state || wanted;
  }

  async function catchUp() {
    if (busy) return;
    busy = true;
    try {
      while (!paused && !document.hidden && document.body.dataset.state !== wanted) {
        const start = performance.now();
        await refresh();
        await pause(Math.max(300, 2 * (performance.now() - start)));
      }
    } catch {
      // The fake is gone, or about to be: the events say so.
    } finally {
      busy = false;
    }
  }

  const events = new EventSource("/events");
  events.onopen = () => { status.textContent = "Live"; status.className = "on"; };
  events.onerror = () => { status.textContent = "Not connected"; status.className = "off"; };
  events.onmessage = (event) => { wanted = event.data; catchUp(); };
  document.addEventListener("visibilitychange", catchUp);
  toggle.hidden = false;
  toggle.onclick = () => {
    paused = !paused;
    toggle.textContent = paused ? "Resume" : "Pause";
    catchUp();
  };
})();
