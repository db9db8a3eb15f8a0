"""The JSON schema of the plans that a model may write: the algebra, with marks in the place of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.answering.propose.courses import TRENDS
from service.model_reading.numbered_marks import NumberedMarks
from service.model_reading.plan_decoding import MOST_PLANS, REDUCED, YEAR_OF
from service.model_reading.plan_vocabulary import LONGEST_PATH, Vocabulary

_SET = {"$ref": "#/$defs/set"}
_CONDITION = {"$ref": "#/$defs/condition"}
_TEXT: dict[str, Any] = {"type": "string"}


def schema(marks: NumberedMarks | None = None, known: Vocabulary | None = None) -> dict[str, Any]:
    """Return the schema. marks, known: what may be named, left open where not given."""
    numbers = [*marks.marks, *marks.years] if marks else None
    mark = {letter: _among(numbers, letter) for letter in "mpvnyw"}
    relations = sorted({name for steps in known.relations.values() for name in steps}) if known else None
    path = {"type": "array", "items": _names(relations), "minItems": 1, "maxItems": LONGEST_PATH}
    kind, prop = _names(known.classes if known else None), _names(known.properties if known else None)
    by, years, words = _list(mark["w"]), _list(mark["y"]), _list(mark["w"])
    named = _list({"anyOf": [mark["m"], mark["p"]]})
    sets = [
        _object("set", ["named"], {"marks": named}),
        _object("set", ["all"], {"class": kind}),
        _object("set", ["described"], {"class": kind, "words": words}),
        _object("set", ["via"], {"of": _SET, "path": path}, {"class": kind, "by": by}),
        _object("set", ["where"], {"of": _SET, "conditions": _list(_CONDITION)}),
        _object("set", ["union", "both"], {"of": _list(_SET)}),
        _object("set", ["minus"], {"of": _SET, "without": _SET}, {"by": by}),
    ]
    count = {"anyOf": [mark["n"], {"enum": ["joint", "single"]}]}
    conditions = [
        _object("condition", ["has"], {"path": path}, {"ends": _SET, "by": by}),
        _object("condition", ["only"], {"path": path, "ends": _SET}, {"by": by}),
        _object("condition", ["not"], {"of": _CONDITION}, {"by": by}),
        _object("condition", ["value"], {"mark": mark["v"]}),
        _object("condition", ["bears"], {"property": prop}),
        _object("condition", ["says"], {"property": prop, "words": words}),
        _object("condition", ["how_many"], {"path": path, "number": count}, {"ends": _SET, "by": by}),
        _object("condition", ["figure"], {"number": mark["n"]}, {"year": mark["y"]}),
        _object("condition", ["moves"], {"how": _names(TRENDS)}, {"first": mark["y"], "last": mark["y"], "by": by}),
    ]
    plans = [
        _object("give", ["things"], {"of": _SET}),
        _object("give", ["count"], {"of": _SET}, {"by": by}),
        _object("give", ["values"], {"of": _SET, "property": prop}, {"by": by}),
        _object("give", ["figures"], {"of": _SET}, {"years": years}),
        _object("give", REDUCED, {"of": _SET}, {"years": years, "number": mark["n"], "by": by}),
        _object("give", ["year_of"], {"of": _SET, "how": _names(YEAR_OF)}, {"number": mark["n"], "by": by}),
        _object("give", ["most", "least"], {"of": _SET, "path": path}, {"class": kind, "by": by}),
        _object("give", ["largest", "smallest"], {"of": _SET}, {"year": mark["y"], "by": by}),
    ]
    return {
        "type": "object",
        "properties": {"plans": {"type": "array", "items": {"anyOf": plans}, "maxItems": MOST_PLANS}},
        "required": ["plans"],
        "additionalProperties": False,
        "$defs": {"set": {"anyOf": sets}, "condition": {"anyOf": conditions}},
    }


def _object(
    key: str, names: Iterable[str], needed: dict[str, Any], allowed: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"enum": list(names)}, **needed, **(allowed or {})},
        "required": [key, *needed],
        "additionalProperties": False,
    }


def _names(known: Iterable[str] | None) -> dict[str, Any]:
    return {"enum": sorted(known)} if known else _TEXT


def _among(numbers: Iterable[str] | None, letter: str) -> dict[str, Any]:
    """Return the marks of one kind; a pattern where none is there, so that nothing fits but the form is whole."""
    found = [number for number in numbers or () if number.startswith(letter)]
    return {"enum": found} if found else {"type": "string", "pattern": f"^{letter}[0-9]+$"}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}
