"""How dates, times, minutes and shares are written for readers."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from app.web.render import day, minutes, moment, percent

LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_a_day_is_written_out():
    assert day(date(2026, 11, 3)) == "3 November 2026"
    assert day("2026-11-03") == "3 November 2026"
    assert day("2026-11-03T10:00:00Z") == "3 November 2026"


def test_what_is_no_date_stays_as_it_is():
    assert day("soon") == "soon"


def test_a_moment_is_told_in_the_readers_zone():
    assert moment(LATE) == "23 November 2026, 23:30"
    assert moment(LATE, ZoneInfo("Europe/Brussels")) == "24 November 2026, 00:30"
    assert day(LATE, ZoneInfo("Asia/Tokyo")) == "24 November 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 minutes"), (1, "1 minute"), (7.4, "7 minutes"), (60, "1 h"), (125, "2 h 5 min")],
)
def test_minutes_read_like_speech(value, text):
    assert minutes(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (70, "70 %"),
        (69.96, "69.9 %"),
        (66.6666, "66.6 %"),
        (100, "100 %"),
        (0, "0 %"),
        (70.0000000001, "70 %"),
    ],
)
def test_a_share_is_never_rounded_up_past_a_pass_mark(value, text):
    assert percent(value) == text


def test_a_template_that_asks_for_what_is_not_there_fails_instead_of_showing_nothing(app):
    template = app.state.site.templates.environment.from_string("{{ page.nothing }}")
    with pytest.raises(UndefinedError):
        template.render(page=object())


def test_every_template_escapes_what_people_typed(app):
    environment = app.state.site.templates.environment
    assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
