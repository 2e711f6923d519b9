"""`clauseway new`: the files of a new course or module, complete enough to pass the check."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from app.catalog.links import SLUG
from app.catalog.periods import Period, add
from app.catalog.standard import REQUIREMENT_CLAUSES, unknown_clause
from app.catalog.unit import RESERVED
from app.cli.output import fail, say
from app.cli.settings import settings_or_exit

new_app = typer.Typer(help="Begin a course or a module.", no_args_is_help=True)

_SKELETONS: Final = Path(__file__).with_name("skeletons")
_NUMBERED = re.compile(r"(\d{2,3})-(.+)\.md")
_FIRST_MODULE: Final = "Introduction"
# `courses/templates` holds the templates.
_RESERVED_COURSES: Final = ("templates",)
_REVIEW: Final = Period(months=6)


class Level(StrEnum):
    """The levels of courses."""

    fundamentals = "fundamentals"
    advanced = "advanced"
    specialist = "specialist"


@dataclass(frozen=True, slots=True)
class _Folders:
    """Where a course's files stand."""

    course: Path
    quizzes: Path


Root = Annotated[
    Path | None,
    typer.Option(
        help="The folder with `courses` and `quizzes`. Without it, the folders of the settings."
    ),
]
Slug = Annotated[str, typer.Option(help="The name in addresses. Without it, made of the title.")]
Clause = Annotated[
    str, typer.Option(help="The clause it begins with. Without it, taken from the title, or 4.1.")
]


@new_app.command("course")
def new_course(
    level: Annotated[Level, typer.Argument(help="Its level.")],
    title: Annotated[str, typer.Argument(help="Its title.")],
    slug: Slug = "",
    clause: Clause = "",
    root: Root = None,
) -> None:
    """Begin a course, with a first module, its question bank and an exam."""
    slug = _slug(title, slug, _RESERVED_COURSES)
    clause = _clause(title, clause)
    folders = _folders(root, slug)
    if folders.course.exists():
        fail(f"{folders.course} is there already. Choose another slug with --slug.")
    today = datetime.now(UTC)
    module = _slug(_FIRST_MODULE, "", RESERVED)
    facts = {
        "title": _quoted(title),
        "level": level.value,
        "clause": clause,
        "outcome": "first-outcome",
        "today": today.date().isoformat(),
        "review_by": add(_REVIEW, today).date().isoformat(),
    }
    of_module = {**facts, "title": _quoted(_FIRST_MODULE), "outcome_entry": facts["outcome"]}
    name = f"01-{module}.md"
    exam = {"title": _quoted(f"{title}: exam"), "bank": module}
    _write(
        {
            folders.course / "course.md": _filled("course", facts),
            folders.course / name: _filled("module", of_module),
            folders.quizzes / name: _filled("bank", of_module),
            folders.quizzes / "exam.md": _filled("exam", exam),
        }
    )
    say(f"Write the texts, then: clauseway check. The clause in them is {clause}.")


@new_app.command("module")
def new_module(
    course: Annotated[str, typer.Argument(help="The course it belongs to, by its folder.")],
    title: Annotated[str, typer.Argument(help="Its title.")],
    slug: Slug = "",
    clause: Clause = "",
    root: Root = None,
) -> None:
    """Begin a module at the end of a course, with its question bank."""
    folders = _folders(root, course)
    if not SLUG.fullmatch(course) or not (folders.course / "course.md").is_file():
        fail(f"There is no course {course}: {folders.course / 'course.md'} is missing.")
    slug = _slug(title, slug, RESERVED)
    clause = _clause(title, clause)
    taken = _taken(folders)
    if slug in taken:
        fail(f"The course has a module {slug} already. Choose another slug with --slug.")
    name = f"{max(taken.values(), default=0) + 1:02}-{slug}.md"
    text = "Begin with a measurable verb and say what a learner can then do"
    facts = {
        "title": _quoted(title),
        "clause": clause,
        "outcome": slug,
        "outcome_entry": f'{{id: {slug}, text: "{text}", clause: "{clause}"}}',
    }
    _write(
        {
            folders.course / name: _filled("module", facts),
            folders.quizzes / name: _filled("bank", facts),
        }
    )
    line = f"- {{bank: {slug}, count: 4}}"
    say(f"Write the texts, then: clauseway check. The clause in them is {clause}.")
    say(f"To have the exam ask about it, add to `draw` in {folders.quizzes / 'exam.md'}: {line}")


def _folders(root: Path | None, course: str) -> _Folders:
    if root is not None:
        return _Folders(root / "courses" / course, root / "quizzes" / course)
    settings = settings_or_exit()
    return _Folders(settings.courses_dir / course, settings.quizzes_dir / course)


def _taken(folders: _Folders) -> dict[str, int]:
    """The slugs of a course's modules and banks with their numbers."""
    taken = {}
    for folder in (folders.course, folders.quizzes):
        for file in folder.iterdir() if folder.is_dir() else ():
            numbered = _NUMBERED.fullmatch(file.name)
            if numbered:
                taken[numbered.group(2)] = int(numbered.group(1))
    return taken


def _slug(title: str, given: str, reserved: tuple[str, ...]) -> str:
    """The slug that was given, or one of the letters and digits of the title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = given or re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not SLUG.fullmatch(slug) or slug in reserved:
        fail(
            f"{slug!r} cannot be an address. Give one of small letters and digits with --slug, "
            "such as clause-7-support."
        )
    return slug


def _clause(title: str, given: str) -> str:
    fault = unknown_clause(given) if given else ""
    if fault:
        fail(f"{fault[:1].upper()}{fault[1:]}.")
    named = re.search(r"\bclause (\d+(?:\.\d+)*)", title, re.IGNORECASE)
    number = named.group(1) if named else ""
    found = [c for c in REQUIREMENT_CLAUSES if c == number or c.startswith(f"{number}.")]
    return given or (found[0] if number and found else REQUIREMENT_CLAUSES[0])


def _quoted(text: str) -> str:
    """Text in double quotes as both JSON and YAML read it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _filled(skeleton: str, facts: dict[str, str]) -> str:
    template = Template((_SKELETONS / f"{skeleton}.md").read_text(encoding="utf-8"))
    return template.substitute(facts)


def _write(files: dict[Path, str]) -> None:
    """Write all files or none; a file that is there is never written over."""
    for path in files:
        if path.exists():
            fail(f"{path} is there already, and is left as it is. Nothing was written.")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            fail(f"{path} cannot be written: {error.strerror}.")
        say(f"Wrote {path}")
