"""What documents are made of: their chapters, the sections of one, and the items of a list as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.japanese import fold, kanji_number
from ontology import terms as t
from service.answering.answer import Citation, Item
from service.answering.knows.document_lines import Line
from service.answering.knows.named_entities import PREFIXES
from service.answering.knows.printed_lists import Entry, Listing, chapter, entry
from service.answering.operators.base import COUNT, TEXT, Proposal
from service.answering.plan.sets import Named
from service.answering.plan.sparql_text import iri_text
from service.answering.propose.reach import succession_cues
from service.answering.propose.sets import Draft, Sets
from service.answering.reading.interpret import Ask
from service.answering.reading.marks import Number, Reading, Span, Word, covered
from service.answering.sources.passages import Found
from service.answering.step_interface import Result, Tools

_QUERY = "SELECT ?passage ?quote WHERE {{ VALUES ?passage {{ {} }} ?passage kk:quote ?quote }}"
_COUNTED = ("つ", "個", "章", "条", "点", "本", "番目", "つ目", "項目")
_PLACE = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:番目|つ目|個目|番(?!号))")
_CHAPTER = re.compile(r"第(\d{1,2})章|(?<!\d)(\d{1,2})章(?=[はのにって「、])(?!に(分|わ)|の(題|構成|見出|名))")
_TITLE = re.compile(r"第?(\d{1,2})章(と第?\d{1,2}章)?の(題|タイトル|見出し|名前?|名称)(?!に)")
_BREAKS = re.compile(r"[、。]|から")
_LEAST = 0.6
_IN_ROW = 0.1  # what it is worth that items are numbered without a gap
_KNOWN = 0.15  # what a list costs where things of the graph are asked for
_WHOLE = 0.1  # what a heading is worth of which the question leaves nothing unsaid
_BEST = 3
_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """Items of a list, all or those in some places. counted: how many they are; named: what they are."""

    of: Listing
    places: tuple[int, ...] = ()
    counted: bool = False
    named: bool = True

    def run(self, tools: Tools) -> Result | None:
        """Return one item a line as printed."""
        entries = self.of.entries
        if self.places:
            entries = tuple(entries[n - 1] for n in self.places if n <= len(entries))
        lines = list(dict.fromkeys(_printed(one, tools) for one in entries))
        query = PREFIXES + _QUERY.format(" ".join(iri_text(p) for p in dict.fromkeys(line.passage for line in lines)))
        held = {row["passage"]: row["quote"] for row in tools.select(query)}
        found = tuple(
            Found(Citation(line.name, line.locator, line.text, line.passage), 1.0, 1.0)
            for line in lines
            if line.text in held.get(line.passage, "")
        )
        if not entries or not found:
            return None
        head = self.of.heads[-1] if self.of.heads and not self.of.chapters else ""
        titled = entry(head, lines[0])
        head = titled.title if titled else head
        told = "、".join(f"「{one.title}」" for one in entries)
        kind = "章" if self.of.chapters else "項目"
        number = (Item(label=f"{kind}の数", value=str(len(entries))),) if self.counted else ()
        told = f"{told}の{len(entries)}つ" if self.counted else told
        return Result(
            (*number, *(Item(label=one.title, type=kind) for one in entries if self.named)),
            passages=found[:_QUOTES],
            text=f"「{head}」は、{told}です。" if head else f"{told}です。",
            sparql=query,
        )


def _printed(one: Entry, tools: Tools) -> Line:
    """Return the line that prints an item: its own, or for a heading the one that is the heading."""
    title = fold(one.title)
    if title in one.line.folded:
        return one.line
    same = (line for line in tools.standing.lines if line.document == one.line.document and title in line.folded)
    return min(same, key=lambda line: len(line.folded), default=one.line)


def propose(sets: Sets, tools: Tools) -> Iterator[Proposal]:
    """Yield the lists that a question may ask for, best first."""
    reading = sets.reading
    asked = _Asked.of(reading)
    cues = reading.cue("outline", "chapters")
    if not asked.counts and not cues:
        return
    numbers = [n.span for n in asked.counts]
    asks = [s for name, spans in reading.cues.items() if name.startswith("asks:") for s in spans]
    taken = [*cues, *asks, *numbers, *reading.cue("ordinal", "older", "each"), *(p.span for p in reading.plans)]
    words = [w for w in reading.words if not w.aside and not covered(w.span, taken)]
    intent = reading.intent
    gives = intent.types[0] if intent.ask is Ask.THINGS and intent.types else TEXT
    texts = tools.standing.listing_texts
    for rank, (place, cost) in enumerate(_found(words, asked, reading, tools)):
        one = tools.standing.listings[place]
        said = tuple((w.span, float(texts.says(w.term)[place])) for w in words)
        spans = (*cues, *reading.cue("each", "asks:number"), *asked.spans(one), *_marks(one, reading))
        one, out = _without(one, words, reading)
        spans += out
        draft = Draft(Named(t.PASSAGE, (one.entries[0].line.passage,)), (), said, 0.0, None, (), "", said)
        cost += 0.1 * rank + _KNOWN * (gives != TEXT)
        yield Proposal("outline", Listed(one, asked.places), gives, spans, (draft,), cost)
        many = reading.cue("how_many", "asks:count", "asks:value")
        if many and not asked.counts:
            yield Proposal("outline", Listed(one, (), True, False), COUNT, (*spans, *many), (draft,), cost)
            if reading.says("each"):
                yield Proposal("outline", Listed(one, (), True), COUNT, (*spans, *many), (draft,), cost - 0.05)


def _without(one: Listing, words: Sequence[Word], reading: Reading) -> tuple[Listing, tuple[Span, ...]]:
    """Return a list without the items that the question leaves out (要綱と規則を除いて), with the words that do."""
    no = [s for s in reading.cue("negation") if "除" in reading.text[slice(*s)] or "外" in reading.text[slice(*s)]]
    if not no:
        return one, ()
    start = max((m.end() for m in _BREAKS.finditer(reading.text, 0, no[0][0])), default=0)
    refused = [w for w in words if start <= w.start and w.end <= no[0][0]]
    kept = tuple(e for e in one.entries if not any(w.term.found(fold(e.title)) for w in refused))
    if not refused or not 0 < len(kept) < len(one.entries):
        return one, ()
    return replace(one, entries=kept), (*no, *(w.span for w in refused))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which part of a document a question asks for. counts: numbers that say how many items there are; places: of the
    items asked for; chapter: number of the chapter; parts: whether chapters or sections are asked for."""

    reading: Reading
    counts: tuple[Number, ...]
    places: tuple[int, ...]
    chapter: int
    parts: bool
    said: tuple[Span, ...]

    @staticmethod
    def of(reading: Reading) -> _Asked:
        """Return what a question asks for."""
        text = reading.text
        one = _CHAPTER.search(text)
        apart = [one.span()] if one else []
        counts = tuple(
            n
            for n in reading.numbers
            if (n.unit in _COUNTED or text.startswith("箇条", n.end))
            and not text.startswith("から", n.end)
            and not covered(n.span, apart)
        )
        places = tuple(kanji_number(m[1]) for m in _PLACE.finditer(text))
        titles = tuple(_TITLE.finditer(text))  # the title of a chapter is an item of the list of chapters
        if titles and not places:
            said = tuple(m.span() for m in titles)
            counts = tuple(n for n in counts if not covered(n.span, said))
            return _Asked(reading, counts, tuple(int(m[1]) for m in titles), 0, True, said)
        cues = reading.cue("outline", "chapters")
        parts = any(word in text[slice(*cue)] for cue in cues for word in "章節")
        return _Asked(reading, counts, places, int(one[1] or one[2]) if one else 0, parts, tuple(apart))

    def spans(self, one: Listing) -> tuple[Span, ...]:
        """Return the places of what says so, that a list explains."""
        own = tuple(n.span for n in self.counts if int(n.number) == len(one.entries) or self.places)
        places = self.reading.cue("ordinal", "older") if self.places else ()
        divided = succession_cues(self.reading) if self.parts else ()
        return (*own, *places, *divided, *self.said)


