// The picture of one thing and its links, drawn by Cytoscape.js. Colours are those of the style sheet's families.
(() => {
  "use strict";
  const keikaku = (window.keikaku = window.keikaku || {});
  const MARGIN = 16;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function style(font, family) {
    const node = {
      shape: "round-rectangle",
      width: "data(width)",
      height: "data(height)",
      label: "data(text)",
      "text-wrap": "wrap",
      "text-valign": "center",
      "text-halign": "center",
      "font-family": family,
      "font-size": font,
      "line-height": 1.3,
      color: colour("--ink"),
      "border-width": 1.5,
      "background-color": colour("--paper"),
      "border-color": colour("--line-strong"),
    };
    const families = ["plan", "project", "unit", "frame", "indicator", "law", "goal", "other"].map((name) => ({
      selector: `node[family = "${name}"]`,
      style: { "background-color": colour(`--${name}-fill`), "border-color": colour(`--${name}-line`) },
    }));
    const arrow = { "arrow-scale": 0.9, "target-arrow-color": colour("--line-strong"), "source-arrow-color": colour("--line-strong") };
    return [
      { selector: "node", style: node },
      ...families,
      { selector: "node[kind = 'centre']", style: { "border-width": 3.5, "font-weight": "bold" } },
      { selector: "node[kind = 'hub']", style: { "font-size": font - 1, "background-color": colour("--subtle"), "border-width": 1, shape: "round-rectangle", "corner-radius": 16 } },
      { selector: "node[kind = 'more']", style: { "border-style": "dashed", "background-color": colour("--paper") } },
      { selector: "edge", style: { width: 1.5, "line-color": colour("--line-strong"), "curve-style": "round-taxi", "taxi-direction": "horizontal", "taxi-turn": "50%", "taxi-turn-min-distance": 4, "taxi-radius": 6, ...arrow } },
      { selector: "edge[kind = 'thing-edge out'], edge[kind = 'more-edge out']", style: { "target-arrow-shape": "triangle" } },
      { selector: "edge[kind = 'to-hub in']", style: { "source-arrow-shape": "triangle" } },
      { selector: ".marked", style: { "border-width": 3, "line-color": colour("--accent"), width: 3, "target-arrow-color": colour("--accent"), "source-arrow-color": colour("--accent") } },
      { selector: "node.marked", style: { width: "data(width)" } },
    ];
  }

  // Draws a card in a frame; on: { open(iri), cite(link, group), list(group) }. Returns null where the library is missing.
  keikaku.picture = (frame, card, on) => {
    if (!window.cytoscape) return null;
    const drawn = keikaku.layout(card, frame.clientWidth);
    frame.style.height = `${drawn.height + 2 * MARGIN}px`;
    frame.replaceChildren();
    const elements = [
      ...drawn.nodes.map(({ x, y, ...data }) => ({ group: "nodes", data, position: { x, y } })),
      ...drawn.edges.map((data) => ({ group: "edges", data })),
    ];
    const view = window.cytoscape({
      container: frame,
      elements,
      style: style(drawn.font, getComputedStyle(document.body).fontFamily),
      layout: { name: "preset" },
      autoungrabify: true,
      boxSelectionEnabled: false,
      autounselectify: true,
      userZoomingEnabled: false,
      userPanningEnabled: false,
      minZoom: 0.3,
      maxZoom: 3,
    });
    const fit = () => {
      view.fit(undefined, MARGIN);
      if (view.zoom() > 1) view.zoom(1);
      view.center();
      view.userPanningEnabled(false);
    };
    fit();
    view.on("tap", "node", (event) => {
      const data = event.target.data();
      if (data.kind === "thing") on.open(data.link.iri, data.link, card.groups[data.group]);
      else if (data.kind === "more") on.list(data.group);
      else if (data.kind === "hub") on.cite(null, card.groups[data.group]);
    });
    view.on("tap", "edge", (event) => on.cite(event.target.data("link") ?? null, card.groups[event.target.data("group")]));
    view.on("mouseover", "node, edge", (event) => {
      frame.style.cursor = event.target.data("kind") === "centre" ? "default" : "pointer";
      mark(event.target, true);
    });
    view.on("mouseout", "node, edge", (event) => {
      frame.style.cursor = "default";
      mark(event.target, false);
    });
    const mark = (target, on) => {
      const both = target.isEdge() ? target.union(target.target()) : target.union(target.incomers("edge"));
      both.not("[kind = 'centre']").toggleClass("marked", on);
    };
    return {
      view,
      fit,
      zoom: (factor) => {
        view.zoom({ level: view.zoom() * factor, renderedPosition: { x: frame.clientWidth / 2, y: frame.clientHeight / 2 } });
        view.userPanningEnabled(true);
      },
      close: () => view.destroy(),
    };
  };
})();
