"""Reads `quizzes/<course>/NN-<slug>.md` as a bank: plain questions first, then case sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from app.catalog.frontmatter import read_front_matter
from app.catalog.hashing import content_of, digest, fold
from app.catalog.keys import Keys
from app.catalog.links import BANK_FILE
from app.catalog.markdown import Section, html_of, split_sections, text_of, tokens_of
from app.catalog.places import Place
from app.catalog.pools import alone, most_of, of_quiz, whole_sets
from app.catalog.question_parser import parse_question
from app.catalog.question_parts import Tokens
from app.catalog.questions import Bank, CaseSet, Question, Reveal
from app.catalog.source_file import SourceFile, line_of

DRAW: Final = 8
PASS_MARK: Final = 80.0
_REVEALS: Final[tuple[Reveal, ...]] = get_args(Reveal)


def parse_bank(file: SourceFile) -> Bank:
    """The bank of a file; what cannot be read is reported to the file and left out."""
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    preamble, cases = split_sections(tokens_of(body, first_line, file), 1)
    plain, sections = split_sections(preamble, 2)
    _report_stray_text(plain, file)
    questions = _parse_questions(sections, file)
    sets = []
    for section in cases:
        case_set, of_set = _parse_case(section, file)
        questions += of_set
        sets += [case_set] if case_set else []
    _report_repeated_ids(questions, sets, file)
    return _bank(keys, tuple(questions), tuple(sets), file)


def _report_stray_text(tokens: Tokens, file: SourceFile) -> None:
    if tokens:
        message = "This text belongs to no question: a question begins with `## Title {#id}`."
        file.error(line_of(tokens[0]), "Q031", message)


def _parse_questions(
    sections: Sequence[Section], file: SourceFile, case_id: str = ""
) -> list[Question]:
    found = [parse_question(section, file, case_id) for section in sections]
    return [question for question in found if question is not None]


def _parse_case(section: Section, file: SourceFile) -> tuple[CaseSet | None, list[Question]]:
    """A `#` heading, the text below it, and the questions that share the text."""
    attributes = section.attributes
    attributes.check(file.problems, classes=("case",))
    if "case" not in attributes.classes:
        cure = "a case set is `# Title {#id .case}`, a question `## Title {#id}`"
        file.problems.error(section.place, "Q032", f"A bank has no other `#` headings: {cure}.")
    elif not attributes.id:
        cure = "end its heading with `{#id .case}`"
        file.problems.error(section.place, "Q032", f"The case set has no id: {cure}.")
    text, sections = split_sections(section.tokens, 2)
    questions = _parse_questions(sections, file, attributes.id)
    if not section.title or not text_of(text):
        message = "The case set needs a title, and a text before its first question."
        file.problems.error(section.place, "Q032", message)
    if not sections:
        message = "The case set has no questions: they are the `##` headings below it."
        file.problems.error(section.place, "Q032", message)
    if len({question.pool for question in questions}) > 1:
        message = "A case set is drawn whole: give all its questions the same `pool=`."
        file.problems.error(section.place, "Q034", message)
    if not attributes.id:
        return None, questions
    ids = tuple(question.id for question in questions)
    hashes = [question.snapshot_hash for question in questions]
    case_set = CaseSet(
        id=attributes.id,
        title=section.title,
        html=html_of(text, file),
        questions=ids,
        place=section.place,
        hash=digest([attributes.id, fold(section.title), content_of(text), hashes]),
    )
    return case_set, questions


def _report_repeated_ids(
    questions: Sequence[Question], cases: Sequence[CaseSet], file: SourceFile
) -> None:
    named = [(one.id, one.place) for one in questions] + [(one.id, one.place) for one in cases]
    seen: dict[str, Place] = {}
    for found, place in sorted(named, key=lambda pair: pair[1]):
        if found in seen:
            message = f"The id `#{found}` stands already in line {seen[found].line}."
            file.problems.error(place, "Q030", message)
        seen.setdefault(found, place)


def _bank(
    keys: Keys, questions: tuple[Question, ...], cases: tuple[CaseSet, ...], file: SourceFile
) -> Bank:
    named = BANK_FILE.fullmatch(file.path)
    keys.word("schema", ("quizbank/1",))
    title = keys.text("title")
    draw = keys.integer("draw", DRAW, least=1) or DRAW
    pass_mark = keys.number("pass", PASS_MARK, least=0, most=100)
    minutes = keys.integer("minutes", least=1)
    attempts = keys.integer("attempts", least=1)
    reveal = keys.word("reveal", _REVEALS, "each")
    certainty = keys.flag("certainty")
    rules = [fold(title), draw, pass_mark, minutes, attempts, reveal, certainty]
    hashes = [[one.snapshot_hash for one in questions], [one.hash for one in cases]]
    bank = Bank(
        slug=named.group(3) if named else "",
        title=title,
        questions=questions,
        cases=cases,
        draw=draw,
        pass_mark=pass_mark,
        minutes=minutes,
        attempts=attempts,
        reveal=reveal,
        certainty=certainty,
        place=Place(file.path),
        hash=digest([rules, hashes]),
    )
    if not file.problems.has_errors:
        _check_draw(bank, keys.place("draw"), file)
    keys.finish()
    return bank


def _check_draw(bank: Bank, place: Place, file: SourceFile) -> None:
    """Whoever tells how long a quiz is can rely on it: `draw` questions, never fewer."""
    sizes = [1] * len(alone(bank, of_quiz))
    sizes += [len(questions) for _, questions in whole_sets(bank, of_quiz)]
    possible = most_of(sizes, bank.draw)
    if possible < bank.draw:
        message = (
            f"The quiz draws {bank.draw} questions and can draw {possible} of the pool `practice`: "
            "those that are published and not open, and case sets whole. Write more, or "
            f"`draw: {max(possible, 1)}`."
        )
        file.problems.error(place, "Q033", message)
