"""How numbers and outcomes read in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def duration(minutes: int) -> str:
    """`28 min`, `1 h`, `1 h 5 min`: short, for the end of a line."""
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def count(number: int, noun: str) -> str:
    """`1 unit`, `3 units`; quiz is the one noun here with a plural of its own."""
    return f"{number} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    return f"{noun}zes" if noun.endswith("quiz") else f"{noun}s"


def in_words(number: int) -> str:
    """Up to ten in letters."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_sentence(text: str) -> str:
    """The beginning of a sentence as it reads inside one: `Decide` becomes `decide`, `AI` stays."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def numbers(clauses: Iterable[str], controls: Iterable[str]) -> str:
    """Clauses and controls as they stand in the margin."""
    return ", ".join((*clauses, *controls))


def numbers_in_short(clauses: Sequence[str], controls: Sequence[str], most: int = 6) -> str:
    """The same, with many controls only counted."""
    if len(clauses) + len(controls) <= most or len(controls) < 2:
        return numbers(clauses, controls)
    return ", ".join((*clauses, count(len(controls), "control")))
