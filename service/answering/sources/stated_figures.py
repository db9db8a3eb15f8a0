"""Figures that the documents state: the number that stands with the words asked about, in the unit and year asked for.

The search brings the right passage first nearly always; what is left is to tell its numbers apart. Each number stands
with a label: the words since the number before it, and what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import fold, widths, years
from graph.search.search_unit import Hit
from ontology import terms as t
from service.answering.answer import Citation, Item
from service.answering.plan.sparql_text import iri_text, shorten
from service.answering.reading.mentions import Linked
from service.answering.sources.passages import Found
from service.answering.sources.verbatim_quotes import quote
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_UNITS = (
    "%|パーセント|件|人分|人|名|時間|回|円|箇所|か所|台|種類|分|秒|点|割|ポイント|店舗|手続|業務|自治会|施設|倍|社|校|項目|条"
    "|通|枚|講座|データ|年間|年|歳|隊|世帯|団体|冊|日"
)
_NUMBER = re.compile(rf"約?\d[\d,]*(?:\.\d+)?(?:[億万千]\d[\d,]*)*[億万千]*({_UNITS})")
_WANTED = re.compile(
    rf"(?:(?:何|なん)(?:万|億|千)?|どれ(?:だけ|くらい|ほど)の|どの(?:くらい|ぐらい|程度)の)({_UNITS})(?!合)"
)
_COUNTED = re.compile(rf"({_UNITS})数")
_SHARE = re.compile(r"率|割合|パーセント|%")
_MONEY = re.compile(r"いくら|金額|[一-龠]額")
_DATE = frozenset({"年", "日", "分", "条", "年間"})  # units that date or place a statement, unless they are asked for
_ALIKE = ({"人", "名"}, {"%", "パーセント"}, {"箇所", "か所", "施設"})
_HEADS = re.compile(r"の([^のと、はが]{2,12})と([^のと、はが]{2,12})(?:は|って)?(?:いくつ|いくら|どのくらい)?[?。]?$")
_PEAK = re.compile(r"^[)）」]*(?:を|が)?(?:ピーク|最も|最高|最多|突出)")
_BULLET = re.compile(r"[-・✓■◆※〇○●]|\d+[.)]")
_ONWARD = re.compile(r"[→⇒➡]")  # what follows is the same thing at another time
_BARE = re.compile(r"[\d.,%\s~-]+")
_OWN = re.compile(r"(年度?)?(の目標)?[、:は]?")  # between a year and the number that is its own
_PARTED = re.compile(
    r"((?<![A-Za-z\d])[A-Za-z]\d{1,2}|(?<=\d))(?:(?<=\d)\s*\t\s*|(?<=[A-Za-z]\d)\s+|(?<=[A-Za-z]\d\d)\s+)(?=\d)"
)  # R8 100人
_ROW = 2  # numbers parted by tabs that make a line a row of a table, which the graph holds as targets
_PASSAGES = 8
_LABEL, _AFTER = 60, 14  # characters before and after a number that tell what it is
_SEARCHED, _SAID, _AROUND, _YEAR, _DATED, _EXTREME = 2.0, 1.2, 0.4, 0.8, 0.4, 1.5
_HELD = 0.3  # part of the question's worth that the passage with what it stands under has to say
_FEW, _FEW_LINE = 3, 0.5  # words of a question each of which counts, and the part of it that the line has to say
_LINE, _DATED_LINE = 0.25, 0.15  # part that the line of the number has to say, and where it names the year asked for
_BESIDE = 0.12  # part that has to stand with the number itself


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a passage. text: as printed; unit; label: what stands with it; since: what stands between it and the
    number before; after: what follows it; line: the sentence or entry that it stands in; hit: its passage; worth: how
    well it fits what is asked."""

    text: str
    unit: str
    label: str
    since: str
    after: str
    line: str
    hit: Hit
    worth: float = 0.0


