"""What a learning path asks for, how far somebody has come on it, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.catalog.model import LearningPath, Module, PathStep, Unit
from app.learning.catalogue_view import course_minutes, needs
from app.learning.course_view import module_state
from app.learning.page_parts import Link, Row, State
from app.learning.progress import CourseProgress, ModuleProgress
from app.learning.reference_pages import PathPage, PathPart
from app.learning.wording import count, duration


@dataclass(frozen=True, slots=True)
class _Item:
    """A step that a reader can see. `next_url` is where it goes on: within it, once it is begun."""

    row: Row
    minutes: int
    left: int
    is_done: bool
    is_begun: bool
    next_url: str


def path_row(path: LearningPath, courses: Sequence[CourseProgress]) -> Row:
    """The path as a line of the list of all."""
    must = _items(path.must, courses)
    state = None
    if any(item.is_begun for item in must):
        kind = "done" if all(item.is_done for item in must) else "part"
        state = State(kind, _summary(must))
    first_sentence = path.intro_text.split(". ")[0].strip().rstrip(".") + "."
    return Row(
        margin=needs([*["must"] * len(path.must), *["should"] * len(path.should)]),
        title=path.title,
        url=f"/paths/{path.id}",
        end=duration(_minutes(must)),
        state=state,
        note=first_sentence,
    )


def path_page(path: LearningPath, courses: Sequence[CourseProgress]) -> PathPage:
    """A path is complete when all that its readers must do is done."""
    must, should = _items(path.must, courses), _items(path.should, courses)
    open_ones = [i for i, item in enumerate(must, start=1) if not item.is_done]
    begun = any(item.is_begun for item in (*must, *should))
    parts = (("Must", must), ("Should", should))
    return PathPage(
        title=path.title,
        crumbs=(("Paths", "/paths"), (path.title, "")),
        intro_html=path.intro_html,
        done=len(must) - len(open_ones),
        total=len(must),
        current=open_ones[0] if begun and open_ones else 0,
        summary=_summary(must),
        is_complete=bool(must) and not open_ones,
        should_left=sum(not item.is_done for item in should),
        next=_next(must, begun=begun) or _next(should, begun=begun),
        parts=tuple(
            PathPart(title, duration(_minutes(items)), tuple(item.row for item in items))
            for title, items in parts
            if items
        ),
    )


def _summary(must: Sequence[_Item]) -> str:
    """`14 steps, 8 h 48 min`, then how many are done and what is left of them."""
    steps, done = count(len(must), "step"), sum(item.is_done for item in must)
    if not any(item.is_begun for item in must):
        return f"{steps}, {duration(_minutes(must))}"
    if done == len(must):
        return f"All {steps} done" if done > 1 else "Done"
    left = sum(item.left for item in must)
    return f"{done} of {steps} done" + (f", {duration(left)} left" if left else "")


def _minutes(items: Iterable[_Item]) -> int:
    return sum(item.minutes for item in items)


def _next(items: Sequence[_Item], *, begun: bool) -> Link | None:
    """The first step that is begun and not done, else the first that is not done."""
    left = [item for item in items if not item.is_done]
    if not left:
        return None
    item = next((item for item in left if item.is_begun), left[0])
    return Link(f"{'Continue' if begun else 'Begin'}: {item.row.title}", item.next_url)


def _items(steps: Iterable[PathStep], courses: Sequence[CourseProgress]) -> tuple[_Item, ...]:
    """Without what a reader cannot see."""
    return tuple(item for step in steps if (item := _item(step, courses)))


def _item(step: PathStep, courses: Sequence[CourseProgress]) -> _Item | None:
    progress = next((c for c in courses if c.course.slug == step.course), None)
    if progress is None:
        return None
    if not step.module:
        return _course_item(progress)
    module = progress.course.module(step.module)
    if module is None:
        return None
    if not step.unit:
        return _module_item(progress, progress.module(module.slug))
    unit = module.unit(step.unit)
    return _unit_item(progress, module, unit) if unit else None


def _course_item(progress: CourseProgress) -> _Item:
    course = progress.course
    is_done = progress.done == progress.total
    state = State("done", "Done") if is_done else None
    if state is None and progress.is_begun:
        state = State("part", f"{progress.done} of {count(progress.total, 'module')}")
    url, whole = f"/courses/{course.slug}", course_minutes(course)
    row = Row("Course", course.title, url, duration(whole), state)
    upcoming = progress.next_step if progress.is_begun else None
    next_url = upcoming.address if upcoming else url
    return _Item(row, whole, progress.minutes_left, is_done, progress.is_begun, next_url)


def _module_item(progress: CourseProgress, one: ModuleProgress) -> _Item:
    """Once a module is begun, its next unit or its quiz; before, its page with the opening scene."""
    module = one.module
    url = f"/courses/{progress.course.slug}/{module.slug}"
    row = Row(
        _where(progress, module), module.title, url, duration(module.minutes), module_state(one)
    )
    next_url = url
    if one.is_begun:
        pairs = zip(module.units, one.states, strict=True)
        unread = next((unit.id for unit, state in pairs if state == "todo"), "quiz")
        next_url = f"{url}/{unread}"
    return _Item(row, module.minutes, one.minutes_left, one.is_complete, one.is_begun, next_url)


def _unit_item(progress: CourseProgress, module: Module, unit: Unit) -> _Item:
    state = progress.module(module.slug).state(unit.id)
    shown = {
        "todo": None,
        "done": State("done", "Done"),
        "changed": State("part", "Changed since you read it"),
    }[state]
    url = f"/courses/{progress.course.slug}/{module.slug}/{unit.id}"
    note = f"One unit of {module.title}"
    row = Row(_where(progress, module), unit.title, url, duration(unit.minutes), shown, note)
    is_read = state != "todo"
    return _Item(row, unit.minutes, 0 if is_read else unit.minutes, is_read, is_read, url)


def _where(progress: CourseProgress, module: Module) -> str:
    return f"{progress.course.level.capitalize()} {module.number}"
