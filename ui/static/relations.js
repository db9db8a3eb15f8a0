// The page つながり: search, the picture, the panel that says what and who says so, the list of the same links.
(() => {
  "use strict";
  const keikaku = (window.keikaku = window.keikaku || {});
  const FIRST = 20; // links of a group that the list shows at once
  const TRAIL = 6;

  // h("p.place", {title: "…"}, "text", node …): an element; text is always text.
  function h(kind, attributes = {}, ...children) {
    const [tag, ...classes] = kind.split(".");
    const node = document.createElement(tag);
    if (classes.length) node.className = classes.join(" ");
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }
  const announce = (words) => {
    document.getElementById("announce").textContent = words;
  };

  // The server has escaped the quote and laid out its lines and columns.
  function quotation(html) {
    const node = h("blockquote");
    node.innerHTML = html;
    return node;
  }
  function quotes(citations) {
    if (!citations.length) return [h("p.none", {}, "文書からの引用はありません（共通の参照データです）。")];
    return citations.map((cited) =>
      h("figure.quote", {},
        quotation(cited.html),
        h("figcaption.place", {}, h("cite", {}, cited.document), `　${cited.locator}`,
          cited.derived_by ? h("span.kind", {}, "文書の記述から導いたつながり") : null)));
  }

  keikaku.relations = (element, server) => {
    const part = (selector) => element.querySelector(selector);
    const frame = part(".picture");
    let picture = null;
    let card = null;
    let asked = 0;
    let room = 0; // the width that the picture was drawn for

    async function call(name, argument) {
      const mine = ++asked;
      document.body.classList.add("busy");
      try {
        const answer = await server[name](argument);
        if (mine !== asked) return null; // a later click has overtaken this one
        complain(answer.error, answer.retry ? () => call(name, argument).then((later) => later && use(later)) : null, answer.retry);
        return answer.error ? null : answer;
      } catch {
        if (mine === asked) complain("サーバーにつながりません。少し待ってから、もう一度お試しください。");
        return null;
      } finally {
        if (mine === asked) document.body.classList.remove("busy");
      }
    }
    function complain(words, again, seconds) {
      const place = part(".notice");
      place.hidden = !words;
      place.textContent = words ?? "";
      if (again) setTimeout(again, 1000 * seconds);
    }
    function use(answer) {
      if (answer.card) show(answer.card, null);
      else choices(answer.found, "ここから始める");
    }

    function choices(found, title) {
      const place = part(".choices");
      place.hidden = false;
      place.replaceChildren(
        h("h2", {}, found.length ? title : "見つかりませんでした。ことばを短くするか、別の言い方でお試しください。"),
        h("ul.chips", {}, ...found.map((thing) =>
          h("li", {}, h(`button.chip.family-${thing.family}`, { type: "button", onclick: () => go(thing.iri, null) },
            h("span.kind", {}, thing.type), thing.label)))));
      announce(found.length ? `${title}：${found.length}件` : "見つかりませんでした。");
    }

    // via: {link, group, from}, the way one came.
    async function go(iri, via, { push = true, trail = null } = {}) {
      const answer = await call("show", iri);
      if (!answer) return;
      const walked = trail ?? [...(history.state?.trail ?? []).filter((step) => step.iri !== iri), { iri, label: answer.card.label }].slice(-TRAIL);
      const state = { iri, via, trail: walked };
      history[push ? "pushState" : "replaceState"](state, "", `${location.pathname}?id=${encodeURIComponent(iri)}`);
      show(answer.card, via);
    }

    function show(next, via) {
      card = next;
      part(".choices").hidden = true;
      part(".walk").hidden = false;
      document.title = `${card.label}｜つながり｜計画ナレッジグラフ`;
      drawTrail();
      draw();
      part(".panel").replaceChildren(...about(via));
      part(".panel").scrollTop = 0;
      part(".links").replaceChildren(h("h2", {}, "つながりの一覧", h("span.count", {}, `${card.total}件`)), ...card.groups.map(list));
      announce(`${card.type} ${card.label}。つながり ${card.total}件。`);
      if (part(".walk").getBoundingClientRect().top < 0) part(".walk").scrollIntoView();
    }

    function drawTrail() {
      const steps = history.state?.trail ?? [];
      part(".trail").replaceChildren(h("ol", {}, ...steps.map((step) =>
        h("li", {}, step.iri === card.iri
          ? h("span", { "aria-current": "true" }, step.label)
          : h("button.link", { type: "button", onclick: () => go(step.iri, null) }, step.label)))));
    }

    function draw() {
      picture?.close();
      room = frame.clientWidth;
      frame.setAttribute("aria-label", `「${card.label}」と、つながる${card.total}件の図。同じ内容は「つながりの一覧」にあります。`);
      picture = keikaku.picture(frame, card, {
        open: (iri, link, group) => go(iri, { link, group: plain(group), from: card.label }),
        cite,
        list: (index) => element.querySelectorAll(".links section")[index]?.scrollIntoView({ block: "start" }),
      });
      if (!picture) frame.replaceChildren(h("p.none", {}, "図の部品がありません。「make setup」のあと、起動し直してください。一覧からはたどれます。"));
      keikaku.view = picture?.view;
    }
    const plain = ({ label, direction, title }) => ({ label, direction, title });

    // The panel: this thing, the link by which one came, its facts and yearly values.
    function about(via) {
      return [
        h("h2", {}, h(`span.kind.family-${card.family}`, {}, card.type), card.label),
        via?.link ? h("div.came", {}, h("h3", {}, sentence(via.from, via.group)), ...quotes(via.link.citations)) : null,
        ...card.tables.map((table) => h("div", {}, h("h3", {}, table.name), values(table), sourced(table.rows.flatMap((row) => row.citations)))),
        h("dl.facts", {}, ...card.facts.flatMap((fact) => [
          h("dt", {}, fact.name),
          h("dd", {}, ...fact.values.map((value) => h("p", {}, /^https?:\/\//.test(value) ? h("a", { href: value, target: "_blank", rel: "noreferrer" }, value) : value)), sourced(fact.citations)),
        ])),
      ].filter(Boolean);
    }
    const sentence = (from, group) => (group.direction === "out" ? `「${from}」の${group.label}` : `「${from}」を「${group.label}」とする`);
    function values({ columns, rows }) {
      return h("table.results", {}, h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {}, h("th.year", { scope: "row" }, row.head), h("td", {}, row.value)))));
    }
    function sourced(citations) {
      const once = [...new Map(citations.map((cited) => [cited.passage, cited])).values()];
      return once.length ? h("details.sourced", {}, h("summary", {}, `根拠 ${once.length}か所`), ...quotes(once)) : null;
    }

    // What a line of the picture says, and who says so.
    function cite(link, group) {
      const links = link ? [link] : group.links.slice(0, FIRST);
      const panel = part(".panel");
      panel.replaceChildren(
        h("button.quiet", { type: "button", onclick: () => panel.replaceChildren(...about(null)) }, "この項目の説明に戻る"),
        h("h2", {}, group.title),
        ...links.map((one) => h("div.cited", {},
          h("h3", {}, h("button.link", { type: "button", onclick: () => go(one.iri, { link: one, group: plain(group), from: card.label }) }, one.label)),
          ...quotes(one.citations))));
      panel.scrollTop = 0;
      if (panel.getBoundingClientRect().top > innerHeight) panel.scrollIntoView({ block: "nearest" });
      announce(`${group.title}。根拠を表示しました。`);
    }

    function list(group) {
      const rows = group.links.map((link) => row(link, group));
      const items = h("ul", {}, ...rows.slice(0, FIRST));
      const more = rows.length > FIRST
        ? h("button.quiet", { type: "button", onclick: (event) => { items.append(...rows.slice(FIRST)); event.target.remove(); } }, `ほか${rows.length - FIRST}件も表示`)
        : null;
      return h("section", {}, h("h3", {}, group.title, h("span.count", {}, `${group.links.length}件`)), items, more);
    }
    function row(link, group) {
      const said = h("div.said", { hidden: "" });
      const why = h("button.quiet", { type: "button", "aria-expanded": "false", "aria-label": `「${link.label}」の根拠`, onclick: () => {
        said.hidden = !said.hidden;
        why.setAttribute("aria-expanded", String(!said.hidden));
        if (!said.childElementCount) said.append(...quotes(link.citations));
      } }, "根拠");
      return h("li", {}, h("div.row", {},
        h("button.link", { type: "button", onclick: () => go(link.iri, { link, group: plain(group), from: card.label }) }, link.label),
        h(`span.kind.family-${link.family}`, {}, link.type), why), said);
    }

    part(".find").addEventListener("submit", async (event) => {
      event.preventDefault();
      const words = part("#find-text").value.trim();
      if (!words) return complain("探すものの名前を入力してください。");
      complain("");
      const answer = await call("find", words);
      if (answer) choices(answer.found, "どれを見ますか");
    });
    element.addEventListener("click", (event) => {
      const how = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (how && picture) how === "fit" ? picture.fit() : picture.zoom(how === "in" ? 1.25 : 0.8);
    });
    addEventListener("popstate", (event) => {
      if (event.state?.iri) go(event.state.iri, event.state.via, { push: false, trail: event.state.trail });
      else location.reload();
    });
    new ResizeObserver(() => {
      if (card && Math.abs(frame.clientWidth - room) > 8) draw();
    }).observe(frame);

    const wanted = new URLSearchParams(location.search).get("id");
    if (wanted) go(wanted, null, { push: false, trail: history.state?.trail ?? null });
    else call("begin", null).then((answer) => answer && choices(answer.found, "ここから始める"));
  };
})();
