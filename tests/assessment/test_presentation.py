"""What an open question shows, and what a reviewed one may say."""

import json
from dataclasses import asdict
from random import Random

import pytest

from app.assessment.arrangement import Arrangement, arrange
from app.assessment.presentation import show
from app.assessment.review import may_reveal, review, without_key
from tests.assessment.questions import RIGHT, TYPES, WRONG, make_choice, make_question


def as_text(value):
    return json.dumps(asdict(value))


@pytest.mark.parametrize("type_", TYPES)
def test_an_open_question_holds_no_key_feedback_hint_or_explanation(type_):
    question = make_question(type_)
    for seed in range(20):
        shown = as_text(show(question, arrange(question, Random(seed)), None))
        assert "secret" not in shown
        assert "correct" not in shown
        assert "weight" not in shown


def test_positions_stand_in_place_of_ids():
    question = make_question("single", make_choice({2}, total=4, several=False))
    shown = show(question, Arrangement(("3", "1", "4", "2")), {"choice": "4"})
    assert [(o.position, o.text, o.chosen) for o in shown.options] == [
        ("1", "option 3", False),
        ("2", "option 1", False),
        ("3", "option 4", True),
        ("4", "option 2", False),
    ]


def test_an_answer_is_shown_again_where_it_was_given():
    cloze = make_question("cloze")
    shown = show(cloze, Arrangement(gaps=((), ("audit", "scope", "policy"))), RIGHT["cloze"])
    assert shown.gaps[0].value == "secret word"
    assert [choice.chosen for choice in shown.gaps[1].choices] == [False, True, False]
    matching = show(make_question("matching"), Arrangement(("3", "1", "2")), RIGHT["matching"])
    assert [prompt.value for prompt in matching.prompts] == ["2", "3", "2"]
    ordering = show(
        make_question("ordering"), Arrangement(("4", "1", "2", "3")), {"order": ["2", "4"]}
    )
    assert [(item.text, item.position, item.value) for item in ordering.items] == [
        ("step 2", "3", "1"),
        ("step 4", "1", "2"),
        ("step 1", "2", ""),
        ("step 3", "4", ""),
    ]
    assert show(make_question("numeric"), Arrangement(), {"text": "80,2"}).value == "80,2"


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("answers", [RIGHT, WRONG])
def test_a_review_tells_the_verdict_and_why(type_, answers):
    question = make_question(type_)
    reviewed = review(question, arrange(question, Random(3)), answers[type_])
    expected = "right" if answers is RIGHT else "wrong"
    if type_ == "open":
        expected = "waiting" if answers is RIGHT else "unanswered"
    assert reviewed.verdict == expected
    assert "secret explanation" in reviewed.explanation_html
    assert review(question, arrange(question, Random(3)), None).verdict == "unanswered"


def test_a_review_marks_options_gaps_prompts_and_items():
    single = review(make_question("single"), Arrangement(("2", "1", "3", "4")), {"choice": "1"})
    assert [(o.chosen, o.correct) for o in single.options[:2]] == [(False, True), (True, False)]
    assert single.options[1].feedback_html == "<p>secret feedback 1</p>"
    cloze = review(
        make_question("cloze"), Arrangement(gaps=((), ("scope",))), {"gaps": {"1": "SECRET word"}}
    )
    assert [(g.right, g.key) for g in cloze.gaps] == [(True, "secret word"), (False, "scope")]
    matching = review(make_question("matching"), Arrangement(), {"pairs": {"1": "1", "2": "3"}})
    assert [(p.value_html, p.right) for p in matching.prompts] == [
        ("<p>target 1</p>", True),
        ("<p>target 3</p>", False),
        ("", False),
    ]
    ordering = review(make_question("ordering"), Arrangement(), {"order": list("1324")})
    assert [(i.value, i.right) for i in ordering.items] == [
        ("1", True),
        ("3", False),
        ("2", False),
        ("4", True),
    ]
    assert ordering.verdict == "wrong"
    assert review(make_question("numeric"), Arrangement(), {"text": "1"}).key == "80 ± 0.5"


@pytest.mark.parametrize("type_", TYPES)
def test_a_second_try_is_told_only_about_what_was_chosen(type_):
    question = make_question(type_)
    told = without_key(review(question, arrange(question, Random(3)), WRONG[type_]))
    assert not told.explanation_html
    assert not told.key
    for option in told.options:
        assert option.chosen or not (option.correct or option.feedback_html)
    assert all(gap.right or not gap.key for gap in told.gaps)
    assert all(prompt.right or not prompt.key_html for prompt in told.prompts)
    assert [item.value for item in told.items] == sorted(item.value for item in told.items)


@pytest.mark.parametrize(
    ("reveal", "open_", "failed", "passed"),
    [
        ("each", False, True, True),
        ("after-submit", False, True, True),
        ("after-pass", False, False, True),
        ("never", False, False, False),
    ],
)
def test_when_the_key_may_be_shown(reveal, open_, failed, passed):
    assert may_reveal(reveal, submitted=False, passed=True) is open_
    assert may_reveal(reveal, submitted=True, passed=False) is failed
    assert may_reveal(reveal, submitted=True, passed=True) is passed
