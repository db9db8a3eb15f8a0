"""Two or more things that a question sets side by side: on either side of より or と, or the items of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, product

from ontology import terms as t
from service.answering.plan.sets import Named
from service.answering.propose.items import splits
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.subjects import subjects
from service.answering.reading.marks import Span, Word

ROW = re.compile(r"[、,・]|と(?!いう|は|も|し|な|回|答)|や(?!す|る)|および|及び|それから")
TWO = re.compile(
    r"に占める|より(?!便|一|良|よ|迅)も?|に比べて?|と比べて?|から(?=[^、]{2,})|ができてから|てから|と(?!いう|いっ|は|も|し|な|回|答)|、|が(?=[^、。]{3,})|は(?=[^、。]{3,})|を(?=[^、。]{3,})|の(?=何[日週か年])"
)
CLEAR = ("より", "に比", "と比", "と", "や", "および", "及び")  # what parts two things that are compared
WITHIN = ("に占める",)  # parts what something is a part of from the part
_TAIL = 2  # words at the end of the last item that the others share: コンビニ交付、連絡所の交付件数
_MOST = 6
_CANDIDATES = 3
_MEASURED = (t.INDICATOR, t.FIGURE)


def pairs(
    kind: str, sets: Sets, skip: Sequence[Span] = (), one_unit: bool = True
) -> Iterator[tuple[Draft, Draft, Span]]:
    """Yield two things of a class, each described on its side of what parts them, likeliest first."""
    if kind in _MEASURED:
        for split in splits(kind, sets, TWO, skip, 2, one_unit):
            yield split.drafts[0], split.drafts[1], split.cuts[0]
        return
    for drafts, span in _splits(kind, sets, TWO, skip, 2):
        yield drafts[0], drafts[1], span


def rows(kind: str, sets: Sets, skip: Sequence[Span] = ()) -> Iterator[list[Draft]]:
    """Yield the things of a class that a row of items describes."""
    if kind in _MEASURED:
        yield from (list(split.drafts) for split in splits(kind, sets, ROW, skip, _MOST + 1))
        return
    text = sets.reading.text
    words = _words(kind, sets, skip)
    cuts = [m.span() for m in ROW.finditer(text) if _between(m.span(), words)]
    if 1 <= len(cuts) <= _MOST:
        yield from (drafts for drafts, _ in _drafts(kind, sets, words, cuts))
        if len(cuts) > 1:
            yield from (drafts for drafts, _ in _drafts(kind, sets, words, cuts[:-1]))


def _splits(
    kind: str, sets: Sets, parting: re.Pattern[str], skip: Sequence[Span], count: int
) -> Iterator[tuple[list[Draft], Span]]:
    words = _words(kind, sets, skip)
    cuts = [m.span() for m in parting.finditer(sets.reading.text) if _between(m.span(), words)]
    dear = {"より": 0.0, "に比": 0.0, "と比": 0.0, "から": 0.05, "てか": 0.0, "がで": 0.0, "と": 0.05}
    for cut in islice(cuts, 8):
        said = sets.reading.text[slice(*cut)]
        cost = next((c for word, c in dear.items() if said.startswith(word)), 0.2)
        for drafts, span in islice(_drafts(kind, sets, words, [cut]), 2):
            yield [replace(drafts[0], cost=drafts[0].cost + cost), *drafts[1:]], span


def _words(kind: str, sets: Sets, skip: Sequence[Span]) -> list[Word]:
    reading = sets.reading
    apart = [plan.span for plan in reading.plans] if kind == t.PROJECT else []
    asks = [span for name, spans in reading.cues.items() if name.startswith("asks:") for span in spans]
    cues = [span for found in reading.cues.values() for span in found]
    kinds = [k.span for k in reading.kinds]
    return [w for w in reading.left([*skip, *apart, *asks, *cues, *kinds, *reading.year_spans]) if not w.aside]


def _between(cut: Span, words: Sequence[Word]) -> bool:
    """Return whether words stand on both sides of a cut, and none on it."""
    return (
        any(w.end <= cut[0] for w in words)
        and any(w.start >= cut[1] for w in words)
        and not any(w.start < cut[1] and w.end > cut[0] for w in words)
    )


def _drafts(kind: str, sets: Sets, words: Sequence[Word], cuts: Sequence[Span]) -> Iterator[tuple[list[Draft], Span]]:
    bounds = [0, *(end for _, end in cuts), len(sets.reading.text) + 1]
    parts = [[w for w in words if low <= w.start < high] for low, high in pairwise(bounds)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return
    tail = [w for w in parts[-1] if not w.term.doing][-_TAIL:]
    found: list[list[Draft]] = []
    for number, part in enumerate(parts):
        own = part if len(part) <= 6 else [w for w in part if not w.term.doing]
        shared = [w for w in tail if w not in own] if number < len(parts) - 1 else []
        found.append(_best(kind, sets, own, shared))
    if not all(found):
        return
    for combination in islice(product(*found), 4):
        if len({d.anchors for d in combination}) == len(combination):
            yield list(combination), (cuts[0][0], cuts[-1][1])


def _best(kind: str, sets: Sets, words: Sequence[Word], shared: Sequence[Word]) -> list[Draft]:
    text = "".join(w.term.forms[0] for w in [*words, *shared])
    plan = sets.reading.plan if kind == t.PROJECT else None
    found = subjects(kind, list(words), sets.tools, sets.reading.linked.question if kind == t.PROJECT else text, plan)
    if shared:
        worth = {s.entity.iri: s.share + 0.5 * _said(shared, s.entity.iri, sets) for s in found}
        found = sorted(found, key=lambda s: -worth[s.entity.iri])
    return [
        Draft(
            Named(kind, (s.entity.iri,)),
            (),
            tuple(s.said.items()),
            0.05 * number,
            replace(s, rank=number),
            (s.entity.iri,),
            s.entity.label,
            tuple((w.span, sets.tools.catalogue.named(w.term, s.entity.iri)) for w in words),
        )
        for number, s in enumerate(found[:_CANDIDATES])
        if s.share >= 0.5
    ]


def _said(words: Sequence[Word], iri: str, sets: Sets) -> float:
    whole = sum(w.worth for w in words)
    return sum(w.worth * sets.tools.catalogue.says(w.term, iri) for w in words) / whole if whole else 0.0
