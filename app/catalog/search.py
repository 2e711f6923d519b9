"""Decides what search finds: units, terms, templates and clauses, never a question."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.catalog.crosswalk import Crosswalk
from app.catalog.model import Catalog
from app.catalog.standard import CLAUSES, CONTROLS
from app.catalog.teaching import Taught, published_units, units_by_number

HitKind = Literal["unit", "term", "template", "clause", "crosswalk"]
_PASSAGE_WORDS: Final = 32
_MOST_TERMS: Final = 12
_STANDARD: Final = "ISO/IEC 42001"
_OPEN, _CLOSE = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_TITLE_WORD = re.compile(r"[\w.]*\w")
_CREATE: Final = """
CREATE VIRTUAL TABLE page USING fts5(
    title, body, numbers, kind UNINDEXED, url UNINDEXED, place UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2"
)
"""
# A word of the title counts as much as eight of the text, a clause's number as four. Clauses are
# a column of their own, so that a passage is always text.
_FIND: Final = """
SELECT kind, title, url, place, snippet(page, 1, ?, ?, '…', ?)
FROM page WHERE page MATCH ? ORDER BY bm25(page, 8.0, 1.0, 4.0), rowid LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found. `passage` is the text around the match in pieces of text and whether
    they match; `where` names the course and module, "" where there is none.
    """

    kind: HitKind
    title: str
    url: str
    where: str
    passage: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Page:
    kind: HitKind
    title: str
    body: str
    url: str
    where: str
    numbers: str = ""


class SearchIndex:
    """The index of one catalogue, in memory; it lives as long as the catalogue does.

    Only published courses and modules are in it, and of these only what is read: no question, no
    check on a page, no step of a story.
    """

    def __init__(self, catalog: Catalog) -> None:
        # One connection serves all threads, one at a time: a query takes well under a millisecond.
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(_CREATE)
        self._database.executemany(
            "INSERT INTO page (kind, title, body, numbers, url, place) VALUES (?, ?, ?, ?, ?, ?)",
            [(p.kind, p.title, p.body, p.numbers, p.url, p.where) for p in _pages(catalog)],
        )

    def __del__(self) -> None:
        self._database.close()

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """The best pages that hold all words, or where there are none, any of them.

        The last word may be the beginning of one, as somebody may still be typing it. Who asks for a
        clause or a control alone finds what is about it before what only holds its digits, as
        A.6.1.2 holds 6.1.2.
        """
        words = words_of(query)
        hits = self._find(" ".join(words), limit) or self._find(" OR ".join(words), limit)
        number = query.strip().upper()
        if number in CLAUSES or number in CONTROLS:
            return tuple(sorted(hits, key=lambda hit: number not in _TITLE_WORD.findall(hit.title)))
        return hits

    def _find(self, expression: str, limit: int) -> tuple[Hit, ...]:
        if not expression:
            return ()
        with self._lock:
            rows = self._database.execute(
                _FIND, (_OPEN, _CLOSE, _PASSAGE_WORDS, expression, limit)
            ).fetchall()
        return tuple(
            Hit(kind, title, url, place, _pieces(passage))
            for kind, title, url, place, passage in rows
        )


def words_of(query: str) -> list[str]:
    """The words of a query, each quoted, so that nothing in it is read as an operator."""
    found = _WORD.findall(query)[:_MOST_TERMS]
    words = [f'"{word}"' for word in found]
    # What comes after "A.5.2" is another part of the number, not another digit: A.5.20 is not meant.
    is_number = bool(found) and "." in found[-1] and found[-1][-1].isdigit()
    return [*words[:-1], f"{words[-1]}*"] if words and not is_number else words


def _pieces(passage: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    for index, part in enumerate(passage.replace("\n", " ").split(_OPEN)):
        match, closed, rest = part.partition(_CLOSE)
        if index and closed:
            pieces += [(match, True), (rest, False)]
        else:
            pieces.append((part, False))
    return tuple(piece for piece in pieces if piece[0])


def _pages(catalog: Catalog) -> Iterator[_Page]:
    yield from map(_unit_page, published_units(catalog))
    for term in catalog.glossary:
        yield _Page("term", term.title, _plain(term.text), f"/glossary#{term.id}", "Glossary")
    for template in catalog.templates:
        fields = (f.label for section in template.blank for f in section.fields)
        columns = (c.label for section in template.blank for c in section.columns)
        titles = (section.title for section in template.blank)
        body = _plain("\n".join((template.intro_text, *titles, *fields, *columns)))
        title, url = f"{template.id} {template.title}", f"/templates/{template.id}"
        numbers = " ".join((*template.clauses, *template.controls))
        yield _Page("template", title, body, url, "Templates", numbers)
    yield from _clause_pages(catalog)
    if catalog.crosswalk is not None:
        yield from _crosswalk_pages(catalog.crosswalk)


def _plain(text: str) -> str:
    """Without the characters that mark a match in a passage."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _unit_page(taught: Taught) -> _Page:
    where = f"{taught.course.title}, {taught.module.title}"
    unit, numbers = taught.unit, " ".join(taught.numbers)
    return _Page("unit", unit.title, _plain(unit.text), taught.url, where, numbers)


def _clause_pages(catalog: Catalog) -> Iterator[_Page]:
    """Each clause and control that some unit teaches, with the first unit that does."""
    for number, units in units_by_number(catalog).items():
        name = CLAUSES.get(number) or CONTROLS.get(number, "")
        kind = "Clause" if number in CLAUSES else "Control"
        body = "Taught in " + "; ".join(taught.unit.title for taught in units)
        yield _Page("clause", f"{kind} {number}: {name}", _plain(body), units[0].url, _STANDARD)


def _crosswalk_pages(crosswalk: Crosswalk) -> Iterator[_Page]:
    """Each row with the places that it names; whoever looks for an article finds its clauses."""
    for row in crosswalk.rows:
        found = ((f.title, ", ".join(p.ref for p in row.of(f.id))) for f in crosswalk.frameworks)
        pairs = "; ".join(f"{title}: {refs}" for title, refs in found if refs)
        body = _plain(f"{pairs}. {row.note}")
        title, url = f"{row.number} {row.title}", f"/crosswalk#{row.number}"
        yield _Page("crosswalk", title, body, url, "Crosswalk")
