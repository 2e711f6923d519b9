"""What certainty earns, and how far what somebody claims holds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.certainty import LEVELS, AtLevel, Said, by_level, calibration, level, total


def mark(certainty, share, *, is_answered=True):
    return Said(certainty, share, is_answered).mark


@pytest.mark.parametrize(("certainty", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_marks_are_those_of_the_literature(certainty, right, wrong):
    assert mark(certainty, 1.0) == right
    assert mark(certainty, 0.0) == wrong


def test_no_answer_earns_nothing_and_what_waits_is_not_marked_yet():
    assert mark(3, 0.0, is_answered=False) == 0
    assert mark(3, None) is None


def test_whoever_says_nothing_claims_nothing():
    assert (mark(None, 1.0), mark(None, 0.0)) == (1, 0)


def test_a_partly_right_answer_lies_between_the_two_marks_of_its_level():
    assert [mark(n, 0.5) for n in (1, 2, 3)] == [0.5, 0, -1.5]


@given(st.integers(0, 100))
def test_it_pays_best_to_say_what_one_thinks(percent):
    chance = Fraction(percent, 100)
    expected = [float(one.mark(chance)) for one in LEVELS]
    best = LEVELS[expected.index(max(expected))]
    assert best.low - 1e-9 <= chance <= best.high + 1e-9


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.floats(0, 1)), max_size=30))
def test_levels_add_up_to_the_total(pairs):
    said = [Said(certainty, share, is_answered=True) for certainty, share in pairs]
    assert sum(one.marks for one in by_level(said)) == pytest.approx(total(said).marks)
    assert sum(one.count for one in by_level(said)) == len(said)


def test_a_total_stands_beside_the_most_and_beside_claiming_nothing():
    said = [
        Said(3, 1.0, is_answered=True),
        Said(3, 0.0, is_answered=True),
        Said(1, 1.0, is_answered=True),
        Said(None, 0.0, is_answered=False),
    ]
    result = total(said)
    assert (result.marks, result.most, result.unclaimed) == (-2, 12, 2)
    assert [(one.level.number, one.count, one.right) for one in by_level(said)] == [
        (3, 2, 1.0),
        (1, 1, 1.0),
    ]


@pytest.mark.parametrize(
    ("number", "count", "right", "verdict"),
    [
        (3, 9, 2, "few"),
        (3, 24, 12, "too sure"),
        (3, 24, 18, "perhaps too sure"),
        (3, 24, 22, "fits"),
        (3, 24, 24, "fits"),
        (2, 30, 10, "too sure"),
        (2, 30, 22, "fits"),
        (2, 30, 25, "perhaps surer"),
        (2, 30, 29, "surer"),
        (1, 20, 0, "fits"),
        (1, 20, 13, "fits"),
        (1, 20, 14, "perhaps surer"),
        (1, 20, 19, "surer"),
    ],
)
def test_a_claim_is_held_against_what_was_right(number, count, right, verdict):
    found = level(number)
    assert calibration(AtLevel(found, count, right)).verdict == verdict


def test_the_spread_holds_where_it_is_defined():
    """Both bounds are roots of (p - x)² = z² x (1 - x) / n, from which Wilson derives them."""
    made = calibration(AtLevel(level(2), 20, 15))
    for bound in (made.low, made.high):
        assert (0.75 - bound) ** 2 == pytest.approx(1.2816**2 * bound * (1 - bound) / 20)
    assert made.low < 0.75 < made.high
