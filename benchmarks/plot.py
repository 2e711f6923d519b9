"""A line for each road over the number of learners, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import cycle
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 360, 56, 24, 190, 44
_COLOURS = (
    *("#0b5e6b", "#a3480d", "#5b3f99", "#2f6b1f", "#8a1538"),
    *("#3d5a80", "#7a5c00", "#444", "#c2185b"),
)


def growth(found: Mapping[str, Any]) -> str:
    """How many times a bare answer's processor time, one at a time, for each number of learners; both
    axes are logarithmic, so that a line which stays level stays level over four powers of ten. A bar
    at each point reaches from the least to the greatest round.
    """
    learners: Sequence[int] = found["learners"]
    series: dict[str, list[list[float]]] = {
        row["road"]: row["times_bare"] for row in found["alone"]
    }
    every = [value for points in series.values() for point in points for value in point]
    low, high = 10 ** math.floor(math.log10(min(every))), 10 ** math.ceil(math.log10(max(every)))

    def x(number: float) -> float:
        return _between(number, learners[0], learners[-1], LEFT, WIDTH - RIGHT)

    def y(value: float) -> float:
        return _between(value, low, high, HEIGHT - BOTTOM, TOP)

    parts = [_frame()]
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        at = y(10**power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}</text>'
        )
    parts += [
        f'<text x="{x(number):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{number:,}</text>'
        for number in learners
    ]
    parts.append(f'<text x="{LEFT}" y="14">times the processor time of a bare answer</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}">learners</text>')
    ends = _spread([y(points[-1][0]) for points in series.values()])
    for (name, points), colour, end in zip(series.items(), cycle(_COLOURS), ends, strict=False):
        parts.append(
            _line([(x(n), *map(y, p)) for n, p in zip(learners, points, strict=True)], colour)
        )
        parts.append(
            f'<text x="{WIDTH - RIGHT + 8}" y="{end + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return "".join(parts) + "</svg>\n"


def _line(points: list[tuple[float, ...]], colour: str) -> str:
    """Through what was measured; each point is a place, a height, and those of its least and greatest."""
    through = " ".join(f"{at:.1f},{middle:.1f}" for at, middle, _, _ in points)
    bars = "".join(f"M{at:.1f} {least:.1f}V{greatest:.1f}" for at, _, least, greatest in points)
    return (
        f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<path d="{bars}" stroke="{colour}" stroke-opacity=".5"/>'
    )


def _frame() -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12"><title>Processor time per request by number of '
        f'learners</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    )


def _between(value: float, low: float, high: float, first: float, last: float) -> float:
    share = (math.log10(value) - math.log10(low)) / ((math.log10(high) - math.log10(low)) or 1)
    return first + share * (last - first)


def _spread(heights: list[float]) -> list[float]:
    """Heights of labels, moved apart so that none covers another."""
    placed: list[float] = [0.0] * len(heights)
    last = -100.0
    for at in sorted(range(len(heights)), key=heights.__getitem__):
        last = placed[at] = max(heights[at], last + 14)
    return placed
