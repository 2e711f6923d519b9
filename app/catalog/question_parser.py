"""Makes a question of a section: a heading with attributes, a stem, answers, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.catalog.arranged_answers import read_matching, read_ordering
from app.catalog.choices import read_choice
from app.catalog.gaps import read_cloze
from app.catalog.hashing import content_of, digest, fold
from app.catalog.markdown import Section, html_of, text_of
from app.catalog.question_attributes import (
    QuestionAttributes,
    check_fit,
    read_question_attributes,
)
from app.catalog.question_parts import Parts, cut
from app.catalog.questions import OpenAnswer, Question
from app.catalog.read_answers import ReadAnswers
from app.catalog.source_file import SourceFile
from app.catalog.typed_answers import read_numeric, read_short_text


@dataclass(frozen=True, slots=True)
class _Read:
    """A question's answers and stem; `stem_item` is what the item hash covers of the stem."""

    answers: ReadAnswers
    stem_html: str
    stem_text: str
    stem_item: Any


def parse_question(section: Section, file: SourceFile, case_id: str = "") -> Question | None:
    """The question of a section, None where it has no id or no answers.

    Everything that is wrong is reported to the file; used for banks and for `::: check`.
    """
    attributes = read_question_attributes(section.attributes, file)
    parts = cut(section, attributes.declared, file)
    if not section.attributes.id:
        cure = "end its heading with one, such as `{#evidence-01}`"
        file.problems.error(section.place, "Q001", f"The question has no id: {cure}.")
    if not section.title:
        file.problems.error(section.place, "Q001", "The question has no title.")
    if parts is None:
        return None
    read = _read(parts, attributes, file)
    check_fit(read.answers.kind, section.attributes, file)
    if not read.stem_html and not read.stem_item:
        file.problems.error(section.place, "Q019", "The question asks nothing: it has no text.")
    if attributes.declared == "open" and not parts.rubric:
        message = "An open question needs its rubric in `> [!IMPORTANT]`."
        file.problems.error(section.place, "Q018", message)
    return (
        _question(section, attributes, parts, read, file, case_id)
        if section.attributes.id
        else None
    )


def _read(parts: Parts, attributes: QuestionAttributes, file: SourceFile) -> _Read:
    if parts.shape == "gaps":
        answers, before, text = read_cloze(parts.stem, file, exact=attributes.exact)
        return _Read(answers, before, text, answers.item)
    stem = [token for block in parts.stem for token in block]
    answers = _answers(parts, attributes, file)
    return _Read(answers, html_of(stem, file), text_of(stem), content_of(stem))


def _answers(parts: Parts, attributes: QuestionAttributes, file: SourceFile) -> ReadAnswers:
    match parts.shape:
        case "tasks":
            return read_choice(parts.answers, attributes.declared, file)
        case "answer" if attributes.declared == "numeric":
            return read_numeric(parts.answers, file)
        case "answer":
            return read_short_text(parts.answers, file, exact=attributes.exact)
        case "table":
            return read_matching(parts.answers, file)
        case "ordered list":
            return read_ordering(parts.answers, file)
        case _:
            rubric = html_of(parts.rubric, file)
            return ReadAnswers("open", OpenAnswer(rubric), content_of(parts.rubric))


def _question(
    section: Section,
    attributes: QuestionAttributes,
    parts: Parts,
    read: _Read,
    file: SourceFile,
    case_id: str,
) -> Question:
    answers = read.answers
    item = [answers.kind, read.stem_item, answers.item, attributes.scoring]
    besides = [
        fold(section.title),
        answers.besides,
        content_of(parts.hint),
        content_of(parts.explanation),
        [attributes.points, attributes.pool, attributes.status, attributes.difficulty],
        [attributes.bloom, attributes.situation, attributes.clause, attributes.control],
        [attributes.outcome, attributes.tags, attributes.as_of, section.attributes.id, case_id],
    ]
    return Question(
        id=section.attributes.id,
        type=answers.kind,
        title=section.title,
        stem_html=read.stem_html,
        stem_text=read.stem_text,
        body=answers.body,
        place=section.place,
        explanation_html=html_of(parts.explanation, file),
        hint_html=html_of(parts.hint, file),
        points=attributes.points,
        scoring=attributes.scoring,
        pool=attributes.pool,
        difficulty=attributes.difficulty,
        bloom=attributes.bloom,
        situation=attributes.situation,
        clause=attributes.clause,
        control=attributes.control,
        outcome=attributes.outcome,
        tags=attributes.tags,
        as_of=attributes.as_of,
        status=attributes.status,
        case_id=case_id,
        item_hash=digest(item),
        snapshot_hash=digest([item, besides]),
    )
