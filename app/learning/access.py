"""Which course, module or unit a request is about, and whether its reader can see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from app.catalog.model import Course, Module, Part, Unit
from app.catalog.renames import at_address
from app.core.errors import NotFound
from app.learning import queries
from app.learning.blocks import BlockKey, Kept
from app.learning.progress import NOTHING, CourseProgress, Record, progress_of
from app.learning.visibility import visible_course
from app.web.context import Context
from app.web.visitor import Role


class Moved(Exception):
    """What was asked for has a new address."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


def follows_aliases(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Answer an earlier address of a course or module with its present one: for good, and so that a
    form is sent again as it is.
    """

    @wraps(handler)
    def answer(ctx: Context, **path: str) -> Response:
        try:
            return handler(ctx, **path)
        except Moved as moved:
            return RedirectResponse(moved.address, 308 if ctx.writing else 301)

    return answer


@dataclass(frozen=True, slots=True)
class CoursePlace:
    """A course with the modules that this reader can see."""

    course: Course
    progress: CourseProgress
    record: Record

    @property
    def address(self) -> str:
        return f"/courses/{self.course.slug}"


@dataclass(frozen=True, slots=True)
class ModulePlace:
    course: Course
    module: Module
    progress: CourseProgress
    record: Record

    @property
    def address(self) -> str:
        return f"/courses/{self.course.slug}/{self.module.slug}"


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit with what its reader has done in its blocks."""

    course: Course
    module: Module
    unit: Unit
    progress: CourseProgress
    record: Record
    kept: Mapping[BlockKey, Kept]

    @property
    def module_address(self) -> str:
        return f"/courses/{self.course.slug}/{self.module.slug}"

    @property
    def address(self) -> str:
        return f"{self.module_address}/{self.unit.id}"

    def part(self, kind: str, part_id: str) -> Part:
        """A block of the unit. Raises NotFound."""
        part = self.unit.part(kind, part_id)
        if part is None:
            raise NotFound
        return part


def reader_id(ctx: Context) -> UUID | None:
    return ctx.visitor.id if ctx.visitor else None


def is_trainer(ctx: Context) -> bool:
    return ctx.visitor is not None and ctx.visitor.has(Role.TRAINER)


def course_for(ctx: Context, course: str) -> CoursePlace:
    """Raises NotFound, or Moved for an earlier address."""
    found = _course(ctx, course)
    user_id = reader_id(ctx)
    record = queries.record(ctx.session, user_id, found.slug) if user_id else NOTHING
    visible, progress = _visible(ctx, found, record)
    return CoursePlace(visible, progress, record)


def module_for(ctx: Context, course: str, module: str) -> ModulePlace:
    """Raises NotFound, or Moved for an earlier address."""
    found = _module(ctx, _course(ctx, course), module)
    place = course_for(ctx, course)
    if found not in place.course.modules:
        raise NotFound
    return ModulePlace(place.course, found, place.progress, place.record)


def unit_for(ctx: Context, course: str, module: str, unit: str) -> UnitPlace:
    """One statement besides the visitor's own; none for a reader without a session. Raises NotFound,
    or Moved for an earlier address.
    """
    found_course = _course(ctx, course)
    found_module = _module(ctx, found_course, module)
    found = found_module.unit(unit)
    if found is None:
        raise NotFound
    user_id = reader_id(ctx)
    read = queries.UnitRecord(NOTHING, {})
    if user_id:
        read = queries.unit_record(ctx.session, user_id, found_course.slug, found_module.slug)
    visible, progress = _visible(ctx, found_course, read.record)
    if found_module not in visible.modules:
        raise NotFound
    return UnitPlace(visible, found_module, found, progress, read.record, read.kept)


def _visible(ctx: Context, course: Course, record: Record) -> tuple[Course, CourseProgress]:
    visible = visible_course(course, record, is_trainer=is_trainer(ctx))
    if visible is None:
        raise NotFound
    return visible, progress_of(visible, record)


def _course(ctx: Context, slug: str) -> Course:
    found = at_address(ctx.catalog.courses, slug)
    if found is None:
        raise NotFound
    if found.slug != slug:
        raise Moved(_address(ctx, 2, found.slug))
    return found


def _module(ctx: Context, course: Course, slug: str) -> Module:
    found = at_address(course.modules, slug)
    if found is None:
        raise NotFound
    if found.slug != slug:
        raise Moved(_address(ctx, 3, found.slug))
    return found


def _address(ctx: Context, part: int, slug: str) -> str:
    """The address asked for, with one of its parts put right."""
    parts = ctx.request.url.path.split("/")
    parts[part] = slug
    query = ctx.request.url.query
    return "/".join(parts) + (f"?{query}" if query else "")
