"""Which questions are drawn."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.selection import draw_exam, draw_quiz, expected
from app.catalog.questions import AttemptRule, Cell, Exam
from tests.assessment.questions import PLACE, make_bank, make_case, make_question

seeds = st.integers(0, 10_000).map(Random)


def make_exam(*cells):
    return Exam("exam", "Exam", 60, 70, AttemptRule(), "after-pass", cells, "", PLACE)


def numbered(count, **over):
    return [make_question("single", id=f"q{n}", **over) for n in range(count)]


@st.composite
def banks(draw):
    """Plain questions and case sets of every pool, type and status."""
    plain = [
        make_question(
            draw(st.sampled_from(["single", "open"])),
            id=f"q{n}",
            pool=draw(st.sampled_from(["practice", "exam"])),
            status=draw(st.sampled_from(["published", "published", "draft", "retired"])),
            outcome=draw(st.sampled_from("abc")),
            difficulty=draw(st.sampled_from([1, 2, 3])),
        )
        for n in range(draw(st.integers(0, 12)))
    ]
    cases, inside = [], []
    for c in range(draw(st.integers(0, 2))):
        pool = draw(st.sampled_from(["practice", "exam"]))
        members = [
            make_question("single", id=f"c{c}-{n}", pool=pool, case_id=f"c{c}")
            for n in range(draw(st.integers(1, 3)))
        ]
        inside += members
        cases.append(make_case(f"c{c}", [q.id for q in members]))
    return make_bank(plain + inside, cases=cases, draw=draw(st.integers(1, 10)))


@given(banks(), seeds)
def test_a_quiz_asks_published_practice_questions_that_are_not_open(bank, random):
    drawn = draw_quiz(bank, random)
    assert all(d.question.pool == "practice" for d in drawn)
    assert all(d.question.status == "published" and d.question.type != "open" for d in drawn)
    assert len({d.key for d in drawn}) == len(drawn) <= bank.draw


@given(banks(), seeds)
def test_a_quiz_asks_as_many_as_it_should_or_as_near_as_its_case_sets_allow(bank, random):
    plain = [
        q
        for q in bank.questions
        if q.pool == "practice" and q.status == "published" and q.type != "open" and not q.case_id
    ]
    members = [[q for q in bank.questions if q.case_id == case.id] for case in bank.cases]
    sizes = [len(of) for of in members if of[0].pool == "practice"]
    chosen = [sum(some) for r in range(3) for some in combinations(sizes, r)]
    possible = [n + alone for n in chosen for alone in range(len(plain) + 1)]
    most = max(n for n in possible if n <= bank.draw)
    assert len(draw_quiz(bank, random)) == most


@given(seeds)
def test_a_set_that_would_leave_a_quiz_short_gives_way_to_those_that_fill_it(random):
    questions = [
        make_question("single", id=f"{case}-{n}", case_id=case)
        for case, size in (("two", 2), ("three", 3), ("pair", 2))
        for n in range(size)
    ]
    cases = [
        make_case(case, [q.id for q in questions if q.case_id == case])
        for case in ("two", "three", "pair")
    ]
    drawn = draw_quiz(make_bank(questions, cases=cases, draw=4), random)
    assert {d.case.id for d in drawn} == {"two", "pair"}


@given(seeds)
def test_a_case_set_with_a_question_that_is_retired_is_not_drawn(random):
    inside = [
        make_question("single", id="a", case_id="set"),
        make_question("single", id="b", case_id="set", status="retired"),
    ]
    bank = make_bank([*numbered(3), *inside], cases=[make_case("set", ["a", "b"])])
    assert {d.question.id for d in draw_quiz(bank, random)} == {"q0", "q1", "q2"}


@given(banks(), seeds)
def test_case_sets_are_drawn_whole_and_stay_together(bank, random):
    drawn = draw_quiz(bank, random)
    names = [d.case.id if d.case else "" for d in drawn]
    for case in bank.cases:
        if case.id in names:
            first = names.index(case.id)
            asked = [d.question.id for d in drawn[first : first + len(case.questions)]]
            assert asked == list(case.questions)


@given(banks(), st.integers(0, 1000))
def test_the_same_seed_draws_the_same(bank, seed):
    assert draw_quiz(bank, Random(seed)) == draw_quiz(bank, Random(seed))


@given(seeds, st.integers(0, 12))
def test_questions_of_the_last_attempt_come_only_when_the_others_are_used_up(random, count):
    bank = make_bank(numbered(12), draw=6)
    last = {("one", f"q{n}"): 1 for n in range(count)}
    drawn = {d.key for d in draw_quiz(bank, random, last)}
    assert len(drawn & last.keys()) == max(0, 6 - (12 - count))


@given(seeds)
def test_a_quiz_is_spread_over_the_outcomes(random):
    questions = [
        make_question("single", id=f"{outcome}{n}", outcome=outcome)
        for outcome, many in (("a", 9), ("b", 3), ("c", 2))
        for n in range(many)
    ]
    drawn = draw_quiz(make_bank(questions, draw=6), random)
    assert Counter(d.question.outcome for d in drawn) == {"a": 2, "b": 2, "c": 2}


def exam_bank(slug="one", each=4):
    questions = [
        make_question("single", id=f"d{difficulty}-{n}", difficulty=difficulty, pool="exam")
        for difficulty in (1, 2, 3)
        for n in range(each)
    ]
    members = [
        make_question("single", id=f"s-{n}", pool="exam", case_id="s", difficulty=1)
        for n in range(3)
    ]
    practice = numbered(5)
    return make_bank(
        [*questions, *members, *practice],
        slug=slug,
        cases=[make_case("s", [q.id for q in members])],
    )


@given(seeds)
def test_an_exam_follows_its_blueprint(random):
    exam = make_exam(
        Cell("one", 4, ((1, 1), (2, 2), (3, 1))), Cell("two", 3, sets=1), Cell("one", 2, ((3, 1),))
    )
    banks = {"one": exam_bank("one"), "two": exam_bank("two")}
    drawn = draw_exam(exam, banks, random)
    assert all(d.question.pool == "exam" for d in drawn)
    assert len({d.key for d in drawn}) == len(drawn)
    assert Counter(d.bank for d in drawn) == {"one": 6, "two": 6}
    of_one = Counter(d.question.difficulty for d in drawn if d.bank == "one")
    assert all(of_one[d] >= least for d, least in ((1, 1), (2, 2), (3, 2)))
    assert sum(d.case is not None for d in drawn) == 3


@given(seeds)
def test_open_wishes_leave_the_narrow_ones_what_they_need(random):
    # Both hard questions are needed by the second line, which stands after a wish for any.
    exam = make_exam(Cell("one", 4), Cell("one", 2, ((3, 2),)))
    bank = make_bank(
        [
            make_question("single", id=f"q{n}", pool="exam", difficulty=3 if n < 2 else 1)
            for n in range(6)
        ]
    )
    assert len(draw_exam(exam, {"one": bank}, random)) == 6


@given(seeds, st.integers(0, 4))
def test_an_exam_prefers_items_that_the_last_attempt_did_not_have(random, seen):
    exam = make_exam(Cell("one", 2, ((2, 2),)))
    last = {("one", f"d2-{n}"): 1 for n in range(seen)}
    drawn = {d.key for d in draw_exam(exam, {"one": exam_bank()}, random, last)}
    assert len(drawn & last.keys()) == max(0, 2 - (4 - seen))


@st.composite
def pools(draw):
    """A bank with so many exam questions of each difficulty, and a blueprint that it can fill."""
    sizes = {d: draw(st.integers(0, 6)) for d in (1, 2, 3)}
    wishes = {d: draw(st.integers(0, size)) for d, size in sizes.items()}
    open_wishes = draw(st.integers(0, sum(sizes.values()) - sum(wishes.values())))
    questions = [
        make_question("single", id=f"d{d}-{n}", difficulty=d, pool="exam", outcome="abc"[n % 3])
        for d, size in sizes.items()
        for n in range(size)
    ]
    narrow = tuple((d, count) for d, count in wishes.items() if count)
    cell = Cell("one", sum(wishes.values()) + open_wishes, narrow)
    return make_bank(questions), cell


def fewest_repeats(bank, cell, last):
    """How many questions of the last attempt a form needs, worked out without drawing one."""
    fresh = Counter(q.difficulty for q in bank.questions if q.id not in last)
    missing = 0
    for difficulty, count in cell.difficulty:
        missing += max(0, count - fresh[difficulty])
        fresh[difficulty] -= min(count, fresh[difficulty])
    wanted = cell.count - sum(count for _, count in cell.difficulty)
    return missing + max(0, wanted - fresh.total())


@given(pools(), seeds, st.data())
def test_a_form_repeats_as_little_of_the_last_attempt_as_its_blueprint_allows(pool, random, data):
    bank, cell = pool
    ids = [q.id for q in bank.questions]
    asked = {
        ("one", id_): number
        for id_ in ids
        if (number := data.draw(st.sampled_from([0, 1, 2, 3]))) > 0
    }
    last = {id_ for (_, id_), number in asked.items() if number == 3}
    drawn = draw_exam(make_exam(cell), {"one": bank}, random, asked)
    assert len(drawn) == cell.count
    assert sum(d.question.id in last for d in drawn) == fewest_repeats(bank, cell, last)


@given(seeds, st.integers(1, 6))
def test_what_has_to_be_repeated_was_asked_longest_ago(random, count):
    bank = make_bank(numbered(6, pool="exam"))
    asked = {("one", f"q{n}"): n + 1 for n in range(6)}
    drawn = draw_exam(make_exam(Cell("one", count)), {"one": bank}, random, asked)
    assert {d.question.id for d in drawn} == {f"q{n}" for n in range(count)}


@given(seeds, st.integers(2, 4))
def test_forms_that_follow_each_other_are_comparable_and_share_nothing(random, forms):
    exam = make_exam(Cell("one", 6, ((1, 2), (2, 2), (3, 2))))
    bank = make_bank(
        [
            make_question("single", id=f"{d}{o}{n}", difficulty=d, outcome=o, clause=c, pool="exam")
            for d in (1, 2, 3)
            for o, c in (("a", "4.1"), ("b", "4.2"), ("c", "4.3"))
            for n in range(4)
        ]
    )
    asked = {}
    for number in range(1, forms + 1):
        drawn = draw_exam(exam, {"one": bank}, random, asked)
        keys = {d.key for d in drawn}
        assert not keys & asked.keys()
        assert Counter(d.question.difficulty for d in drawn) == {1: 2, 2: 2, 3: 2}
        assert Counter(d.question.outcome for d in drawn) == {"a": 2, "b": 2, "c": 2}
        assert Counter(d.question.clause for d in drawn) == {"4.1": 2, "4.2": 2, "4.3": 2}
        asked |= dict.fromkeys(keys, number)


@given(seeds)
def test_within_an_outcome_the_clauses_have_equal_shares(random):
    bank = make_bank(
        [
            make_question("single", id=f"{clause}-{n}", clause=clause, pool="exam")
            for clause, many in (("4.1", 9), ("4.2", 2), ("4.3", 2))
            for n in range(many)
        ]
    )
    drawn = draw_exam(make_exam(Cell("one", 6)), {"one": bank}, random)
    assert Counter(d.question.clause for d in drawn) == {"4.1": 2, "4.2": 2, "4.3": 2}


@pytest.mark.parametrize("bank", ["one", "missing"])
def test_a_bank_that_is_too_small_or_gone_gives_what_it_has(bank):
    drawn = draw_exam(make_exam(Cell(bank, 40)), {"one": exam_bank()}, Random(1))
    assert len(drawn) == (12 if bank == "one" else 0)


@given(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2))
def test_expected_numbers_of_questions_add_up_to_a_form(hard, rest, sets):
    plain = [
        make_question("single", id=f"d{d}-{n}", difficulty=d, pool="exam")
        for d in (1, 3)
        for n in range(4)
    ]
    cases = [make_case(f"s{s}", [f"s{s}-1", f"s{s}-2"]) for s in range(3)]
    inside = [
        make_question("single", id=f"s{s}-{n}", pool="exam", case_id=f"s{s}")
        for s in range(3)
        for n in (1, 2)
    ]
    cell = Cell("one", hard + rest, ((3, hard),) if hard else (), sets)
    exam = Exam("exam", "Exam", 60, 70, AttemptRule(), "after-pass", (cell,), "", PLACE)
    chances = expected(exam, {"one": make_bank([*plain, *inside], cases=cases)})
    assert sum(chance for _, chance in chances) == pytest.approx(hard + rest + 2 * sets)
    assert all(0 < chance <= 1 for _, chance in chances)
