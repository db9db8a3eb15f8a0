"""What was understood of a question, in parts that can be shown and exchanged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PLAN, YEAR, CONDITION, ASKED, WORD = "計画", "年度", "条件", "尋ねていること", "ことば"
CARRIED = "前の質問から"
UNKNOWN = "資料にないことば"
LEFT = "読み取れなかったことば"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading. label: what the chip would say; question: the whole question that is read so."""

    label: str
    question: str

    def to_json(self) -> dict[str, str]:
        """Return the reading as ``POST /api/ask`` writes it."""
        return {"label": self.label, "question": self.question}


@dataclass(frozen=True, slots=True)
class Chip:
    """One node of the plan that answers, with the words that put it there. kind: 計画, 年度, 課 …; text: as typed,
    empty where it is unsaid; label: as understood; iri: where it is one thing; start, end: where it was typed, -1 where
    it is unsaid; node: the part of the plan, None where the chip is about words alone.
    """

    kind: str
    text: str
    label: str
    iri: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    start: int = -1
    end: int = -1
    node: Any = None

    def to_json(self) -> dict[str, Any]:
        """Return the chip as ``POST /api/ask`` writes it."""
        return {
            "kind": self.kind,
            "text": self.text,
            "label": self.label,
            "iri": self.iri,
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
        }
