"""Reads cases from files, and banks and exams from text, for the tests of questions."""

from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from app.catalog.bank_file import parse_bank
from app.catalog.exam_file import parse_exam
from app.catalog.problems import Problems
from app.catalog.source_file import SourceFile

FIXTURES = Path(__file__).parents[1] / "fixtures"
FRONT = "---\nschema: quizbank/1\ntitle: A bank\ndraw: 1\n---\n"
FRONT_LINES = FRONT.count("\n")


def cases(name):
    """The cases of a file as test parameters: source and expected result."""
    return [
        pytest.param(source, expected, id=" ".join(title.split()))
        for _, title, source, expected in read_fixture_file(FIXTURES / name)
    ]


def read_bank(body, front=FRONT, path="quizzes/tiny/01-first.md"):
    file = SourceFile(path, front + body, Problems())
    return parse_bank(file), file.problems.sorted()


def read_exam(text, path="quizzes/tiny/exam.md"):
    file = SourceFile(path, text, Problems())
    return parse_exam(file), file.problems.sorted()


def read_question(body):
    """The only question of a text, which has no problems."""
    bank, problems = read_bank(body)
    errors = [p for p in problems if p.code != "Q033"]
    assert errors == [], [str(problem) for problem in errors]
    (question,) = bank.questions
    return question


def told(problems, less=FRONT_LINES):
    """Problems as `line:column CODE message`, with lines counted after the front matter."""
    return [f"{p.place.line - less}:{p.place.column} {p.code} {p.message}" for p in problems]
