"""What scores add up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.outcomes import outcome_rows
from app.assessment.scoring import Score
from app.assessment.totals import Marked, by_outcome, total


def marked(share, points=1.0, outcome="scope", clause="4.3", *, in_parts=False):
    return Marked(Score(share, points), outcome, clause, in_parts=in_parts)


def test_points_weigh_the_shares():
    result = total([marked(1.0, points=3), marked(0.0, points=1), marked(0.5, points=2)])
    assert (result.earned, result.possible) == (4, 6)
    assert result.percent == pytest.approx(66.67, abs=0.01)
    assert (result.right, result.count) == (1, 3)


def test_nothing_asked_is_nothing_won():
    assert total([]).percent == 0


def test_thirds_that_add_up_to_the_pass_mark_pass():
    # 3 × (1/3 + 1/3 + 1/3 - as floats) would be a hair below 70 of 100 in some orders.
    shares = [0.1] * 7
    assert total([marked(s) for s in shares]).passes(10)


def test_an_answer_that_waits_for_its_mark_lets_nothing_pass():
    result = total([marked(1.0), marked(None)])
    assert result.is_provisional
    assert result.percent == 50
    assert not result.passes(0)


def test_outcomes_come_in_the_order_of_the_questions_with_their_clauses():
    groups = by_outcome(
        [
            marked(1.0, outcome="scope", clause="4.3"),
            marked(0.5, outcome="parties", clause="4.2"),
            marked(1.0, outcome="scope", clause="4.4"),
            marked(0.0, outcome="scope", clause="4.3"),
        ]
    )
    assert [(g.outcome, g.clauses, g.total.right, g.total.count) for g in groups] == [
        ("scope", ("4.3", "4.4"), 2, 3),
        ("parties", ("4.2",), 0, 1),
    ]


def test_clauses_come_in_the_order_of_the_standard():
    clauses = ["10.1", "6.1.2", "", "4.3", "6.1.10", "9.3", "4.3"]
    (group,) = by_outcome([marked(1.0, clause=c) for c in clauses])
    assert group.clauses == ("4.3", "6.1.2", "6.1.10", "9.3", "10.1")


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.5, 1, 2]), st.sampled_from("abc"))))
def test_groups_add_up_to_the_whole(items):
    all_marked = [marked(s, p, outcome=o, clause="4.1") for s, p, o in items]
    whole = total(all_marked)
    assert 0 <= whole.percent <= 100 + 1e-9
    assert sum(g.total.earned for g in by_outcome(all_marked)) == pytest.approx(whole.earned)


def test_an_outcome_counts_right_questions_unless_one_can_be_right_in_part():
    scored = [marked(1.0, points=3), marked(0.0), marked(1.0, outcome="risk")]
    scored += [marked(0.25, points=10, outcome="risk", in_parts=True)]
    rows = outcome_rows(None, scored)
    assert [row.said for row in rows] == ["1 of 2", "3.5 of 11 points"]
    (one,) = outcome_rows(None, [marked(1.0, points=1, in_parts=True)])
    assert one.said == "1 of 1 point"
