"""The macros that show questions, which inline checks use too: all nine types, open and answered."""

from random import Random

import pytest
from bs4 import BeautifulSoup

from app.assessment.arrangement import Arrangement, arrange
from app.assessment.presentation import show
from app.assessment.review import review, without_key
from app.web.render import Templates
from app.web.static import StaticFiles
from tests.assessment.questions import RIGHT, TYPES, WRONG, make_question

EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def macros(settings):
    environment = Templates(settings, StaticFiles()).environment
    return environment.get_template("assessment/_question.html").module


def soup(markup):
    return BeautifulSoup(str(markup), "html.parser")


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_can_be_answered_with_labelled_fields(macros, type_):
    question = make_question(type_)
    page = soup(macros.fields(show(question, arrange(question, Random(1)), None), "check-"))
    fields = page.select("input, select, textarea")
    assert fields
    ids = {tag["id"] for tag in page.select("[id]")}
    for field in fields:
        label = page.select_one(f'label[for="{field.get("id", "-")}"]')
        assert field.get("aria-label") or label or field.find_parent("label"), field
        assert field["name"].split("-")[0] in {"choice", "text", "gap", "pair", "order"}
    for tag in page.select("[aria-describedby]"):
        assert set(tag["aria-describedby"].split()) <= ids | {"check-stem"}
    assert all(id_.startswith("check-") for id_ in ids)
    assert "secret" not in str(page)


@pytest.mark.parametrize("type_", TYPES)
def test_an_answer_comes_back_into_its_fields(macros, type_):
    question = make_question(type_)
    arrangement = arrange(question, Random(1))
    page = soup(macros.fields(show(question, arrangement, RIGHT[type_])))
    kept = page.select("[checked], option[selected][value]:not([value=''])")
    kept += [
        field
        for field in page.select("input[value]")
        if field["value"] and not field.get("checked")
    ]
    kept += [area for area in page.select("textarea") if area.get_text(strip=True)]
    assert kept


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("answers", [RIGHT, WRONG, dict.fromkeys(TYPES)])
def test_every_type_can_be_reviewed(macros, type_, answers):
    question = make_question(type_)
    page = soup(macros.answered(review(question, arrange(question, Random(1)), answers[type_])))
    assert "secret explanation" in page.get_text()
    assert not page.select("input, select, textarea, button")
    if answers[type_] is None:
        assert "You did not answer this one." in page.get_text()
    elif type_ != "open":
        assert page.select(".mark-right" if answers is RIGHT else ".mark-wrong")


@pytest.mark.parametrize("type_", TYPES)
def test_a_wrong_try_at_a_check_is_not_told_the_key(macros, type_):
    question = make_question(type_)
    told = without_key(review(question, arrange(question, Random(1)), WRONG[type_]))
    text = soup(macros.answered(told)).get_text()
    assert "secret explanation" not in text
    for word in ("secret word", "80 ± 0.5", "secret rubric", "secret why", "This one"):
        assert word not in text


def test_what_a_learner_typed_is_text_and_nothing_else(macros):
    for type_, answer in (
        ("text", {"text": EVIL}),
        ("numeric", {"text": EVIL}),
        ("open", {"text": EVIL}),
        ("cloze", {"gaps": {"1": EVIL}}),
    ):
        question = make_question(type_)
        arrangement = arrange(question, Random(1))
        for markup in (
            macros.fields(show(question, arrangement, answer)),
            macros.answered(review(question, arrangement, answer)),
        ):
            page = soup(markup)
            assert not page.select("script")
            assert EVIL in page.get_text() or page.find(attrs={"value": EVIL})


def test_the_word_before_feedback_runs_into_its_paragraph(macros):
    reviewed = review(make_question("single"), Arrangement(("1", "2", "3", "4")), {"choice": "1"})
    why = soup(macros.answered(reviewed)).select_one(".why-wrong")
    assert [tag.name for tag in why.find_all(recursive=False)] == ["p"]
    assert why.p.b.get_text() == "Not this one."


def test_keys_are_named_only_where_there_are_options(macros):
    for type_ in TYPES:
        question = make_question(type_)
        page = soup(macros.fields(show(question, arrange(question, Random(1)), None)))
        keys = [kbd.get_text() for kbd in page.select("kbd")]
        assert keys == [str(n) for n in range(1, len(page.select("input[name=choice]")) + 1)]


@pytest.mark.parametrize(
    ("chosen", "word"), [(["1", "3"], "Right."), (["1"], "This one is right.")]
)
def test_of_several_one_that_is_right_does_not_speak_for_all(macros, chosen, word):
    question = make_question("multiple")
    given = review(question, arrange(question, Random(1)), {"choices": chosen})
    options = soup(macros.answered(without_key(given))).select_one("ul.choices")
    assert [b.get_text() for b in options.select(".why-right b")] == [word] * len(chosen)
    # As square as what was chosen from.
    assert "choices-several" in options["class"]
