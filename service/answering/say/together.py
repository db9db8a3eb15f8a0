"""Several answers to one message, as one."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.answer import Answer, Status

_CITATIONS = 8
_NEXT = "\n\n# ―― 次の問合せ ――\n"  # between the queries of an answer that takes several


def together(answers: Sequence[Answer]) -> Answer:
    """Return the answers one after the other; what was not found is said at its place."""
    found = [a for a in answers if a.status is Status.ANSWERED] or [answers[0]]
    if len(found) == 1 and len(answers) == 1:
        return answers[0]
    citations = [c for number in range(_CITATIONS) for a in found for c in a.citations[number : number + 1]]
    queries = [a.sparql for a in found if a.sparql]
    return Answer(
        status=found[0].status,
        text="\n".join(a.text for a in answers),
        items=tuple(i for a in found for i in a.items),
        boolean=found[0].boolean if len(found) == 1 else None,
        citations=tuple(dict.fromkeys(citations))[:_CITATIONS],
        sparql=joined(queries),
        suggestions=found[-1].suggestions,
        contact=answers[-1].contact,
        reserve=next((a.reserve for a in found if a.reserve), None),
        confidence=min((a.confidence for a in found if a.confidence is not None), default=None),
    )


def joined(queries: Sequence[str]) -> str | None:
    """Return several queries as one text, None where there is none."""
    return _NEXT.join(dict.fromkeys(queries)) or None


def parts(sparql: str) -> list[str]:
    """Return the queries of an answer one by one."""
    return sparql.split(_NEXT)
