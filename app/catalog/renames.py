"""Which addresses of a catalogue are earlier ones of courses and modules, which records may still name."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.model import Catalog


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
