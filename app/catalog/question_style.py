"""Warns of a question that gives its key away, or that teaches less than it could."""

from __future__ import annotations

import re
from statistics import fmean
from typing import Final

from app.catalog.problems import Problems
from app.catalog.questions import Choice, Question
from app.catalog.stats import single_options

MOST_TIMES_AS_LONG: Final = 1.5
_ALL_OF_THE_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any|either) of (?:the )?(?:above|options|answers|statements)\b"
    r"|^(?:all|none|both|neither|any|either) of (?:these|those|them)\W*$"
    r"|\b(?:all|none|both) (?:the )?above\b",
    re.IGNORECASE,
)
# A full stop within "6.1.2" ends no sentence.
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n")
_NO: Final = r"(?:not|never|except|cannot|incorrect|untrue|\w+n['\u2019]t)"
# From "which" to a "not" with no clause between: in "which record shows that it does not work?" the
# question itself is a positive one.
_CLAUSE: Final = (
    r"(?:that|because|if|when|whether|although|since|after|before|while|so|why|how|who|as)"
)
_NEGATIVE_QUESTION = re.compile(
    rf"(?:^|[,:;\u2013\u2014-]\s|(?:^|\s)(?:in|of|for|to|by|on|at|with|under)\s)\W*(?:which|what)\b"
    rf"(?:(?!\b{_CLAUSE}\b)[^,:;])*?\b{_NO}\b",
    re.IGNORECASE,
)
_NEGATIVE_ORDER = re.compile(
    r"\b(?:choose|select|pick|identify|name|find|tick|mark)\b[^,:;]*"
    r"\b(?:is|are|does|do|was|were|should|must|can|could|would)\s+(?:not|never)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b(?:NOT|EXCEPT|LEAST|NEVER)\b")


def check_question_style(question: Question, problems: Problems) -> None:
    """The warnings that need no more than the question itself."""
    place = question.place
    if isinstance(question.body, Choice):
        without = [o.text for o in question.body.options if not o.feedback_html]
        if without:
            which = ", ".join(f'"{text}"' for text in without)
            problems.warning(place, "W001", f"No feedback (a quote below the option) for {which}.")
        for option in question.body.options:
            if _ALL_OF_THE_ABOVE.search(option.text):
                message = f'Ask for the right statement itself instead of "{option.text}".'
                problems.warning(place, "W008", message)
    if not question.explanation_html:
        problems.warning(place, "W002", "No explanation: add one as `> [!NOTE]`.")
    if question.difficulty is None:
        problems.warning(place, "W003", "No difficulty: add `difficulty=2` (1 to 3).")
    if not question.clause and not question.control:
        problems.warning(place, "W004", 'No clause: add `clause="6.1.2"`, or `control=`.')
    if is_negative(question.stem_text):
        message = "The question is put in the negative: ask for what is so, not for what is not."
        problems.warning(place, "W009", message)
    _check_key_length(question, problems)


def is_negative(stem: str) -> bool:
    """Whether a stem asks for what is not so: "Which is NOT …?", "All of these, except …"."""
    if _SHOUTED.search(stem):
        return True
    for sentence in _SENTENCE_END.split(stem):
        if sentence.endswith("?") and _NEGATIVE_QUESTION.search(sentence.strip()):
            return True
        if _NEGATIVE_ORDER.search(sentence):
            return True
    return False


def _check_key_length(question: Question, problems: Problems) -> None:
    options = single_options(question)
    if not options:
        return
    key = next(len(option.text) for option in options if option.correct)
    mean = fmean(len(option.text) for option in options if not option.correct)
    if key > MOST_TIMES_AS_LONG * mean:
        message = (
            f"The key has {key} characters, its distractors {mean:.0f} on average: "
            "bring them to the same length."
        )
        problems.warning(question.place, "W007", message)
