"""What the crosswalk's page shows: its rows, the units that teach them, and what each pair rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from app.catalog.crosswalk import (
    BasisKind,
    Crosswalk,
    CrosswalkRow,
    Framework,
    Pair,
    PairBasis,
)
from app.catalog.model import Catalog
from app.catalog.standard import CONTROLS
from app.catalog.teaching import Taught, units_by_number, units_teaching
from app.learning.crosswalk_filter import (
    CLAUSES_ALONE,
    CONTROLS_ALONE,
    Wanted,
    rows_for,
    section_of,
    section_title,
    sections,
)
from app.learning.crosswalk_pages import (
    Choices,
    CrosswalkPage,
    ShownFramework,
    ShownRefs,
    ShownRow,
    ShownSection,
)
from app.learning.page_parts import Link
from app.learning.wording import count

_UNITS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Led:
    """A row with where it leads: the units that teach it, and the templates that there are."""

    row: CrosswalkRow
    taught: tuple[Taught, ...]
    templates: tuple[Link, ...]

    @property
    def words(self) -> str:
        """What it leads to, as text that can be looked through."""
        return "\n".join((*(t.unit.title for t in self.taught), *(t.text for t in self.templates)))


def understood(crosswalk: Crosswalk, part: str, framework: str, words: str) -> Wanted:
    """What was asked for, without parts and frameworks that there are not."""
    known = {CLAUSES_ALONE, CONTROLS_ALONE, *sections(crosswalk)}
    return Wanted(
        part if part in known else "",
        framework if crosswalk.framework(framework) else "",
        words,
    )


def led_rows(catalog: Catalog, crosswalk: Crosswalk, wanted: Wanted) -> tuple[Led, ...]:
    """The rows that are wanted, with where they lead."""
    by_number = units_by_number(catalog)
    templates = {t.id: Link(f"{t.id} {t.title}", f"/templates/{t.id}") for t in catalog.templates}
    led = {
        row.number: Led(
            row,
            units_teaching(row.number, by_number),
            tuple(templates[name] for name in row.templates if name in templates),
        )
        for row in crosswalk.rows
    }
    found = rows_for(crosswalk, wanted, {number: one.words for number, one in led.items()})
    return tuple(led[row.number] for row in found)


def crosswalk_page(crosswalk: Crosswalk, wanted: Wanted, rows: tuple[Led, ...]) -> CrosswalkPage:
    frameworks = tuple(f for f in crosswalk.frameworks if wanted.framework in ("", f.id))
    bases = {basis.id: basis for basis in crosswalk.bases}
    asked = {"part": wanted.part, "framework": wanted.framework, "q": wanted.words}
    query = urlencode({name: value for name, value in asked.items() if value})
    tail = f"?{query}" if query else ""
    return CrosswalkPage(
        title=crosswalk.title,
        as_of=crosswalk.as_of,
        notes=crosswalk.notes,
        bases=crosswalk.bases,
        frameworks=crosswalk.frameworks,
        wanted=wanted,
        choices=_choices(crosswalk),
        sections=tuple(
            ShownSection(
                section, section_title(section), tuple(_row(one, frameworks, bases) for one in led)
            )
            for section, led in groupby(rows, key=lambda one: section_of(one.row.number))
        ),
        summary=_summary(len(rows), len(crosswalk.rows)),
        csv_url=f"/crosswalk.csv{tail}",
        xlsx_url=f"/crosswalk.xlsx{tail}",
    )


def _summary(shown: int, total: int) -> str:
    return count(total, "row") if shown == total else f"{shown} of {count(total, 'row')}"


def _choices(crosswalk: Crosswalk) -> Choices:
    named = [(name, f"{name} {section_title(name)}") for name in sections(crosswalk)]
    clauses = tuple(pair for pair in named if not pair[0].startswith("A"))
    areas = tuple(pair for pair in named if pair[0].startswith("A"))
    return Choices(
        parts=(
            ("Clauses", ((CLAUSES_ALONE, "All clauses"), *clauses)),
            ("Annex A", ((CONTROLS_ALONE, "All controls"), *areas)),
        ),
        frameworks=tuple((framework.id, framework.title) for framework in crosswalk.frameworks),
    )


def _row(
    led: Led, frameworks: Iterable[Framework], bases: Mapping[BasisKind, PairBasis]
) -> ShownRow:
    row = led.row
    # A unit that teaches this alone says more of it than one that touches six clauses.
    closest = sorted(led.taught, key=lambda taught: len(taught.numbers))
    links = [(Link(t.unit.title, t.url), t.course.level.capitalize()) for t in closest]
    shown = (_framework(framework, row.of(framework.id), bases) for framework in frameworks)
    return ShownRow(
        number=row.number,
        kind="Control" if row.number in CONTROLS else "Clause",
        title=row.title,
        frameworks=tuple(framework for framework in shown if framework.refs),
        note=row.note,
        taught=tuple(links[:_UNITS_SHOWN]),
        also=tuple(links[_UNITS_SHOWN:]),
        templates=led.templates,
    )


def _framework(
    framework: Framework, pairs: tuple[Pair, ...], bases: Mapping[BasisKind, PairBasis]
) -> ShownFramework:
    """What rests on a published source stands first, as the bases are in the file."""
    refs = []
    for basis in bases.values():
        resting = [pair for pair in pairs if pair.basis == basis.id]
        if resting:
            used = tuple((p.ref, bool(p.doubt)) for p in resting if p.primary)
            others = tuple((p.ref, bool(p.doubt)) for p in resting if not p.primary)
            refs.append(ShownRefs(basis, used, others))
    doubts = tuple((pair.ref, pair.doubt) for pair in pairs if pair.doubt)
    return ShownFramework(framework.title, tuple(refs), doubts)