def figures(linked: Linked, tools: Tools) -> Result | None:
    """Return the figures that the documents state for what is asked: one, one for each year named, or one for each of
    「AとB」."""
    hits = tools.retrieval.hits(linked.question)[:_PASSAGES]
    if not hits:
        return None
    heads = _HEADS.search(linked.text)
    parts: list[tuple[str, tuple[int, ...]]]
    if heads:
        parts = [(_without(linked.question, other), linked.years) for other in (heads[2], heads[1])]
    elif len(linked.years) > 1:
        parts = [(linked.question, (year,)) for year in linked.years]
    else:
        parts = [(linked.question, linked.years)]
    found = [_best(question, asked_years, linked, hits, tools) for question, asked_years in parts]
    chosen = [number for number in found if number is not None]
    if len(chosen) < len(found):
        return None
    return _result(chosen, linked, hits, tools)


def _best(
    question: str, asked_years: Sequence[int], linked: Linked, hits: Sequence[Hit], tools: Tools
) -> Number | None:
    """Return the number that fits best, or None where none stands with what is asked."""
    asked = tools.retrieval.likeness.asked(undated(question), wording().asking)
    unit, extreme = unit_asked(fold(question)), linked.says("max")
    most = max(hit.score for hit in hits)
    must = [m.text for m in linked.entities(t.UNIT)]  # a figure of a 課 is one that stands where it is named
    dated = _documents(hits, asked_years)
    least = _FEW_LINE if len(asked.worths) <= _FEW else _LINE
    best: Number | None = None
    for hit in hits:
        around = asked.share(f"{hit.unit.text}\n{hit.unit.document}")
        if around < _HELD or any(word not in fold(hit.unit.text) for word in must):
            continue
        for number in numbers(hit):
            if (unit and not same_unit(unit, number.unit)) or (not unit and number.unit in _DATE):
                continue
            if _of_another_year(asked_years, number):
                continue
            said = asked.share(f"{number.label} {number.after}")
            line = asked.share(number.line)
            peak = extreme and bool(_PEAK.match(number.after) or _PEAK.search(number.line[-20:]))
            dating = _fits(asked_years, number)
            if line < (_DATED_LINE if dating > 0 else least) or (said < _BESIDE and dating <= 0 and not peak):
                continue
            worth = _SEARCHED * hit.score / most + _SAID * said + _AROUND * (line + around) + _EXTREME * peak
            worth += dating + _DATED * dated.get(hit.unit.document, 0.0)
            if best is None or worth > best.worth:
                best = replace(number, worth=worth)
    return best


def numbers(hit: Hit) -> Iterator[Number]:
    """Yield the numbers of a passage with what stands with them; those of the rows of tables are left out."""
    for line in _lines(hit.unit.quote):
        found = list(_NUMBER.finditer(line))
        start, label = 0, ""
        for match in found:
            since = line[start : match.start()]
            label = f"{label} {since}" if _ONWARD.match(since) else since[-_LABEL:]
            after = line[match.end() : match.end() + _AFTER]
            start = start if match[1] in _DATE else match.end()
            yield Number(match[0], match[1], label, since, after, line, hit)


def _lines(text: str) -> list[str]:
    """Return the folded sentences and entries of a passage: lines that print broke are joined again."""
    found: list[str] = []
    last = ""
    for line in widths(text).split("\n"):
        plain = _PARTED.sub(r"\1、", line.strip())
        if not plain or (len(_NUMBER.findall(plain)) >= _ROW and plain.count("\t") > _ROW):
            last = ""
            continue
        bare = _BARE.fullmatch(plain) is not None
        if not last or _BULLET.match(plain) or last.endswith("。") or (_BARE.fullmatch(last) is not None) != bare:
            if bare and last and _BARE.fullmatch(last) is None and len(last) < _AFTER:
                found[-1] += fold(plain)  # a label and its number on two lines
                last = ""
                continue
            found.append(fold(plain))
        elif bare:
            found.append(fold(plain))
        else:
            found[-1] += fold(plain)
        last = plain
    return [part for line in found for part in re.split(r"(?<=。)", line) if part and not _BARE.fullmatch(part)]


def _of_another_year(asked: Sequence[int], number: Number) -> bool:
    """Return whether the year right before a number (R8：100人) is none of those asked for."""
    own = [m for m in years(number.since.upper()) if _OWN.fullmatch(number.since[m.end :])]
    return bool(asked and own) and own[-1].year not in asked


