import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.numbers import looks_grouped, parse_number, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("80", 80.0),
        ("0.67", 0.67),
        ("0,67", 0.67),
        (" -3 ", -3.0),
        ("\u22123,5", -3.5),
        ("1e3", 1000.0),
        ("680 000", 680000.0),
        ("1\u202f000,5", 1000.5),
        (".5", 0.5),
        ("5.", 5.0),
    ],
)
def test_a_number_is_read_with_a_decimal_point_or_comma(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "eighty", "nan", "inf", "1e999", "1.2.3", "80 %", "8 0", "٣", "1_000", "0x10"],
)
def test_what_writes_no_finite_number_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "grouped"),
    [("680,000", True), ("1,234,567", True), ("0,125", False), ("80,5", False), ("1250", False)],
)
def test_a_comma_before_three_digits_may_group_thousands(text, grouped):
    assert looks_grouped(text) is grouped


@settings(max_examples=150)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_every_float_that_is_printed_is_read_back(number):
    read = parse_number(repr(number))
    assert read is not None
    assert math.isclose(read, number)
    assert parse_number(repr(number).replace(".", ",")) == read


@settings(max_examples=150)
@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_none(text):
    number = parse_number(text)
    assert number is None or math.isfinite(number)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("7", 7), ("012", 12), ("9" * 9, 999999999)]
)
def test_a_whole_number_is_plain_digits(text, number):
    assert whole(text, None) == number


@pytest.mark.parametrize(
    "text", ["", " 7", "-7", "+7", "7.0", "1e3", "٣", "²", "1_000", "0x10", "1" * 10, "9" * 5_000]
)
def test_what_is_no_whole_number_is_what_the_caller_says(text):
    assert whole(text, 1) == 1
    assert whole(text, None) is None
