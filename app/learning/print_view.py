"""A whole module on paper: its text, and its blocks with room for a pen. No state and no key."""

from __future__ import annotations

from app.catalog.model import Check, Checklist, Part, Prose, Scenario, Unit, Worksheet
from app.learning.access import ModulePlace
from app.learning.checks import blank_check
from app.learning.pages import Blank, PrintedUnit, PrintPage
from app.learning.unit_view import edition_of
from app.learning.wording import numbers


def print_page(place: ModulePlace, site_url: str) -> PrintPage:
    course, module = place.course, place.module
    margin = [f"Module {module.number}", f"version {course.version}"]
    return PrintPage(
        crumbs=(
            (course.title, f"/courses/{course.slug}"),
            (module.title, place.address),
            ("Print", ""),
        ),
        title=module.title,
        margin=tuple(margin),
        scene_html=module.scene_html,
        units=tuple(_unit(unit) for unit in module.units),
        edition=edition_of(course),
        as_of=module.as_of,
        sources=module.sources,
        url=f"{site_url}{place.address}",
    )


def _unit(unit: Unit) -> PrintedUnit:
    margin = numbers(unit.clauses[:1] or unit.controls[:1], ())
    return PrintedUnit(margin, unit.title, tuple(_part(part) for part in unit.parts))


def _part(part: Part) -> Prose | Blank:
    match part:
        case Prose():
            return part
        case Check():
            return Blank("check", "Check", question=blank_check(part))
        case Scenario():
            start = part.steps[0]
            choices = tuple(label for label, _ in start.choices)
            return Blank("scenario", start.title, story_html=start.html, choices=choices)
        case Worksheet():
            fields = tuple((field.label, field.hint_html) for field in part.fields)
            return Blank("worksheet", part.title, fields=fields)
        case Checklist():
            return Blank("checklist", part.title, items=tuple(item.html for item in part.items))
