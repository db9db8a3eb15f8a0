// The page 質問: clicks inside answers and examples, the address that can be shared, saving a table.
(() => {
  "use strict";
  const keikaku = (window.keikaku = window.keikaku || {});
  // An address with a question: the examples wait, so that the answer does not push them away.
  const given = new URLSearchParams(location.search).get("q");
  document.documentElement.classList.toggle("asking", Boolean(given));
  const announce = (words) => {
    document.getElementById("announce").textContent = words;
  };
  const busy = (on) => {
    document.body.classList.toggle("busy", on);
    if (on) announce("調べています。");
  };

  keikaku.question = (element, ask, again, watch) => {
    element.addEventListener("click", (event) => {
      const asking = event.target.closest("[data-ask]");
      const saving = event.target.closest("[data-save]");
      if (asking) {
        busy(true);
        ask({ question: asking.dataset.ask });
      }
      if (saving) save(saving.closest(".answer").querySelector("table.results"));
    });
    const changed = () => {
      const waiting = element.querySelector("[data-retry]");
      if (waiting && element.closest("#examples")) setTimeout(again, 1000 * Number(waiting.dataset.retry));
      if (element.closest("#answer")) answered(element, ask);
    };
    watch("value", changed);
    if (element.closest("#examples")) askFromAddress(ask);
    changed();
  };

  function answered(element, ask) {
    const turn = element.querySelector("[data-turn]");
    if (!turn) return;
    busy(false);
    document.documentElement.classList.remove("asking");
    const article = turn.querySelector(".answer");
    if (article) {
      const question = article.dataset.question;
      history.replaceState(null, "", `?q=${encodeURIComponent(question)}`);
      announce(article.querySelector(".answer-text").textContent);
    }
    const box = document.querySelector("#question textarea, #question input");
    // The server is still opening its data: ask once more by itself.
    const seconds = Number(turn.querySelector("[data-retry]")?.dataset.retry ?? Infinity);
    if (seconds <= 5 && box?.value.trim()) setTimeout(() => ask({ question: box.value }), 1000 * seconds);
    if (box && document.activeElement === box) box.select();
    else if (turn.getBoundingClientRect().top < 0) turn.scrollIntoView();
  }

  function askFromAddress(ask) {
    if (keikaku.asked) return;
    if (!given) {
      // Ready to type where there is a keyboard; on a telephone that would cover half of the page.
      if (matchMedia("(pointer: fine)").matches) document.querySelector("#question textarea, #question input")?.focus();
      return;
    }
    keikaku.asked = true;
    busy(true);
    ask({ question: given });
  }

  // Excel reads UTF-8 as such only behind a byte order mark; a cell that starts like a formula must stay text.
  function save(table) {
    const cell = (node) => {
      const words = node.textContent.trim();
      const safe = /^[=+\-@\t]/.test(words) && Number.isNaN(Number(words)) ? `'${words}` : words;
      return `"${safe.replaceAll('"', '""')}"`;
    };
    const rows = [...table.rows].map((row) => [...row.cells].map(cell).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", rows.join("\r\n"), "\r\n"], { type: "text/csv" }));
    link.download = "結果.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("#question");
    if (!box || event.key !== "Enter" || event.shiftKey) return;
    // While Japanese is being composed, Enter takes the candidate; it must not send.
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
    else if (event.target.value.trim()) busy(true);
  }, true);
  document.addEventListener("click", (event) => {
    const box = document.querySelector("#question textarea, #question input");
    if (event.target.closest("#send") && box && box.value.trim()) busy(true);
  });
})();
