"""Figures stated in prose: survey answers, achievements with their dates, populations, savings, small tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.articles import rules
from ingest.extract.chart_figures import facts as chart_facts
from ingest.extract.chronology import facts as events
from ingest.extract.name_tidying import tidy
from ingest.extract.reading_words import any_of, words
from ingest.extract.running_text import Sentence, pieces, plain, prose
from ingest.model.document import Document
from ingest.model.facts import FigureFact
from ontology.loader import Roles

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_ABOUT = r"(?:約|およそ|計|延べ|年間|月|平均)?\s*"
_ROUND = r"(?:以上|以下|未満|弱|強|程度|前後|余り|超)?"
_DATE = (
    r"(?:(?:平成|令和|昭和)\s*(?:元|\d{1,2})\s*(?:\(20\d\d\)\s*)?年(?:度)?(?:\s*\(20\d\d年(?:度)?\))?(?:\s*\d{1,2}月(?:\s*\d{1,2}日)?(?:末)?)?"
    r"|[HRS]\s?\d{1,2}(?:\.\d{1,2}月?)?(?:年度?)?|20\d\d年(?:度)?(?:\s*\d{1,2}月)?)(?:\s*時点|末|現在)?"
)
_LONGEST_EVIDENCE = 400
_GENERIC = 6  # characters of a heading (現状, 理想的な姿) that says little without the one above
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年度?")
_LEADING = re.compile(
    r"^(?:や|と|また|特に|一方|なお|次いで|続いて|うち|及び|背景には|そのほか|さらに|同じく|その結果|現状は|を合わせた)、?"
)


def _value() -> str:
    unit = any_of(words().units)
    return (
        rf"{_ABOUT}{_NUMBER}(?:\s*[万億千百]\s*(?:{_NUMBER})?)*\s*(?:{unit})(?:分|中)?(?:/(?:年間?|月|日|人))?{_ROUND}"
    )


def facts(document: Document, roles: Roles) -> list[FigureFact]:
    """Return every figure that sentences, brackets, charts and small tables state, with its date and context."""
    reader = _Reader(document)
    skip = {piece.order for rule in rules(document) for article in rule.articles for piece in article.pieces()}
    dated = [event.span for event in events(document, roles)]
    found: list[FigureFact] = []
    for sentence in prose(document):
        if sentence.piece.order in skip or sentence.piece.is_cell or not re.search(r"\d", sentence.plain):
            continue
        place = sentence.piece.place
        if not any(place.start <= span.start < place.end for span in dated):
            found += reader.sentence(sentence)
    found = [fact for fact in found if not _YEAR_ALONE.fullmatch(fact.value) and len(fact.name) > 1]
    unique = {(fact.name, fact.value, fact.as_of, fact.span): fact for fact in [*found, *chart_facts(document, roles)]}
    return sorted(unique.values(), key=lambda fact: fact.span)


class _Reader:
    """Patterns of figures, built from the words for units and measures."""

    def __init__(self, document: Document) -> None:
        value = _value()
        measures = any_of(words().measures)
        self.text = pieces(document)
        self.value = re.compile(value)
        self.full = re.compile(rf"\s*({value})(?:突破|達成|超)?\s*")
        self.quoted = re.compile(
            rf"(?<!」、)「([^「」]{{2,60}})」\s*(?:\(({value})\)|(?!を合わせ)[^「」。、(は]{{0,14}}?(?:は全体の|[がはも])、?({value}))"
        )
        self.inside = re.compile(rf"「([^「」()]*(?:\([^()\d]*\)[^「」()]*)?)\(({value})\)」")
        self.bracketed = re.compile(rf"((?:「[^「」]{{2,30}}」)?[^、。「」()\s]{{2,30}})\(({value})\)")
        self.topic = re.compile(rf"([^、。「」()]{{0,28}}?{measures})(?:は|が|では)、?")
        self.labelled = re.compile(rf"^[・\-✓\s]*([^、。:「」\d]{{2,24}}?)(?::\s*|\s+)({value})(?=$|\(|。|\s)")
        self.adjacent = re.compile(
            rf"([^、。「」()\s]{{2,24}}?)(?:は|が)、?(?:年に|月に|一日に)?({value})(?=[だ]?けで|ある|あり|に(?:な[りっ]|上|達)|で[、。す]|とな)"
        )
        self.asked = re.compile(rf"({value})(?:に|を対象に?)[^。]{{0,12}}(?:尋ね|送付|実施|調査|アンケート|郵送)")
        self.answered = re.compile(rf"({value})から(?:の)?回答")
        self.reduced = re.compile(rf"({value})の([^、。「」()\d]{{2,16}}?)を(削減|短縮|減少|創出)")
        self.date = re.compile(_DATE)
        self.series = re.compile(r"[→⇒➡、]|(?<=[^\d])~(?=[HRS])")

    def sentence(self, sentence: Sentence) -> Iterator[FigureFact]:
        """Yield the figures of one sentence; a stretch that one pattern has read is not read again."""
        text = sentence.plain
        taken: list[tuple[int, int]] = []
        for pattern in (self.inside, self.quoted):
            for match in pattern.finditer(text):
                at = next(group for group in range(2, len(match.groups()) + 1) if match[group])
                if not _overlaps(taken, match.span(at)):
                    taken.append(match.span(at))
                    yield self._fact(sentence, match[1], match[at], match.span())
        for match in re.finditer(r"\(([^()]*\d[^()]*)\)", text):
            if any(mark in match[1] for mark in "→⇒➡") or self.date.search(match[1]) or "、" in match[1]:
                for fact, span in self._series(sentence, match):
                    if not _overlaps(taken, span):
                        taken.append(span)
                        yield fact
        label = self.labelled.match(text)
        if label and not _overlaps(taken, label.span(2)) and not self.date.fullmatch(label[1].strip()):
            taken.append(label.span(2))
            yield self._fact(sentence, label[1], label[2], label.span())
        for match in self.bracketed.finditer(text):
            if not _overlaps(taken, match.span(2)):
                taken.append(match.span(2))
                yield self._fact(sentence, match[1], match[2], match.span())
        yield from self._topics(sentence, taken)
        for pattern, name in ((self.asked, "調査対象"), (self.answered, "回答数"), (self.adjacent, "")):
            for match in pattern.finditer(text):
                at = 1 if name else 2
                if not _overlaps(taken, match.span(at)):
                    taken.append(match.span(at))
                    when = self._date_before(text, match.start())
                    yield self._fact(sentence, name or match[1], match[at], match.span(), when)
        for match in self.reduced.finditer(text):
            if not _overlaps(taken, match.span(1)):
                yield self._fact(
                    sentence, f"{match[2]}の{match[3]}", match[1], match.span(), self._date_before(text, match.start(1))
                )

    def _topics(self, sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[FigureFact]:
        """Yield the values behind a measure (人口は、…17万人): each with the date before it, a peak marked as such."""
        text = sentence.plain
        topics = list(self.topic.finditer(text))
        for at, topic in enumerate(topics):
            until = topics[at + 1].start() if at + 1 < len(topics) else len(text)
            told = topic.end()  # where the last value ended: another one needs a date of its own
            for match in self.value.finditer(text, topic.end(), until):
                date = self._date_before(text, match.start(), topic.start())
                is_date = re.match(r"\s*(?:年度?|月|日)", text[match.end() :]) or re.search(r"\d\s*年$|年間$", match[0])
                own_date = self.date.search(text, told, match.start())
                is_range = bool(re.match(r"から|まで|以内に", text[match.end() :])) and not own_date
                if _overlaps(taken, match.span()) or is_date or is_range:
                    continue
                if told > topic.end() and not own_date:
                    continue
                told = match.end()
                name = re.sub(r"^.*(?:については|においては|おける|する|した|された|の際の)(?=\S{2})", "", topic[1])
                name += "(ピーク)" if re.match(r"を(?:ピーク|最高|最多)", text[match.end() :]) else ""
                taken.append(match.span())
                yield self._fact(sentence, name, match[0], (topic.start(), match.end()), date)

    def _series(self, sentence: Sentence, bracket: re.Match[str]) -> Iterator[tuple[FigureFact, tuple[int, int]]]:
        """Yield what a bracket tells in a row (R3:5件→R5:8件), named by its label or the words before it."""
        head = sentence.text[: bracket.start()].strip(" ・✓-\u3000") or self._before(sentence)
        label, date, at = "", None, bracket.start(1)
        for part in self.series.split(bracket[1]):
            start, at = at, at + len(part) + 1
            own = self.date.search(part)
            date = tidy(own[0]) if own else date
            rest = (part[: own.start()] + " " + part[own.end() :]).strip(" :") if own else part
            match = re.fullmatch(rf"\s*([^\d:]*?)[\s:]*({self.value.pattern})(?:突破|達成)?\s*", rest)
            if not match or (own is None and date is None and not match[1] and "、" not in bracket[1]):
                continue
            label = tidy(match[1]) or label
            name = label or re.sub(rf"^.*[。、](?=\S{{4}})|(?:は|が)、?{self.value.pattern}$", "", plain(head))
            fact = self._fact(sentence, name, match[2], bracket.span(), date, head if label else "")
            yield fact, (start, start + len(part))

    def _before(self, sentence: Sentence) -> str:
        """Return the line above a bracket that stands alone."""
        before = self.text[sentence.piece.order - 1] if sentence.piece.order else None
        return before.text.strip(" ・✓-\u3000") if before and sentence.start == 0 else ""

    def _date_before(self, text: str, at: int, since: int = 0) -> str | None:
        found = [match[0] for match in self.date.finditer(text, since, at)] or [
            m[0] for m in self.date.finditer(text, 0, at)
        ]
        return tidy(found[-1]) if found else None

    def _fact(
        self,
        sentence: Sentence,
        name: str,
        value: str,
        stretch: tuple[int, int],
        as_of: str | None = None,
        more: str = "",
    ) -> FigureFact:
        named = tidy(_LEADING.sub("", re.sub(r"^[-・✓\s]+", "", name)))
        named = _as_printed(sentence, re.sub(r"^(?:本市|市)の(?=\S{2})", "", named))
        printed = re.sub(r"\s+", "", value)
        unit = re.search(r"[^\d.,\s万億千百約]+$", re.sub(_ROUND + "$", "", printed))
        span = sentence.span()
        if sentence.plain.lstrip().startswith("(") and sentence.piece.order:  # with the line that the bracket explains
            span = self.text[sentence.piece.order - 1].place.cover(span)
        if span.end - span.start > _LONGEST_EVIDENCE:
            span = sentence.span(*stretch)
        context = " ".join(part for part in (self._heading(sentence), more) if part)
        return FigureFact(named, printed, span, unit[0] if unit else None, as_of, context)

    def _heading(self, sentence: Sentence) -> str:
        """Return the question above the sentence, or the nearest heading."""
        for piece in reversed(self.text[max(0, sentence.piece.order - 4) : sentence.piece.order]):
            if re.search(r"[?？]|^Q\d|について$", piece.plain) and len(piece.text) <= 150:
                return piece.text.strip()
        above = sentence.piece.section
        return " ".join(above[-2:]) if len(sentence.piece.heading) <= _GENERIC else sentence.piece.heading


def _as_printed(sentence: Sentence, name: str) -> str:
    at = sentence.plain.find(name)
    return tidy(sentence.text[at : at + len(name)]) if at >= 0 else name


def _overlaps(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)
