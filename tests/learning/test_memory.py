"""When something comes back: FSRS-6 with its published parameters, at moments that are passed in."""

import math
import subprocess
import sys
from datetime import timedelta

import pytest

from app.learning.memory import Grade, grade_of, remember
from tests.support.clock import START

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EARLIER = 8 * HOUR
# The default parameters of FSRS-6, w0 to w20, as published with the algorithm.
W = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
FACTOR = 0.9 ** (-1 / W[20]) - 1


def first_difficulty(grade):
    return min(10, max(1, W[4] - math.exp(W[5] * (grade - 1)) + 1))


def next_difficulty(difficulty, grade):
    damped = difficulty + (10 - difficulty) * (-W[6] * (grade - 3)) / 9
    # Towards what an easy answer would have begun with, which is not held to its bounds.
    return min(10, max(1, W[7] * (W[4] - math.exp(W[5] * 3) + 1) + (1 - W[7]) * damped))


def recalled(stability, difficulty, days, grade):
    r = (1 + FACTOR * days / stability) ** -W[20]
    hard = W[15] if grade == 2 else 1
    grown = (
        math.exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (math.exp(W[10] * (1 - r)) - 1)
    )
    return stability * (1 + grown * hard)


def forgotten(stability, difficulty, days):
    r = (1 + FACTOR * days / stability) ** -W[20]
    long = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * math.exp(W[14] * (1 - r))
    return min(long, stability / math.exp(W[17] * W[18]))


@pytest.mark.parametrize(
    ("grade", "stability", "days"),
    [(Grade.WRONG, W[0], 1), (Grade.PARTLY, W[1], 1), (Grade.RIGHT, W[2], 2)],
)
def test_the_first_answer_begins_with_the_published_stability(grade, stability, days):
    memory = remember(None, grade, START)
    assert memory.stability == stability
    assert memory.difficulty == pytest.approx(first_difficulty(grade))
    assert memory.due == START + days * DAY - EARLIER
    assert memory.answered_at == START


@pytest.mark.parametrize("days", [1, 2, 5, 30])
@pytest.mark.parametrize("grade", list(Grade))
def test_the_second_answer_agrees_with_the_formulas(grade, days):
    before = remember(None, Grade.RIGHT, START)
    after = remember(before, grade, START + days * DAY)
    stability = (
        forgotten(before.stability, before.difficulty, days)
        if grade is Grade.WRONG
        else recalled(before.stability, before.difficulty, days, grade)
    )
    assert after.stability == pytest.approx(stability)
    assert after.difficulty == pytest.approx(next_difficulty(before.difficulty, grade))
    interval = max(1, round(stability)) * DAY
    assert after.due == START + days * DAY + interval - EARLIER


def test_what_is_known_again_and_again_comes_back_ever_more_rarely():
    memory, now, waits = None, START, []
    for _ in range(5):
        memory = remember(memory, Grade.RIGHT, now)
        waits.append(memory.due - now)
        now = memory.due
    assert waits == sorted(set(waits))
    assert waits[-1] > 60 * DAY


def test_a_lapse_brings_it_back_soon():
    memory, now = None, START
    for _ in range(4):
        memory = remember(memory, Grade.RIGHT, now)
        now = memory.due
    after = remember(memory, Grade.WRONG, now)
    assert after.due - now < (memory.due - memory.answered_at) / 4


def test_a_right_answer_on_the_same_day_does_not_take_the_wrong_one_back():
    wrong = remember(None, Grade.WRONG, START)
    assert remember(wrong, Grade.RIGHT, START + HOUR) == wrong
    assert remember(wrong, Grade.WRONG, START + HOUR) == wrong


def test_a_worse_answer_on_the_same_day_counts():
    right = remember(None, Grade.RIGHT, START)
    after = remember(right, Grade.WRONG, START + HOUR)
    assert after.grade is Grade.WRONG
    assert after.due == START + HOUR + DAY - EARLIER


def test_an_evening_and_the_next_morning_are_a_day_apart():
    evening = remember(None, Grade.WRONG, START + 11 * HOUR)
    morning = evening.due
    assert morning - evening.answered_at == 16 * HOUR
    a_day_later = remember(evening, Grade.RIGHT, evening.answered_at + DAY)
    assert remember(evening, Grade.RIGHT, morning).stability == a_day_later.stability


def test_what_is_judged_late_does_not_turn_time_back():
    known = remember(None, Grade.RIGHT, START)
    after = remember(known, Grade.WRONG, START - 3 * DAY)
    assert after.answered_at == START
    assert remember(known, Grade.RIGHT, START - 3 * DAY) == known


@pytest.mark.parametrize(
    ("share", "grade"),
    [
        (1.0, Grade.RIGHT),
        (1 - 1e-12, Grade.RIGHT),
        (0.99, Grade.PARTLY),
        (0.01, Grade.PARTLY),
        (0.0, Grade.WRONG),
        (None, Grade.PARTLY),
    ],
)
def test_right_is_good_partly_is_hard_and_wrong_is_again(share, grade):
    assert grade_of(share) is grade


def test_the_program_starts_without_the_scheduler_and_never_loads_its_optimiser():
    code = (
        "import sys, app.main; assert 'fsrs' not in sys.modules\n"
        "from datetime import datetime, UTC\n"
        "from app.learning.memory import Grade, remember\n"
        "remember(None, Grade.RIGHT, datetime.now(UTC))\n"
        "assert 'fsrs' in sys.modules and 'fsrs.optimizer' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
