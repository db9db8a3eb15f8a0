"""What of a question a model's plan explains and what it costs: counted from its marks, never from the model's word.

Only a verb may be said to mean something (`by`), for a part of its worth: a noun names something, and what is named has
to be met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ontology import terms as t
from service.answering.knows.schema import Path, Step
from service.answering.operators.attribute import asked
from service.answering.plan.sets import Set
from service.answering.propose.counted import counted
from service.answering.propose.reach import succession_cues
from service.answering.propose.sets import Draft, Sets
from service.answering.propose.subjects import Subject
from service.answering.reading.marks import Number, Reading, Span, Word
from service.answering.reading.numbers import NO_FIGURE
from service.model_reading.json_parts import strings
from service.model_reading.numbered_marks import NumberedMarks
from service.model_reading.plan_errors import Malformed, TooDeep, Unsaid
from service.model_reading.plan_vocabulary import LONGEST_PATH, Vocabulary

UNSAID = 0.35  # what a relation, a class or a further step costs that no word asks for
_DEEPEST = 6
_MOST_PARTS = 24
_MOST_STEPS, _MOST_BACK = 6, 3  # of all its paths, and those from one thing to many
_MOST_BY = 2
_HEARSAY = 0.15  # what a relation costs that only a verb asks for, and only as the model has it
_BY = 0.65  # what a verb counts that only the model says to mean this


@dataclass(slots=True)
class Explained:
    """What one plan explains. spans: stretches that its parts stand for; said: words that things say, and how far;
    rests: how many of its parts some mark of the question put there; subject: the thing that words describe."""

    marks: NumberedMarks
    known: Vocabulary
    sets: Sets
    spans: list[Span] = field(default_factory=list)
    said: dict[Span, float] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    cost: float = 0.0
    rests: int = 0
    subject: Subject | None = None
    _parts: int = 0
    _by: int = 0
    _walked: list[Step] = field(default_factory=list)

    @property
    def reading(self) -> Reading:
        """The question."""
        return self.marks.reading

    def enter(self, node: Any, key: str, depth: int) -> str:
        """Return what a part says it is; raises TooDeep, Malformed."""
        self._parts += 1
        if depth > _DEEPEST or self._parts > _MOST_PARTS:
            raise TooDeep(key)
        if not isinstance(node, dict) or not isinstance(node.get(key), str):
            raise Malformed(key)
        return str(node[key])

    def draft(self, of: Set) -> Draft:
        """Return a decoded set with what of the question it stands for."""
        spans, anchors = tuple(dict.fromkeys(self.spans)), tuple(dict.fromkeys(self.anchors))
        named = self.sets.tools.catalogue.named
        words = [word for word in self.reading.words if word.span in self.said] if self.subject else []
        called = tuple((w.span, named(w.term, self.subject.entity.iri)) for w in words if self.subject)
        return Draft(of, spans, tuple(self.said.items()), self.cost, self.subject, anchors, "", called)

    def says(self, node: Mapping[str, Any], *cues: str) -> None:
        """Note the words that ask for an operator: its cues, or a verb; raises Unsaid where there are none."""
        found = self.reading.cue(*cues)
        self.spans += found
        if not (self.said_by(node) or found):
            raise Unsaid(cues[0])

    def denies(self, node: Mapping[str, Any]) -> None:
        """Note the words that deny; raises Unsaid where there are none."""
        if not any(plan.absent for plan in self.reading.plans):
            self.says(node, "negation", "apart")

    def speaks(self, *iris: str) -> bool:
        """Note the words for classes and properties; return whether there are any."""
        found = [kind.span for kind in self.reading.kinds if set(iris) & set(kind.iris)]
        found += [span for prop, spans in asked(self.sets, self.sets.tools) if prop in iris for span in spans]
        if t.SUCCEEDS in iris:
            found += succession_cues(self.reading)
        self.spans += found
        return bool(found)

    def said_by(self, node: Mapping[str, Any]) -> bool:
        """Note the verbs that the model says to mean a part; return whether there are any."""
        names = strings(node["by"], _MOST_BY) if "by" in node else []
        for name in names:
            word = self.marks.get(name, Word)
            if not word.term.doing:
                raise Unsaid("by")
            self._by += 1
            if self._by > _MOST_BY:
                raise TooDeep("by")
            self.said[word.span] = max(self.said.get(word.span, 0.0), _BY)
        return bool(names)

    def path(self, kind: str, names: Any) -> tuple[Path, frozenset[str]]:
        """Return a path from a class, and the classes that it may end in; raises TooDeep where a plan walks too far."""
        path, ends = self.known.path(kind, strings(names, LONGEST_PATH))
        self._walked += path
        if len(self._walked) > _MOST_STEPS or sum(step.inverse for step in self._walked) > _MOST_BACK:
            raise TooDeep("path")
        return path, ends

    def walked(self, kind: str, path: Path, ends: Sequence[str], node: Mapping[str, Any]) -> bool:
        """Note the words for a path, and what it costs where there are none; return whether there are any."""
        said = self.speaks(*(step.property for step in path))
        if self.said_by(node) and not said:
            self.cost += _HEARSAY
            said = True
        nearest = any(path in self.sets.tools.schema.paths(kind, end, limit=1) for end in ends)
        self.cost += UNSAID * (len(path) - 1) + (0.0 if said or nearest else UNSAID)
        return said

    def number(self, name: Any) -> Number:
        """Return a number of the question that is a figure; raises Unsaid where its unit says that it is none."""
        mark = self.marks.get(name, Number)
        if not mark.unit or mark.unit in NO_FIGURE or any(mark is one for one, *_ in counted(self.sets)):
            raise Unsaid("number")
        self.spans.append(mark.span)
        self.rests += 1
        return mark

    def count(self, name: Any, kinds: Sequence[str]) -> Number:
        """Return a number of the question that counts things of a class; raises Unsaid where it counts others."""
        mark = self.marks.get(name, Number)
        spans = [spans for one, kind, spans in counted(self.sets) if one is mark and kind in kinds]
        if not spans:
            raise Unsaid("number")
        self.spans += spans[0]
        self.rests += 1
        return mark

    def year(self, name: Any) -> int:
        """Return a year of the question."""
        year = self.marks.year(name)
        self.spans += year.spans
        return year.year
