"""Decides which changes count: hashes over what a text says, not over how it is written or shown."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPACE = re.compile(r"\s+")
# What only the renderer needs; leaving it out keeps a hash stable when the renderer changes.
_CODE = ("fence", "code_block", "code_inline")


def fold(text: str) -> str:
    """NFC, and runs of white space as one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def digest(value: Any) -> str:
    """SHA-256 in hex over canonical JSON. Texts are taken as they are: `fold` them before, unless
    they are code or come from `content_of`.
    """
    canonical = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return sha256(canonical.encode()).hexdigest()


def content_of(tokens: Iterable[Token]) -> list[Any]:
    """What the tokens say, as plain JSON: kinds, texts, addresses and digests of pictures.

    Two texts that differ in line breaks, markers or in the file name of a picture give the same.
    """
    return [_token(token) for token in tokens]


def _token(token: Token) -> list[Any]:
    if token.type == "inline":
        return ["inline", _inline(token.children or [])]
    if token.type in _CODE:
        return ["code", token.info.strip(), unicodedata.normalize("NFC", token.content)]
    found: list[Any] = [token.type, token.tag]
    if token.type in ("alert_open", "container_block_open"):
        found.append(fold(token.info))
    if token.type == "list_item_open" and "checked" in token.meta:
        found.append(bool(token.meta["checked"]))
    attributes = token.meta.get("attributes")
    if attributes is not None and token.nesting == 1:
        found.append([attributes.id, sorted(attributes.classes), dict(attributes.values)])
    return found


def _inline(children: Sequence[Token]) -> list[Any]:
    """Runs of text in one piece, with the marks between them."""
    out: list[Any] = []
    text = ""
    for child in children:
        if child.type in ("text", "raw_html"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            text += " "
        else:
            out += [_SPACE.sub(" ", unicodedata.normalize("NFC", text))] if text else []
            text = ""
            out.append(_mark(child))
    return [*out, _SPACE.sub(" ", unicodedata.normalize("NFC", text))] if text else out


def _mark(child: Token) -> list[Any]:
    if child.type == "link_open":
        return ["link", str(child.attrGet("href") or "")]
    if child.type == "picture":
        return ["picture", child.meta["digest"], fold(child.content), fold(child.meta["caption"])]
    if child.type == "code_inline":
        return ["code", unicodedata.normalize("NFC", child.content)]
    if child.type == "footnote_ref":
        return ["footnote", content_of(child.meta.get("note", ()))]
    return [child.type]
