"""The words of questions, read from ``words.yaml``: what they ask for, which operators they mean, what to ignore."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Loose:
    """The words of loose speech. spoken: forms of speech, each with the form of writing that it is read as;
    announcing: what announces a subject; framing: phrases that only frame a question; identity: sentences that say who
    asks, or what for; reason, statement: endings of what only tells circumstances; trailing: where a question has
    ended in front of more; ending: how a question of its own ends; detail: further questions that only add to the one
    before; pointing: words that point back; own: words for the asker's own 課; topic: endings of what announces a
    subject; subject: what follows one; condition: what leaves out or takes in, said behind a question."""

    spoken: tuple[tuple[re.Pattern[str], str], ...]
    announcing: re.Pattern[str]
    framing: re.Pattern[str]
    identity: re.Pattern[str]
    reason: re.Pattern[str]
    statement: re.Pattern[str]
    trailing: re.Pattern[str]
    ending: re.Pattern[str]
    detail: re.Pattern[str]
    pointing: re.Pattern[str]
    own: re.Pattern[str]
    topic: re.Pattern[str]
    subject: re.Pattern[str]
    condition: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of questions. Patterns match folded text; lists hold folded words.

    asks and operators: name → pattern; plans: role → words; pointing_back: words that point at what was said before;
    pointed: noun behind them → local names of classes; that_year: words for its year; tail, tail_asked: what may follow
    what is exchanged, and what asks at a question's end; values: property name → value → words;
    fields: property name → words; stop: words without content; nobody: subjects that are no answer to 誰が;
    titles: what stands behind names; asking: words that only ask;
    denied, unfinished: what says no, or not yet, in a sentence; done, asked_no: questions whether something is there
    already, and whether it is not; kinds: kind of value → how it is asked for and how it looks;
    properties: property name → further words for it; conflicts: kind of contradiction → words for it.
    """

    asks: Mapping[str, re.Pattern[str]]
    operators: Mapping[str, re.Pattern[str]]
    cues: Mapping[str, re.Pattern[str]]
    units: tuple[str, ...]
    compared: Mapping[str, re.Pattern[str]]
    plans: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    fields: Mapping[str, tuple[str, ...]]
    next_year: tuple[str, ...]
    previous_year: tuple[str, ...]
    openers: tuple[str, ...]
    pointing_back: re.Pattern[str]
    pointed: Mapping[str, tuple[str, ...]]
    that_year: re.Pattern[str]
    tail: re.Pattern[str]
    tail_asked: re.Pattern[str]
    stop: frozenset[str]
    nobody: frozenset[str]
    titles: frozenset[str]
    asking: frozenset[str]
    kinds: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    properties: Mapping[str, tuple[str, ...]]
    conflicts: Mapping[str, tuple[str, ...]]
    denied: re.Pattern[str]
    unfinished: re.Pattern[str]
    done: re.Pattern[str]
    asked_no: re.Pattern[str]
    instructions: re.Pattern[str]
    per_unit: re.Pattern[str]
    counter: re.Pattern[str]
    era_span: re.Pattern[str]
    between: tuple[re.Pattern[str], ...]
    beside: re.Pattern[str]
    interrogative: re.Pattern[str]
    titled: re.Pattern[str]
    asking_cue: re.Pattern[str]
    leading: re.Pattern[str]
    neutral: re.Pattern[str]
    courtesy: re.Pattern[str]
    loose: Loose

    def operator(self, name: str, text: str) -> bool:
        """Return whether the folded text carries an operator's words."""
        return self.operators[name].search(text) is not None

    def is_instruction(self, text: str) -> bool:
        """Return whether the folded text orders the system about instead of asking for something."""
        return self.instructions.search(text) is not None


class _EachOnce(yaml.SafeLoader):
    """Refuses a key that stands twice in one place: the words under the first would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; raises a ConstructorError where a key stands in it twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"「{key.value}」が二度あります", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@cache
def wording() -> Wording:
    """Return the words of questions as ``words.yaml`` has them."""
    data = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=_EachOnce)
    return Wording(
        asks={name: _pattern(words) for name, words in data["asks"].items()},
        operators={name: _pattern(words) for name, words in data["operators"].items()},
        cues={name: _pattern(words) for name, words in data["cues"].items()},
        units=_longest_first(data["units"]),
        compared={sign: _pattern(words) for sign, words in data["compared"].items()},
        plans={name: _longest_first(words) for name, words in data["plans"].items()},
        values={
            name: {value: _longest_first(words) for value, words in values.items()}
            for name, values in data["values"].items()
        },
        fields={name: _longest_first(words) for name, words in data["fields"].items()},
        next_year=_longest_first(data["context"]["next_year"]),
        previous_year=_longest_first(data["context"]["previous_year"]),
        openers=_longest_first(data["context"]["openers"]),
        pointing_back=_pattern(data["context"]["pointing_back"]),
        pointed={noun: tuple(kinds) for noun, kinds in data["context"]["pointed"].items()},
        that_year=_pattern(data["context"]["that_year"]),
        tail=_pattern(data["context"]["tail"]),
        tail_asked=_pattern(data["context"]["tail_asked"]),
        stop=frozenset(data["stop"]),
        nobody=frozenset(data["nobody"]),
        titles=frozenset(data["titles"]),
        asking=frozenset(data["asking"]),
        kinds={name: (_pattern(one["asked"]), _pattern(one["shown"])) for name, one in data["kinds"].items()},
        conflicts={name: _longest_first(words) for name, words in data["conflicts"].items()},
        properties={name: _longest_first(words) for name, words in data["properties"].items()},
        denied=_pattern(data["polarity"]["denied"]),
        unfinished=_pattern(data["polarity"]["unfinished"]),
        done=_pattern(data["polarity"]["done"]),
        asked_no=_pattern(data["polarity"]["asked_no"]),
        instructions=_pattern(data["instructions"]),
        per_unit=_pattern(data["per_unit"]),
        counter=_pattern(data["counter"]),
        era_span=_pattern(data["era_span"]),
        between=tuple(map(re.compile, data["between"])),
        beside=_pattern(data["beside"]),
        interrogative=_pattern(data["interrogative"]),
        titled=_pattern(data["titled"]),
        asking_cue=_pattern(data["asking_cue"]),
        leading=_pattern(data["leading"]),
        neutral=_pattern(data["neutral"]),
        courtesy=_pattern(data["courtesy"]),
        loose=_loose(data),
    )


def _loose(data: Mapping[str, Any]) -> Loose:
    names = [field.name for field in fields(Loose) if field.name != "spoken"]
    spoken = tuple((re.compile(form), by) for form, by in data["spoken"])
    return Loose(spoken=spoken, **{name: _pattern(data[name]) for name in names})


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in words))


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: -len(word)))