def _found(words: Sequence[Word], asked: _Asked, reading: Reading, tools: Tools) -> list[tuple[int, float]]:
    """Return the places of the lists that are meant with what each costs, best first."""
    shares = tools.standing.listing_texts.shares([(w.term, w.worth) for w in words])
    document = tools.standing.document_of.get(reading.plan or "")
    usual = tools.standing.document_of.get(tools.knowledge.current or "", "")
    letters = sum(len(w.term.forms[0]) for w in words)
    found: list[tuple[float, int, float]] = []
    for place, one in enumerate(tools.standing.listings):
        of, size, share = one.entries[0].line.document, len(one.entries), float(shares[place])
        if (document and of != document) or max(asked.places, default=0) > size:
            continue
        share += _WHOLE * share * min(1.0, letters / max(8, len(one.levels[0][1])))
        if one.chapters and asked.parts and not asked.chapter:
            share = max(share, _LEAST)
        elif asked.chapter and chapter(one.heads) == asked.chapter:
            share = max(share, _LEAST) + 0.2 * (one.entries[0].kind in ("sub", "paren"))
        elif asked.chapter or share < _LEAST:
            continue
        fits = any(int(n.number) == size for n in asked.counts)
        cost = 0.3 * (bool(asked.counts) and not fits and not asked.places) + 0.05 * (of != usual and not document)
        in_row = [e.number for e in one.entries] == list(range(1, size + 1))
        found.append((share - cost + _IN_ROW * in_row + 0.02 * min(size, 9), -place, cost))
    return [(-place, cost) for _, place, cost in sorted(found, reverse=True)[:_BEST]]


def _marks(one: Listing, reading: Reading) -> tuple[Span, ...]:
    """Return the places of plans and of names, kinds and values that the headings of a list hold."""
    text = fold(" ".join((*one.heads, one.lead)))
    marks = (*(n.span for n in reading.names), *(k.span for k in reading.kinds), *(v.span for v in reading.values))
    plans = tuple(p.span for p in reading.plans)
    return (*plans, *(span for span in marks if reading.text[slice(*span)] in text))