def _fits(asked: Sequence[int], number: Number) -> float:
    """Return what the years that stand with a number are worth."""
    if not asked:
        return 0.0
    said = {m.year for m in years(number.since.upper())} or {m.year for m in years(number.after.upper())}
    if not said:
        return 0.0
    return _YEAR if said & set(asked) else -_YEAR


def _documents(hits: Sequence[Hit], asked: Sequence[int]) -> dict[str, float]:
    """Return how much each document speaks of the years asked for, 0 to 1 for the one that does the most."""
    count: dict[str, float] = {}
    for hit in hits:
        if asked and {m.year for m in years(widths(hit.unit.text))} & set(asked):
            count[hit.unit.document] = count.get(hit.unit.document, 0.0) + 1
    most = max(count.values(), default=0.0)
    return {name: number / most for name, number in count.items()}


def unit_asked(text: str) -> str | None:
    """Return the unit that a folded question wants its figure in."""
    wanted = _WANTED.search(text)
    if wanted:
        return wanted[1]
    if _MONEY.search(text):
        return "円"
    if _SHARE.search(text):
        return "%"
    counted = _COUNTED.search(text)
    return counted[1] if counted else None


def unit_named(text: str) -> str | None:
    """Return the unit that a folded question names itself: 歳 of 何歳."""
    wanted = _WANTED.search(text)
    return wanted[1] if wanted else None


def shows_unit(asked: str, text: str) -> bool:
    """Return whether a folded text names a unit, or another word for it."""
    return any(same_unit(asked, said) for said in re.findall(_UNITS, text))


def same_unit(asked: str, said: str) -> bool:
    """Return whether a unit is the one asked for, or another word for it."""
    return asked == said or said.startswith(asked) or any(asked in group and said in group for group in _ALIKE)


def undated(question: str) -> str:
    """Return a question without its years: they are compared by themselves."""
    plain = widths(question)
    for match in reversed(years(plain)):
        plain = f"{plain[: match.start]} {plain[match.end :]}"
    return plain


def _without(question: str, words: str) -> str:
    return question.replace(words, "") if words in question else widths(question).replace(words, "")


def _result(chosen: Sequence[Number], linked: Linked, hits: Sequence[Hit], tools: Tools) -> Result:
    passages: dict[str, Found] = {}
    for number in chosen:
        unit = number.hit.unit
        cited = quote(
            unit.quote, linked.terms, number.line[:_LABEL] if number.line in fold(unit.quote) else number.text
        )
        passages.setdefault(cited, Found(Citation(unit.document, unit.locator, cited, unit.passage), 1.0, number.worth))
    for other in tools.retrieval.passages(linked.question, linked.terms):
        passages.setdefault(other.citation.quote, other)
    known = [_known(number, tools) for number in chosen]
    items = tuple(
        Item(label=label, iri=iri, type="数値", value=number.text)
        for number, (label, iri) in zip(chosen, known, strict=True)
    )
    stated = list(dict.fromkeys(iri for _, iri in known if iri))
    things = " ".join(map(iri_text, stated))
    query = f"SELECT ?x ?value WHERE {{ VALUES ?x {{ {things} }} ?x {iri_text(t.VALUE)} ?value }}"
    said = "、".join(f"{item.label}は{item.value}" if item.label else f"{item.value}" for item in items)
    return Result(
        items=items,
        passages=tuple(passages.values()),
        text=f"資料によると、{said}です。",
        sparql=shorten(query) if len(stated) == len(items) else None,
    )


def _known(number: Number, tools: Tools) -> tuple[str | None, str | None]:
    """Return the label and IRI of the figure that the graph holds for a number, where it does."""
    text = number.text.removeprefix("約")
    beside = number.line + number.label
    for entity in tools.catalogue.names(t.FIGURE).bearers(beside):
        if fold(entity.label) in beside and text.replace(",", "") in _value(entity.iri, tools):
            return entity.label, entity.iri
    return None, None


def _value(iri: str, tools: Tools) -> str:
    rows = tools.select(f"SELECT ?v WHERE {{ <{iri}> <{t.VALUE}> ?v }}")
    return fold("".join(row["v"] for row in rows)).replace(",", "")
