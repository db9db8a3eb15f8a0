"""Groups of 事業 compared: which group, 課 or goal has the most, the fewest, the largest share, or none at all."""

from __future__ import annotations

import re

from ontology import terms as t
from service.answering.evidence import Statement
from service.answering.interpret import Intent
from service.answering.knowledge import Row
from service.answering.mentions import Linked
from service.answering.plan.query import Condition, shorten
from service.answering.schema import Path, Step, pattern
from service.answering.tools import Result, Tools, item

_GROUPS = (t.UNIT, t.GOAL, *t.FRAME_CLASSES.values())
_ZERO = re.compile(
    r"ゼロ|0件|(一つ|1つ|ひとつ|一件|1件|一本|1本|まったく|全く)も?[^、。]{0,8}(ない|なし|なかっ|いません|ありません|ませんでし)|存在しない"
)
_CHOSEN = re.compile(r"(のは|ものは)(どれ|どこ|何|どの)")
_WITHIN = re.compile(r"^(で|の(うち|中|なか)|は|[、,])")
_LEAST = re.compile(r"(?:事業[がを]?|個別事業[がを]?)?(\d+)(?:件|事業|個|つ)以上(?:の事業|ある|持|担当|主管|抱え|あ)")
_ALL = re.compile(r"(全部|すべて|全て|みんな|皆|みな(?=[、がは新継終]))")


def grouped(linked: Linked, intent: Intent, tools: Tools) -> Result | None:
    """Return the groups that are extreme in the number or share of their 事業, or of which all or none are so."""
    kind = next((k for k in intent.types if k in _GROUPS), None) or _among(linked)
    values = [c for c in _wanted(linked, tools) if not c.negated]
    zero = _ZERO.search(linked.text)
    extreme = linked.says("max") or linked.says("min")
    all_or_none = (zero or _ALL.search(linked.text)) and values
    behind = linked.says("next_most")
    if kind is None or not (extreme or behind or all_or_none or _outnumbers(linked, values) or _at_least(linked, kind)):
        return None
    for path in tools.schema.paths(kind, t.PROJECT, limit=2):
        query = _query(kind, path, values, linked)
        rows = [row for row in tools.select(query) if row["x"] in tools.knowledge.entities]
        if behind:
            chosen = _next(rows, linked)
        elif extreme or all_or_none:
            chosen = _chosen(rows, linked, bool(zero), bool(extreme), len(values))
        elif _outnumbers(linked, values):
            chosen = [row for row in rows if (int(row["n0"]) - int(row["n1"])) * _outnumbers(linked, values) > 0]
        else:
            least = _at_least(linked, kind) or 0
            chosen = [row for row in rows if int(row["n0"] if values else row["all"]) >= least]
        if chosen:
            return _result(chosen, rows, query, path, tools)
    return None


def _among(linked: Linked) -> str | None:
    """Return the class of the groups among which one is asked for: 「方針のうち、事業が最多なのは」."""
    found = _CHOSEN.search(linked.text)
    if found is None:
        return None
    named = [iri for m in linked.classes() for iri in m.iris if iri in _GROUPS and _WITHIN.match(linked.text[m.end :])]
    return named[0] if named else None


def _next(rows: list[Row], linked: Linked) -> list[Row]:
    """Return the groups that come next behind the one that the question names: 「○○課の次に多い課」."""
    named = {iri for mention in linked.mentions if mention.kind == "entity" for iri in mention.iris}
    sizes = [int(row["all"]) for row in rows if row["x"] in named]
    below = [int(row["all"]) for row in rows if sizes and int(row["all"]) < min(sizes)]
    return [row for row in rows if below and int(row["all"]) == max(below)]


def _outnumbers(linked: Linked, values: list[Condition]) -> int:
    """Return 1 where the first of two counted values has to be more than the second, -1 where less, else 0."""
    if len(values) != 2 or "より" not in linked.text:
        return 0
    return 1 if linked.says("more") else -1 if linked.says("less") else 0


def _at_least(linked: Linked, kind: str) -> int | None:
    """Return how many 事業 a group has to have: 「5件以上の事業を持つ課」."""
    found = _LEAST.search(linked.text)
    return int(found[1]) if found and kind not in (t.GOAL,) else None


def _wanted(linked: Linked, tools: Tools) -> list[Condition]:
    """Return the conditions on 事業 that are counted, each word once by its first reading for the plan."""
    former = linked.plan is not None and linked.plan == tools.knowledge.former
    found = []
    seen: set[int] = set()
    for value in sorted(linked.values, key=lambda v: (v.start, (v.property == "status") != former)):
        if value.property in ("status", "novelty") and value.start not in seen:
            seen.add(value.start)
            found.append(Condition((Step(t.NS + value.property),), literals=(value.value,), negated=value.negated))
    return found


def _query(kind: str, path: Path, values: list[Condition], linked: Linked) -> str:
    triples, _ = pattern(path, "x", "project", "g")
    plan = f"?project <{t.IN_PLAN}> <{linked.plan}> ." if linked.plan else ""
    counted = []
    for index, value in enumerate(values):
        step = value.path[0].property
        counted.append(
            f'OPTIONAL {{ ?project <{step}> ?v{index} . FILTER(STR(?v{index}) = "{value.literals[0]}") '
            f"BIND(?project AS ?p{index}) }}"
        )
    counts = " ".join(f"(COUNT(DISTINCT ?p{i}) AS ?n{i})" for i in range(len(values)))
    return shorten(
        f"SELECT ?x (COUNT(DISTINCT ?project) AS ?all) {counts} WHERE {{\n  ?x a <{kind}> . {triples} {plan}\n  "
        + "\n  ".join(counted)
        + "\n} GROUP BY ?x"
    )


def _chosen(rows: list[Row], linked: Linked, zero: bool, extreme: bool, count: int) -> list[Row]:
    if not rows:
        return []
    if not extreme:
        if zero:
            return [row for row in rows if row["n0"] == "0"]
        return [row for row in rows if row["n0"] == row["all"]]
    share = count and linked.says("ratio")

    def size(row: Row) -> float:
        number = int(row["n0"]) if count else int(row["all"])
        return number / int(row["all"]) if share else number

    best = min(map(size, rows)) if linked.says("min") else max(map(size, rows))
    return [row for row in rows if size(row) == best]


def _result(chosen: list[Row], rows: list[Row], query: str, path: Path, tools: Tools) -> Result:
    names = tools.knowledge.entities
    counts = "、".join(
        f"{names[row['x']].label}は{row['all']}件" + (f"のうち{row['n0']}件" if "n0" in row else "") for row in rows
    )
    first = path[0]
    statements = []
    for row in chosen:
        ends = tools.select(
            f"SELECT ?s WHERE {{ {pattern(path, 'x', 's', 'g')[0]} FILTER(?x = <{row['x']}>) }} LIMIT 3"
        )
        for end in ends:
            last = path[-1]
            statements.append(
                Statement(end["s"], last.property) if last.inverse else Statement(row["x"], first.property)
            )
    return Result(
        items=tuple(item(names[row["x"]], tools.knowledge) for row in chosen),
        statements=tuple(dict.fromkeys(statements)),
        text=f"{'、'.join(names[row['x']].label for row in chosen)}です（{counts}）。",
        sparql=query,
        anchors=tuple(row["x"] for row in chosen),
    )
