"""What share of a set a part of it is: 40事業に占める新規の割合は何%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ontology import terms as t
from service.answering.answer import Item
from service.answering.operators.base import VALUE, Proposal, entities_of, statements_of
from service.answering.plan.sets import Condition, Pattern, Set, Where
from service.answering.plan.sparql_text import shorten
from service.answering.propose.counted import counted
from service.answering.propose.sets import Sets
from service.answering.reading.marks import Span
from service.answering.say.written_figures import plain
from service.answering.step_interface import Result, Tools

_KINDS = (t.PROJECT, t.INDICATOR)
_AMONG = re.compile(r"に(占|し)め|のうち|のなか|の中|に対する|から見た")
_UNSAID, _ASKED = 0.15, -0.2  # a part told from the whole by a mark before the others, a share asked for outright
_SHOWN, _FIRST = 6, 4


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a set's things are in a part of it, in per cent."""

    part: Set
    whole: Set

    def query(self) -> str:
        """Return the query for both counts."""
        to = Pattern()
        whole, part = self.whole.pattern("x", to), self.part.pattern("y", to)
        return shorten(
            f"SELECT ?whole ?part (100 * ?part / ?whole AS ?share) WHERE {{\n  "
            f"{{ SELECT (COUNT(DISTINCT ?x) AS ?whole) WHERE {{ {whole} }} }}\n"
            f"  {{ SELECT (COUNT(DISTINCT ?y) AS ?part) WHERE {{ {part} }} }}\n}}"
        )

    def run(self, tools: Tools) -> Result | None:
        """Return the share, with both counts."""
        query = self.query()
        rows = tools.select(query)
        whole, part = (int(rows[0][name]) for name in ("whole", "part")) if rows else (0, 0)
        if not whole or not 0 < part < whole:
            return None
        share = 100 * part / whole
        value = f"{plain(round(share, 1))}%"
        things = [
            row["x"] for row in tools.select(f"SELECT DISTINCT ?x WHERE {{ {self.part.pattern('x', Pattern())} }}")
        ]
        names = "、".join(e.label for e in entities_of(things, tools)[:_SHOWN])
        more = f" ほか{part - _SHOWN}件" if part > _SHOWN else ""
        return Result(
            items=(Item(label="割合", value=value),),
            proof=lambda: statements_of(self.part, things[:40], tools),
            text=f"{whole}件のうち{part}件で、{value}（約{plain(round(share / 10, 1))}割）です（{names}{more}）。",
            sparql=query,
            anchors=tuple(things),
        )


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the shares that may be asked for: of what the last words say among what the others say."""
    reading = sets.reading
    if not reading.says("share") or reading.says("most", "least", "ordinal"):
        return
    numbers = tuple(n.span for n, _, _ in counted(sets))
    for kind in _KINDS:
        said = tuple(k.span for k in reading.speaks_of(kind))
        if kind != t.PROJECT and not said:
            continue
        spans = (*reading.cue("share", "asks:value", "asks:count"), *said, *numbers)
        for part in sets.of(kind, skip=numbers, describe=False)[:_FIRST]:
            for marks, cost in _parts(sets):
                for whole in sets.of(kind, skip=(*numbers, *marks), describe=False)[:_FIRST]:
                    if not _conditions(whole.of) < _conditions(part.of):
                        continue
                    told = (*part.spans, *whole.spans, *spans)
                    cost += _ASKED if reading.says("asks:value") else 0.0
                    yield Proposal("share", Share(part.of, whole.of), VALUE, told, (part,), cost, of_kind=kind)


def _conditions(of: Set) -> frozenset[Condition]:
    return frozenset(of.conditions) if isinstance(of, Where) else frozenset()


def _parts(sets: Sets) -> Iterator[tuple[tuple[Span, ...], float]]:
    """Yield the marks that a part may be told from the whole by, likeliest first."""
    reading = sets.reading
    frames = [k for k in reading.kinds if any(iri in t.FRAME_CLASSES.values() for iri in k.iris)]
    marks = [v.span for v in reading.values] + [n.span for n in reading.names] + [k.span for k in frames]
    marks += reading.cue("joint", "single", "undecided", "decided")
    marks = sorted(dict.fromkeys(marks))
    among = _AMONG.search(reading.text)
    behind = tuple(m for m in marks if among is not None and m[0] >= among.end() - 1)
    if behind:
        yield behind, 0.0
    last = marks[-1:]
    for mark in reversed(marks[-4:]):
        if (mark,) != behind:
            yield (mark,), 0.0 if not behind and [mark] == last else _UNSAID


__all__ = ["Share", "propose"]
