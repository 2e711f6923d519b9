"""Decides which rows of the crosswalk somebody means, by part of the standard, framework and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.catalog.crosswalk import Crosswalk, CrosswalkRow, Pair
from app.catalog.standard import AREAS, CLAUSES, CONTROLS, area_of

CLAUSES_ALONE: Final = "clauses"
CONTROLS_ALONE: Final = "controls"
_NUMBER: Final = re.compile(r"(?:A\.?|\d{1,2})(?:\.\d{0,2})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`part` is "clauses", "controls", a clause such as 6 or an area such as A.5; each may be ""."""

    part: str = ""
    framework: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.part or self.framework or self.words)


def section_of(number: str) -> str:
    """The clause or the area of Annex A under which a row stands: 6 for 6.1.2, A.5 for A.5.2."""
    return area_of(number) if number in CONTROLS else number.split(".", maxsplit=1)[0]


def section_title(section: str) -> str:
    return AREAS.get(section) or CLAUSES[section]


def sections(crosswalk: Crosswalk) -> tuple[str, ...]:
    """The sections that have rows, in the order of the standard."""
    return tuple(dict.fromkeys(section_of(row.number) for row in crosswalk.rows))


def pairs_of(row: CrosswalkRow, framework: str) -> tuple[Pair, ...]:
    """Those of the framework, or of all."""
    return row.of(framework) if framework else row.pairs


def rows_for(
    crosswalk: Crosswalk, wanted: Wanted, also: Mapping[str, str]
) -> tuple[CrosswalkRow, ...]:
    """The rows that are wanted. `also` is what a row's words are looked for in besides its own text,
    by its number: the units and templates that it leads to.

    Words are taken in the strictest way that finds something: as the number of a clause or control,
    as a place of another framework, else as words that all have to occur.
    """
    rows = [
        row
        for row in crosswalk.rows
        if _in_part(row.number, wanted.part) and (not wanted.framework or row.of(wanted.framework))
    ]
    words = wanted.words.split()
    if not words:
        return tuple(rows)
    titles = {framework.id: framework.title for framework in crosswalk.frameworks}
    for test in _tests(words, wanted.framework, titles, also):
        found = tuple(row for row in rows if test(row))
        if found:
            return found
    return ()


def _in_part(number: str, part: str) -> bool:
    if part in ("", CLAUSES_ALONE, CONTROLS_ALONE):
        return not part or (number in CONTROLS) == (part == CONTROLS_ALONE)
    return section_of(number) == part


def _tests(
    words: Sequence[str], framework: str, titles: Mapping[str, str], also: Mapping[str, str]
) -> Iterable[Callable[[CrosswalkRow], bool]]:
    phrase = " ".join(words)
    if _NUMBER.fullmatch(phrase):
        number = _beginning(phrase.rstrip("."))
        yield lambda row: number.match(row.number) is not None
    place = re.compile(rf"(?<![\w.]){re.escape(phrase)}(?![\w])", re.IGNORECASE)
    yield lambda row: any(place.search(pair.ref) for pair in pairs_of(row, framework))
    begun = [_beginning(word) for word in words]
    yield lambda row: _has_all(begun, _text_of(row, framework, titles, also))


def _beginning(word: str) -> re.Pattern[str]:
    """A word, or the beginning of one; a number is never the beginning of a longer one."""
    end = r"(?!\d)" if word[-1:].isdigit() else ""
    return re.compile(rf"(?<![\w.]){re.escape(word)}{end}", re.IGNORECASE)


def _has_all(words: Iterable[re.Pattern[str]], text: str) -> bool:
    return all(word.search(text) for word in words)


def _text_of(
    row: CrosswalkRow, framework: str, titles: Mapping[str, str], also: Mapping[str, str]
) -> str:
    pairs = pairs_of(row, framework)
    named = dict.fromkeys(titles[pair.framework] for pair in pairs)
    parts = [row.number, row.title, row.note, also.get(row.number, ""), *named]
    return "\n".join([*parts, *(f"{pair.ref} {pair.doubt}" for pair in pairs)])
