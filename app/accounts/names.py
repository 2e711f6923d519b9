"""Which names a certificate can print, so that people are told at sign-up instead of getting boxes."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 120

# The supported scripts, as ranges of code points: letters, marks and what stands in names.
_RANGES = (
    (0x0020, 0x007E),  # Latin, digits, punctuation
    (0x00A0, 0x00AC),
    (0x00AE, 0x02AF),  # further Latin letters; 00AD, the soft hyphen, is left out
    (0x02B9, 0x02BC),  # letters that look like apostrophes
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03E1),  # Greek, without Coptic
    (0x03F0, 0x03FF),
    (0x0400, 0x052F),  # Cyrillic
    (0x0591, 0x05F4),  # Hebrew
    (0x0606, 0x061B),  # Arabic
    (0x061D, 0x06DC),
    (0x06DE, 0x06FF),
    (0x0750, 0x077F),
    (0x0900, 0x097F),  # Devanagari
    (0x0E01, 0x0E5B),  # Thai
    (0x1E00, 0x1EFF),  # Latin for Vietnamese
    (0x1F00, 0x1FFF),  # Greek with accents
    (0x2010, 0x2015),  # hyphens and dashes
    (0x2018, 0x201D),  # quotation marks, among them the apostrophe
    (0x3005, 0x3007),  # Chinese and Japanese: repetition, zero
    (0x3041, 0x3094),  # Hiragana
    (0x309D, 0x309E),
    (0x30A1, 0x30F6),  # Katakana
    (0x30FB, 0x30FE),
    (0x3400, 0x4DB5),  # Chinese characters
    (0x4E00, 0x9FA5),
    (0xAC00, 0xD7A3),  # Korean
)
# Zero-width joiner and non-joiner shape words of these scripts; anywhere else they only hide.
_JOINERS = "\u200c\u200d"
_JOINED = ((0x0620, 0x06FF), (0x0750, 0x077F), (0x0900, 0x097F))
_MARKS_IN_A_ROW = 2


def unprintable(name: str) -> str:
    """The characters of `name` that a certificate cannot show, each once, in their order."""
    found: dict[str, None] = {}
    marks = 0
    for at, char in enumerate(name):
        marks = marks + 1 if 0x0300 <= ord(char) <= 0x036F else 0
        if not _is_printable(name, at) or marks > _MARKS_IN_A_ROW:
            found[char] = None
    return "".join(found)


def problem(name: str) -> str:
    """Why this name is refused, as a sentence; "" when it is accepted. `name` is one line in NFC."""
    if not any(unicodedata.category(char).startswith("L") for char in name):
        return "Please type your name as it should stand on a certificate"
    if len(name) > MAX_LENGTH:
        return f"Please use no more than {MAX_LENGTH} characters"
    bad = unprintable(name)
    if bad:
        it = "it" if len(bad) == 1 else "them"
        return f"A certificate cannot show {_listed(bad)}. Please write the name without {it}"
    return ""


def _is_printable(name: str, at: int) -> bool:
    char = name[at]
    if char in _JOINERS:
        return 0 < at < len(name) - 1 and _within(name[at - 1], _JOINED)
    return _within(char, _RANGES) and unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co"}


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


def _listed(chars: str) -> str:
    """`“☺” and “U+202E”`: what cannot be seen is named by its number."""
    shown = [
        f"“{c}”" if c.isprintable() and not unicodedata.combining(c) else f"U+{ord(c):04X}"
        for c in chars[:5]
    ]
    if len(chars) > 5:
        shown.append("others")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
