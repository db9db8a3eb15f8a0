"""Small charts of targets by fiscal year, drawn here as SVG: one look and one row of years for all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from graph.japanese import era_short
from service.views.plan_indicators import Target
from ui.markup import text

WIDTH, HEIGHT = 280, 128
_LEFT, _RIGHT, _TOP, _BASE = 6, WIDTH - 6, 26, 100
_BAR = 0.58  # of the room of a year
_LEAST = 1.5  # the height of a bar of nothing
_CROWDED = 8  # years from which on only every second is named
_LETTER = 13.0  # pixels of the widest letter of a label


def bars(years: Sequence[int], targets: Sequence[Target], name: str, missing: str = "") -> str:
    """Return the targets as bars that begin at zero; years without a number stay empty.

    name: of the 指標; missing: what is said in place of a bar where a year has no target at all.
    """
    said_of = {target.year for target in targets}
    heights = {target.year: target.number for target in targets if target.number is not None}
    if not heights:
        return ""
    low, high = min(Decimal(0), *heights.values()), max(Decimal(0), *heights.values())
    span = (high - low) or Decimal(1)
    room = (_RIGHT - _LEFT) / len(years)

    def level(value: Decimal) -> float:
        return _BASE - (_BASE - _TOP) * float((value - low) / span)

    drawn, zero, last = [], level(Decimal(0)), max(heights)
    for place, year in enumerate(years):
        middle = _LEFT + room * (place + 0.5)
        if year in heights:
            edge = level(heights[year])
            # A bar of nothing is still there to be seen.
            top, bottom = (min(edge, zero), max(edge, zero)) if abs(edge - zero) > _LEAST else (zero - _LEAST, zero)
            drawn.append(
                f'<rect class="{"bar last" if year == last else "bar"}" x="{middle - room * _BAR / 2:.1f}" '
                f'y="{top:.1f}" width="{room * _BAR:.1f}" height="{bottom - top:.1f}"/>'
            )
        elif missing and year not in said_of and len(years) < _CROWDED:
            drawn.append(f'<text class="missing" x="{middle:.1f}" y="{_BASE - 6}">{text(missing)}</text>')
        if len(years) < _CROWDED or (len(years) - 1 - place) % 2 == 0:
            drawn.append(f'<text class="year" x="{middle:.1f}" y="{_BASE + 18}">{era_short(year)}</text>')
        if year == last:
            drawn.append(_label(_printed(targets, year), middle, min(level(heights[year]), zero) - 6))
    said = "、".join(f"{era_short(target.year)} {target.values[0]}" for target in targets if target.year in heights)
    if missing and (without := [year for year in years if year not in said_of]):
        said += f"、{'・'.join(map(era_short, without))} {missing}"
    title = text(f"{name}の棒グラフ：{said}")
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{zero:.1f}" y2="{zero:.1f}"/>{"".join(drawn)}</svg>'
    )


def _label(value: str, middle: float, bottom: float) -> str:
    """Return the value above its bar, moved to the left where it would run over the edge."""
    half = len(value) * _LETTER / 2
    x, anchor = (_RIGHT, "end") if middle + half > _RIGHT else (middle, "middle")
    return f'<text class="value" x="{x:.1f}" y="{bottom:.1f}" text-anchor="{anchor}">{text(value)}</text>'


def _printed(targets: Sequence[Target], year: int) -> str:
    return next(target.values[0] for target in targets if target.year == year)
