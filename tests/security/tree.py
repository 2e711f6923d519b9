"""A course whose questions are full of marks: each thing that must not be told has a word of its own.

`FEEDBACK-exam-single-1` can stand nowhere by chance, so that whatever is sent is searched by one
pattern instead of by what the program itself thinks of as secret.
"""

import re
import shutil
from pathlib import Path

from app.catalog.library import Library
from tests.conftest import SITE

# What only the key, the weight, the feedback or the explanation of a question says.
TOLD = re.compile(
    r"(?:FEEDBACK|EXPLAINED|HINT|RUBRIC|WHY|ACCEPTED)-[a-z]+-[a-z]+(?:-\d)?|47\d471\d|-0?\.?37\b"
)
# What an exam's question says at all: for nobody but who sits it.
ASKED = re.compile(r"(?:STEM|OPTION)-exam-[a-z]+(?:-\d)?|CASETEXT-exam")
TYPES = (
    "single",
    "multiple",
    "truefalse",
    "text",
    "numeric",
    "cloze",
    "matching",
    "ordering",
    "open",
)
_QUESTION = """## Question of type {type} {{#{pool}-{name} type={type} difficulty=2 bloom=apply pool={pool}{more} situation=true clause="4.3" outcome=scope}}

STEM-{pool}-{name}

{body}

> [!TIP]
> HINT-{pool}-{name}

> [!NOTE]
> EXPLAINED-{pool}-{name}. Clause 4.3.
"""


def _options(pool: str, name: str, keys: set[int], of: int) -> str:
    lines = []
    for number in range(1, of + 1):
        weight = ' {weight="-37"}' if name == "single" and number == of else ""
        mark = "x" if number in keys else " "
        lines.append(f"- [{mark}] OPTION-{pool}-{name}-{number}{weight}")
        lines.append(f"  > FEEDBACK-{pool}-{name}-{number}")
    return "\n".join(lines)


def _body(pool: str, type_: str, name: str) -> str:
    match type_:
        case "single":
            return _options(pool, name, {2}, 4)
        case "multiple":
            return _options(pool, name, {1, 3}, 4)
        case "truefalse":
            options = _options(pool, name, {1}, 2)
            return re.sub(r"OPTION\S+-1", "True", re.sub(r"OPTION\S+-2", "False", options))
        case "text":
            return f"**Answer:** `ACCEPTED-{pool}-{name}`"
        case "numeric":
            return f"**Answer:** `{4714711 if pool == 'exam' else 4724712}` ± `0.5`"
        case "cloze":
            choices = "{0}-1 | ({0}-2) | {0}-3".format(f"OPTION-{pool}-{name}")
            return f"It is [[ACCEPTED-{pool}-{name}]] and [[{choices}]]."
        case "matching":
            rows = "\n".join(
                f"| OPTION-{pool}-{name}-{n} | Target {pool} {n} | WHY-{pool}-{name}-{n} |"
                for n in (1, 2, 3)
            )
            return f"| Thing | Belongs to | Why |\n|---|---|---|\n{rows}\n|  | Target {pool} 4 | |"
        case "ordering":
            return "\n".join(f"{n}. OPTION-{pool}-{name}-{n}" for n in (1, 2, 3, 4))
        case _:
            return f"> [!IMPORTANT]\n> RUBRIC-{pool}-{name}"


def _question(pool: str, type_: str, name: str = "") -> str:
    name = name or type_
    more = " points=3 scoring=partial" if type_ in {"multiple", "ordering"} else ""
    return _QUESTION.format(
        pool=pool, type=type_, name=name, more=more, body=_body(pool, type_, name)
    )


def _case(pool: str) -> str:
    """Questions that hang on a text of their own."""
    return f"# A case {{#{pool}-set .case}}\n\nCASETEXT-{pool}\n\n" + "\n".join(
        _question(pool, "single", name) for name in ("incase", "incasetoo")
    )


def bank() -> str:
    head = '---\nschema: quizbank/1\ntitle: "First steps"\ndraw: 10\npass: 75\nreveal: after-submit\ncertainty: true\n---\n'
    plain = [_question(pool, type_) for pool in ("practice", "exam") for type_ in TYPES]
    return "\n".join([head, *plain, _case("practice"), _case("exam")])


def write_tree(folder: Path) -> Library:
    """tests/site, with the marked bank for its first module and an exam that asks all of it."""
    site = folder / "site"
    shutil.copytree(SITE, site)
    (site / "quizzes/tiny/01-first-steps.md").write_text(bank())
    exam = site / "quizzes/tiny/exam.md"
    draw = "draw:\n  - {bank: first-steps, count: 9, sets: 1}\n"
    exam.write_text(re.sub(r"draw:\n(  - .*\n)+", draw, exam.read_text()))
    course = site / "courses/tiny/course.md"
    course.write_text(course.read_text().replace("exam: exam}", "exam: exam, exam_requires: none}"))
    library = Library(site / "courses", site / "quizzes", None)
    library.reload()
    assert library.healthy, "\n".join(map(str, library.latest_problems))
    return library
