"""Checks on a page: what a browser gets before an answer, after one, and when the key is asked for."""

import pytest

from app.assessment.scoring import score
from app.catalog.model import Check
from app.learning.checks import (
    CheckState,
    arrangement_of,
    check_state,
    kept_state,
    show_check,
)

UNIT = "/courses/tiny/first-steps/boundary"
CHECK = f"{UNIT}/checks/check-outside"
ALL_FEEDBACK = [
    "A boundary needs its reasons.",
    "The reasons have to come from there.",
    "The scope may be partial.",
]
KEY = "Leave it out with reasons from 4.1 and 4.2"
WRONG = "Leave it out without a word"
EXPLANATION = "The boundary may leave a system out"


def the_check(page):
    return page.find(id="check-check-outside")


def position_of(browser, words):
    label = next(
        label
        for label in the_check(browser.get(UNIT).page).find_all("label")
        if words in label.text
    )
    return label.input["value"]


def answer(browser, words, **more):
    return browser.post(CHECK, {"choice": position_of(browser, words), "go": "answer"}, **more)


class TestBeforeAnAnswer:
    @pytest.mark.parametrize("path", [UNIT, "/courses/tiny/first-steps/print", "/search?q=reasons"])
    def test_nothing_tells_the_key(self, path, nobody):
        page = nobody.get(path).text
        for words in (*ALL_FEEDBACK, EXPLANATION, "mark-right", "is-right", "correct"):
            assert words not in page

    def test_positions_stand_in_place_of_ids(self, nobody, catalog):
        form = the_check(nobody.get(UNIT).page).form
        values = [field["value"] for field in form.find_all("input")]
        assert values == ["1", "2", "3"]

    def test_the_arrangement_is_the_same_at_each_visit(self, nobody, learner):
        def shown(browser):
            return [
                label.get_text() for label in the_check(browser.get(UNIT).page).find_all("label")
            ]

        assert shown(nobody) == shown(nobody) == shown(learner)

    def test_the_answer_is_not_shown_before_one_was_given(self, nobody):
        visit = nobody.post(CHECK, {"go": "show"})
        assert visit.status == 422
        for words in (*ALL_FEEDBACK, EXPLANATION):
            assert words not in visit.text

    def test_no_answer_comes_back_with_a_word(self, nobody):
        visit = nobody.post(CHECK, {"go": "answer"})
        assert visit.status == 422
        assert "Give an answer first" in the_check(visit.page).find(role="alert").text
        assert "set-cookie" not in visit.headers

    @pytest.mark.parametrize("sent", ["0", "4", "99999", "x", "-1", "²", ""])
    def test_a_position_that_was_never_shown_is_no_answer(self, sent, nobody):
        assert nobody.post(CHECK, {"choice": sent}).status == 422


