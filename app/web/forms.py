"""How a posted form is read: bounded, UTF-8, as text fields that keep what was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.core.errors import BadRequest, TooLarge

# The largest page that posts text is a worksheet; a million bytes is far beyond any honest one.
MAX_BYTES = 1_000_000
MAX_FIELDS = 500


class Form:
    r"""Posted fields. Every value is text in NFC without NUL, with line ends as `\\n`."""

    __slots__ = ("_fields",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(_clean(value))
        self._fields: Mapping[str, list[str]] = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def get(self, name: str, default: str = "") -> str:
        """The last value of `name` as it was typed."""
        values = self._fields.get(name)
        return values[-1] if values else default

    def line(self, name: str) -> str:
        """The last value of `name` as one line: white space folded and trimmed."""
        return " ".join(self.get(name).split())

    def all(self, name: str) -> list[str]:
        return list(self._fields.get(name, ()))

    def names(self) -> list[str]:
        return list(self._fields)


def _clean(value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return unicodedata.normalize("NFC", text)


async def read_form(request: Request) -> Form:
    """The form in the request's body. Raises BadRequest or TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise TooLarge
    if not body:
        return Form()
    if kind != "application/x-www-form-urlencoded":
        raise BadRequest("A form of another kind was expected here.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise BadRequest from error
    return Form(pairs)
