"""The address of a certificate as a QR code, drawn as SVG.

A QR code is linear (ISO/IEC 18004): two addresses of equal length have codes that differ by what
their differing letters make differ, each at its place, whatever the others are. So the code of the
next certificate is put together from that of an address of zeros, and from what each letter at each
place changes, as soon as these were drawn once.
"""

from __future__ import annotations

import re
from functools import lru_cache

import segno

MASK = 4
_DARK = re.compile("1+")


def svg(address: str) -> str:
    """One path, a module two units wide, so that all numbers are whole; without a quiet zone."""
    side, modules = _put_together(address)
    rows = (modules[at : at + side] for at in range(0, side * side, side))
    path = "".join(
        f"M{2 * run.start()} {2 * y + 1}H{2 * run.end()}"
        for y, row in enumerate(rows)
        for run in _DARK.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * side} {2 * side}">'
        f'<path d="{path}" stroke="#121717" stroke-width="2"/></svg>'
    )


def _put_together(address: str) -> tuple[int, str]:
    """How many modules a side has, and each as "1" where it is dark, row after row."""
    stem, _, last = address.rpartition("/")
    zeros = f"{stem}/{'0' * len(last)}"
    side, dark = _drawn(zeros)
    for at, letter in enumerate(last, len(stem) + 1):
        dark ^= _difference(zeros, at, letter)
    return side, f"{dark:0{side * side}b}"


# One for each of 32 letters at each of twelve places, 170 bytes each.
@lru_cache(maxsize=1000)
def _difference(zeros: str, at: int, letter: str) -> int:
    return _drawn(zeros)[1] ^ _drawn(zeros[:at] + letter + zeros[at + 1 :])[1]


@lru_cache(maxsize=8)
def _drawn(address: str) -> tuple[int, int]:
    # Any of the eight masks can be read; choosing the best one takes longer than all the rest.
    code = segno.make(address, error="m", micro=False, mask=MASK)
    modules = "".join(str(module) for row in code.matrix for module in row)
    return len(code.matrix), int(modules, 2)