class TestAnswered:
    def test_plainly_leads_back_to_the_check(self, nobody):
        visit = answer(nobody, WRONG)
        assert (visit.status, visit.location) == (303, f"{UNIT}#check-check-outside")
        assert "clauseway=" in visit.headers["set-cookie"]
        assert the_check(nobody.get(UNIT).page).select(".mark-wrong")

    def test_by_htmx_brings_the_check_alone(self, nobody):
        visit = answer(nobody, WRONG, htmx="partial")
        assert visit.status == 200
        roots = [tag for tag in visit.page.children if tag.name]
        assert [root["id"] for root in roots] == ["check-check-outside"]
        assert roots[0].find(attrs={"data-focus": True})["data-say"] == "Not right"

    def test_a_whole_page_asked_for_by_htmx_is_led_back_too(self, nobody):
        assert answer(nobody, WRONG, htmx="full").status == 303

    def test_wrongly_shows_the_feedback_of_what_was_chosen_alone(self, nobody):
        text = answer(nobody, WRONG, htmx="partial").text
        assert ALL_FEEDBACK[0] in text
        assert ALL_FEEDBACK[1] not in text
        assert ALL_FEEDBACK[2] not in text
        assert EXPLANATION not in text
        assert "mark-missed" not in text

    def test_rightly_shows_why(self, nobody):
        visit = answer(nobody, KEY, htmx="partial")
        assert ALL_FEEDBACK[1] in visit.text
        assert EXPLANATION in visit.text
        assert ALL_FEEDBACK[0] not in visit.text
        assert visit.page.find("button", value="show") is None

    def test_the_answer_is_kept_and_not_replaced_by_a_second(self, learner):
        right = position_of(learner, KEY)
        answer(learner, WRONG)
        learner.post(CHECK, {"choice": right})
        assert the_check(learner.get(UNIT).page).select(".mark-wrong")

    def test_can_be_tried_again(self, learner):
        answer(learner, WRONG)
        visit = learner.post(CHECK, {"go": "again"}, htmx="partial")
        assert len(visit.page.find_all("input", attrs={"type": "radio"})) == 3
        assert not any(words in visit.text for words in ALL_FEEDBACK)
        assert answer(learner, KEY, htmx="partial").page.select(".mark-right")

    def test_the_answer_can_be_asked_for(self, learner):
        answer(learner, WRONG)
        visit = learner.post(CHECK, {"go": "show"}, htmx="partial")
        assert visit.page.select(".mark-missed")
        assert EXPLANATION in visit.text
        assert all(words in visit.text for words in ALL_FEEDBACK)
        assert "The answer shown" in the_check(learner.get(UNIT).page).text

    def test_of_one_person_is_not_shown_to_another(self, sign_in):
        answer(sign_in("learner"), WRONG)
        assert not the_check(sign_in("another learner").get(UNIT).page).select(".mark-wrong")

    def test_a_check_that_is_not_there_is_not_found(self, nobody):
        assert nobody.post(f"{UNIT}/checks/none", {"choice": "1"}).status == 404
        assert nobody.post(f"{UNIT}/scenarios/check-outside", {"step": "x"}).status == 404


def questions(catalog):
    """Every question of the test site that is not drawn by exams, as if it stood on a page."""
    for module in catalog.courses[0].modules:
        for question in module.bank.questions:
            if question.pool == "practice":
                yield question


class TestEveryType:
    """Whatever the type, a state without an answer shows no key."""

    def test_an_open_check_holds_neither_key_nor_reason(self, catalog):
        for question in questions(catalog):
            shown = show_check(Check("c", question), "/x", CheckState())
            assert shown.review is None
            assert question.explanation_html not in repr(shown)
            for option in getattr(question.body, "options", ()):
                assert option.feedback_html not in repr(shown)

    def test_a_state_is_read_back_as_it_was_kept(self, catalog):
        for question in questions(catalog):
            state = CheckState({"text": "x"}, key_shown=True)
            assert check_state(question, kept_state(question, state)) == state

    @pytest.mark.parametrize("kept", [None, {}, {"item": "other", "answer": {"choice": "1"}}])
    def test_what_belongs_to_another_edition_is_forgotten(self, kept, catalog):
        question = next(questions(catalog))
        assert check_state(question, kept) == CheckState()

    def test_an_ordering_is_not_shown_in_its_right_order(self, catalog):
        ordering = next(q for q in questions(catalog) if q.type == "ordering")
        order = list(arrangement_of(ordering).order)
        assert not score(ordering, {"order": order}).is_right

    def test_a_wrong_ordering_stays_in_the_order_given(self, catalog):
        ordering = next(q for q in questions(catalog) if q.type == "ordering")
        right = [item.id for item in ordering.body.items]
        state = CheckState({"order": [right[1], right[0], *right[2:]]})
        shown = show_check(Check("c", ordering), "/x", state)
        texts = [item.html for item in shown.review.items]
        assert texts[:2] == [ordering.body.items[1].html, ordering.body.items[0].html]
        assert [item.key for item in shown.review.items[:2]] == ["", ""]
