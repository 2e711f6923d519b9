"""What answers are worth: the rules of the content format, and what holds for any answer."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.scoring import gives_parts, score
from app.catalog.questions import Cloze, Gap, NumberRange, Numeric, ShortText
from tests.assessment.questions import (
    JUNK,
    RIGHT,
    SCORED_TYPES,
    TYPES,
    WRONG,
    choice_bodies,
    make_choice,
    make_matching,
    make_ordering,
    make_question,
    questions,
)


def share(question, answer):
    return score(question, answer).share


@pytest.mark.parametrize("type_", SCORED_TYPES)
def test_the_right_answer_is_worth_everything_and_a_wrong_one_nothing(type_):
    question = make_question(type_, points=3.0)
    assert share(question, RIGHT[type_]) == 1
    assert score(question, RIGHT[type_]).earned == 3
    assert share(question, WRONG[type_]) == 0


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("nothing", [None, {}, {"choices": []}, {"text": "  "}])
def test_an_unanswered_question_is_worth_nothing(type_, nothing):
    assert share(make_question(type_), nothing) == 0


def test_an_open_answer_waits_for_a_trainer():
    scored = score(make_question("open"), RIGHT["open"])
    assert scored.is_provisional
    assert scored.earned == 0


def test_a_weight_gives_a_part_and_never_less_than_nothing():
    body = make_choice({1}, total=3, several=False, weights={2: 0.5, 3: -0.5})
    question = make_question("single", body)
    assert [share(question, {"choice": n}) for n in "123"] == [1, 0.5, 0]


@pytest.mark.parametrize(
    ("chosen", "all_", "partial"),
    [
        ("13", 1, 1),
        ("1", 0, 1 / 2),
        ("12", 0, 1 / 2 - 1 / 3),
        ("124", 0, 0),
        ("12345", 0, 0),
        ("245", 0, 0),
    ],
)
def test_several_keys_count_right_ones_less_wrong_ones(chosen, all_, partial):
    question = make_question("multiple")
    assert share(question, {"choices": list(chosen)}) == all_
    assert share(replace(question, scoring="partial"), {"choices": list(chosen)}) == pytest.approx(
        partial
    )


@pytest.mark.parametrize("written", ["Straße", "STRASSE", "  straße ", "strasse"])
def test_typed_text_is_compared_without_capitals(written):
    assert share(make_question("text", ShortText(("Straße",))), {"text": written}) == 1


def test_typed_text_is_compared_in_composed_form():
    assert share(make_question("text", ShortText(("café",))), {"text": "cafe\u0301"}) == 1
    assert (
        share(make_question("text", ShortText(("café",), exact=True)), {"text": "cafe\u0301"}) == 1
    )


@pytest.mark.parametrize("written", ["aims", " AIMS", "A IMS"])
def test_exact_text_is_taken_as_it_is_typed(written):
    question = make_question("text", ShortText(("AIMS",), exact=True))
    assert share(question, {"text": written}) == 0
    assert share(question, {"text": "AIMS"}) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0.7", 1),
        ("0,7", 1),
        ("0.9", 1),
        ("0.69", 0),
        ("0.91", 0),
        ("seven", 0),
        ("", 0),
        ("1e999", 0),
    ],
)
def test_the_bounds_of_a_range_belong_to_it(written, expected):
    # 0.8 - 0.1 is a hair above 0.7 in binary.
    question = make_question("numeric", Numeric((NumberRange(0.8 - 0.1, 0.8 + 0.1),), "0.8 ± 0.1"))
    assert share(question, {"text": written}) == expected


def test_each_gap_counts_its_share():
    question = make_question("cloze")
    assert share(question, {"gaps": {"1": "SECRET word", "2": "audit"}}) == 0.5
    exact = Cloze(("<p>", "</p>"), (Gap("1", ("AIMS",)),), exact=True)
    assert share(make_question("cloze", exact), {"gaps": {"1": "aims"}}) == 0


def test_each_prompt_counts_its_share():
    question = make_question("matching", make_matching([1, 2, 1], targets=3))
    assert share(question, {"pairs": {"1": "1", "2": "3", "3": "1"}}) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("order", "all_", "partial"),
    [
        ("1234", 1, 1),
        ("2341", 0, 2 / 3),
        ("3412", 0, 2 / 3),
        ("4321", 0, 0),
        ("123", 0, 2 / 3),
        ("1", 0, 0),
    ],
)
def test_an_ordering_counts_neighbours_that_were_kept(order, all_, partial):
    question = make_question("ordering")
    assert share(question, {"order": list(order)}) == all_
    assert share(replace(question, scoring="partial"), {"order": list(order)}) == pytest.approx(
        partial
    )


def test_naming_every_pair_of_neighbours_is_no_way_around_an_ordering():
    question = make_question("ordering", make_ordering(4), scoring="partial")
    assert share(question, {"order": list("3423123412")}) < 1


@given(st.sampled_from(TYPES), st.sampled_from(["all", "partial"]), JUNK)
def test_no_answer_whatever_raises_or_leaves_the_scale(type_, scoring, answer):
    found = share(make_question(type_, scoring=scoring), answer)
    assert found is None or 0 <= found <= 1


@given(questions(), JUNK)
def test_what_gives_no_parts_is_right_or_wrong_as_a_whole(pair, junk):
    question, right = pair
    for answer in (right, junk):
        assert share(question, answer) in (0, 1) or gives_parts(question)


def test_parts_can_be_given_where_the_scoring_gives_them():
    told = {
        (type_, scoring): gives_parts(make_question(type_, scoring=scoring))
        for type_ in TYPES
        for scoring in ("all", "partial")
    }
    assert told["open", "all"]
    assert told["multiple", "partial"]
    assert told["matching", "all"]
    for whole in (("multiple", "all"), ("single", "all"), ("truefalse", "all"), ("numeric", "all")):
        assert not told[whole], whole


@given(questions())
def test_all_right_is_one_for_any_question(pair):
    question, right = pair
    assert share(question, right) == 1


@given(choice_bodies(), st.sampled_from(["all", "partial"]), st.randoms(use_true_random=False))
def test_the_order_of_options_and_of_choices_never_matters(body, scoring, random):
    question = make_question("multiple", body, scoring=scoring)
    chosen = [option.id for option in body.options if random.random() < 0.5]
    shuffled = replace(body, options=tuple(random.sample(body.options, len(body.options))))
    other = replace(question, body=shuffled)
    assert share(question, {"choices": chosen}) == share(
        other, {"choices": random.sample(chosen, len(chosen))}
    )


@given(questions(), st.integers())
def test_the_order_of_a_matching_or_of_single_options_never_matters(pair, seed):
    question, right = pair
    body, random = question.body, Random(seed)
    for name in ("options", "prompts", "targets"):
        if values := getattr(body, name, None):
            body = replace(body, **{name: tuple(random.sample(values, len(values)))})
    assert share(replace(question, body=body), right) == 1


@given(choice_bodies(distractors=1), st.data())
def test_partial_credit_grows_with_right_choices_and_falls_with_wrong_ones(body, data):
    question = make_question("multiple", body, scoring="partial")
    keys = [option.id for option in body.options if option.correct]
    others = [option.id for option in body.options if not option.correct]
    right = data.draw(st.lists(st.sampled_from(keys), unique=True))
    wrong = data.draw(st.lists(st.sampled_from(others), unique=True))
    here = share(question, {"choices": right + wrong})
    for key in set(keys) - set(right):
        more = share(question, {"choices": [*right, key, *wrong]})
        assert more >= here
        assert more > here or more == 0
    for other in set(others) - set(wrong):
        assert share(question, {"choices": [*right, *wrong, other]}) <= here


@given(st.integers(1, 6), st.data())
def test_each_right_pair_adds_the_same(count, data):
    question = make_question("matching", make_matching(range(1, count + 1), targets=count))
    known = data.draw(st.integers(0, count))
    pairs = {str(n): str(n) for n in range(1, known + 1)}
    assert share(question, {"pairs": pairs}) == pytest.approx(known / count)


@given(st.permutations(list("12345")))
def test_a_partly_right_ordering_is_one_only_in_the_right_order(order):
    question = make_question("ordering", make_ordering(5), scoring="partial")
    assert (share(question, {"order": order}) == 1) is (order == list("12345"))


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("typed", ["the board's say", "the board’s say"])
@pytest.mark.parametrize("key", ["the board's say", "the board’s say"])
def test_curly_and_straight_quotes_are_the_same_letter(exact, typed, key):
    question = make_question("text", ShortText((key,), exact=exact))
    assert share(question, {"text": typed}) == 1
