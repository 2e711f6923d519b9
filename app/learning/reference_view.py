"""What glossary, learning paths and templates are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from app.catalog.model import (
    Basis,
    Catalog,
    DocumentTemplate,
    LearningPath,
    Module,
    PathStep,
    TemplateSection,
    Term,
    Unit,
)
from app.learning.catalogue_view import course_minutes
from app.learning.course_view import module_state
from app.learning.page_parts import Link, Row, State
from app.learning.progress import CourseProgress
from app.learning.reference_pages import (
    GlossaryPage,
    PathPage,
    ShownBasis,
    ShownTerm,
    TemplateLine,
    TemplatePage,
    TemplatePart,
)
from app.learning.wording import count, duration, numbers

_BASES = {"42001": "ISO/IEC 42001", "ai-act": "AI Act", "practice": "Good practice"}


def glossary_page(catalog: Catalog) -> GlossaryPage:
    """Terms by the letter they begin with."""
    letters: dict[str, list[ShownTerm]] = {}
    for term in sorted(catalog.glossary, key=lambda term: _plain(term.title)):
        letters.setdefault(_letter(term.title), []).append(_term(catalog, term))
    return GlossaryPage(tuple((letter, tuple(terms)) for letter, terms in letters.items()))


def _plain(title: str) -> str:
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _letter(title: str) -> str:
    first = _plain(title)[:1].upper()
    return first if first.isalpha() else "#"


def _term(catalog: Catalog, term: Term) -> ShownTerm:
    return ShownTerm(term.id, term.title, term.html, term.source, _taught(catalog, term.taught))


def _taught(catalog: Catalog, place: str) -> Link | None:
    """The unit named by `course/module#unit`, where everybody can read it."""
    course_slug, _, rest = place.partition("/")
    module_slug, _, unit_id = rest.partition("#")
    course = catalog.course(course_slug)
    module = course.module(module_slug) if course and course.status == "published" else None
    if course is None or module is None or module.status != "published":
        return None
    unit = module.unit(unit_id)
    tail = f"/{unit.id}" if unit else ""
    return Link(unit.title if unit else module.title, f"/courses/{course.slug}/{module.slug}{tail}")


# Learning paths. A step may name a course, a module or a unit; each is a line.


def path_minutes(path: LearningPath, courses: Sequence[CourseProgress]) -> int:
    lines = (_line(step, courses) for step in path.must)
    return sum(minutes for line in lines if line for minutes in (line[1],))


def path_page(path: LearningPath, courses: Sequence[CourseProgress]) -> PathPage:
    must = [line for step in path.must if (line := _line(step, courses))]
    should = [line for step in path.should if (line := _line(step, courses))]
    done = sum(row.state is not None and row.state.kind == "done" for row, _, _ in must)
    left = sum(minutes for _, _, minutes in must)
    upcoming = next((row for row, _, minutes in (*must, *should) if not _is_done(row)), None)
    begun = any(row.state is not None for row, _, _ in (*must, *should))
    current = next((i for i, (row, _, _) in enumerate(must, start=1) if not _is_done(row)), 0)
    summary = f"{done} of {len(must)} that you must"
    return PathPage(
        title=path.title,
        crumbs=(("Paths", "/paths"), (path.title, "")),
        intro_html=path.intro_html,
        done=done,
        total=len(must),
        current=current if begun else 0,
        summary=f"{summary}, {duration(left)} left" if left else summary,
        next=Link(f"{'Continue' if begun else 'Begin'}: {upcoming.title}", upcoming.url)
        if upcoming
        else None,
        must=tuple(row for row, _, _ in must),
        should=tuple(row for row, _, _ in should),
    )


def _is_done(row: Row) -> bool:
    return row.state is not None and row.state.kind == "done"


def _line(step: PathStep, courses: Sequence[CourseProgress]) -> tuple[Row, int, int] | None:
    """The row of a step, its minutes, and how many of them are left; None where a reader cannot see
    what it names.
    """
    progress = next((c for c in courses if c.course.slug == step.course), None)
    if progress is None:
        return None
    course = progress.course
    address = f"/courses/{course.slug}"
    if not step.module:
        whole = course_minutes(course)
        state = State("done", "Done") if progress.done == progress.total else None
        if state is None and progress.is_begun:
            state = State("part", f"{progress.done} of {count(progress.total, 'module')}")
        row = Row("Course", course.title, address, duration(whole), state)
        return row, whole, progress.minutes_left
    module = course.module(step.module)
    if module is None:
        return None
    if step.unit:
        unit = module.unit(step.unit)
        return _unit_line(progress, module, unit, address) if unit else None
    one = progress.module(module.slug)
    row = Row(
        course.title,
        module.title,
        f"{address}/{module.slug}",
        duration(module.minutes),
        module_state(one),
    )
    return row, module.minutes, one.minutes_left


def _unit_line(
    progress: CourseProgress, module: Module, unit: Unit, address: str
) -> tuple[Row, int, int]:
    state = progress.module(module.slug).state(unit.id)
    shown = {
        "todo": None,
        "done": State("done", "Done"),
        "changed": State("part", "Changed since you read it"),
    }[state]
    url = f"{address}/{module.slug}/{unit.id}"
    row = Row("Unit", unit.title, url, duration(unit.minutes), shown)
    return row, unit.minutes, unit.minutes if state == "todo" else 0


# Templates.


def template_file(template: DocumentTemplate) -> str:
    """The address of the template as a file, blank."""
    suffix = "docx" if template.kind == "document" else "xlsx"
    return f"/templates/{template.id}.{suffix}"


def template_line(template: DocumentTemplate) -> TemplateLine:
    fields = sum(len(section.fields) for section in template.blank)
    note = f"Document, {count(fields, 'field')}"
    if template.kind == "table":
        note = f"Spreadsheet, {count(len(template.blank), 'table')}"
    places = numbers(template.clauses, template.controls)
    return TemplateLine(template.id, template.title, places, note, template_file(template))


def template_page(template: DocumentTemplate) -> TemplatePage:
    margin = tuple(filter(None, (template.id, numbers(template.clauses, template.controls))))
    return TemplatePage(
        crumbs=(("Templates", "/templates"), (template.id, "")),
        id=template.id,
        title=template.title,
        margin=margin,
        is_table=template.kind == "table",
        intro_html=template.intro_html,
        blank=tuple(_part(section) for section in template.blank),
        filled=tuple(_part(section) for section in template.filled),
        filled_for=template.filled_for,
        download=template_file(template),
    )


def _part(section: TemplateSection) -> TemplatePart:
    """A table's columns are listed with their reasons, as fields are; what its first row says tells
    what to write.
    """
    first = section.rows[0] if section.rows else ("",) * len(section.columns)
    return TemplatePart(
        section.title,
        section.intro_html,
        fields=tuple((f.label, f.html, _basis(f.basis)) for f in section.fields)
        + tuple(
            (column.label, escape(text), _basis(column.basis))
            for column, text in zip(section.columns, first, strict=False)
        ),
        columns=tuple(column.label for column in section.columns),
        rows=section.rows,
    )


def _basis(basis: Basis) -> ShownBasis:
    return ShownBasis(_BASES[basis.kind], basis.ref)
