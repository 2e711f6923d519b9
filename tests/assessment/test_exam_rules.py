"""When an attempt may start, and when its time is over."""

from datetime import UTC, datetime, timedelta

import pytest

from app.assessment.exam_rules import PastAttempt, Reason, admission, deadline, is_over, looks_back
from app.catalog.questions import AttemptRule

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULE = AttemptRule(3, "P12M", ("PT24H", "P7D"))


def ended(*, days=0.0, hours=0.0, valid=True):
    """An attempt of half an hour that ended so long ago."""
    end = NOW - timedelta(days=days, hours=hours)
    return PastAttempt(end - timedelta(minutes=30), end, valid)


def moments(found):
    """From when each reason no longer holds."""
    return [reason.until for reason in found.reasons]


def test_a_first_attempt_may_start_at_once():
    found = admission(RULE, [], [], NOW)
    assert found.may_start
    assert (found.used, found.left) == (0, 3)


def test_without_rules_any_number_may_start():
    found = admission(AttemptRule(), [ended(hours=n) for n in range(9)], [], NOW)
    assert found.may_start
    assert found.left is None


@pytest.mark.parametrize(
    "rule",
    [RULE, AttemptRule(2), AttemptRule(None, "", ("PT24H", "P7D")), AttemptRule(4, "P30D")],
    ids=str,
)
@pytest.mark.parametrize("every", [1, 5, 12, 40])
@pytest.mark.parametrize("count", [0, 1, 3, 30])
def test_the_newest_attempts_decide_as_all_of_them_would(rule, every, count):
    """`ended` gives the oldest last."""
    past = [ended(hours=1, days=every * n) for n in range(count)]
    newest = past[: looks_back(rule)]
    of_all, of_newest = admission(rule, past, [], NOW), admission(rule, newest, [], NOW)
    assert (of_newest.reasons, of_newest.left) == (of_all.reasons, of_all.left)


def test_an_open_attempt_is_resumed_whatever_else_forbids_a_new_one():
    open_one = PastAttempt(NOW - timedelta(minutes=5), None)
    found = admission(
        RULE, [ended(hours=1), ended(hours=2), open_one], [Reason("Read first.")], NOW
    )
    assert found.has_open
    assert not found.may_start
    assert not found.reasons


def test_sentences_from_elsewhere_forbid_without_a_moment():
    found = admission(RULE, [], [Reason("Complete the module Clause 4 first.")], NOW)
    assert not found.may_start
    assert found.reasons == (Reason("Complete the module Clause 4 first.", until=None),)


@pytest.mark.parametrize(
    ("past", "hours"),
    [([ended(hours=1)], 23), ([ended(days=30), ended(days=1)], 6 * 24), ([ended(hours=24)], 0)],
)
def test_the_wait_grows_with_the_attempts(past, hours):
    found = admission(RULE, past, [], NOW)
    assert found.may_start is (hours == 0)
    if hours:
        assert moments(found) == [NOW + timedelta(hours=hours)]


def test_the_last_wait_repeats():
    rule = AttemptRule(None, "", ("PT24H", "P7D"))
    found = admission(
        rule, [ended(days=60), ended(days=50), ended(days=40), ended(days=2)], [], NOW
    )
    assert moments(found) == [NOW + timedelta(days=5)]
    assert "7 days" in found.reasons[0].sentence


def test_when_all_attempts_are_used_one_comes_back_with_the_oldest():
    past = [ended(days=300), ended(days=100), ended(days=50)]
    found = admission(RULE, past, [], NOW)
    assert found.left == 0
    assert "all 3 attempts" in found.reasons[0].sentence
    started = past[0].started_at
    # Beside the wait of a week after the last one, which is over.
    assert moments(found) == [started.replace(year=started.year + 1)]


def test_a_wait_that_lasts_longer_than_the_limit_is_told_beside_it():
    rule = AttemptRule(1, "P1D", ("P7D",))
    (last,) = past = [ended(hours=1)]
    assert moments(admission(rule, past, [], NOW)) == [
        last.started_at + timedelta(days=1),
        NOW + timedelta(days=7, hours=-1),
    ]


def test_attempts_from_before_the_period_do_not_count():
    found = admission(RULE, [ended(days=400), ended(days=390), ended(days=380)], [], NOW)
    assert found.may_start
    assert found.used == 0


def test_a_limit_for_ever_names_no_moment():
    found = admission(AttemptRule(1), [ended(days=900)], [], NOW)
    assert not found.may_start
    assert moments(found) == [None]
    assert "the one attempt" in found.reasons[0].sentence


def test_an_invalid_attempt_neither_counts_nor_makes_anybody_wait():
    found = admission(RULE, [ended(hours=1, valid=False)], [], NOW)
    assert found.may_start
    assert found.left == 3


def test_a_reason_without_a_moment_stands_beside_one_that_has_one():
    found = admission(RULE, [ended(hours=1)], [Reason("Complete the module first.")], NOW)
    assert moments(found) == [None, NOW + timedelta(hours=23)]


@pytest.mark.parametrize(("extra", "minutes"), [(0, 60), (25, 75), (100, 120)])
def test_extra_time_lengthens_the_deadline(extra, minutes):
    assert deadline(NOW, 60, extra) == NOW + timedelta(minutes=minutes)
    assert deadline(NOW, None, extra) is None


def test_the_deadline_itself_still_counts():
    end = deadline(NOW, 60, 0)
    assert not is_over(end, end)
    assert is_over(end, end + timedelta(microseconds=1))
    assert not is_over(None, end)
