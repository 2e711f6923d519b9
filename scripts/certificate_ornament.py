"""How the ornament of a certificate is drawn: the lattice on its spine, the rosette and the mark.

Run it after changing something: `.venv/bin/python scripts/certificate_ornament.py`. Its results are
committed, because typst takes what lies in a folder for what it is, and looks through what it is
handed as if it were text to be set.

Each PDF has all numbers of these drawings written into it anew, so curves are made of as few pieces
as the eye allows, and lengths are written in tenths: whole numbers take half the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, cos, sin, tau
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "app" / "certificates"

Point = tuple[float, float]


def spine(width: float = 62, height: float = 794) -> str:
    """Strands that swing between two edges and cross, light on petrol, as on a bound book."""
    left, right, strands, turn = 11.0, 51.0, 6, 66.0
    middle, swing = (left + right) / 2, (right - left) / 2
    paths = []
    for strand in range(strands):
        # From edge to edge, beginning above the page.
        start = -turn * (1 + strand / strands)

        def place(t: float, start: float = start) -> Point:
            return middle + swing * cos(tau * (t - start) / turn), t

        paths.append(_curve(place, start, height + turn / 2, turn / 2, reach=0.3642))
    edges = f"M{_tenths(left)} 0V{_tenths(height)}M{_tenths(right)} 0V{_tenths(height)}"
    return _svg(
        width,
        height,
        f'<path d="M0 0H{_tenths(width)}V{_tenths(height)}H0Z" fill="#0F5257"/>'
        f'<path d="{"".join(paths)}" stroke="#4F8789" stroke-width="5"/>'
        f'<path d="{edges}" stroke="#4F8789" stroke-width="5"/>',
    )


def rosette(size: float = 106) -> str:
    """A line that goes round between two circles in petals that lean, three times, each time turned
    a little and drawn in a little, so that the lines lie in the petals like barbs in a feather.
    """
    petals, turns, layers = 36, 5, 3
    outer, inner = size / 2 - 0.5, size / 7
    rounds = tau * turns
    paths = []
    for layer in range(layers):
        drawn_in, turned = 1 - 0.075 * layer, 0.042 * layer

        def place(t: float, drawn_in: float = drawn_in, turned: float = turned) -> Point:
            wave = petals / turns * t
            radius = (outer + inner) / 2 + (outer - inner) / 2 * sin(wave) * drawn_in
            radius -= (outer - inner) / 2 * (1 - drawn_in)
            lean = t + turned + 0.32 * sin(wave + 0.9)
            return size / 2 + radius * cos(lean), size / 2 + radius * sin(lean)

        paths.append(_curve(place, 0, rounds, rounds / (petals * 4)))
    return _svg(size, size, f'<path d="{"".join(paths)}" stroke="#0F5257" stroke-width="3"/>')


def mark(size: float = 25) -> str:
    """Clauseway's three bars."""
    bars = "M0 16H250M65 95H250M125 174H250"
    return _svg(size, 19, f'<path d="{bars}" stroke="#0F5257" stroke-width="32"/>')


def _curve(
    place: Callable[[float], Point], start: float, end: float, step: float, reach: float = 1 / 3
) -> str:
    """A smooth path through `place`, as cubic segments with the curve's own tangents. `reach` is how
    far these go, as a part of the step: a third for any curve, 0.3642 for half a wave of a sine.
    """
    return "".join(_segments(place, start, end, step, reach))


def _segments(
    place: Callable[[float], Point], start: float, end: float, step: float, reach: float
) -> Iterator[str]:
    count = ceil((end - start) / step)
    x, y = place(start)
    yield f"M{_tenths(x)} {_tenths(y)}"
    for at in range(count):
        cubic = _cubic(place, start + at * step, step, reach)
        yield "C" + " ".join(str(_tenths(value)) for value in cubic)


def _cubic(
    place: Callable[[float], Point], t: float, step: float, reach: float
) -> tuple[float, ...]:
    """Both control points and the end of the piece from `t` to `t + step` (Hermite to Bézier)."""
    tiny = step * 1e-4

    def slope(at: float) -> Point:
        (x0, y0), (x1, y1) = place(at - tiny), place(at + tiny)
        return (x1 - x0) / (2 * tiny), (y1 - y0) / (2 * tiny)

    (ax, ay), (bx, by) = place(t), place(t + step)
    (sx, sy), (ex, ey) = slope(t), slope(t + step)
    far = step * reach
    return (ax + sx * far, ay + sy * far, bx - ex * far, by - ey * far, bx, by)


def _tenths(value: float) -> int:
    return round(value * 10)


def _svg(width: float, height: float, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_tenths(width)} {_tenths(height)}" '
        f'width="{width:g}" height="{height:g}" fill="none">{body}</svg>'
    )


DRAWN = {"spine.svg": spine, "rosette.svg": rosette, "mark.svg": mark}


if __name__ == "__main__":
    for name, draw in DRAWN.items():
        (TARGET / name).write_text(draw() + "\n", encoding="utf-8")
