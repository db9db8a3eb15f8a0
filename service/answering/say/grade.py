"""The grade of an answer in words: found, found with a reserve and why, not found."""

from __future__ import annotations

from service.answering.answer import Answer, Status
from service.answering.rank.choose import Chosen
from service.answering.rank.trust import enough

CLEAR = 0.6  # part of a description that a thing has to meet to be what is meant, without a word


def reserve(told: Chosen, answer: Answer) -> str | None:
    """Return why an answer is given with a reserve, None where it is not."""
    if answer.status is not Status.ANSWERED or told.sure > enough():
        return None
    if told.proposal.extra:
        return "お尋ねに近い箇所です。答えになっているか、原文で確かめてください。"
    guessed = [d.subject for d in told.proposal.drafts if d.subject is not None and d.subject.share < CLEAR]
    if guessed:
        names = "」「".join(dict.fromkeys(one.entity.label for one in guessed))
        return f"「{names}」のことと読みました。違うときは、名前を挙げて尋ねてください。"
    return "ほかの読み方もありえます。読み取ったことを確かめてください。"
