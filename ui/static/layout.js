// Where things stand in the picture: the thing in the middle, the names of its links beside it, what they lead to outside.
// Pure arithmetic on text: every box is as high as its wrapped words, so that no two overlap.
(() => {
  "use strict";
  const keikaku = (window.keikaku = window.keikaku || {});
  const LINE = 1.3; // line height in ems
  const WIDE = { sides: 2, budget: 22, font: 13, centre: 168, hub: 96, node: 172, near: 26, far: 30, gap: 10, apart: 20, lines: 3 };
  const NARROW = { sides: 1, budget: 10, font: 12, centre: 84, hub: 66, node: 140, near: 22, far: 24, gap: 8, apart: 16, lines: 3 };
  const NOT_FIRST = "、。，．・：；）」』】〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々！？%％)]}";
  const NOT_LAST = "（「『【〔［｛([{";

  // A letter's width in ems: half for Latin letters and digits, one for the rest.
  const width = (letter) => (/[\u0020-\u007e\uff61-\uff9f]/.test(letter) ? 0.58 : 1);

  const measured = (words) => [...words].reduce((sum, letter) => sum + width(letter), 0);

  // Pieces that are better not broken: words, as the browser knows them, with the marks that may not begin or end a line.
  const segmenter = window.Intl?.Segmenter ? new Intl.Segmenter("ja", { granularity: "word" }) : null;
  function pieces(words, ems) {
    const found = [];
    for (const word of segmenter ? [...segmenter.segment(words)].map((part) => part.segment) : words) {
      const last = found.at(-1);
      const joined = last && (NOT_FIRST.includes(word[0]) || NOT_LAST.includes(last.at(-1)));
      if (joined && measured(last + word) <= ems) found[found.length - 1] += word;
      else if (measured(word) <= ems) found.push(word);
      else found.push(...word);
    }
    return found;
  }

  // Pieces in lines of at most `ems`, at most `most` lines.
  function wrap(parts, ems, most) {
    const lines = [];
    let line = "";
    for (const piece of parts) {
      if (line && measured(line + piece) > ems) {
        lines.push(line);
        line = "";
      }
      line += piece;
    }
    if (line) lines.push(line);
    if (lines.length <= most) return lines;
    const kept = lines.slice(0, most);
    kept[most - 1] = `${kept[most - 1].slice(0, -1)}…`;
    return kept;
  }

  // The same number of lines, but as even as they can be: no last line of a single letter.
  function even(words, ems, most) {
    const parts = pieces(words, ems);
    const lines = wrap(parts, ems, most);
    if (lines.length < 2 || lines.join("") !== words) return lines;
    for (let narrower = Math.max(...parts.map(measured)); narrower < ems; narrower += 0.5) {
      const tried = wrap(parts, narrower, most);
      if (tried.length === lines.length && tried.join("") === words) return tried;
    }
    return lines;
  }

  function box(words, boxWidth, measure, lines = measure.lines) {
    const wrapped = even(words, (boxWidth - 18) / measure.font, lines);
    return { text: wrapped.join("\n"), width: boxWidth, height: Math.ceil(wrapped.length * measure.font * LINE) + 16 };
  }

  // Which links of each group are drawn: in turn, one of each group, until there is no more room.
  function share(groups, budget) {
    const taken = groups.map(() => 0);
    let left = budget;
    for (let more = true; more && left > 0; ) {
      more = false;
      groups.forEach((group, index) => {
        if (left > 0 && taken[index] < group.links.length) {
          taken[index] += 1;
          left -= 1;
          more = true;
        }
      });
    }
    return taken;
  }

  // Groups with their boxes; one that is much larger than the rest is cut in two, one part a side.
  function blocks(groups, measure) {
    const taken = share(groups, measure.budget);
    const all = taken.reduce((sum, count) => sum + count, 0);
    return groups.flatMap((group, index) => {
      const links = group.links.slice(0, taken[index]);
      const rest = group.links.length - links.length;
      const halves =
        measure.sides === 2 && links.length > 6 && links.length > all / 2
          ? [links.slice(0, Math.ceil(links.length / 2)), links.slice(Math.ceil(links.length / 2))]
          : [links];
      return halves.filter((part) => part.length).map((part, half) => {
        const members = part.map((link) => ({ link, box: box(link.label, measure.node, measure) }));
        if (rest && half === halves.length - 1) members.push({ rest, box: box(`ほか${rest}件は一覧に`, measure.node, measure) });
        const hub = box(group.label, measure.hub, { ...measure, font: measure.font - 1 });
        const stacked = members.reduce((sum, member) => sum + member.box.height + measure.gap, -measure.gap);
        return { group, index, hub, members, height: Math.max(stacked, hub.height) };
      });
    });
  }

  function split(list, measure) {
    if (measure.sides === 1) return [list, []];
    const sides = [[], []];
    const heights = [0, 0];
    // The largest first, each to the shorter side; then in their own order again.
    for (const block of [...list].sort((a, b) => b.height - a.height)) {
      const side = heights[0] <= heights[1] ? 0 : 1;
      sides[side].push(block);
      heights[side] += block.height + measure.apart;
    }
    return sides.map((side) => side.sort((a, b) => a.index - b.index));
  }

  // → { nodes: [{id, kind, x, y, width, height, text, …}], edges, width, height, font }, the middle at 0, 0.
  keikaku.layout = (card, room) => {
    const measure = room < 640 ? NARROW : WIDE;
    const centre = box(card.label, measure.centre, measure, 6);
    const nodes = [{ id: "centre", kind: "centre", x: 0, y: 0, family: card.family, ...centre }];
    const edges = [];
    const sides = split(blocks(card.groups, measure), measure);
    let height = centre.height;
    sides.forEach((side, which) => {
      const sign = which === 0 ? 1 : -1;
      const total = side.reduce((sum, block) => sum + block.height + measure.apart, -measure.apart);
      height = Math.max(height, total);
      const hubX = sign * (measure.centre / 2 + measure.near + measure.hub / 2);
      const nodeX = hubX + sign * (measure.hub / 2 + measure.far + measure.node / 2);
      let top = -total / 2;
      side.forEach((block, number) => {
        const hub = `hub-${which}-${number}`;
        const middle = top + block.height / 2;
        nodes.push({ id: hub, kind: "hub", x: hubX, y: middle, group: block.index, ...block.hub });
        edges.push({ id: `${hub}-edge`, source: "centre", target: hub, kind: `to-hub ${block.group.direction}`, group: block.index });
        const stacked = block.members.reduce((sum, member) => sum + member.box.height + measure.gap, -measure.gap);
        let y = middle - stacked / 2;
        block.members.forEach((member, position) => {
          const id = `${hub}-${position}`;
          const kind = member.link ? "thing" : "more";
          nodes.push({ id, kind, x: nodeX, y: y + member.box.height / 2, group: block.index, link: member.link, family: member.link?.family, ...member.box });
          edges.push({ id: `${id}-edge`, source: hub, target: id, kind: `${kind}-edge ${block.group.direction}`, group: block.index, link: member.link });
          y += member.box.height + measure.gap;
        });
        top += block.height + measure.apart;
      });
    });
    return { nodes, edges, height: Math.ceil(height), font: measure.font };
  };
})();
