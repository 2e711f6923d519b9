"""What of a bank can be asked in a quiz or an exam: questions that stand alone, and case sets whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.catalog.questions import Bank, CaseSet, Question

Belongs = Callable[[Question], bool]


def of_quiz(question: Question) -> bool:
    """Whether a module quiz may ask it: published, for practice, marked by the program."""
    return (
        question.status == "published" and question.pool == "practice" and question.type != "open"
    )


def of_exam(question: Question) -> bool:
    """Whether an exam may ask it: published, for exams."""
    return question.status == "published" and question.pool == "exam"


def alone(bank: Bank, belongs: Belongs) -> list[Question]:
    """The questions outside case sets that belong."""
    return [question for question in bank.questions if not question.case_id and belongs(question)]


def whole_sets(bank: Bank, belongs: Belongs) -> list[tuple[CaseSet, list[Question]]]:
    """The case sets that can be shown as they are meant: all their questions belong."""
    found = []
    for case in bank.cases:
        members = [question for question in bank.questions if question.case_id == case.id]
        if members and all(map(belongs, members)):
            found.append((case, members))
    return found


def most_of(sizes: Iterable[int], count: int) -> int:
    """The largest number up to `count` to which some of these add up, each taken once."""
    sums = 1  # its bit n is set where some add up to n
    for size in sizes:
        sums |= sums << size
    return (sums & ((2 << count) - 1)).bit_length() - 1
