"""How questions are shuffled, and how positions lead back to ids."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.answers import parse_answer
from app.assessment.arrangement import Arrangement, arrange, arrange_by
from app.assessment.presentation import show
from app.assessment.scoring import score
from app.web.forms import Form
from tests.assessment.questions import (
    RIGHT,
    TYPES,
    make_choice,
    make_ordering,
    make_question,
    questions,
)

seeds = st.integers(0, 10_000).map(Random)


def filled_form(question, arrangement, answer):
    """The fields that a browser would send for an answer, read off the open form."""
    shown = show(question, arrangement, answer)
    pairs = [("choice", option.position) for option in shown.options if option.chosen]
    pairs += [("text", shown.value)] if shown.value else []
    for gap in shown.gaps:
        chosen = next((choice.position for choice in gap.choices if choice.chosen), "")
        pairs.append((f"gap-{gap.position}", chosen if gap.choices else gap.value))
    pairs += [(f"pair-{prompt.position}", prompt.value) for prompt in shown.prompts]
    pairs += [(f"order-{item.position}", item.value) for item in shown.items]
    return Form(pairs)


@given(questions(), seeds)
def test_what_is_shown_and_sent_back_is_the_answer_that_was_given(pair, random):
    question, right = pair
    arrangement = arrange(question, random)
    sent = filled_form(question, arrangement, right)
    assert score(question, parse_answer(question, arrangement, sent)).share == 1


@given(questions(), seeds)
def test_an_arrangement_survives_being_stored(pair, random):
    arrangement = arrange(pair[0], random)
    assert Arrangement.from_json(arrangement.to_json()) == arrangement


@given(st.integers(2, 6), seeds)
def test_an_ordering_is_never_shown_in_the_right_order(count, random):
    question = make_question("ordering", make_ordering(count))
    shown = arrange(question, random).order
    assert sorted(shown) == [str(n) for n in range(1, count + 1)]
    assert list(shown) != sorted(shown)


@given(seeds)
def test_true_and_false_keep_their_order(random):
    assert arrange(make_question("truefalse"), random).order == ("1", "2")


@given(seeds)
def test_options_that_stay_last_stay_last(random):
    question = make_question("single", make_choice({1}, total=5, several=False, last={2, 4}))
    order = arrange(question, random).order
    assert order[-2:] == ("2", "4")
    assert sorted(order) == list("12345")


def test_options_targets_and_drop_downs_are_shuffled():
    for type_ in ("single", "multiple", "matching", "ordering"):
        found = {arrange(make_question(type_), Random(seed)).order for seed in range(200)}
        assert len(found) > 3, type_
    assert len({arrange(make_question("cloze"), Random(s)).gaps[1] for s in range(200)}) == 6


def test_the_same_seed_gives_the_same_arrangement():
    question = make_question("single")
    assert arrange_by(question, "somebody") == arrange_by(question, "somebody")


@pytest.mark.parametrize("position", ["0", "5", "-1", "", "²", "1.0", " 1", "x", "9" * 5000, "01x"])
def test_positions_that_were_not_shown_lead_nowhere(position):
    assert arrange(make_question("single"), Random(1)).id_at(position) is None


@pytest.mark.parametrize("type_", TYPES)
def test_an_empty_form_is_no_answer(type_):
    question = make_question(type_)
    arrangement = arrange(question, Random(1))
    assert parse_answer(question, arrangement, Form()) is None
    blank = [(name, " ") for name in ("choice", "text", "gap-1", "gap-2", "pair-1", "order-1")]
    assert parse_answer(question, arrangement, Form(blank)) is None


@given(
    st.sampled_from(TYPES),
    st.lists(
        st.tuples(
            st.sampled_from(["choice", "text", "gap-1", "gap-2", "pair-1", "pair-9", "order-2"]),
            st.text(max_size=6) | st.sampled_from(list("0123459")),
        )
    ),
)
def test_no_form_whatever_raises(type_, pairs):
    question = make_question(type_)
    arrangement = arrange(question, Random(1))
    answer = parse_answer(question, arrangement, Form(pairs))
    score(question, answer)
    show(question, arrangement, answer)


def test_equal_ranks_keep_the_order_shown_and_missing_ones_are_left_out():
    question = make_question("ordering")
    arrangement = Arrangement(("3", "1", "4", "2"))
    form = Form([("order-1", "2"), ("order-2", "1"), ("order-3", "2"), ("order-4", "")])
    assert parse_answer(question, arrangement, form) == {"order": ["1", "3", "4"]}


def test_an_essay_is_kept_with_its_lines_and_bounded():
    question = make_question("open")
    form = Form([("text", "one\r\ntwo" + "x" * 30_000)])
    text = parse_answer(question, Arrangement(), form)["text"]
    assert text.startswith("one\ntwo")
    assert len(text) == 20_000


def test_right_answers_of_all_types_are_recognised_from_their_forms():
    for type_ in TYPES:
        question = make_question(type_)
        arrangement = arrange(question, Random(7))
        sent = filled_form(question, arrangement, RIGHT[type_])
        parsed = parse_answer(question, arrangement, sent)
        assert score(question, parsed).share == score(question, RIGHT[type_]).share
