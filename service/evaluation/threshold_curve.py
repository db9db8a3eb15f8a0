"""What a threshold on the answers' confidence would do: who would be turned away, and how right the rest would be."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.errors import BadRequest
from service.evaluation.outcome import Outcome

THRESHOLDS = tuple(step / 10 for step in range(11))
_HEADER = ("threshold", "answerable_refused", "unanswerable_refused", "answered", "accuracy_of_answered")


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: answers of less confidence count as "not found".

    answerable_refused, unanswerable_refused: shares of the questions with and without an answer that are turned away,
    None where there are no such questions; answered: how many are not; accuracy: the share of these that pass, None
    where none is left. A question without an answer that is answered all the same does not pass.
    """

    threshold: float
    answerable_refused: float | None
    unanswerable_refused: float | None
    answered: int
    accuracy: float | None


def curve(outcomes: Sequence[Outcome]) -> tuple[Point, ...]:
    """Return the points from 0 to 1; none where the answers carry no confidence."""
    if all(outcome.confidence is None for outcome in outcomes):
        return ()
    return tuple(_point(threshold, outcomes) for threshold in THRESHOLDS)


def _point(threshold: float, outcomes: Sequence[Outcome]) -> Point:
    left = [outcome for outcome in outcomes if not _refused(outcome, threshold)]
    shares: dict[bool, float | None] = {}
    for without in (True, False):
        group = [outcome for outcome in outcomes if outcome.question.expected.unanswerable is without]
        shares[without] = sum(_refused(outcome, threshold) for outcome in group) / len(group) if group else None
    accuracy = sum(outcome.verdict.passed for outcome in left) / len(left) if left else None
    return Point(threshold, shares[False], shares[True], len(left), accuracy)


def _refused(outcome: Outcome, threshold: float) -> bool:
    """Return whether a threshold turns a question away; one that asks back is let through."""
    if outcome.status == "not_found":
        return True
    return outcome.status == "answered" and outcome.confidence is not None and outcome.confidence < threshold


def lines(points: Sequence[Point]) -> list[str]:
    """Return the curve for people, a line a threshold."""
    if not points:
        return ["しきい値の表：答えに確信度がないので、ありません。"]
    return [
        "しきい値  答えがあるのに断る  答えがないので断る  答える  そのうち正答",
        *(
            f"{point.threshold:>8.1f}  {_share(point.answerable_refused):>18}  {_share(point.unanswerable_refused):>18}"
            f"  {point.answered:>6}  {_share(point.accuracy):>12}"
            for point in points
        ),
    ]


def write(points: Sequence[Point], path: Path) -> None:
    """Write the curve as CSV; raises BadRequest where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            writer.writerows(row(point) for point in points)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadRequest(f"{path}：書けません（{reason}）。書ける場所を指定してください。") from None


def row(point: Point) -> tuple[float | int | None, ...]:
    """Return a point as the columns of the CSV."""
    return (
        point.threshold,
        point.answerable_refused,
        point.unanswerable_refused,
        point.answered,
        point.accuracy,
    )


def to_json(points: Sequence[Point]) -> list[dict[str, float | int | None]]:
    """Return the curve for scripts, by the names of the columns."""
    return [dict(zip(_HEADER, row(point), strict=True)) for point in points]


def _share(value: float | None) -> str:
    return "－" if value is None else f"{value:.3f}"
