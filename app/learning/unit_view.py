"""What stands on a unit's page besides its text: the way on, what is done, where it comes from."""

from __future__ import annotations

from datetime import datetime

from app.catalog.crosswalk import Crosswalk
from app.catalog.model import Course, Module, Unit
from app.learning.access import UnitPlace
from app.learning.blocks import ShownBlock, show_parts
from app.learning.outline import outline_of
from app.learning.page_parts import Link
from app.learning.pages import Ahead, Anchor, UnitFrame, UnitPage
from app.learning.progress import Step, following_step, preceding_unit, quiz_length
from app.learning.remembered import remembered
from app.learning.wording import count, in_sentence, numbers


def unit_page(
    place: UnitPlace,
    now: datetime,
    crosswalk: Crosswalk | None,
    instead: ShownBlock | None = None,
) -> UnitPage:
    """`instead` is a block as it has just been answered."""
    course, module, unit = place.course, place.module, place.unit
    read = place.record.units.get((module.slug, unit.id))
    return UnitPage(
        now=now,
        outline=outline_of(place.progress, module, unit),
        frame=_frame(course, module, unit, crosswalk),
        parts=show_parts(unit, place.address, place.kept, instead),
        ahead=ahead_of(following_step(course, module, unit, place.record), place),
        completed_at=read.at if read else None,
        changed=read is not None and read.unit_hash != unit.hash,
    )


@remembered(2_000)
def _frame(course: Course, module: Module, unit: Unit, crosswalk: Crosswalk | None) -> UnitFrame:
    address = f"/courses/{course.slug}/{module.slug}"
    return UnitFrame(
        crumbs=((f"Module {module.number}", address), (module.title, "")),
        address=f"{address}/{unit.id}",
        module_title=module.title,
        margin=numbers(unit.clauses[:1] or unit.controls[:1], ()),
        title=unit.title,
        minutes=unit.minutes,
        teaches=_teaches(course, unit),
        contents=tuple(Anchor(entry.anchor, entry.title) for entry in unit.toc),
        previous=_previous(course, module, unit),
        print_url=f"{address}/print",
        elsewhere=_elsewhere(unit, crosswalk),
        edition=edition_of(course),
        as_of=module.as_of,
        sources=module.sources,
    )


def edition_of(course: Course) -> str:
    return f"{course.title} {course.version}"


def ahead_of(step: Step | None, place: UnitPlace) -> Ahead:
    """What the page says comes next, and what the button does after completing."""
    if step is None:
        return Ahead(
            "The last unit of this course",
            place.course.title,
            "Mark complete and finish",
            f"/courses/{place.course.slug}",
        )
    if step.kind == "unit":
        lead = f"Next, {count(step.minutes, 'minute')}"
        if step.module is not place.module and step.module is not None:
            lead = f"Next module: {step.module.title}, {count(step.minutes, 'minute')}"
        return Ahead(lead, step.title, "Mark complete and continue", step.address)
    if step.kind == "quiz" and step.module is not None:
        title = f"Module quiz: {count(quiz_length(step.module), 'question')}"
        button = "Mark complete and go to the quiz"
        return Ahead("The last unit of this module", title, button, step.address)
    button = "Mark complete and go to the exam"
    return Ahead("The last unit of this course", step.title, button, step.address)


def _elsewhere(unit: Unit, crosswalk: Crosswalk | None) -> tuple[Link, ...]:
    """The rows of the crosswalk for what the unit teaches."""
    taught = (*unit.clauses, *unit.controls)
    rows = crosswalk.rows if crosswalk else ()
    return tuple(
        Link(row.number, f"/crosswalk#{row.number}") for row in rows if row.number in taught
    )


def _previous(course: Course, module: Module, unit: Unit) -> Link | None:
    before = preceding_unit(course, module, unit)
    if before is None:
        return None
    earlier, previous = before
    return Link(previous.title, f"/courses/{course.slug}/{earlier.slug}/{previous.id}")


def _teaches(course: Course, unit: Unit) -> str:
    found = (course.outcome(outcome_id) for outcome_id in unit.outcomes)
    return "; ".join(in_sentence(outcome.text) for outcome in found if outcome)
