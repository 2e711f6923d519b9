"""Reads a course's file: what the course promises, and what completes it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.catalog.frontmatter import read_front_matter
from app.catalog.hashing import content_of, digest, fold
from app.catalog.keys import Keys
from app.catalog.links import COURSE_FILE
from app.catalog.markdown import html_of, text_of, tokens_of
from app.catalog.model import LEVELS, CertificateRule, Completion, Course
from app.catalog.module_file import (
    AUDIENCES,
    STATUSES,
    read_aliases,
    read_audiences,
    read_outcomes,
)
from app.catalog.periods import parse_period
from app.catalog.places import Place
from app.catalog.source_file import SourceFile

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def parse_course(file: SourceFile) -> Course | None:
    """A course without its modules and its exam, which the loader adds."""
    match = COURSE_FILE.fullmatch(file.path)
    if match is None:
        return None
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    keys.word("schema", ("course/1",))
    tokens = tokens_of(body, first_line, file)
    outcomes = read_outcomes(keys)
    for outcome_id, outcome, place in outcomes:
        if outcome is None:
            message = f"A course says its outcomes in full: `{{id: {outcome_id}, text: …}}`."
            file.problems.error(place, "F006", message)
    course = Course(
        slug=match.group(1),
        title=keys.text("title"),
        level=keys.word("level", LEVELS),
        status=keys.word("status", STATUSES, "published"),
        summary=keys.text("summary"),
        version=_matching(keys, "version", _VERSION, "a version such as 1.0.0"),
        language=_matching(keys, "language", _LANGUAGE, "a language such as en", "en"),
        audiences=read_audiences(keys, AUDIENCES),
        prerequisites=keys.texts("prerequisites"),
        outcomes=tuple(outcome for _, outcome, _ in outcomes if outcome),
        completion=_completion(keys),
        certificate=_certificate(keys),
        covers=keys.word("covers", ("iso42001", ""), ""),
        reviewed=keys.day("reviewed"),
        review_by=keys.day("review_by"),
        intro_html=html_of(tokens, file),
        intro_text=text_of(tokens),
        modules=(),
        exam=None,
        aliases=read_aliases(keys),
        minutes=0,
        place=Place(file.path),
    )
    keys.finish()
    return _hashed(course, content_of(tokens))


def _hashed(course: Course, intro: list[Any]) -> Course:
    said = [
        fold(course.title),
        course.level,
        fold(course.summary),
        course.version,
        [[o.id, fold(o.text), o.clause] for o in course.outcomes],
        [course.completion.modules, course.completion.exam, course.completion.exam_requires],
        [course.certificate.title, course.certificate.valid] if course.certificate else None,
        intro,
    ]
    return replace(course, hash=digest(said))


def _matching(
    keys: Keys, key: str, pattern: re.Pattern[str], meant: str, default: str | None = None
) -> str:
    value = keys.text(key, default)
    if value and not pattern.fullmatch(value):
        keys.problems.error(keys.place(key), "F006", f"`{key}` has to be {meant}.")
    return value


def _completion(keys: Keys) -> Completion:
    rule = keys.keys("completion")
    if rule is None:
        return Completion()
    modules = None if rule.is_word("modules", "all") else rule.texts("modules", required=True)
    completion = Completion(
        modules,
        rule.text("exam", ""),
        rule.word("exam_requires", ("modules", "none"), "modules"),
    )
    rule.finish()
    return completion


def _certificate(keys: Keys) -> CertificateRule | None:
    rule = keys.keys("certificate")
    if rule is None:
        return None
    certificate = CertificateRule(rule.text("title"), rule.text("valid", ""))
    if certificate.valid:
        try:
            parse_period(certificate.valid)
        except ValueError as error:
            keys.problems.error(rule.place("valid"), "F006", f"`valid`: {error}.")
    rule.finish()
    return certificate
