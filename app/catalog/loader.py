"""Puts a catalogue together: joins what belongs together, then checks the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from app.catalog.cache import RENDERER, Cache
from app.catalog.checks import check_courses
from app.catalog.hashing import digest
from app.catalog.links import check_links
from app.catalog.lone_module import ModuleFile
from app.catalog.model import LEVELS, Catalog, Course, Media, Module, Outcome
from app.catalog.parsed_files import Files, read_files
from app.catalog.pictures import MEDIA_DIGITS, PICTURE_TYPES
from app.catalog.places import Place
from app.catalog.problems import Problems, did_you_mean
from app.catalog.style_checks import check_style
from app.catalog.tree import Tree


def load(
    courses_dir: Path, quizzes_dir: Path, cache_dir: Path | None = None, *, today: date
) -> Catalog:
    """Read both folders and report everything that is wrong with them.

    The catalogue holds whatever could be read; where its `errors` are not empty it must not be
    served. `cache_dir` None parses everything anew.
    """
    problems = Problems()
    tree = Tree(courses_dir, quizzes_dir, problems)
    files = read_files(tree, Cache(cache_dir), problems)
    courses = _courses(files, problems)
    _report_doubles(courses, files, problems)
    catalog = Catalog(
        courses=courses,
        glossary=files.terms,
        paths=files.paths,
        templates=tuple(sorted(files.templates, key=lambda t: (len(t.id), t.id))),
        crosswalk=files.crosswalk,
        media=_media(files, tree),
        hash=digest([RENDERER, files.digests, files.pictures]),
    )
    check_links(files.links, catalog, problems)
    check_courses(courses, files.banks, problems)
    check_style(courses, today, problems)
    return replace(catalog, problems=problems.sorted())


def _courses(files: Files, problems: Problems) -> tuple[Course, ...]:
    known = {course.slug for course in files.courses}
    for slug in sorted({m.course for m in files.modules} | set(files.banks) | set(files.exams)):
        if slug not in known:
            place = Place(f"courses/{slug}/course.md")
            problems.error(place, "F023", "The course has modules or banks, but no course.md.")
    courses = [_course(course, files, problems) for course in files.courses]
    return tuple(sorted(courses, key=lambda c: (LEVELS.index(c.level), c.slug)))


def _course(course: Course, files: Files, problems: Problems) -> Course:
    banks = {bank.slug: bank for bank in files.banks.get(course.slug, [])}
    read = sorted(
        (m for m in files.modules if m.course == course.slug),
        key=lambda m: (m.module.number, m.module.slug),
    )
    modules = tuple(
        replace(
            file.module,
            outcomes=_outcomes(file, course, problems),
            bank=banks.get(file.module.slug),
        )
        for file in read
    )
    exam = files.exams.get(course.slug)
    parts = [course.hash, *(m.hash for m in modules), *(m.bank.hash for m in modules if m.bank)]
    return replace(
        course,
        modules=modules,
        exam=exam,
        minutes=sum(module.minutes for module in modules),
        hash=digest([*parts, exam.hash if exam else ""]),
    )


def _outcomes(file: ModuleFile, course: Course, problems: Problems) -> tuple[Outcome, ...]:
    """The outcomes that the module names, in its order: its own, and the course's by their ids."""
    known = {outcome.id: outcome for outcome in (*course.outcomes, *file.module.outcomes)}
    found = []
    for outcome_id, place in file.outcome_ids:
        if outcome_id in known:
            found.append(known[outcome_id])
        else:
            hint = did_you_mean(outcome_id, known)
            message = f"The course has no outcome `{outcome_id}`.{hint}"
            problems.error(place, "C020", message)
    return tuple(found)


def _report_doubles(courses: Sequence[Course], files: Files, problems: Problems) -> None:
    """What would share an address or a place in the order."""
    for course in courses:
        _report_double_modules(course.modules, problems)
    addresses: dict[str, Place] = {course.slug: course.place for course in courses}
    for course in courses:
        _claim(course.aliases, course.place, addresses, problems)
    templates: dict[str, Place] = {}
    for template in files.templates:
        _claim((template.id,), template.place, templates, problems)


def _report_double_modules(modules: Sequence[Module], problems: Problems) -> None:
    addresses: dict[str, Place] = {}
    numbers: dict[int, Place] = {}
    for module in modules:
        _claim((module.slug,), module.place, addresses, problems)
        if module.number in numbers:
            message = f"{numbers[module.number].path} has the same number: the order is not clear."
            problems.error(module.place, "F025", message)
        numbers.setdefault(module.number, module.place)
    for module in modules:
        _claim(module.aliases, module.place, addresses, problems)


def _claim(names: Sequence[str], place: Place, taken: dict[str, Place], problems: Problems) -> None:
    for name in names:
        if name in taken:
            message = f"`{name}` is the address of {taken[name].path} already."
            problems.error(place, "F024", message)
        taken.setdefault(name, place)


def _media(files: Files, tree: Tree) -> dict[str, Media]:
    """The pictures that pages refer to by address, by their path."""
    media = {}
    for path, known in sorted(files.pictures.items()):
        suffix = PurePosixPath(path).suffix.lower()
        data = tree.picture(path)
        if data is not None and suffix != ".svg":
            media[path] = Media(path, known[:MEDIA_DIGITS], PICTURE_TYPES[suffix], data)
    return media
