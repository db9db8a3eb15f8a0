// The pages that show a whole plan: the address says what is wanted, the server makes it, this puts it in its place.
(() => {
  "use strict";
  const keikaku = (window.keikaku = window.keikaku || {});
  const QUICK = 1500; // milliseconds within which a field changed again is one step of the way back, not two

  keikaku.overview = (element, server) => {
    const notice = element.querySelector(".notice");
    const place = element.querySelector(".shown");
    let asked = 0;
    let changed = { name: null, at: 0 };

    async function show({ top = null } = {}) {
      const mine = ++asked;
      place.setAttribute("aria-busy", "true");
      document.body.classList.add("busy");
      try {
        const answer = await server.read(location.search);
        if (mine !== asked) return; // a later change has overtaken this one
        complain(answer.error);
        if (answer.retry) setTimeout(() => mine === asked && show({ top }), 1000 * answer.retry);
        if (!answer.error) put(answer, top);
        else if (!answer.retry) place.replaceChildren();
      } catch {
        if (mine === asked) complain("サーバーにつながりません。少し待ってから、もう一度お試しください。");
      } finally {
        if (mine === asked) {
          place.removeAttribute("aria-busy");
          document.body.classList.remove("busy");
        }
      }
    }
    function complain(words) {
      notice.hidden = !words;
      notice.textContent = words ?? "";
    }

    // The server has escaped all that comes from documents. What is folded stays folded; the focus stays where it was.
    function put(answer, top) {
      const folded = new Map([...place.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
      const focused = place.contains(document.activeElement) ? document.activeElement : null;
      const shifted = new Map([...place.querySelectorAll("[data-scroll]")].map((one) => [one.dataset.scroll, one.scrollLeft]));
      place.innerHTML = answer.html;
      for (const one of place.querySelectorAll("details[data-key]")) {
        if (folded.has(one.dataset.key)) one.open = folded.get(one.dataset.key);
      }
      for (const one of place.querySelectorAll("[data-scroll]")) one.scrollLeft = shifted.get(one.dataset.scroll) ?? 0;
      if (focused) {
        const again = focused.id ? document.getElementById(focused.id) : null;
        (again ?? place.querySelector("#result"))?.focus({ preventScroll: Boolean(again) });
      }
      document.title = answer.title;
      document.getElementById("announce").textContent = answer.said;
      if (top !== null) scrollTo(0, top);
    }

    function go(address, replace = false) {
      if (!replace) history.replaceState({ ...history.state, top: scrollY }, "");
      history[replace ? "replaceState" : "pushState"]({}, "", address);
      show();
    }

    element.addEventListener("change", ({ target }) => {
      if (!target.matches("select[name]")) return;
      // Another plan has other 課 and other goals: its conditions start anew.
      const fields = target.name === "plan" ? [target] : element.querySelectorAll("select[name]");
      const parts = new URLSearchParams([...fields].filter((one) => one.value).map((one) => [one.name, one.value]));
      const again = changed.name === target.name && performance.now() - changed.at < QUICK;
      changed = { name: target.name, at: performance.now() };
      go(`${location.pathname}?${parts}`, again);
    });
    element.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-here]");
      if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        go(link.href);
      }
      const fold = event.target.closest("button[data-fold]")?.dataset.fold;
      if (fold) for (const one of element.querySelectorAll(".tree details")) one.open = fold === "open";
    });
    addEventListener("popstate", (event) => show({ top: event.state?.top ?? 0 }));
    addEventListener("pagehide", () => history.replaceState({ ...history.state, top: scrollY }, ""));

    // Paper cannot be unfolded.
    let closed = [];
    addEventListener("beforeprint", () => {
      closed = [...element.querySelectorAll("details:not([open])")];
      for (const one of closed) one.open = true;
    });
    addEventListener("afterprint", () => {
      for (const one of closed) one.open = false;
    });

    show({ top: history.state?.top ?? null });
  };
})();
