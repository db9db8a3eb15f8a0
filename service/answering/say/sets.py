"""Sets and conditions in Japanese: a noun phrase for a set, words that go before a noun for a condition.

One function a node; `noun` and `modifier` choose it by the node's name, so that a node that has none yet is still said
by what it is made of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from graph.japanese import fold
from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.plan.sets import All, Named, Set, Where
from service.answering.say import nouns as said
from service.answering.say.nouns import amount, kind, local, pick, sayings
from service.answering.step_interface import Tools

_AFTER = re.compile(r"^.*?[\d億万千](?=[^\d億万千,.]|$)")


def noun(of: Any, tools: Tools, way: int = 0) -> str:
    """Return a set as a noun phrase."""
    say = _SETS.get(type(of).__name__)
    return say(of, tools, way) if say else kind(getattr(of, "kind", ""), tools, way)


def modifier(condition: Any, of: str, tools: Tools, way: int = 0, denied: bool = False) -> str:
    """Return a condition on things of a class as words that go before their noun."""
    say = _CONDITIONS.get(type(condition).__name__)
    return say(condition, of, tools, way, denied) if say else ""


def _named(of: Named, tools: Tools, way: int) -> str:
    return said.names(of.iris, tools, way)


def _all(of: All, tools: Tools, way: int) -> str:
    return kind(of.kind, tools, way)


def _via(of: Any, tools: Tools, way: int) -> str:
    here, start = noun(of.of, tools, way), of.of.kind
    for index, step in enumerate(of.path):
        end = of.kind if index == len(of.path) - 1 else _end(step, tools)
        here = _led(step, here, end, tools, way)
        start = end
    _ = start
    return here


def _led(step: Step, of: str, end: str, tools: Tools, way: int) -> str:
    """Return what a step leads to from a set, as a noun phrase."""
    own = sayings()["steps"].get(local(step.property), {})
    ways = own.get("led" if step.inverse else "leads")
    if ways:
        return pick(ways, way).format(of=of, kind=kind(end, tools, way))
    label = said.word_of(step.property, tools)
    return f"{of}を{label}とする{kind(end, tools, way)}" if step.inverse else f"{of}の{label}"


def _where(of: Where, tools: Tools, way: int) -> str:
    """Return the conditions before the noun: the plan first, then what has names, then values."""
    order = sorted(of.conditions, key=lambda c: (not _on_plan(c), type(c).__name__ == "Is"))
    if isinstance(of.of, Named):
        plans = [c for c in order if _on_plan(c)]
        rest = [c for c in order if c not in plans]
        things = _of_plan(plans, of, tools, way)
        if len(of.of.iris) == 1:
            return _before(rest, of.kind, tools, way) + things
        return _among(things, _before(rest, of.kind, tools, way), way) if rest else things
    if isinstance(of.of, All):
        return _before(order, of.kind, tools, way) + kind(of.kind, tools, way)
    if isinstance(of.of, Where):
        return noun(Where(of.of.of, (*of.of.conditions, *of.conditions)), tools, way)
    return _among(noun(of.of, tools, way), _before(order, of.kind, tools, way), way)


def _among(things: str, conditions: str, way: int) -> str:
    return pick(sayings()["nodes"]["among"], way).format(of=things, conditions=conditions)


def _of_plan(plans: Sequence[Any], of: Where, tools: Tools, way: int) -> str:
    things = noun(of.of, tools, way)
    before = "".join(f"{noun(c.ends, tools, way)}の" for c in plans)
    return things if things.startswith(before) else before + things


def _before(conditions: Sequence[Any], of: str, tools: Tools, way: int) -> str:
    return "".join(modifier(c, of, tools, way) for c in conditions)


def _on_plan(condition: Any) -> bool:
    """Return whether a condition says in which plan things stand."""
    ends = getattr(condition, "ends", None)
    return type(condition).__name__ == "Has" and isinstance(ends, Named) and ends.kind == t.PLAN


def _union(of: Any, tools: Tools, way: int) -> str:
    parts = [noun(part, tools, way) for part in of.parts]
    join = "と" if all(isinstance(part, Named) for part in of.parts) else "または"
    return join.join(parts)


def _both(of: Any, tools: Tools, way: int) -> str:
    """Return what two sets have in common; where both lead along one path, what their beginnings share."""
    parts = of.parts
    if all(type(p).__name__ == "Via" and p.path == parts[0].path for p in parts):
        shared = "と".join(noun(p.of, tools, way) for p in parts) + "の両方に共通する"
        return shared + kind(of.kind, tools, way)
    if all(isinstance(p, Where) and isinstance(p.of, All) for p in parts):
        plans = tuple(dict.fromkeys(c for p in parts for c in p.conditions))
        return noun(Where(parts[0].of, plans), tools, way)
    return "で、".join(noun(part, tools, way) for part in parts)


def _minus(of: Any, tools: Tools, way: int) -> str:
    return pick(sayings()["nodes"]["minus"], way).format(of=noun(of.of, tools, way), out=noun(of.without, tools, way))


def _end(step: Step, tools: Tools) -> str:
    """Return the class that a step leads to."""
    found = tools.knowledge.domains.get(step.property, ()) if step.inverse else tools.schema.ranges(step.property)
    return next(iter(found), "")


def saying(path: Path, form: str, tools: Tools) -> Sequence[str]:
    """Return the wordings of a condition of some form on a path, made of the property's label where none is written."""
    whole = sayings()["paths"].get("/".join(_key(step) for step in path), {})
    if form in whole:
        return list(whole[form])
    step = path[0]
    own = sayings()["steps"].get(_key(step), {})
    if len(path) == 1 and form in own:
        return list(own[form])
    label = said.word_of(path[-1].property if form in ("some", "none", "many") else step.property, tools)
    return _BY_LABEL[form].replace("{label}", label), _BY_LABEL[form].replace("{label}", label)


