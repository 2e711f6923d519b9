"""What an ISO 8601 period such as P3Y, P12M, P7D or PT24H means when it is added to a moment."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# The digits are limited so that no period that is accepted can lead past the year 9999.
_PERIOD = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?"
    r"(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar parts and clock parts stay apart, because a month has no fixed length."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    def __bool__(self) -> bool:
        return any(number for number, _ in self._parts())

    def _parts(self) -> tuple[tuple[int, str], ...]:
        return (
            (self.years, "year"),
            (self.months, "month"),
            (self.weeks, "week"),
            (self.days, "day"),
            (self.hours, "hour"),
            (self.minutes, "minute"),
            (self.seconds, "second"),
        )

    def __str__(self) -> str:
        """In words: `3 years`, `1 day and 12 hours`, `no time`."""
        words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in self._parts() if n]
        if len(words) < 2:
            return "".join(words) or "no time"
        return f"{', '.join(words[:-1])} and {words[-1]}"


def parse_period(text: str) -> Period:
    """Read an ISO 8601 duration of whole numbers. Raises ValueError for anything else."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a period such as P3Y, P12M, P7D or PT24H")
    return Period(**{name: int(digits) for name, digits in match.groupdict(default="0").items()})


def add(period: Period, moment: datetime) -> datetime:
    """The moment one period later: first calendar months, with the day brought back to the month's
    last where there is no such day (31 January and P1M give 28 February), then days and hours.

    Days and hours are added to the clock of the moment's own zone: give a moment in UTC.
    """
    months = moment.year * 12 + (moment.month - 1) + period.years * 12 + period.months
    year, month = divmod(months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    shifted = moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))
    return shifted + timedelta(
        weeks=period.weeks,
        days=period.days,
        hours=period.hours,
        minutes=period.minutes,
        seconds=period.seconds,
    )
