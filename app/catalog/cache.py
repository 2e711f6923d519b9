"""Keeps parsed files on disk, so that a start parses only what changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.catalog.places import Problem
from app.catalog.source_file import Link

Value = TypeVar("Value")
_LIBRARIES: Final = ("markdown-it-py", "mdit-py-plugins", "nh3", "pygments", "ruamel-yaml")


def _renderer_version() -> str:
    """A digest of all that decides what a source becomes: this package and what it parses with.

    Nobody has to remember to raise a number: another release never reads what this one kept.
    """
    parts = [f"{name} {version(name)}".encode() for name in _LIBRARIES]
    parts += [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    return sha256(b"\0".join(parts)).hexdigest()


RENDERER: Final = _renderer_version()


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value]):
    """What parsing one file gave: its object, what it links and shows, what is wrong with it.

    `pictures` are pairs of path and digest ("": not there); where one of them differs today, the
    file has to be parsed anew.
    """

    value: Value
    links: tuple[Link, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


class Cache:
    """One entry for each source file, replaced when the file or the renderer changes.

    A cache never fails: what cannot be read counts as missing, what cannot be written is left.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        if directory is not None:
            with suppress(OSError):
                directory.mkdir(parents=True, exist_ok=True)

    def get(
        self,
        path: str,
        source: bytes,
        adapter: TypeAdapter[Mapping[str, Parsed[Any]]],
        picture_digest: Callable[[str], str],
    ) -> Mapping[str, Parsed[Any]] | None:
        if self._directory is None:
            return None
        try:
            key, _, content = self._entry(path).read_bytes().partition(b"\n")
            if key.decode("ascii") != _key(path, source):
                return None
            kept = adapter.validate_json(content)
        except (OSError, UnicodeDecodeError, ValidationError):
            return None
        pictures = (picture for parsed in kept.values() for picture in parsed.pictures)
        current = all(picture_digest(name) == known for name, known in pictures)
        return kept if current else None

    def put(
        self,
        path: str,
        source: bytes,
        adapter: TypeAdapter[Mapping[str, Parsed[Any]]],
        kept: Mapping[str, Parsed[Any]],
    ) -> None:
        if self._directory is None:
            return
        content = _key(path, source).encode() + b"\n" + adapter.dump_json(kept)
        # Written beside and moved into place: a reader sees the old entry or the new one whole.
        with suppress(OSError):
            handle, name = tempfile.mkstemp(dir=self._directory, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(name).replace(self._entry(path))
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _entry(self, path: str) -> Path:
        assert self._directory is not None
        return self._directory / f"{sha256(path.encode()).hexdigest()[:40]}.json"


def _key(path: str, source: bytes) -> str:
    return sha256(b"\n".join((RENDERER.encode(), path.encode(), source))).hexdigest()
