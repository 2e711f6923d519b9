"""Decides which units teach a clause or a control: those that everybody can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalog.model import Catalog, Course, Module, Unit
from app.catalog.standard import covered_by


@dataclass(frozen=True, slots=True)
class Taught:
    """A unit with where it stands."""

    course: Course
    module: Module
    unit: Unit

    @property
    def url(self) -> str:
        return f"/courses/{self.course.slug}/{self.module.slug}/{self.unit.id}"

    @property
    def numbers(self) -> tuple[str, ...]:
        """The clauses and controls that it names."""
        return (*self.unit.clauses, *self.unit.controls)


def published_units(catalog: Catalog) -> Iterator[Taught]:
    for course in catalog.courses:
        for module in course.modules:
            if course.status == module.status == "published":
                for unit in module.units:
                    yield Taught(course, module, unit)


def units_by_number(catalog: Catalog) -> dict[str, tuple[Taught, ...]]:
    """Clause or control → the units that name it, in the order of the courses."""
    found: dict[str, list[Taught]] = {}
    for taught in published_units(catalog):
        for number in taught.numbers:
            found.setdefault(number, []).append(taught)
    return {number: tuple(units) for number, units in found.items()}


def units_teaching(number: str, by_number: Mapping[str, tuple[Taught, ...]]) -> tuple[Taught, ...]:
    """Those that name it first, then those that teach it with the clause that it belongs to."""
    found = [taught for name in covered_by(number) for taught in by_number.get(name, ())]
    return tuple({taught.url: taught for taught in found}.values())
