"""Works out how a question and a whole quiz or exam measure, from counts and sums of responses.

Everything is about first attempts (`item_counts` says which). The bands are those of one source and are
never mixed with another's: item statistics of a university's testing office (Tulane; difficulty kept
between 0.3 and 0.8, here up to 0.85 as mastery is meant) with the usual bands of the point-biserial
after Ebel and Frisbie. What learning platforms report under the same names is scaled otherwise (Moodle's
discrimination index and its coefficient of internal consistency are in per cent, with limits of their
own), so that these numbers must not be read by those limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal, NamedTuple

Trust = Literal["none", "suppressed", "caution", "sound"]

# The share of learners in the upper and in the lower group (Kelley 1939): the two ends that differ
# most while still being large enough to compare.
GROUP = 0.27
# Figures of fewer first attempts say more about who came by than about the question; below the second
# number they are shown with a warning. They become stable at about 200.
SUPPRESSED_BELOW, CAUTION_BELOW = 30, 100

# A hair against sums that are not exact in binary: below it there is no spread at all.
_NOTHING = 1e-9


class ItemKey(NamedTuple):
    """A question with exactly these words and this key, asked in one quiz or exam (`module` is "")."""

    kind: str
    module: str
    bank: str
    question_id: str
    item_hash: str


@dataclass(frozen=True, slots=True)
class Tally:
    """All responses that answered an item in one way within attempts of `asked` questions. `upper` and
    `lower` say how many of them are in either group; what follows are sums (see `ItemCount`).
    """

    item: ItemKey
    asked: int
    choice: str
    responses: int
    upper: float
    lower: float
    share: float
    share_squared: float
    rest: float
    rest_squared: float
    share_rest: float
    timed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who chose an option, as shares from 0 to 1 of everybody, the upper and the lower group."""

    overall: float
    upper: float
    lower: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How a question measures. Under 30 responses there is nothing but their number.

    `facility` is the mean share of the points, from 0 to 1. `discrimination` is the corrected
    point-biserial correlation: of the share with the score on the other questions, from -1 to 1, None
    where everybody got the same. `seconds` is the mean time an answer took. `chosen` goes by the id of
    the option; it is empty for questions without options.
    """

    responses: int
    trust: Trust
    facility: float | None = None
    discrimination: float | None = None
    unanswered: float | None = None
    seconds: float | None = None
    chosen: Mapping[str, Chosen] = field(default_factory=dict)


NO_FIGURES = Figures(0, "none")


def trust_in(responses: int) -> Trust:
    if responses == 0:
        return "none"
    if responses < SUPPRESSED_BELOW:
        return "suppressed"
    return "caution" if responses < CAUTION_BELOW else "sound"


def figures_by_item(tallies: Iterable[Tally]) -> dict[ItemKey, Figures]:
    by_item: dict[ItemKey, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_item[tally.item].append(tally)
    return {item: _figures(rows) for item, rows in by_item.items()}


def _figures(rows: Sequence[Tally]) -> Figures:
    number = sum(row.responses for row in rows)
    trust = trust_in(number)
    if trust == "suppressed":
        return Figures(number, trust)
    timed = sum(row.timed for row in rows)
    return Figures(
        responses=number,
        trust=trust,
        facility=sum(row.share for row in rows) / number,
        discrimination=_correlation(number, rows),
        unanswered=sum(row.responses for row in rows if not row.choice) / number,
        seconds=sum(row.seconds for row in rows) / timed if timed else None,
        chosen=_chosen(number, rows),
    )


def _correlation(number: int, rows: Sequence[Tally]) -> float | None:
    """Pearson's, of share and rest; with shares of 0 and 1 it is the point-biserial."""
    share, rest = sum(row.share for row in rows), sum(row.rest for row in rows)
    of_share = sum(row.share_squared for row in rows) - share * share / number
    of_rest = sum(row.rest_squared for row in rows) - rest * rest / number
    if of_share < _NOTHING * number or of_rest < _NOTHING * number:
        return None
    together = sum(row.share_rest for row in rows) - share * rest / number
    return max(-1.0, min(1.0, together / sqrt(of_share * of_rest)))


