"""Reads `quizzes/<course>/exam.md`: the rules page, and the blueprint that draws from the banks."""

from __future__ import annotations

from typing import Final, get_args

from app.catalog.frontmatter import read_front_matter
from app.catalog.hashing import content_of, digest, fold
from app.catalog.keys import Keys
from app.catalog.markdown import html_of, tokens_of
from app.catalog.periods import Period, parse_period
from app.catalog.places import Place
from app.catalog.problems import Problems
from app.catalog.questions import AttemptRule, Cell, Exam, Reveal
from app.catalog.source_file import SourceFile

PASS_MARK: Final = 70.0
# An exam that says nothing keeps its key until it can do no harm.
REVEAL: Final[Reveal] = "after-pass"
_REVEALS: Final[tuple[Reveal, ...]] = get_args(Reveal)
_DIFFICULTIES: Final = (1, 2, 3)


def parse_exam(file: SourceFile) -> Exam:
    """The exam of a file; what cannot be read is reported to the file and left out."""
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    tokens = tokens_of(body, first_line, file)
    keys.word("schema", ("exam/1",))
    title = keys.text("title")
    minutes = keys.integer("minutes", least=1)
    pass_mark = keys.number("pass", PASS_MARK, least=0, most=100)
    attempts = _attempt_rule(keys)
    reveal = keys.word("reveal", _REVEALS, REVEAL)
    blueprint = tuple(
        cell for cell in (_cell(item) for item in keys.list_of_keys("draw", required=True)) if cell
    )
    if not blueprint and "draw" in keys and not file.problems.has_errors:
        file.problems.error(keys.place("draw"), "X001", "The exam draws nothing.")
    keys.finish()
    cells = [[cell.bank, cell.count, cell.difficulty, cell.sets] for cell in blueprint]
    rules = [minutes, pass_mark, attempts.max, attempts.within, attempts.wait, reveal]
    return Exam(
        slug=file.path.rpartition("/")[2].removesuffix(".md"),
        title=title,
        minutes=minutes,
        pass_mark=pass_mark,
        attempts=attempts,
        reveal=reveal,
        blueprint=blueprint,
        rules_html=html_of(tokens, file),
        place=Place(file.path),
        hash=digest([fold(title), rules, cells, content_of(tokens)]),
    )


def _attempt_rule(keys: Keys) -> AttemptRule:
    found = keys.keys("attempts")
    if found is None:
        return AttemptRule()
    most = found.integer("max", least=1)
    within = found.text("within", "")
    place = found.place("within")
    if within and _read_period(within, "within", place, found.problems) == Period():
        found.problems.error(place, "X002", f"`within`: {within} is no time.")
    waits = found.placed_texts("wait")
    for wait, place in waits:
        _read_period(wait, "wait", place, found.problems)
    found.finish()
    return AttemptRule(most, within, tuple(wait for wait, _ in waits))


def _read_period(written: str, key: str, place: Place, problems: Problems) -> Period | None:
    try:
        return parse_period(written)
    except ValueError as error:
        problems.error(place, "X002", f"`{key}`: {error}.")
        return None


def _cell(keys: Keys) -> Cell | None:
    """One line of the blueprint; its bank is looked for once the whole tree is known."""
    bank = keys.text("bank")
    difficulty = keys.counts("difficulty")
    count = keys.integer("count", sum(number for _, number in difficulty)) or 0
    sets = keys.integer("sets", 0) or 0
    place = keys.start
    keys.finish()
    if any(level not in _DIFFICULTIES for level, _ in difficulty):
        keys.problems.error(place, "X001", "A difficulty is 1, 2 or 3.")
    elif difficulty and sum(number for _, number in difficulty) != count:
        total = sum(number for _, number in difficulty)
        message = f"The difficulties add up to {total}, but `count` is {count}."
        keys.problems.error(place, "X001", message)
    elif not count and not sets:
        message = "This line draws nothing: give `count` or `sets`."
        keys.problems.error(place, "X001", message)
    return Cell(bank, count, difficulty, sets, place) if bank else None
