"""Which addresses of a catalogue are earlier ones of courses and modules, which records and links may
still name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from app.catalog.model import Catalog, Course, Module

Named = TypeVar("Named", Course, Module)


@dataclass(frozen=True, slots=True)
class CourseRename:
    earlier: str
    now: str


@dataclass(frozen=True, slots=True)
class ModuleRename:
    """`course` is the course's address of now."""

    course: str
    earlier: str
    now: str


Rename = CourseRename | ModuleRename


def at_address(things: Iterable[Named], slug: str) -> Named | None:
    """The course or module whose slug this is, else the one that had it earlier."""
    earlier = None
    for thing in things:
        if thing.slug == slug:
            return thing
        if slug in thing.aliases:
            earlier = thing
    return earlier


def renames(catalog: Catalog) -> tuple[Rename, ...]:
    """Courses first: a module is looked for under its course's address of now."""
    courses = [
        CourseRename(alias, course.slug) for course in catalog.courses for alias in course.aliases
    ]
    modules = [
        ModuleRename(course.slug, alias, module.slug)
        for course in catalog.courses
        for module in course.modules
        for alias in module.aliases
    ]
    return (*courses, *modules)
