"""What search, glossary, learning paths and templates are made from."""

from __future__ import annotations

from dataclasses import dataclass

from app.learning.page_parts import Crumbs, Link, Row


@dataclass(frozen=True, slots=True)
class SearchHit:
    kind: str
    title: str
    url: str
    where: str
    passage: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    query: str
    hits: tuple[SearchHit, ...]
    at: int
    pages: int
    total: int
    next_url: str
    previous_url: str


@dataclass(frozen=True, slots=True)
class ShownTerm:
    id: str
    title: str
    html: str
    source: str
    taught: Link | None


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    letters: tuple[tuple[str, tuple[ShownTerm, ...]], ...]


@dataclass(frozen=True, slots=True)
class PathsPage:
    paths: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PathPage:
    title: str
    crumbs: Crumbs
    intro_html: str
    done: int
    total: int
    current: int
    summary: str
    next: Link | None
    must: tuple[Row, ...]
    should: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    id: str
    title: str
    places: str
    note: str
    download: str


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    templates: tuple[TemplateLine, ...]
    filled_for: str


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """Why a template has a field."""

    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A section of a template: fields of (label, HTML, reason), or columns and rows."""

    title: str
    intro_html: str
    fields: tuple[tuple[str, str, ShownBasis], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TemplatePage:
    crumbs: Crumbs
    id: str
    title: str
    margin: tuple[str, ...]
    is_table: bool
    intro_html: str
    blank: tuple[TemplatePart, ...]
    filled: tuple[TemplatePart, ...]
    filled_for: str
    download: str
