"""When an open answer is marked, and who may do what about it."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.marking import (
    TOLERANCE,
    Mark,
    Marker,
    comments,
    is_for,
    may_decide,
    may_mark,
    needed_for,
    standing,
)
from tests.support.clock import START

ANN, BOB, CID, ADA = (uuid4() for _ in range(4))
TRAINERS = [Marker(who, is_administrator=False) for who in (ANN, BOB, CID)]
ADMIN = Marker(ADA, is_administrator=True)


def marks(*given):
    """Pairs of who and share, or triples with the kind."""
    return tuple(
        Mark(place, who, kind[0] if kind else "mark", share, f"{share:g}", "", START)
        for place, (who, share, *kind) in enumerate(given, start=1)
    )


def test_an_exam_needs_two_markers_and_anything_else_one():
    assert (needed_for("exam"), needed_for("quiz")) == (2, 1)
    assert standing(marks((ANN, 0.5)), 1) == standing(marks((ANN, 0.5), (BOB, 0.5)), 2)
    assert standing(marks((ANN, 0.5)), 2).stage == "waits"


@pytest.mark.parametrize(("apart", "stage"), [(0, "stands"), (0.05, "stands"), (0.051, "differs")])
def test_marks_within_the_tolerance_are_averaged_and_others_are_not(apart, stage):
    found = standing(marks((ANN, 0.6), (BOB, 0.6 + apart)), 2)
    assert found.stage == stage
    assert found.share == (pytest.approx(0.6 + apart / 2) if stage == "stands" else None)


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_stands_lies_between_the_marks_and_does_not_ask_who_was_first(one, other):
    there = standing(marks((ANN, one), (BOB, other)), 2)
    assert there == standing(marks((BOB, other), (ANN, one)), 2)
    if there.share is not None:
        assert min(one, other) <= there.share <= max(one, other)
        assert abs(one - other) <= TOLERANCE + 1e-9


def test_the_last_decision_stands_over_everything():
    given_ = [(ANN, 0.2), (BOB, 0.9), (CID, 0.5, "decision")]
    assert standing(marks(*given_), 2).share == 0.5
    assert standing(marks(*given_, (ADA, 0.7, "decision")), 2).share == 0.7


def test_a_late_mark_changes_nothing():
    assert standing(marks((ANN, 0.5), (BOB, 0.5), (CID, 1.0, "late")), 2).share == 0.5


def test_a_marker_marks_once_and_only_while_the_answer_waits():
    ann, bob, cid = TRAINERS
    one, two = marks((ANN, 0.5)), marks((ANN, 0.5), (BOB, 0.5))
    assert not may_mark(one, "waits", ann)
    assert may_mark(one, "waits", bob)
    assert not may_mark(two, "stands", cid)


def test_where_marks_differ_a_third_person_decides_or_an_administrator():
    ann, bob, cid = TRAINERS
    two = marks((ANN, 0.2), (BOB, 0.9))
    assert [may_decide(two, "differs", one) for one in (ann, bob, cid, ADMIN)] == [0, 0, 1, 1]
    by_admin = marks((ANN, 0.2), (ADA, 0.9))
    assert may_decide(by_admin, "differs", ADMIN)
    assert [is_for(two, 2, one) for one in (ann, bob, cid)] == [False, False, True]


def test_an_administrator_decides_alone_only_after_a_mark_of_their_own():
    assert not may_decide(marks((ANN, 0.5)), "waits", ADMIN)
    own = marks((ADA, 0.5))
    assert may_decide(own, "waits", ADMIN)
    assert not is_for(own, 2, ADMIN), "a second marker may still come"
    assert not may_decide(marks((ANN, 0.5)), "waits", TRAINERS[0])


def test_only_an_administrator_decides_anew():
    done = marks((ANN, 0.5), (BOB, 0.5))
    assert [may_decide(done, "stands", one) for one in (*TRAINERS, ADMIN)] == [0, 0, 0, 1]


def test_the_learner_reads_the_markers_or_whoever_decided_over_them():
    two = [(ANN, 0.2), (BOB, 0.9)]
    assert comments(marks(*two, (CID, 0.3, "late"))) == ("0.2", "0.9")
    assert comments(marks(*two, (CID, 0.5, "decision"))) == ("0.5",)
