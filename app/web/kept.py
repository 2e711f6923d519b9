"""Parts of pages that were made before: rendered once, compressed once, put into every page they fit.

Most of a page is the same for everybody, and rendering and compressing it anew costs more than all
the rest of answering. In a template, `kept("learning/_part.html", part=part)` renders a template
that sees nothing but the values it is given, and remembers the result under exactly these values.
What depends on who asks therefore cannot slip into somebody else's page: with another value it is
another part. Values have to be frozen; the oldest parts go when there are too many.

The compressed page is put together from parts that were compressed apart. Each ends where a byte
ends and refers to nothing before itself, so that together they are one stream of deflate (RFC 1951,
3.2.4), in one member of gzip (RFC 1952).
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

# Bytes of text that are remembered in all; a shipped course with all its units has about a million.
_MOST = 12_000_000
# What is compressed again for every page is compressed quickly, what is kept thoroughly.
_FAST, _THOROUGH = 1, 9
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
# The last block of deflate: an empty one.
_END = b"\x03\x00"
# Nobody who writes into a page can know what marks the place of a part.
_MARK = f"\0{secrets.token_hex(8)}:"


class Part:
    """A finished part of a page. `packed` is its deflate, made when it is first asked for."""

    __slots__ = ("_packed", "data")

    def __init__(self, html: str) -> None:
        self.data = html.encode()
        self._packed = b""

    @property
    def packed(self) -> bytes:
        if not self._packed:
            self._packed = _deflated(zlib.compressobj(_THOROUGH, wbits=-15), self.data)
        return self._packed


class Parts:
    """All parts that are remembered, the ones used last at the end."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._kept: OrderedDict[Any, Part] = OrderedDict()
        self._size = 0

    def part(self, template: str, values: dict[str, Any]) -> Part:
        key = (template, *values.items())
        found = self._kept.get(key)
        if found is None:
            found = Part(self._environment.get_template(template).render(values))
            self._kept[key] = found
            self._size += len(found.data)
            while self._size > _MOST:
                self._size -= len(self._kept.popitem(last=False)[1].data)
        else:
            # Another thread may have let it go in between.
            self._kept[key] = found
            self._kept.move_to_end(key)
        return found


class Composition:
    """A page while it is rendered: `kept` is for its template, `pieces` turns the text into bytes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._used: list[Part] = []

    def kept(self, template: str, **values: Any) -> Markup:
        self._used.append(self._parts.part(template, values))
        return Markup(f"{_MARK}{len(self._used) - 1}\0")  # noqa: S704  (a mark, nobody's text)

    def pieces(self, text: str) -> list[bytes | Part]:
        """What was rendered anew as bytes, what was kept as parts, in their order."""
        first, *rest = text.split(_MARK)
        pieces: list[bytes | Part] = [first.encode()]
        for one in rest:
            number, _, after = one.partition("\0")
            pieces += (self._used[int(number)], after.encode())
        return pieces


def plain(pieces: Sequence[bytes | Part]) -> bytes:
    return b"".join(piece if isinstance(piece, bytes) else piece.data for piece in pieces)


def gzipped(pieces: Sequence[bytes | Part]) -> bytes:
    quick = zlib.compressobj(_FAST, wbits=-15)
    out, check, size = [_HEAD], 0, 0
    for piece in pieces:
        if isinstance(piece, bytes):
            data = piece
            out.append(_deflated(quick, piece))
        else:
            data = piece.data
            out.append(piece.packed)
        check = zlib.crc32(data, check)
        size += len(data)
    out += (_END, struct.pack("<II", check, size & 0xFFFF_FFFF))
    return b"".join(out)


def _deflated(compressor: Any, data: bytes) -> bytes:
    """Whole bytes that refer to nothing before them: a full flush forgets what was."""
    return bytes(compressor.compress(data) + compressor.flush(zlib.Z_FULL_FLUSH))
