import re

import pytest

from app.certificates import codes


def test_a_code_has_sixty_random_bits_and_no_letter_that_is_mistaken_for_another():
    assert len(set(codes.ALPHABET)) == 32
    assert not set(codes.ALPHABET) & set("01OI")
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(len(code) == 12 and set(code) <= set(codes.ALPHABET) for code in made)


def test_a_code_is_shown_in_groups():
    assert re.fullmatch(r"CW(-[2-9A-HJ-NP-Z]{4}){3}", codes.shown(codes.new_code()))


@pytest.mark.parametrize(
    "typed",
    [
        "CW-7K4M-Q9XT-2HBD",
        "cw-7k4m-q9xt-2hbd",
        "7K4MQ9XT2HBD",
        " cw 7k4m q9xt 2hbd ",
        "CW–7K4M–Q9XT–2HBD",
        "CW_7K4M.Q9XT 2HBD",
    ],
)
def test_a_code_is_read_whatever_its_case_and_dashes(typed):
    assert codes.read(typed) == "7K4MQ9XT2HBD"


def test_a_code_that_begins_like_the_prefix_is_read_whole():
    assert codes.read("CWCWCWCWCWCW") == "CWCWCWCWCWCW"
    assert codes.read(codes.shown("CWCWCWCWCWCW")) == "CWCWCWCWCWCW"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "CW",
        "CW-7K4M-Q9XT",
        "CW-7K4M-Q9XT-2HB0",
        "XX-7K4M-Q9XT-2HBD",
        "７K4MQ9XT2HBD",
        "A" * 9999,
    ],
)
def test_what_is_no_code_is_told(typed):
    assert codes.read(typed) == ""
