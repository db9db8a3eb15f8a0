"""Why a plan that a model wrote is not taken.

PlanError
├── NotAPlan       no JSON object can be read, or it is no list of plans
├── Malformed      a part is missing, of another type, or not of the schema
├── UnknownMark    a mark is named that the question does not have, or not in this place
├── UnknownName    a class, relation or property is named that the vocabulary does not have
├── NoPath         relations follow each other that do not meet
├── WrongKind      things of another class stand where the plan needs some
├── TooDeep        parts are nested or joined beyond measure
└── Unsaid         no word of the question asks for this
"""

from __future__ import annotations


class PlanError(ValueError):
    """A plan cannot be taken. Its text names the place, and nothing that the model wrote."""


class NotAPlan(PlanError):
    """No JSON object can be read, or it is no list of plans."""


class Malformed(PlanError):
    """A part is missing, of another type, or not of the schema."""


class UnknownMark(PlanError):
    """A mark is named that the question does not have, or not in this place."""


class UnknownName(PlanError):
    """A class, relation or property is named that the vocabulary does not have."""


class NoPath(PlanError):
    """Relations follow each other that do not meet."""


class WrongKind(PlanError):
    """Things of another class stand where the plan needs some."""


class TooDeep(PlanError):
    """Parts are nested or joined beyond measure."""


class Unsaid(PlanError):
    """No word of the question asks for this."""
