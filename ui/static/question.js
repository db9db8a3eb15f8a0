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
  const field = () => document.querySelector("#question textarea, #question input");
  const BEAT = 4000; // milliseconds after which a server that has not answered is asked whether it is there
  let waiting = null;
  const busy = (on) => {
    document.body.classList.toggle("busy", on);
    clearTimeout(waiting);
    if (!on) return;
    hint("");
    announce("調べています。");
    waiting = setTimeout(look, BEAT);
  };
  // A stopped server must not leave the page waiting for ever, nor speak English.
  async function look() {
    const there = await fetch("healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
    if (!document.body.classList.contains("busy")) return;
    if (there) {
      waiting = setTimeout(look, BEAT);
      return;
    }
    busy(false);
    document.documentElement.classList.remove("asking");
    hint("サーバーにつながりません。しばらくしてから、もう一度「質問する」を押してください。入力した質問は残っています。");
  }
  function hint(words) {
    let place = document.getElementById("hint");
    if (!place && !words) return;
    if (!place) {
      place = document.createElement("p");
      place.id = "hint";
      place.className = "notice";
      place.setAttribute("role", "alert");
      document.getElementById("ask").after(place);
    }
    place.hidden = !words;
    place.textContent = words;
  }

  keikaku.question = (element, ask, again, watch) => {
    element.addEventListener("click", (event) => {
      const asking = event.target.closest("[data-ask]");
      const saving = event.target.closest("[data-save]");
      if (asking) {
        busy(true);
        ask({ question: asking.dataset.ask });
      }
      if (saving) save(saving.closest(".answer"));
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
      remember(question);
      document.body.classList.add("answered");
      announce(article.querySelector(".answer-text").textContent);
    }
    const box = field();
    // The server is still opening its data: ask once more by itself.
    const seconds = Number(turn.querySelector("[data-retry]")?.dataset.retry ?? Infinity);
    if (seconds <= 5 && box?.value.trim()) setTimeout(() => ask({ question: box.value }), 1000 * seconds);
    if (box && document.activeElement === box) box.select();
    else if (turn.getBoundingClientRect().top < 0) turn.scrollIntoView();
  }

  // Each question is a place to come back to; one that Back or a link has led to is there already.
  function remember(question) {
    const address = `${location.pathname}?q=${encodeURIComponent(question)}`;
    if (new URLSearchParams(location.search).get("q") === question) history.replaceState({ question }, "", address);
    else history.pushState({ question }, "", address);
    document.title = `${question}｜質問｜計画ナレッジグラフ`;
  }

  function askFromAddress(ask) {
    if (keikaku.asked) return;
    addEventListener("popstate", () => {
      const question = new URLSearchParams(location.search).get("q");
      if (!question) return location.reload();
      busy(true);
      ask({ question });
    });
    if (!given) {
      // Ready to type where there is a keyboard; on a telephone that would cover half of the page.
      if (matchMedia("(pointer: fine)").matches) field()?.focus();
      return;
    }
    keikaku.asked = true;
    busy(true);
    ask({ question: given });
  }

  // Excel reads UTF-8 as such only behind a byte order mark; a cell that starts like a formula must stay text.
  function save(answer) {
    const table = answer.querySelector("table.results");
    const cell = (node) => {
      const words = node.textContent.trim();
      const safe = /^[=+\-@\t]/.test(words) && Number.isNaN(Number(words)) ? `'${words}` : words;
      return `"${safe.replaceAll('"', '""')}"`;
    };
    const rows = [...table.rows].map((row) => [...row.cells].map(cell).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", rows.join("\r\n"), "\r\n"], { type: "text/csv" }));
    const name = answer.dataset.question.replace(/[\\/:*?"<>|\s]+/g, " ").trim().slice(0, 40);
    link.download = `${name}_${new Date().toLocaleDateString("sv")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const send = () => {
    if (field()?.value.trim()) busy(true);
    else hint("質問を入力してください。例えば「〇〇を担当する課はどこですか」のように、ことばで聞けます。");
  };
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("#question");
    if (!box || event.key !== "Enter" || event.shiftKey) return;
    // While Japanese is being composed, Enter takes the candidate; it must not send.
    if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
    else send();
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#send")) send();
  });
  // The browser cuts what is too long without a word.
  document.addEventListener("paste", (event) => {
    const box = event.target.closest && event.target.closest("#question textarea, #question input");
    const most = box?.maxLength ?? -1;
    if (most < 0) return;
    const kept = box.value.length - (box.selectionEnd - box.selectionStart);
    const over = kept + event.clipboardData.getData("text").length > most;
    hint(over ? `質問は${most}文字までです。${most}文字を超えた分は入っていません。` : "");
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest && event.target.closest("#question") && event.inputType !== "insertFromPaste") hint("");
  });
})();
