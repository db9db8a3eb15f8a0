"""The marks of a question under numbers, which is all that a model may point at: 「m1」 and not the thing it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from service.answering.reading.marks import Name, Number, Plan, Reading, Span, Value, Word, covered
from service.model_reading.plan_errors import Malformed, UnknownMark
from service.model_reading.plan_vocabulary import Vocabulary

Mark = Name | Plan | Value | Number | Word
M = TypeVar("M", Name, Plan, Value, Number, Word)
_MOST = 40  # marks of one kind


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year that a question speaks of. spans: where."""

    year: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NumberedMarks:
    """The marks by their numbers: m names, p plans, v values, n numbers, y years, w words that no other mark covers."""

    reading: Reading
    marks: dict[str, Mark]
    years: dict[str, Year]

    def get(self, number: object, kind: type[M]) -> M:
        """Return a mark of a kind; raises UnknownMark, Malformed."""
        if not isinstance(number, str):
            raise Malformed("mark")
        mark = self.marks.get(number)
        if not isinstance(mark, kind):
            raise UnknownMark(kind.__name__)
        return mark

    def year(self, number: object) -> Year:
        """Return a year; raises UnknownMark, Malformed."""
        if not isinstance(number, str):
            raise Malformed("year")
        if number not in self.years:
            raise UnknownMark("Year")
        return self.years[number]

    def to_json(self, known: Vocabulary) -> dict[str, Any]:
        """Return the marks as the model is shown them: words of the question, and what kind of thing they name."""
        classes = {iri: name for name, iri in known.classes.items()}
        named = classes | {iri: name for name, iri in known.properties.items()}
        text = self.reading.text
        shown: list[dict[str, Any]] = []
        for number, mark in self.marks.items():
            told: dict[str, Any] = {"mark": number, "text": text[mark.start : mark.end]}
            match mark:
                case Name():
                    told |= {"is": "name", "class": classes.get(mark.kind, "")}
                case Plan():
                    told |= {"is": "plan"}
                case Value():
                    told |= {"is": "value", "of": sorted({named[p] for p, _ in mark.readings if p in named})}
                case Number():
                    told |= {"is": "number", "number": mark.number, "sign": mark.operator}
                case Word():
                    told |= {"is": "verb" if mark.term.doing else "word"}
            if getattr(mark, "denied", False):
                told["denied"] = True
            shown.append(told)
        shown += [{"mark": number, "is": "year", "year": one.year} for number, one in self.years.items()]
        kinds = [
            {"text": kind.text, "means": [n for i in kind.iris if (n := named.get(i))]} for kind in self.reading.kinds
        ]
        cues = {name: [text[slice(*span)] for span in spans] for name, spans in self.reading.cues.items() if spans}
        return {"question": text, "marks": shown, "kinds": kinds, "cues": cues}


def numbered(reading: Reading) -> NumberedMarks:
    """Return the marks of a question under numbers."""
    marks: dict[str, Mark] = {}
    groups: tuple[tuple[str, tuple[Mark, ...]], ...] = (
        ("m", reading.names),
        ("p", reading.plans),
        ("v", reading.values),
        ("n", reading.numbers),
    )
    for letter, found in groups:
        marks |= {f"{letter}{place}": mark for place, mark in enumerate(found[:_MOST], start=1)}
    taken = [mark.span for mark in marks.values()]
    words = [word for word in reading.topic(taken) if not covered(word.span, [*taken, *reading.year_spans])]
    marks |= {f"w{place}": word for place, word in enumerate(words[:_MOST], start=1)}
    return NumberedMarks(reading, marks, _years(reading))


def _years(reading: Reading) -> dict[str, Year]:
    """Return the years with their places; each stands for all places where these cannot be told apart."""
    apart = len(reading.years) == len(reading.year_spans)
    return {
        f"y{place}": Year(year, (sorted(reading.year_spans)[place - 1],) if apart else reading.year_spans)
        for place, year in enumerate(reading.years, start=1)
    }
