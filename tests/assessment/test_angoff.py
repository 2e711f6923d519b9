"""What a panel's ratings say: against NumPy, and against an example worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.angoff import judged


@st.composite
def panels(draw):
    judges, items = draw(st.integers(2, 8)), draw(st.integers(1, 12))
    rating = st.integers(0, 100)
    rows = draw(
        st.lists(st.lists(rating, min_size=items, max_size=items), min_size=judges, max_size=judges)
    )
    weights = draw(st.lists(st.floats(0.01, 5), min_size=items, max_size=items))
    return weights, rows


@given(panels())
def test_figures_are_those_of_numpy(panel):
    weights, rows = panel
    found, table = judged(weights, rows), np.array(rows, dtype=float)
    cuts = np.average(table, axis=1, weights=weights)
    assert found.judges == pytest.approx(cuts)
    assert found.cut == pytest.approx(cuts.mean())
    assert found.deviation == pytest.approx(cuts.std(ddof=1), abs=1e-9)
    assert found.error == pytest.approx(cuts.std(ddof=1) / np.sqrt(len(rows)), abs=1e-9)
    assert [one.mean for one in found.items] == pytest.approx(table.mean(axis=0))
    assert [one.deviation for one in found.items] == pytest.approx(
        table.std(axis=0, ddof=1), abs=1e-9
    )


def test_three_judges_and_two_questions_by_hand():
    # Cuts are 60, 70 and 80: mean 70, deviation 10, error 10 / sqrt(3).
    found = judged([1, 1], [[50, 70], [60, 80], [90, 70]])
    assert found.judges == (60, 70, 80)
    assert (found.cut, found.deviation) == (70, 10)
    assert found.error == pytest.approx(5.7735, abs=1e-4)


def test_a_question_counts_by_the_points_that_it_brings():
    assert judged([3, 1], [[100, 0], [100, 0]]).cut == 75
