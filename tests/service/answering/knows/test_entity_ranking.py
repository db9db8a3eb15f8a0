"""Ranking a class at once: the same candidates, figures and order as holding each entity against the terms alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.japanese import fold
from service.answering.knows.entity_ranking import NAME_BONUS, Candidate, Ranking, Shelf, weightiest
from service.answering.knows.named_entities import Entity
from service.answering.language.content_words import RELATED, SYNONYM, Term

_WORDS = st.text("あいう道路計画", min_size=1, max_size=3)
_TERMS = st.builds(
    lambda forms, weight, pair, related, doing: Term(tuple(forms), weight, pair, tuple(related), doing),
    st.lists(_WORDS, min_size=1, max_size=3, unique=True),
    st.floats(0.1, 9.0),
    st.booleans(),
    st.lists(_WORDS, max_size=2),
    st.booleans(),
)
_FIELDS = st.lists(
    st.lists(
        st.tuples(st.sampled_from((1.0, 0.85, 0.7)), st.text("あいう道路計画", max_size=12)), min_size=1, max_size=4
    ),
    min_size=1,
    max_size=90,
)


@settings(max_examples=60)
@given(_FIELDS, st.lists(_TERMS, min_size=1, max_size=5).filter(lambda terms: any(not x.pair for x in terms)))
def test_a_shelf_ranks_as_its_entities_do_one_by_one(fields: list[list[tuple[float, str]]], terms: list[Term]) -> None:
    entities = [Entity(f"x:{number * 7 % len(fields)}", "x:Kind", place=number) for number in range(len(fields))]
    shelf = Shelf(entities, fields)
    one_by_one = [_alone(entity, own, terms) for entity, own in zip(entities, fields, strict=True)]
    wanted = sorted((c for c in one_by_one if c is not None), key=lambda c: (-c.score, c.entity.iri))
    ranked = Ranking([(shelf, shelf.scores(terms))])
    assert list(ranked) == wanted
    assert ranked[:3] == wanted[:3]
    assert len(ranked) == len(wanted)
    assert bool(ranked) is bool(wanted)


def test_a_shelf_finds_entities_by_a_piece_of_their_fields() -> None:
    entities = [Entity("x:1", "x:Kind", ["道路の整備"]), Entity("x:2", "x:Kind", ["公園"], place=1)]
    shelf = Shelf(entities, [[(1.0, fold("道路の整備"))], [(1.0, fold("公園")), (0.7, fold("道路の脇"))]])
    assert shelf.holding(["道路"]) == entities
    assert shelf.named_like("道路") == entities[:1]
    assert shelf.holding([]) == []


def _alone(entity: Entity, fields: list[tuple[float, str]], terms: list[Term]) -> Candidate | None:
    """Return the candidate by reading every field: what `Shelf` has to come to, figure for figure."""
    worth = covered = named = 0.0
    key = False
    for term in terms:
        held = [_held(term, text) for _, text in fields]
        if not any(held):
            continue
        worth += max(weight * one for (weight, _), one in zip(fields, held, strict=True))
        if not term.pair:
            covered += max(held)
            key |= term is weightiest(terms)
            named += held[0]
    whole = sum(term.weight for term in terms if not term.pair)
    shares = min(1.0, covered / whole), min(1.0, named / whole)
    return Candidate(entity, worth + NAME_BONUS * named, *shares, key) if worth else None


def _held(term: Term, text: str) -> float:
    if term.forms[0] in text:
        return term.weight
    if any(form in text for form in term.forms[1:]):
        return term.weight * SYNONYM
    return term.weight * RELATED if any(form in text for form in term.related) else 0.0
