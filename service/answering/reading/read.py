"""Question → reading: all marks of a question, made once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.japanese import fold, years
from ontology import terms as t
from service.answering.language.content_words import Term
from service.answering.reading.clauses import asked
from service.answering.reading.compounds import compounds
from service.answering.reading.denial import also, denied
from service.answering.reading.interpret import Intent, interpret
from service.answering.reading.kind_strength import kind_strength
from service.answering.reading.marks import Compound, Kind, Name, Plan, Reading, Span, Value, Word, covered
from service.answering.reading.mentions import Linked
from service.answering.reading.numbers import numbers
from service.answering.step_interface import Tools
from service.answering.wording import wording

_BLANK = re.compile(r"[\s\u200b\ufeff]")
_NUMBERED = re.compile(
    r"(?<![\d.~-])(\d-\d{1,2}(-?\(\d{1,2}\)|-\d{1,2})?|[①-⑳]-\d{1,2})(?![\d-])(?!年|月|日|で始|から)"
)
_IN_ROW = re.compile(r"(もの|分|事業|名)[とや・、]+$")
_EDITIONS = "期次弾"  # of what 第5期 counts every one has a name of its own; the third of several times needs none
_CIRCLED = re.compile(r"[①-⑳]")
_GOAL_MORE = re.compile(r"(?:番)?(?:と|や|、|・|か|,)(?:目標|ゴール)?(\d{1,2})(?![\d%件人時名回年万千円つ課])")
_NOTE = re.compile(r"【[^】]+】")
_BETWEEN = re.compile(r"^(数|率|額)?(は|って|を|が|の|も|、|とは|:)*")
_HIRAGANA = re.compile(r"[ぁ-んー]+")
_LEAST_KANA = 3  # hiragana that may be a name, where they stand in a compound: みなと通り
_UNKNOWN = 5.0  # worth of a word that no document says, at most: a rare one of theirs tells more
_DOES = re.compile(r"[ぁ-ん](る|た|ない|う|く|す|む)$")  # what a thing does, said before the word for it
_OF_THEM = re.compile(r"の(どれ|どの|何番)")
_FRAMES = frozenset(t.FRAME_CLASSES.values())


def read(question: str, tools: Tools) -> Reading:
    """Return a message with all that it says: its first question where it asks several."""
    parts = asked(question, tools.linker)
    one = parts[0]
    linked = _unbracketed(tools.linker.link(one.whole))
    text = linked.text
    neutral = [m.span() for m in wording().neutral.finditer(text)]
    names = [name for name in _names(linked, tools) if not covered(name.span, neutral)]
    taken = [name.span for name in names]
    plans = tuple(_plans(linked, tools))
    year_spans = _year_spans(text, linked)
    cues = {key: tuple(_found(pattern, text, taken)) for key, pattern in wording().cues.items()}
    rowed = [n for n in neutral if _IN_ROW.search(text[: n[0]])]  # 終了したものと再掲を除くと
    left = {key: [n for n in neutral if key != "negation" or n not in rowed] for key in cues}
    cues = {key: tuple(s for s in spans if not covered(s, left[key])) for key, spans in cues.items()}
    cues |= {f"asks:{key}": tuple(_found(pattern, text, taken)) for key, pattern in wording().asks.items()}
    if len(year_spans) == 1:  # 何%減らす目標: that is the target itself
        aims = cues.get("aims", ())
        cues["difference"] = tuple(s for s in cues["difference"] if not any(s[0] < e and b < s[1] for b, e in aims))
    kinds = [
        Kind(m.start, m.end, m.iris, m.text, kind_strength(linked, m))
        for m in linked.classes()
        if not covered((m.start, m.end), [*(plan.span for plan in plans), *neutral])
    ]
    asks = [span for name in ("value", "year", "count", "department", "goal") for span in cues.get(f"asks:{name}", ())]
    named = bool(plans) or any(name.kind in (t.PLAN, t.LAW) for name in names)
    kinds = [kind if named else _of_its_work(kind, text) for kind in (_settled(kind, text, asks) for kind in kinds)]
    values = [value for value in _values(linked) if not covered(value.span, neutral)]
    every: list[Name | Value | Kind] = [*names, *values, *kinds]
    marks = sorted(every, key=lambda mark: mark.start)
    no = cues.get("negation", ())
    fields = [
        kind for kind in kinds if denied(kind, marks, no, text).denied and kind.iris[0] in tools.knowledge.domains
    ]
    ranges = {kind.start: tools.schema.ranges(kind.iris[0]) for kind in fields}
    stops = {name.kind: [at for at, kinds_led in ranges.items() if name.kind not in kinds_led] for name in names}
    kinds = [denied(kind, marks, no, text) for kind in kinds]
    groups = [kind.start for kind in kinds if kind.denied and set(kind.iris) & _FRAMES]
    names = [denied(name, marks, no, text, (*stops[name.kind], *groups)) for name in names]
    values = [denied(value, marks, no, text, groups) for value in values]
    names = also(names, text)
    missing = tuple(_missing(text, [*taken, *year_spans], kinds))
    found = tuple(numbers(text, [*taken, *year_spans, *neutral, *missing]))
    aside = [(0, len(fold(one.lead)))] if one.lead and not one.needed else []
    words = tuple(_words(one.whole, text, tools, [*year_spans, *neutral], aside))
    missing += tuple(w.span for w in words if w.term.ordinal and not w.known and w.term.forms[0][-1] in _EDITIONS)
    return Reading(
        question=one.whole,
        parts=tuple(part.whole for part in parts),
        text=text,
        linked=linked,
        intent=_wanted(interpret(linked, tools.knowledge), kinds),
        names=tuple(names),
        kinds=tuple(kinds),
        values=tuple(values),
        plans=plans,
        plan=linked.plan,
        years=linked.years,
        year_spans=tuple(year_spans),
        ranged=_ranged(text, year_spans),
        numbers=found,
        cues=cues,
        words=words,
        head=_head(words, kinds, cues, text) or _last(words, text),
        missing=missing,
        compounds=tuple(_compounds(question, text, words, tools, aside)),
    )


def _missing(text: str, taken: Sequence[Span], kinds: Sequence[Kind]) -> Iterator[Span]:
    """Yield the numbers that things are called by (2-1-(3), 重点事業④) and that nothing has."""
    for match in _NUMBERED.finditer(text):
        if not any(match.start() < end and start < match.end() for start, end in taken):
            yield match.span()
    for match in _CIRCLED.finditer(text):
        before = [k for k in kinds if k.end == match.start() and set(k.iris) & _FRAMES]
        if before and not covered(match.span(), taken):
            yield before[0].start, match.end()


def _unbracketed(linked: Linked) -> Linked:
    """Return what is recognised without classes in words that are only quoted as a note: 【計画終了】."""
    notes = [match.span() for match in _NOTE.finditer(linked.text)]
    if not notes:
        return linked
    kept = tuple(m for m in linked.mentions if m.kind != "class" or not covered((m.start, m.end), notes))
    return replace(linked, mentions=kept)


def _names(linked: Linked, tools: Tools) -> Iterator[Name]:
    """Yield the names: of things, of goals by number, and circled numbers that go on with the kind before."""
    text = linked.text
    found: list[Name] = []
    for m in linked.mentions:
        if m.kind in ("entity", "goal"):
            found.append(Name(m.start, m.end, m.type, m.iris, m.text))
    goals = {number: e.iri for e in tools.knowledge.of(t.GOAL) for number in e.numbers}
    for name in [n for n in found if n.kind == t.GOAL]:
        at = name.end
        while more := _GOAL_MORE.match(text, at):
            if more[1] not in goals:
                break
            found.append(Name(more.start(1), more.end(1), t.GOAL, (goals[more[1]],), more[1]))
            at = more.end()
    frames = [n for n in found if n.kind in t.FRAME_CLASSES.values()]
    for match in _CIRCLED.finditer(text):
        if any(n.start <= match.start() < n.end for n in found):
            continue
        before = [n for n in frames if n.end <= match.start()]
        kind = before[-1].kind if before else None
        same = [e for e in tools.knowledge.of(kind) if match[0] in e.numbers] if kind else []
        if same:
            found.append(Name(match.start(), match.end(), same[0].type, (same[0].iri,), match[0]))
    yield from sorted(found, key=lambda name: (name.start, name.kind))


def _plans(linked: Linked, tools: Tools) -> Iterator[Plan]:
    from service.answering.reading.plans_and_years import SOURCE, absent

    for start, end, iri in tools.linker.plans(linked.text):
        after = linked.text[end:]
        yield Plan(start, end, iri, absent(after), SOURCE.match(after) is not None)


def _year_spans(text: str, linked: Linked) -> list[Span]:
    spans = [(m.start, m.end + text.startswith("度", m.end)) for m in years(text.upper())]
    spans += [(start, end) for start, end, _ in linked.dated if not any(start < e and end > s for s, e in spans)]
    spans += [
        m.span()
        for m in re.finditer(r"(?<!\d)\d{1,2}年度", text)
        if not any(m.start() < e and m.end() > s for s, e in spans)
    ]
    for role in ("first_year", "last_year"):
        for word in wording().plans[role]:
            spans += [m.span() for m in re.finditer(re.escape(word), text)]
    return list(dict.fromkeys(spans))


def _ranged(text: str, spans: Sequence[Span]) -> bool:
    """Return whether two years are the ends of a stretch: R8からR12まで, R8〜R12."""
    ordered = sorted(spans)
    return any(re.fullmatch(r"(年度?)?(から|~|-|より)(、)?", text[a[1] : b[0]]) for a, b in pairwise(ordered))


def _found(pattern: re.Pattern[str], text: str, names: Sequence[Span]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if match.end() > match.start() and not any(s <= match.start() and match.end() <= e for s, e in names):
            yield match.span()


def _values(linked: Linked) -> Iterator[Value]:
    spans: dict[Span, list[tuple[str, str]]] = {}
    for value in linked.values:
        prop = value.property if ":" in value.property else t.NS + value.property
        spans.setdefault((value.start, value.end), []).append((prop, value.value))
    for (start, end), readings in sorted(spans.items()):
        yield Value(start, end, tuple(readings))


def _head(words: Sequence[Word], kinds: Sequence[Kind], cues: Mapping[str, Sequence[Span]], text: str) -> Word | None:
    """Return the content word that the question is asked of: the last one before the words that ask."""
    asks = [s for name, spans in cues.items() if name.startswith("asks:") for s in spans]
    if not asks:
        return None
    first = min(asks)[0]
    before = [w for w in words if w.end <= first + 1 and not w.term.doing]
    if not before or any(k.start >= before[-1].end and k.end <= first + 2 for k in kinds):
        return None
    last = before[-1]
    return (
        last
        if re.fullmatch(r"(数|率|額)?(は|って|が|を|の|も|、|とは)*", text[last.end : max(first, last.end)])
        else None
    )


def _last(words: Sequence[Word], text: str) -> Word | None:
    """Return the content word that a question ends on but for the words that ask: 定員 of ○○の定員を教えてください."""
    for word in reversed([w for w in words if not w.aside and not w.term.doing]):
        rest = _BETWEEN.sub("", text[word.end :], count=1).rstrip("。?")
        return word if not rest or wording().asking_cue.match(rest) else None
    return None


def _settled(kind: Kind, text: str, asks: Sequence[Span]) -> Kind:
    """Return the word that ends a question as not asked for where something before it asks: 何人増える計画？"""
    ends = re.match(r"(です|でしょう|なの)?か?[?。]?$", text[kind.end :]) is not None
    asked = any(end <= kind.start for _, end in asks)
    return replace(kind, asked=0.0) if ends and asked and kind.asked > 0 else kind


def _of_its_work(kind: Kind, text: str) -> Kind:
    """Return a word for plans as one for 事業 where it is said what the 計画 does, or which 計画のどれ is asked for: no
    plan is named that it could belong to."""
    if kind.iris[0] != t.PLAN or not (_DOES.search(text[: kind.start]) or _OF_THEM.match(text[kind.end :])):
        return kind
    return replace(kind, iris=(t.PROJECT,), asked=max(kind.asked, 1.0))


def _wanted(intent: Intent, kinds: Sequence[Kind]) -> Intent:
    """Return what is asked for, with 事業 in place of plans where the words for plans mean these."""
    if intent.types[:1] != (t.PLAN,) or any(t.PLAN in kind.iris for kind in kinds):
        return intent
    return replace(intent, types=(t.PROJECT,))


def _words(question: str, text: str, tools: Tools, apart: Sequence[Span], aside: Sequence[Span]) -> Iterator[Word]:
    for start, end, term in tools.linker.placed(question, text):
        if term.pair or covered((start, end), apart):
            continue
        known = tools.linker.known(term)
        worth = term.weight if known else min(term.weight, _UNKNOWN)
        yield Word(start, end, term, worth, covered((start, end), aside), known)


def _compounds(
    question: str, text: str, words: Sequence[Word], tools: Tools, aside: Sequence[Span]
) -> Iterator[Compound]:
    stop, says = wording().stop, tools.linker.says
    endings = tools.catalogue.endings(t.UNIT)
    for (start, end), parts in compounds(question, text):
        known = says(text[start:end])
        foreign = []
        for part in () if known else parts:
            word = next((w for w in words if w.start < part[1] and part[0] < w.end), None)
            said = text[slice(*part)]
            if _HIRAGANA.fullmatch(said) and (len(said) < _LEAST_KANA or len(parts) == 1):
                continue
            if not word.known if word is not None else said not in stop and not says(said):
                foreign.append(part)
        last = text[slice(*parts[-1])] if len(parts) > 1 else ""
        unit = not known and last in endings and any(b - a > 1 and text[a:b] not in stop for a, b in parts[:-1])
        yield Compound(start, end, parts, known, tuple(foreign), covered((start, end), aside), unit)


def terms(words: Iterable[Word]) -> list[Term]:
    """Return the terms of some words, each once."""
    return list({word.term.forms[0]: word.term for word in words}.values())
