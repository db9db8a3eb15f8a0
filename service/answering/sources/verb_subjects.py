"""Who does something: the subject of the verb asked about, in the sentence that says so (「委員は市長が委嘱する」)."""

from __future__ import annotations

import re

from graph.japanese import fold
from ontology import terms as t
from service.answering.answer import Item
from service.answering.reading.mentions import Linked
from service.answering.sources.verbatim_quotes import sentences
from service.answering.step_interface import Result, Tools
from service.answering.wording import wording

_WHO = re.compile(
    r"(?:誰|だれ|どなた|どの役職)が(?:[^、。がは]{1,12}[をに])?([一-龠々]{1,4}|[ァ-ヴー]{3,})(?:する|し|でき|られ|す|り|い|る|っ|め)"
    r"|([一-龠々]{1,4}|[ァ-ヴー]{3,})(?:する|できる|す|る|した|るの|う)(?:の|人|方|役職|者)?(?:は|って)(?:誰|だれ|どなた|どの役職)"
)
_SUBJECT = r"((?:他の)?[一-龠々ァ-ヴーA-Za-z]{{2,16}})(?:が|は)[^。、]{{0,16}}{verb}"
_TOPIC = r"^[\d\s第条項()]*([一-龠々ァ-ヴーA-Za-z]{{2,16}})は、[^。]{{0,40}}{verb}"  # 会長は、委員会を代表し
_TAIL = 3  # characters by which a rule calls its own body: 委員会
_COVERED = 0.3  # part of the question's worth that the passage has to hold


def doing(linked: Linked, tools: Tools) -> Result | None:
    """Return who does what the question asks about, as the sentence names them; None where no sentence does."""
    asked = _WHO.search(linked.text)
    if asked is None:
        return None
    verb = asked[1] or asked[2]
    patterns = [re.compile(form.format(verb=re.escape(verb))) for form in (_SUBJECT, _TOPIC)]
    bodies = {
        fold(name) for m in linked.entities(t.COUNCIL) for iri in m.iris for name in tools.knowledge.entities[iri].names
    }
    for found in tools.retrieval.passages(linked.question, linked.terms):
        quote = fold(found.citation.quote)
        if found.covered < _COVERED or (bodies and not any(name[-_TAIL:] in quote for name in bodies)):
            continue
        for start, end in sentences(found.citation.quote):
            said = (one for p in patterns for one in p.finditer(fold(found.citation.quote[start:end])))
            subject = next((one for one in said if not _is_given(one[1], linked.text, bodies)), None)
            if subject is None:
                continue
            return Result(
                items=(Item(label=subject[1], type=tools.knowledge.class_labels.get(t.POST)),),
                passages=(found,),
                text=f"{subject[1]}です。",
            )
    return None


def _is_given(subject: str, text: str, bodies: set[str]) -> bool:
    """Return whether a subject is no answer: a body or a group, or named by the question (会長が欠けたとき)."""
    return subject in bodies or subject in wording().nobody or subject in text
