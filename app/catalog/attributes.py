"""Reads `{#id .class key=value}` at the end of a heading, a task, a term or a column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mdit_py_plugins.attrs.parse import ParseError, parse

from app.catalog.links import SLUG
from app.catalog.places import Place
from app.catalog.problems import Problems, did_you_mean

_TRAILING = re.compile(r"(?:^|(?<=\s))\{[^{}]*\}\s*$")
_MEANT = re.compile(r"\{\s*(?:[#.]|[A-Za-z][\w:-]*=)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_KEY = re.compile(r"([A-Za-z][\w:-]*)=")
_UNQUOTED = re.compile(r'([A-Za-z][\w:-]*)=([^\s"{}]*\.[^\s"{}]*)')


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stood in the braces; `place` is the brace, or the start of what has no braces."""

    place: Place
    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str, default: str = "") -> str:
        return self.values.get(key, default)

    def words(self, key: str) -> tuple[str, ...]:
        """A value that may hold several words, separated by spaces or commas."""
        return tuple(self.values.get(key, "").replace(",", " ").split())

    def required_id(self, what: str, problems: Problems) -> str:
        """The id, reported where it is missing."""
        if not self.id:
            message = f'"{what}" needs an id: end its line with `{{#some-id}}`.'
            problems.error(self.place, "M014", message)
        return self.id

    def check(
        self, problems: Problems, keys: Collection[str] = (), classes: Collection[str] = ()
    ) -> None:
        """Report keys and classes that mean nothing here, and an id that is not a slug."""
        for key in self.values:
            if key not in keys:
                hint = did_you_mean(key, keys) or _list_of("Known here", keys)
                problems.error(self.place, "M010", f"Unknown attribute `{key}=`.{hint}")
        for name in self.classes:
            if name not in classes:
                hint = did_you_mean(name, classes) or _list_of("Known here", classes)
                problems.error(self.place, "M011", f"Unknown class `.{name}`.{hint}")
        if self.id and not SLUG.fullmatch(self.id):
            problems.error(
                self.place,
                "M012",
                f"The id `#{self.id}` is made of other things than small letters, digits and "
                "single hyphens.",
            )


def _list_of(what: str, known: Collection[str]) -> str:
    return f" {what}: {', '.join(sorted(known))}." if known else ""


@dataclass(frozen=True, slots=True)
class Braces:
    """The braces at the end of a text: where they begin, and what they say or why they cannot be
    read (`fault` is then a sentence).
    """

    start: int
    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


def trailing_braces(text: str, *, strict: bool) -> Braces | None:
    """The attributes at the end of `text`, or None where there are none.

    In a heading or a term (`strict`) any braces at the end are meant as attributes; in a task they
    may as well be text, unless they begin like attributes.
    """
    match = _TRAILING.search(text)
    if match is None or not (strict or _MEANT.match(match.group())):
        return None
    written = match.group().strip()
    try:
        end, found = parse(written)
    except ParseError as error:
        return Braces(match.start(), fault=_cure(written, error))
    repeated = _repeated_key(written)
    if repeated:
        return Braces(match.start(), fault=f"`{repeated}=` stands twice in {written}.")
    if end != len(written) - 1:
        return Braces(match.start(), fault=f"{written} cannot be read as attributes.")
    classes = tuple(found.pop("class", "").split())
    return Braces(match.start(), found.pop("id", ""), classes, found)


def _cure(written: str, error: ParseError) -> str:
    unquoted = _UNQUOTED.search(_QUOTED.sub('""', written))
    if unquoted:
        key, value = unquoted.groups()
        return f'Quote the value that has a dot in it: `{key}="{value}"`.'
    word = re.fullmatch(r"\{\s*([a-z0-9-]+)\s*\}", written)
    if word:
        return f"An id begins with a hash: `{{#{word.group(1)}}}`."
    reason = str(error)
    return f"{written} cannot be read as attributes: {reason[:1].lower()}{reason[1:]}."


def _repeated_key(written: str) -> str:
    keys = _KEY.findall(_QUOTED.sub('""', written))
    return next((key for key in keys if keys.count(key) > 1), "")
