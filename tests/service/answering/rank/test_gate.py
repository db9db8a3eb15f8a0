"""The gate that refuses: a sum of steps, read from its file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.rank.gate import gate, seen
from service.answering.rank.step_sum import Steps

NUMBERS = st.floats(-20, 20, allow_nan=False)


def test_a_step_counts_above_its_limit() -> None:
    one = Steps(1.0, {"score": ((2.0, 0.5), (4.0, 0.25))}, 1.2)
    assert [one.worth({"score": score}) for score in (1.0, 2.0, 3.0, 5.0)] == [1.0, 1.0, 1.5, 1.75]
    assert one.worth({}) == 1.0


@given(NUMBERS, NUMBERS, st.text(max_size=60))
def test_a_better_score_never_closes_the_gate_of_the_file(score: float, more: float, question: str) -> None:
    low, high = sorted((score, score + abs(more)))
    told = [gate().worth(seen(question, {}, "things", one, one - 1.0)) for one in (low, high)]
    assert told[0] <= told[1] + 1e-9


def test_what_is_seen_holds_the_lead_over_the_next() -> None:
    assert seen("問い", {"said": 1.0}, "things", 5.0, 3.0)["score_lead"] == 2.0
    assert seen("問い", {}, "things", 5.0, None)["score_lead"] == seen("問い", {}, "things", 5.0, -90.0)["score_lead"]
