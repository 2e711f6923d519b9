"""What search, glossary, learning paths and templates are made from."""

from __future__ import annotations

from dataclasses import dataclass

from app.learning.page_parts import Crumbs, Link, Row
from app.web.paging import Pager


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
    total: int
    pager: Pager


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
class PathPart:
    """What must or should be done, with the time it takes."""

    title: str
    duration: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PathPage:
    """`done` of `total` are of what must be done; `should_left` is what may follow."""

    title: str
    crumbs: Crumbs
    intro_html: str
    done: int
    total: int
    current: int
    summary: str
    is_complete: bool
    should_left: int
    next: Link | None
    parts: tuple[PathPart, ...]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """`filled_url` downloads the example, "" where there is none."""

    id: str
    title: str
    places: str
    note: str
    download: str
    filled_url: str


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
class TemplateRecord:
    """A row of a table that has too many columns to be read across: what it is, and its cells with
    their labels.
    """

    title: str
    note: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A section of a template: fields of (label, HTML, reason), which an example has none of; or
    columns and rows, records, or both where a phone shows the records and a desk the table.
    """

    title: str
    intro_html: str
    fields: tuple[tuple[str, str, ShownBasis | None], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    records: tuple[TemplateRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """Shows what belongs into the template or, with `is_filled`, the example. `download` is the file
    of what is shown, `other_download` that of the other ("" where there is no example).
    """

    crumbs: Crumbs
    id: str
    title: str
    margin: tuple[str, ...]
    address: str
    is_table: bool
    is_filled: bool
    intro_html: str
    parts: tuple[TemplatePart, ...]
    filled_for: str
    download: str
    other_download: str