def _chosen(number: int, rows: Sequence[Tally]) -> dict[str, Chosen]:
    """The groups are counted as they are, because a border among equals makes them a bit unequal."""
    upper, lower = sum(row.upper for row in rows), sum(row.lower for row in rows)
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        for option in options_in(row.choice):
            so_far = found[option]
            so_far[0] += row.responses / number
            so_far[1] += row.upper / upper
            so_far[2] += row.lower / lower
    return {option: Chosen(*shares) for option, shares in sorted(found.items())}


def options_in(choice: str) -> tuple[str, ...]:
    """The ids of the options in a `choice` of `ItemCount`."""
    if choice.startswith("["):
        return tuple(part.strip(' "') for part in choice[1:-1].split(",") if part.strip(' "'))
    return (choice,) if choice not in ("", "*") else ()


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a quiz or an exam as a whole can be relied on, over first attempts of the length that was
    asked most often.

    `alpha` is the share of the differences between scores that is not chance; None where there are none.
    `is_fixed`: everybody was asked the same questions, and alpha is Cronbach's (KR-20 where every answer
    is right or wrong, `is_binary`). Otherwise each learner got questions of their own, and alpha comes
    from an analysis of variance with questions nested in learners, so that a lucky draw counts as chance.
    `error` is the standard error of measurement and `mean` the mean score, both in per cent.
    """

    attempts: int
    asked: int
    trust: Trust
    is_fixed: bool = False
    is_binary: bool = False
    mean: float | None = None
    alpha: float | None = None
    error: float | None = None


def reliability(tallies: Sequence[Tally]) -> Reliability:
    """Of one quiz or exam; `tallies` are all of it and of nothing else."""
    by_length: dict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_length[tally.asked].append(tally)
    if not by_length:
        return Reliability(0, 0, "none")
    asked, rows = max(by_length.items(), key=lambda pair: (_attempts(*pair), pair[0]))
    attempts = _attempts(asked, rows)
    trust = trust_in(attempts)
    if trust == "suppressed":
        return Reliability(attempts, asked, trust)
    return _reliability(attempts, asked, trust, rows)


def _attempts(asked: int, rows: Sequence[Tally]) -> int:
    return sum(row.responses for row in rows) // asked


def _reliability(attempts: int, asked: int, trust: Trust, rows: Sequence[Tally]) -> Reliability:
    points = sum(row.share for row in rows)
    squares = sum(row.share_squared for row in rows)
    # An attempt's total times itself is the sum, over its questions, of share times total; and the
    # total is the share and the rest together.
    totals_squared = squares + (asked - 1) * sum(row.share_rest for row in rows)
    between = totals_squared - points * points / attempts
    variance = between / (attempts - 1)
    by_item: dict[ItemKey, list[Tally]] = defaultdict(list)
    for row in rows:
        by_item[row.item].append(row)
    is_fixed = len(by_item) == asked
    within = (
        _spread_of(by_item.values())
        if is_fixed
        else _spread_within(attempts, asked, squares, totals_squared)
    )
    alpha = error = None
    if variance > _NOTHING and asked > 1:
        alpha = asked / (asked - 1) * (1 - within / variance) if is_fixed else 1 - within / variance
        error = 100 / asked * sqrt(variance * (1 - max(alpha, 0.0)))
    mean = 100 * points / (attempts * asked)
    # A share is its own square only where it is 0 or 1.
    is_binary = points - squares < _NOTHING * attempts
    return Reliability(attempts, asked, trust, is_fixed, is_binary, mean, alpha, error)


def _spread_of(items: Iterable[Sequence[Tally]]) -> float:
    """The variances of all items, added up."""
    total = 0.0
    for rows in items:
        number = sum(row.responses for row in rows)
        share = sum(row.share for row in rows)
        squares = sum(row.share_squared for row in rows)
        total += (squares - share * share / number) / (number - 1)
    return total


def _spread_within(attempts: int, asked: int, squares: float, totals_squared: float) -> float:
    """The variance that a total would have by chance alone: the mean square within attempts, for as
    many questions as were asked.
    """
    within = squares - totals_squared / asked
    return asked * within / (attempts * (asked - 1)) if asked > 1 else 0.0
