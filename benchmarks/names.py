"""What seeded learners and their rows are called, so that whoever asks for a page knows its address.

Of each database's learners, 64 are actors. They are spread over all numbers, and the same actor of a
smaller and of a larger database has the same rows, so that their pages can be compared.
"""

from __future__ import annotations

from uuid import UUID

from app.catalog.model import Course
from app.learning.progress import quiz_length
from benchmarks.copies import FIRST

MADE = 100
ACTORS = 64
BUSY_ATTEMPTS = 500
# Draws that attempts are copied from; enough that pages differ from one learner to the next.
DRAWS = 30


def actors(learners: int) -> list[int]:
    """The numbers of those who have something of everything; the last one is the busy one."""
    hundreds = max(learners, MADE) // MADE
    # A number that ends as those of the first hundred do is a copy of that learner.
    return [hundreds * index // ACTORS * MADE + index for index in range(ACTORS)]


def row_id(kind: int, number: int, more: int = 0) -> UUID:
    """In the order of numbers, as ids made one after the other are."""
    return UUID(int=FIRST + number << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | more)


def token(number: int) -> str:
    """The session cookie's value of an actor."""
    return f"seeded-session-of-learner-{number:08}"


def done_attempt(number: int) -> UUID:
    return row_id(3, number)


def open_attempt(number: int) -> UUID:
    return row_id(4, number)


def draw_of(number: int) -> int:
    """Which of the draws a learner's attempts were made of."""
    return number % MADE % DRAWS


def module_of(course: Course, number: int) -> int:
    """The place of the module whose quiz a learner takes."""
    return draw_of(number) % len(course.modules)


def questions_of(course: Course, number: int) -> int:
    """How many questions the attempts of a learner ask."""
    return quiz_length(course.modules[module_of(course, number)])


def certificate_code(number: int) -> str:
    """With letters for two digits that codes leave out."""
    return f"{number:012}".translate(str.maketrans("01", "AB"))
