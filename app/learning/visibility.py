"""Which courses and modules a reader gets to see: drafts and retired ones are not for everybody."""

from __future__ import annotations

from dataclasses import replace

from app.catalog.model import Course, Module
from app.learning.progress import Record
from app.learning.remembered import remembered


def visible_course(course: Course, record: Record, *, is_trainer: bool) -> Course | None:
    """The course with the modules that the reader can see; None where they cannot see it at all.

    Drafts are for trainers. What is retired stays readable for trainers and for whoever has already
    read or passed something of it.
    """
    if course.status == "draft" and not is_trainer:
        return None
    if course.status == "retired" and not (is_trainer or record):
        return None
    if all(module.status == "published" for module in course.modules):
        return course
    modules = tuple(m for m in course.modules if _sees(m, record, is_trainer=is_trainer))
    return _with(course, modules) if modules else None


@remembered(1_000)
def _with(course: Course, modules: tuple[Module, ...]) -> Course:
    """One object for all who see the same modules, under which more is remembered."""
    return replace(course, modules=modules)


def _sees(module: Module, record: Record, *, is_trainer: bool) -> bool:
    if module.status == "published" or is_trainer:
        return True
    if module.status == "draft":
        return False
    return module.slug in record.quizzes or any(slug == module.slug for slug, _ in record.units)
