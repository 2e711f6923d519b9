"""`clauseway check`: every error and warning of a tree in one run, and what its banks hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.catalog.loader import load
from app.catalog.model import Catalog
from app.catalog.places import Problem
from app.catalog.stats import BankStatistics, KeyGroup, bank_statistics, course_statistics
from app.cli.output import fail, say
from app.cli.settings import settings_or_exit


class Format(StrEnum):
    """How the findings are written."""

    text = "text"
    json = "json"


@dataclass(frozen=True, slots=True)
class _Tree:
    """The two folders, the path within them that is asked about ("": all), and where what was parsed
    is kept: for the folders that are served alone, because a cache holds one tree.
    """

    courses: Path
    quizzes: Path
    only: str = ""
    cache: Path | None = None

    def holds(self, path: str) -> bool:
        return not self.only or path == self.only or path.startswith(f"{self.only}/")


def check(
    path: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            help="A folder with `courses` and `quizzes`, or a folder or file in one. "
            "Without it, the folders of the settings.",
        ),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    stats: Annotated[bool, typer.Option("--stats", help="Count every question bank.")] = False,
) -> None:
    """Check courses and quizzes. Ends with code 1 if there are errors; warnings do no harm."""
    tree = _tree_of(path)
    catalog = load(tree.courses, tree.quizzes, tree.cache, today=datetime.now(UTC).date())
    problems = [problem for problem in catalog.problems if tree.holds(problem.place.path)]
    banks = _statistics(catalog, tree) if stats else []
    wholes = _whole_courses(catalog, tree) if stats else []
    if output is Format.json:
        say(json.dumps(_as_json(catalog, problems, banks, wholes), ensure_ascii=False))
    else:
        for problem in problems:
            say(str(problem))
        for bank in banks:
            say("\n".join(_lines_of(bank)))
        for whole in wholes:
            say("\n".join(_lines_of_whole(whole)))
        say(_summary(catalog, problems))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _tree_of(path: Path | None) -> _Tree:
    if path is None:
        settings = settings_or_exit()
        folders = settings.courses_dir, settings.quizzes_dir
        return _Tree(*folders, cache=settings.cache_folder)
    asked = path.resolve()
    around = (asked, *asked.parents)
    root = next((f for f in around if (f / "courses").is_dir() and (f / "quizzes").is_dir()), None)
    if root is None:
        fail(f"{path} is no folder with `courses` and `quizzes`, and stands in none.")
    only = asked.relative_to(root).as_posix()
    return _Tree(root / "courses", root / "quizzes", "" if only == "." else only)


def _statistics(catalog: Catalog, tree: _Tree) -> list[BankStatistics]:
    modules = [module for course in catalog.courses for module in course.modules]
    found = [bank_statistics(module.bank) for module in modules if module.bank is not None]
    return [bank for bank in found if tree.holds(bank.path)]


def _whole_courses(catalog: Catalog, tree: _Tree) -> list[BankStatistics]:
    """Of the courses that are asked about as a whole."""
    found = [course_statistics(course) for course in catalog.courses]
    return [whole for whole in found if tree.holds(whole.path) and whole.questions]


def _counts(catalog: Catalog) -> dict[str, int]:
    modules = [module for course in catalog.courses for module in course.modules]
    banks = [module.bank for module in modules if module.bank is not None]
    return {
        "courses": len(catalog.courses),
        "modules": len(modules),
        "units": sum(len(module.units) for module in modules),
        "questions": sum(len(bank.questions) for bank in banks),
    }


def _severities(problems: Sequence[Problem]) -> dict[str, int]:
    errors = sum(problem.severity == "error" for problem in problems)
    return {"errors": errors, "warnings": len(problems) - errors}


def _as_json(
    catalog: Catalog,
    problems: Sequence[Problem],
    banks: Sequence[BankStatistics],
    wholes: Sequence[BankStatistics],
) -> dict[str, object]:
    found = [
        {
            "path": problem.place.path,
            "line": problem.place.line,
            "column": problem.place.column,
            "code": problem.code,
            "severity": problem.severity,
            "message": problem.message,
        }
        for problem in problems
    ]
    answer: dict[str, object] = {
        "problems": found,
        "summary": {**_counts(catalog), **_severities(problems)},
    }
    if banks:
        answer["banks"] = [asdict(bank) for bank in banks]
        answer["courses"] = [asdict(whole) for whole in wholes]
    return answer


def _summary(catalog: Catalog, problems: Sequence[Problem]) -> str:
    """Such as: 1 course, 2 modules, 12 units, 54 questions: no errors, 3 warnings."""
    counts = ", ".join(_number(n, what) for what, n in _counts(catalog).items())
    found = ", ".join(_number(n, what) for what, n in _severities(problems).items())
    return f"{counts}: {found}."


def _number(number: int, plural: str) -> str:
    words = plural.removesuffix("s") if number == 1 else plural
    return f"{number or 'no'} {words}"


def _lines_of(bank: BankStatistics) -> list[str]:
    total = bank.questions
    sets = f", {bank.in_case_sets} in {_number(bank.case_sets, 'case sets')}"
    exam = _pairs(bank.exam_difficulties)
    lines = [
        f"{bank.path}: {_number(total, 'questions')}{sets if bank.case_sets else ''}",
        *_mixes(bank),
        f"  difficulty  {_pairs(bank.difficulties)}" + (f" (exam: {exam})" if exam else ""),
        f"  outcome     {_outcomes(bank)}",
    ]
    return lines + [f"  keys        {_keys(group)}" for group in bank.keys]


def _lines_of_whole(course: BankStatistics) -> list[str]:
    head = f"{course.path}, all banks: {_number(course.questions, 'questions')}"
    sets = f"{_share(course.in_case_sets, course.questions)} in {_number(course.case_sets, 'case sets')}"
    return [f"{head}, {sets}" if course.case_sets else head, *_mixes(course)]


def _mixes(bank: BankStatistics) -> list[str]:
    total = bank.questions
    return [
        f"  situation   {_share(bank.situations, total)}",
        f"  type        {_pairs(bank.types, total)}",
        f"  pool        {_pairs(bank.pools, total)}",
        f"  bloom       {_pairs(bank.bloom, total)}",
    ]


def _outcomes(bank: BankStatistics) -> str:
    """Each outcome with its questions, and how many of them are in which pool."""
    return ", ".join(
        f"{outcome or 'none'} {bank.outcomes[outcome]} ({_pairs(pools)})"
        for outcome, pools in bank.outcome_pools.items()
    )


def _pairs(counts: Mapping[str, int], total: int = 0) -> str:
    return ", ".join(
        f"{word or 'none'} {_share(number, total) if total else number}"
        for word, number in counts.items()
    )


def _share(number: int, total: int) -> str:
    return f"{number} ({number / total:.0%})" if total else str(number)


def _keys(group: KeyGroup) -> str:
    places = " ".join(str(count) for count in group.positions)
    return (
        f"{group.questions} single with {group.options} options: key longest in "
        f"{_share(group.longest, group.questions)}, by place {places}, chance {group.chance:.0%}; "
        f"{group.key_length:.0f} characters against {group.distractor_length:.0f}"
    )
