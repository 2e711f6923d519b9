"""Reads single files from text, for the tests of the parsers."""

from pathlib import Path

from app.catalog.markdown import html_of, tokens_of
from app.catalog.module_file import parse_module
from app.catalog.problems import Problems
from app.catalog.source_file import SourceFile

SITE = Path(__file__).parents[1] / "site"
MODULE = "courses/tiny/01-first-steps.md"
FRONT = "---\nschema: module/1\ntitle: A module\nsummary: About it.\n---\n"
FRONT_LINES = FRONT.count("\n")


def picture(path):
    """A picture of the site in tests/site, by its path in the tree."""
    file = SITE / path
    return file.read_bytes() if file.is_file() else None


def source_file(text, path=MODULE):
    return SourceFile(path, text, Problems(), picture)


def to_html(text, path=MODULE):
    """The HTML of a text, and the file with what was found in it."""
    file = source_file(text, path)
    return html_of(tokens_of(text, 1, file), file), file


def told(problems, less=0):
    """Problems as `line:column CODE message`."""
    return [
        f"{p.place.line - less}:{p.place.column} {p.code} {p.message}" for p in problems.sorted()
    ]


def read_module(body, front=FRONT, path=MODULE):
    """The module of a text below a short front matter, and what was told of it, with lines
    counted after the front matter."""
    file = source_file(front + body, path)
    return parse_module(file), told(file.problems, front.count("\n"))


def read_unit(body):
    """The only unit of a text without problems."""
    parsed, problems = read_module(f"## A unit {{#unit}}\n\n{body}")
    assert problems == []
    (unit,) = parsed.module.units
    return unit