_BY_LABEL = {
    "has": "{label}が{end}の", "not": "{label}が{end}ではない", "only": "{label}が{end}だけの",
    "some": "{label}がある", "none": "{label}がない", "many": "{label}が{number}の",
}  # fmt: skip


def _key(step: Step) -> str:
    return ("^" if step.inverse else "") + local(step.property)


def _has(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    if c.ends is None:
        return pick(saying(c.path, "none" if denied else "some", tools), way)
    if isinstance(c.ends, All):
        text = pick(saying(c.path, "none" if denied else "some", tools), way)
        return text.replace("{kind}", kind(c.ends.kind, tools, way))
    whole = "/".join(_key(step) for step in c.path)
    end = noun(c.ends, tools, way)
    if len(c.path) > 1 and "has" not in sayings()["paths"].get(whole, {}):
        for step in reversed(c.path[1:]):
            middle = _end(Step(step.property, not step.inverse), tools)
            end = pick(saying((step,), "has", tools), way).replace("{end}", end) + kind(middle, tools, way)
        return pick(saying(c.path[:1], "not" if denied else "has", tools), way).replace("{end}", end)
    return pick(saying(c.path, "not" if denied else "has", tools), way).replace("{end}", end)


def _is(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    form = "not" if denied else "has"
    own = sayings()["values"].get(local(c.path[-1].property), {})
    if len(c.values) == 1 and c.values[0] in own:
        return pick(own[c.values[0]][form], way)
    if c.path[-1].property == t.NOTATION:
        texts = "、".join(said.years([int(value)]).removesuffix("の") for value in c.values)
    else:
        texts = "または".join(f"「{value}」" for value in c.values)
    return pick(saying(c.path, form, tools), way).replace("{end}", texts)


def _only(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    return pick(saying(c.path, "only", tools), way).replace("{end}", noun(c.ends, tools, way))


def _not(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    inner = c.condition
    if type(inner).__name__ == "Same":
        return f"{noun(inner.as_, tools, way)}以外の"
    return modifier(inner, of, tools, way, not denied)


def _how_many(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    unit = "つ" if 0 < c.number < 10 else "件"
    text = amount(c.number, c.operator, unit)
    return pick(saying(c.path, "many", tools), way).replace("{number}", text)


def _meets(number: float, sign: str, bound: float) -> bool:
    return (number == bound and "=" in sign) or (number > bound and ">" in sign) or (number < bound and "<" in sign)


def figure(value: str) -> float:
    """Return the number of a printed figure, 0 where it is none."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", fold(value))
    return float(found[0].replace(",", "")) if found else 0.0


def _figure(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    unit = c.unit or common_unit([v for v in printed((), tools) if _meets(figure(v), c.operator, c.number)])
    when = _between(c.year, c.last) + "ずっと" if c.every and (c.year or c.last) else "ずっと" if c.every else ""
    when = when or ("はじめて" if c.first else "") + said.years([c.year] if c.year else ())
    return pick(sayings()["nodes"]["figure"], way).format(when=when, number=amount(c.number, c.operator, unit))


def common_unit(values: Sequence[str]) -> str:
    """Return the unit in which printed figures are counted, that of most of them: 人 of 1,200人."""
    units = Counter(_AFTER.sub("", fold(value)) for value in values if any(char.isdigit() for char in value))
    return units.most_common(1)[0][0] if units else ""


def printed(of: Any, tools: Tools) -> list[str]:
    """Return the targets of indicators as printed; those of all where a class is given."""
    things = f"VALUES ?i {{ {' '.join(f'<{iri}>' for iri in of)} }}" if of else ""
    return [
        row["v"] for row in tools.select(f"SELECT ?v WHERE {{ {things} ?t <{t.OF_INDICATOR}> ?i ; <{t.VALUE}> ?v }}")
    ]


def _between(first: int | None, last: int | None) -> str:
    """Return a stretch of years, as words before what happens in it."""
    begin, end = (said.years([y]).removesuffix("の") if y else "" for y in (first, last))
    if begin and not end:
        return f"{begin}から先"
    return f"{begin}から{end}まで" if begin else f"{end}まで" if end else ""


def _moves(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    ways = sayings()["stay"] if denied and c.how in sayings()["stay"] else sayings()["moves"]
    return f"{_between(c.first, c.last)}目標が{pick(ways[c.how], way)}"


def _times(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    first, last = (said.years([y]).removesuffix("の") for y in (c.first, c.last))
    factor = ("ちょうど" if c.operator == "=" else "") + amount(c.factor, c.operator, "倍")
    return pick(sayings()["nodes"]["times"], way).format(first=first, last=last, factor=factor)


def _says(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    field = "・".join(said.word_of(prop, tools) for prop in c.properties[:2])
    texts = ("と" if c.every else "か").join(f"「{text}」" for text in c.texts)
    return pick(sayings()["nodes"]["field"], way).format(field=field, texts=texts)


def _all_of(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    """Return what several conditions say at once; that nothing is decided, where all are about that."""
    paths = {
        tuple(step.property for step in getattr(getattr(one, "condition", one), "path", ())) for one in c.conditions
    }
    if paths and all(path[-1:] in ((t.UNDECIDED,), (t.OF_INDICATOR,)) for path in paths):
        return pick(sayings()["nodes"]["undecided"], way)
    return "".join(modifier(one, of, tools, way, denied) for one in c.conditions)


def _same(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    return f"{noun(c.as_, tools, way)}{'以外の' if denied else 'である'}"


def _called(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    texts = ("と" if c.every else "か").join(f"「{text}」" for text in c.texts)
    if c.where in ("first", "last"):
        end = "始ま" if c.where == "first" else "終わ"
        return f"名前が{texts}で{end}{'らない' if denied else 'る'}"
    return f"名前に{texts}が{'入らない' if denied else '入る'}"


def _in_unit(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    return pick(sayings()["nodes"]["in_unit"], way).format(unit=c.unit)


def _outnumbers(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    sign = sayings()["nodes"]["outnumbers"][c.operator]
    times = f"の{c.factor:g}倍" if c.factor != 1 else ""
    return str(sign).format(one=noun(c.one, tools, way), other=noun(c.other, tools, way) + times)


def _named_in(c: Any, of: str, tools: Tools, way: int, denied: bool) -> str:
    return f"{noun(c.by, tools, way)}が{c.word}する"


_SETS: dict[str, Callable[[Any, Tools, int], str]] = {
    "Named": _named, "All": _all, "Via": _via, "Where": _where, "Union": _union, "Both": _both, "Minus": _minus,
}  # fmt: skip
_CONDITIONS: dict[str, Callable[[Any, str, Tools, int, bool], str]] = {
    "Has": _has, "Is": _is, "Only": _only, "Not": _not, "HowMany": _how_many, "Figure": _figure, "Moves": _moves,
    "Times": _times, "InUnit": _in_unit, "Outnumbers": _outnumbers, "NamedIn": _named_in, "Says": _says,
    "AllOf": _all_of, "Same": _same, "Called": _called,
}  # fmt: skip
SAID = frozenset({*_SETS, *_CONDITIONS})

__all__ = ["SAID", "Set", "common_unit", "figure", "modifier", "noun", "printed", "saying"]
