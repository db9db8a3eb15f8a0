"""Whether an answer is what was expected.

What decides, in this order: the status; an ambiguous answer's candidates; the boolean; for what is undecided, a fitting
quote and no value; the set of labels or of values, neither more nor fewer; else a fitting quote. A fitting quote is one
of the first three citations that holds an expected passage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.evaluation.accepted_spellings import names, quoted, values
from service.evaluation.question_file import Expected, Spellings

CITATIONS_READ = 3  # a reader looks no further for the evidence
LONGEST_QUOTE = 400  # characters without white space: longer ones are no quote of a place
NEIGHBOURS = 2  # things near the right one that may come along where everyday words are asked for


@dataclass(frozen=True, slots=True)
class Verdict:
    """passed: as the module says; reason: what was found instead; cited: None where no passage is expected."""

    passed: bool
    reason: str
    cited: bool | None = None


def judge(expected: Expected, answer: Mapping[str, Any]) -> Verdict:
    """Return the verdict on an answer in the shape of ``POST /api/ask``."""
    items = answer.get("items") or []
    status = answer.get("status")
    if expected.status is not None:
        return Verdict(status == expected.status, f"status は {status}")
    cited = None if expected.passage is None else _is_cited(expected.passage, quotes(answer))
    if expected.ambiguous is not None:
        offered = [names(str(item.get("label") or "")) for item in items]
        missing = [one for one in expected.ambiguous if not any(_names(one) & forms for forms in offered)]
        passed = status == "ambiguous" and not missing
        return Verdict(passed, f"status は {status}、候補にないもの：{_shown(missing)}", cited)
    if expected.boolean is not None:
        return Verdict(answer.get("boolean") is expected.boolean, f"boolean は {answer.get('boolean')}", cited)
    if expected.undecided:
        valued = [item for item in items if item.get("value") not in (None, "")]
        return Verdict(bool(cited) and not valued, f"引用{'あり' if cited else 'なし'}、値{len(valued)}件", cited)
    wanted = expected.labels if expected.labels is not None else expected.values
    if wanted is None:
        return Verdict(bool(cited), "期待した箇所の引用がありません", cited)
    missing, extra = compare(wanted, items)
    allowed = NEIGHBOURS if expected.labels is not None and expected.passage is not None else 0
    return Verdict(not missing and len(extra) <= allowed, f"ないもの：{_shown(missing)}、余分{len(extra)}件", cited)


def quotes(answer: Mapping[str, Any]) -> list[str]:
    """Return the quotes of an answer as they are compared; one that is too long is left empty."""
    found = (quoted(str(citation.get("quote") or "")) for citation in answer.get("citations") or [])
    return [quote if len(quote) <= LONGEST_QUOTE else "" for quote in found]


def compare(
    wanted: Sequence[Spellings], items: Sequence[Mapping[str, Any]]
) -> tuple[list[Spellings], list[frozenset[str]]]:
    """Return what is missing of the wanted and which items are extra; one thing said twice is not extra."""
    left = [forms for forms in map(_item, items) if forms]
    missing = []
    for spellings in wanted:
        accepted = _names(spellings) | frozenset[str]().union(*map(values, spellings))
        rest = [forms for forms in left if not forms & accepted]
        if len(rest) == len(left):
            missing.append(spellings)
        left = rest
    return missing, left


def _item(item: Mapping[str, Any]) -> frozenset[str]:
    """All that one item may be known by: label, number, year, value with and without its unit."""
    forms = [names(str(item[part])) for part in ("label", "number", "year") if item.get(part)]
    if item.get("value") not in (None, ""):
        forms.append(values(str(item["value"]), item.get("unit")))
    return frozenset[str]().union(*forms)


def _names(spellings: Spellings) -> frozenset[str]:
    return frozenset[str]().union(*map(names, spellings))


def _is_cited(passages: Spellings, said: Sequence[str]) -> bool:
    wanted = [quoted(passage) for passage in passages]
    return any(passage in quote for passage in wanted for quote in said[:CITATIONS_READ])


def _shown(missing: Sequence[Spellings]) -> str:
    return "、".join(spellings[0] for spellings in missing[:5]) or "なし"
