"""Which question is asked when something comes back: the parallel ones, and their turns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.learning.cards import Asked, Card, Held, askable, choose
from app.learning.memory import Grade, remember
from tests.learning.reviewing import question_of
from tests.support.clock import START

LATER = START + timedelta(days=3)


def card(catalog, question_id, *, kind="bank", asked="", at=None, **over):
    question = question_of(catalog, "first-steps", kind, question_id)
    made = Card(
        course="tiny",
        module="first-steps",
        kind=kind,
        question_id=question_id,
        item_hash=question.item_hash,
        memory=remember(None, Grade.WRONG, START),
        asked=Asked(at, asked, "item", {}) if at else None,
    )
    return replace(made, **over)


def parallels(catalog, *cards):
    """The ids of what could stand in for the first card."""
    found = askable(catalog, Held(tuple(cards)))
    return [question.id for question in found[0].parallels]


def chosen(catalog, *cards, now=LATER):
    held = Held(tuple(cards))
    return choose(askable(catalog, held)[0], held, now)


def change_bank(catalog, edit):
    """The catalogue with other questions in the first bank."""
    course = catalog.course("tiny")
    first, *others = course.modules
    bank = edit(first.bank)
    changed = replace(course, modules=(replace(first, bank=bank), *others))
    return replace(catalog, courses=(changed,))


def with_questions(catalog, edit):
    return change_bank(
        catalog, lambda bank: replace(bank, questions=tuple(map(edit, bank.questions)))
    )


def test_a_question_that_only_a_trainer_can_mark_by_now_does_not_come_back(catalog):
    changed = with_questions(catalog, lambda q: replace(q, type="open") if q.id == "word" else q)
    held = Held((card(catalog, "word"),))
    assert [known.question.id for known in askable(catalog, held)] == ["word"]
    assert askable(changed, held) == ()


def test_practice_questions_of_the_outcome_stand_in(catalog):
    found = parallels(catalog, card(catalog, "word"))
    assert set(found) == {
        *("several", "truth", "share", "fill", "match", "order"),
        *("first-p1", "first-p2", "first-p3", "first-p4"),
    }


def test_another_outcome_does_not_stand_in(catalog):
    changed = with_questions(
        catalog, lambda q: replace(q, outcome="risk") if q.id.startswith("first-p") else q
    )
    assert "first-p1" not in parallels(changed, card(catalog, "word"))


def test_a_question_without_an_outcome_has_no_parallel(catalog):
    changed = with_questions(catalog, lambda q: replace(q, outcome=""))
    assert parallels(changed, card(catalog, "word")) == []


def test_what_hangs_on_a_case_does_not_stand_in(catalog):
    changed = with_questions(catalog, lambda q: replace(q, case_id="set") if q.id == "truth" else q)
    assert "truth" not in parallels(changed, card(catalog, "word"))


def test_a_check_has_parallels_only_once_a_quiz_of_the_bank_was_handed_in(catalog):
    check = card(catalog, "check-outside", kind="check")
    assert parallels(catalog, check) == []
    assert "first-p1" in parallels(catalog, check, card(catalog, "word"))


@pytest.mark.parametrize("reveal", ["after-submit", "each", "after-pass"])
def test_a_bank_that_shows_its_answers_some_time_is_reviewed(catalog, reveal):
    changed = change_bank(catalog, lambda bank: replace(bank, reveal=reveal))
    assert parallels(changed, card(catalog, "word"))


def test_a_bank_that_never_shows_its_answers_is_not(catalog):
    changed = change_bank(catalog, lambda bank: replace(bank, reveal="never"))
    assert askable(changed, Held((card(catalog, "word"),))) == ()
    check = card(catalog, "check-outside", kind="check")
    assert parallels(changed, check, card(catalog, "word")) == []


def test_a_reworded_question_is_asked_itself(catalog):
    assert parallels(catalog, card(catalog, "word", item_hash="earlier")) == []


def test_what_was_never_met_stands_in_before_what_was(catalog):
    met = [card(catalog, name) for name in ("word", "several", "truth", "share", "fill")]
    assert chosen(catalog, *met) == "match"
    everything = parallels(catalog, *met)
    assert chosen(catalog, *met, *(card(catalog, name) for name in everything[4:])) == "several"


def test_parallels_take_turns(catalog):
    first = chosen(catalog, card(catalog, "word"))
    second = chosen(catalog, card(catalog, "word", asked=first, at=START))
    third = chosen(catalog, card(catalog, "word", asked=second, at=START))
    assert len({first, second, third}) == 3


def test_what_was_asked_lately_is_not_asked_again(catalog):
    first = chosen(catalog, card(catalog, "word"))
    other = card(catalog, "order", asked=first, at=LATER - timedelta(minutes=2))
    assert chosen(catalog, card(catalog, "word"), other) not in {"", first}


def test_where_all_were_asked_lately_it_is_the_question_itself(catalog):
    two = change_bank(
        catalog,
        lambda bank: replace(
            bank, questions=tuple(q for q in bank.questions if q.id in {"word", "truth"})
        ),
    )
    other = card(catalog, "check-outside", kind="check", asked="truth", at=LATER)
    assert chosen(two, card(catalog, "word"), other) == ""
    assert chosen(two, card(catalog, "word")) == "truth"
