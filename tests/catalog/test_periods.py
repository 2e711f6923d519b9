from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.periods import Period, add, parse_period


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P3Y", Period(years=3)),
        ("P12M", Period(months=12)),
        ("P2W", Period(weeks=2)),
        ("P7D", Period(days=7)),
        ("PT24H", Period(hours=24)),
        ("PT90M", Period(minutes=90)),
        ("P1Y2M3DT4H5M6S", Period(1, 2, 0, 3, 4, 5, 6)),
        (" P0D ", Period()),
    ],
)
def test_a_period_is_read_into_its_calendar_and_clock_parts(text, period):
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1", "3Y", "P1H", "P1YT", "P-1D", "P1.5D", "P1D2Y", "p1d", "P٣Y", "P1234Y"],
)
def test_what_is_no_period_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="P3Y"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P1M", (2026, 1, 31), (2026, 2, 28)),
        ("P1M", (2028, 1, 31), (2028, 2, 29)),
        ("P1Y", (2028, 2, 29), (2029, 2, 28)),
        ("P12M", (2026, 12, 31), (2027, 12, 31)),
        ("P1M", (2026, 12, 15), (2027, 1, 15)),
        ("P3Y", (2026, 11, 23, 9, 30), (2029, 11, 23, 9, 30)),
        ("PT24H", (2026, 2, 28, 12), (2026, 3, 1, 12)),
        ("P1M1D", (2026, 1, 31), (2026, 3, 1)),
        ("P0D", (2026, 1, 31), (2026, 1, 31)),
    ],
)
def test_months_are_calendar_months_whose_end_is_clamped(text, start, end):
    assert add(parse_period(text), moment(*start)) == moment(*end)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P3Y", "3 years"),
        ("P1D", "1 day"),
        ("P1DT12H", "1 day and 12 hours"),
        ("P1Y2M3D", "1 year, 2 months and 3 days"),
        ("PT0S", "no time"),
    ],
)
def test_a_period_says_itself_in_words(text, words):
    assert str(parse_period(text)) == words


def test_a_period_of_nothing_is_false():
    assert not parse_period("P0D")
    assert parse_period("PT1S")


@settings(max_examples=150)
@given(
    st.integers(0, 30_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.integers(0, 9999),
)
def test_adding_months_never_leaves_the_month_that_is_meant(start, months):
    end = add(Period(months=months), start)
    assert end.year * 12 + end.month == start.year * 12 + start.month + months
    assert end.day <= start.day
    assert end.timetz() == start.timetz()


@settings(max_examples=100)
@given(st.from_regex(r"P[0-9]{1,3}Y[0-9]{1,4}M[0-9]{1,4}W[0-9]{1,5}DT[0-9]{1,6}H", fullmatch=True))
def test_every_period_that_is_read_can_be_added_to_a_date_of_this_century(text):
    start = moment(2026, 1, 1)
    assert add(parse_period(text), start) - start >= timedelta(0)
