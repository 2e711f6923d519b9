"""What the page of the crosswalk is made from."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.crosswalk import Framework, PairBasis
from app.learning.crosswalk_filter import Wanted
from app.learning.page_parts import Link


@dataclass(frozen=True, slots=True)
class ShownRefs:
    """Places of one framework that rest on the same: those that the courses use, then the others.
    Each is a pair of the place and whether it is uncertain.
    """

    basis: PairBasis
    used: tuple[tuple[str, bool], ...]
    others: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ShownFramework:
    """`doubts` are pairs of a place and why it is uncertain."""

    title: str
    refs: tuple[ShownRefs, ...]
    doubts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`taught` are links with the level of the course, `also` those that are told on demand."""

    number: str
    kind: str
    title: str
    frameworks: tuple[ShownFramework, ...]
    note: str
    taught: tuple[tuple[Link, str], ...]
    also: tuple[tuple[Link, str], ...]
    templates: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    number: str
    title: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: groups of (value, text) for the part, (value, text) for the framework."""

    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    frameworks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CrosswalkPage:
    """`summary` says how many rows there are; `csv_url` and `xlsx_url` download just these."""

    title: str
    as_of: str
    notes: tuple[str, ...]
    bases: tuple[PairBasis, ...]
    frameworks: tuple[Framework, ...]
    wanted: Wanted
    choices: Choices
    sections: tuple[ShownSection, ...]
    summary: str
    csv_url: str
    xlsx_url: str
