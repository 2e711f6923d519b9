"""Parts of pages that were made before: rendered once, compressed once, put into every page they fit.

Most of a page is the same for everybody, and rendering and compressing it anew costs more than all
the rest of answering. There are two ways to keep it:

- A part: `kept("learning/_contents.html", frame=frame)` renders a template that sees nothing but the
  values it is given, and remembers the result under exactly these values. What depends on who asks
  therefore cannot slip into somebody else's page: with another value it is another part.
- A pattern: a whole template with holes. `hole("rail")` leaves a place open in it, which is filled for
  each reader; all around it is remembered in the same way, under the values the template sees.

Values have to be frozen; the oldest parts go when there are too many. Where an object stands for one
thing and lasts as long (a unit's frame, a place in the outline), its class compares by identity, so
that finding what is kept under it costs nothing.

The compressed page is put together from parts that were compressed apart. Each ends where a byte
ends and refers to nothing before itself, so that together they are one stream of deflate (RFC 1951,
3.2.4), in one member of gzip (RFC 1952).
"""

from __future__ import annotations

import secrets
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._packed = b""

    @property
    def packed(self) -> bytes:
        if not self._packed:
            self._packed = _deflated(zlib.compressobj(_THOROUGH, wbits=-15), self.data)
        return self._packed


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that is left open."""

    name: str


Piece = bytes | Part
Pattern = Sequence[Piece | Hole]
Holes = Mapping[str, Sequence[Piece]]


class Parts:
    """All that is remembered, the ones used last at the end."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._kept: OrderedDict[Any, tuple[Pattern, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def part(self, template: str, values: Mapping[str, Any]) -> Part:
        (part,) = self.pattern(template, values)
        assert isinstance(part, Part)
        return part

    def pattern(self, template: str, values: Mapping[str, Any]) -> Pattern:
        """The template with its holes, or a single part where it has none."""
        key = (template, *values.items())
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[0]
        # Outside of the lock, because parts are made within parts; two threads may make the same one.
        made = self.render(template, values)
        entry = [Part(one) if isinstance(one, bytes) else one for one in made], _size(made)
        with self._lock:
            there = self._kept.get(key)
            if there is not None:
                return there[0]
            self._kept[key] = entry
            self._size += entry[1]
            while self._size > _MOST and self._kept:
                self._size -= self._kept.popitem(last=False)[1][1]
        return entry[0]

    def each(self, template: str, things: Iterable[Any]) -> bytes:
        """What one template, kept, says of each of several things, which it knows as `it`."""
        return b"".join([self.part(template, {"it": it}).data for it in things])

    def text(self, template: str, values: Mapping[str, Any], holes: Holes) -> bytes:
        """A kept template with its holes filled, as one piece: for what differs by reader, but is
        mostly made of what does not.
        """
        return plain(fill(self.pattern(template, values), holes))

    def text_now(self, template: str, values: Mapping[str, Any]) -> bytes:
        """A template without holes that is not kept."""
        return plain(fill(self.render(template, values), {}))

    def render(self, template: str, values: Mapping[str, Any]) -> Pattern:
        """The template as it is now: what is new as bytes, what was kept as parts, and its holes."""
        used: list[Part | Hole] = []

        def mark(thing: Part | Hole) -> Markup:
            used.append(thing)
            return Markup(f"{_MARK}{len(used) - 1}\0")  # noqa: S704  (a mark, nobody's text)

        def kept(template: str, /, **given: Any) -> Markup:
            return mark(self.part(template, given))

        def hole(name: str) -> Markup:
            return mark(Hole(name))

        text = self._rendered(template, {**values, "kept": kept, "hole": hole})
        first, *rest = text.split(_MARK)
        pieces: list[Piece | Hole] = [first.encode()]
        for one in rest:
            number, _, after = one.partition("\0")
            pieces += (used[int(number)], after.encode())
        return [piece for piece in pieces if piece != b""] or [b""]

    def _rendered(self, name: str, values: Mapping[str, Any]) -> str:
        """What `Template.render` does, but for its way of putting globals and values together, in which
        a page of an attempt spent a thirtieth of its time.
        """
        template = self._environment.get_template(name)
        context = template.new_context({**self._environment.globals, **values}, shared=True)
        try:
            return "".join(template.root_render_func(context))
        except Exception:  # noqa: BLE001  (raised again, with the template's lines in its traceback)
            self._environment.handle_exception()


def fill(pattern: Pattern, holes: Holes) -> list[Piece]:
    """The pattern with something in each of its holes; raises KeyError where there is nothing."""
    pieces: list[Piece] = []
    for piece in pattern:
        if isinstance(piece, Hole):
            pieces += holes[piece.name]
        else:
            pieces.append(piece)
    return pieces


def plain(pieces: Iterable[Piece]) -> bytes:
    return b"".join([piece if isinstance(piece, bytes) else piece.data for piece in pieces])


def gzipped(pieces: Sequence[Piece]) -> bytes:
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


def _size(pattern: Pattern) -> int:
    """Bytes that a pattern adds to what is remembered; parts within it are counted by themselves."""
    return sum(len(piece) for piece in pattern if isinstance(piece, bytes))


def _deflated(compressor: Any, data: bytes) -> bytes:
    """Whole bytes that refer to nothing before them: a full flush forgets what was."""
    return bytes(compressor.compress(data) + compressor.flush(zlib.Z_FULL_FLUSH))
