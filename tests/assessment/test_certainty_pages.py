"""Saying how sure one is: kept with the answer, told beside the score, held against what was right."""

import json
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from sqlalchemy import select, update

from app.assessment.models import Attempt, AttemptItem
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.statements import count_statements

ASKING = "/courses/tiny/second-steps/quiz"
PAGE = "/attempts/certainty"


@pytest.fixture
def ask(library):
    """ask(reveal) makes the second quiz, whose questions are right or wrong as a whole, ask for it."""
    now = library.current

    def change(reveal="each"):
        tiny = now.course("tiny")
        first, second = tiny.modules
        second = replace(second, bank=replace(second.bank, certainty=True, reveal=reveal))
        library.current = replace(now, courses=(replace(tiny, modules=(first, second)),))

    yield change
    library.current = now


@pytest.fixture
def asked(ask, learner, database):
    """asked(reveal) is a sitting at a quiz that asks how sure one is."""

    def sit(reveal="each", htmx=None):
        ask(reveal)
        return Sitting(learner, database, ASKING, htmx=htmx)

    return sit


def levels(page):
    """Each level's words, and whether it is chosen."""
    group = page.select_one("[role=radiogroup]:has([name=certainty])")
    label = page.find(id=group["aria-labelledby"])
    assert label.get_text() == "How sure are you that this is right?"
    return {
        label.select_one("span").contents[0].strip(): label.input.has_attr("checked")
        for label in group.select("label:has(input[type=radio][name=certainty])")
    }


def said(page):
    texts = [p.get_text(" ", strip=True) for p in page.select("p.meta")]
    return [text for text in texts if "certainty mark" in text]


def kept(database, quiz):
    with database.session(writing=False) as session:
        rows = session.execute(
            select(AttemptItem.certainty)
            .where(AttemptItem.attempt_id == quiz.id)
            .order_by(AttemptItem.position)
        )
        return [row.certainty for row in rows]


@pytest.fixture(params=[None, "partial", "full"])
def way(request):
    return request.param


class TestWhileAnswering:
    def test_three_levels_are_offered_and_none_is_chosen(self, asked, learner):
        page = learner.get(asked().address).page
        assert levels(page) == {"Not sure": False, "Fairly sure": False, "Very sure": False}
        assert "never change" in page.select_one("#sure-hint").get_text()

    def test_who_says_how_sure_and_answers_nothing_finds_the_form_as_it_was(
        self, asked, learner, way
    ):
        """Whether or not another question waits, as the first does and the last does not."""
        quiz = asked(htmx=way)
        count = len(quiz.load()[0].items)
        for number, otherwise in ((1, "go on to another question"), (count, "hand the quiz in")):
            sent = {"certainty": "3", "then": "next"}
            back = learner.post(f"{quiz.address}/answers/{number}", sent, htmx=way)
            stands_at = f"{quiz.address}/answers/{number}"
            if way == "partial":
                stands_at = back.headers["hx-replace-url"]
                assert stands_at == f"{quiz.address}?q={number}"
            assert back.status == 422
            assert levels(back.page)["Very sure"]
            assert back.page.select_one("form.q")["action"].endswith(f"/answers/{number}")
            alert = back.page.select_one("[role=alert]").get_text()
            assert f"Choose an answer first, or {otherwise}" in alert
            # The page stands at the address of the answer, except where it is swapped in.
            there = {urljoin(stands_at, a["href"]) for a in back.page.select(".cells a")}
            assert there == {f"{quiz.address}?q={n}" for n in range(1, count + 1)}
            for earlier in range(1, count):
                quiz.answer(earlier)

    def test_who_says_and_answers_nothing_goes_on(self, asked, learner):
        quiz = asked()
        onward = learner.post(f"{quiz.address}/answers/1", {"then": "next"})
        assert onward.location == f"{quiz.address}?q=2"

    def test_a_quiz_that_does_not_ask_shows_and_keeps_nothing(self, learner, database):
        quiz = Sitting(learner, database, QUIZ)
        assert not learner.get(quiz.address).page.select("[name=certainty]")
        quiz.answer(1, sure=3)
        assert kept(database, quiz)[0] is None

    def test_an_exam_never_asks(self, ask, learner, database):
        ask()
        exam = Sitting(learner, database, EXAM)
        assert not learner.get(exam.address).page.select("[name=certainty]")

    def test_it_is_kept_with_the_answer_in_one_statement(self, asked, way, database):
        quiz = asked("after-submit", htmx=way)
        with count_statements(database) as sent:
            quiz.answer(1, sure=2, then="")
        assert [s for s in sent if s.startswith("UPDATE attempt_items")] == [
            s for s in sent if "certainty" in s and s.startswith("UPDATE")
        ]
        assert len([s for s in sent if s.startswith("UPDATE")]) == 1
        assert kept(database, quiz)[:2] == [2, None]

    def test_it_is_remembered_on_coming_back_and_may_be_changed(self, asked, learner, database):
        quiz = asked("after-submit")
        quiz.answer(1, sure=3)
        page = learner.get(f"{quiz.address}?q=1").page
        assert [word for word, chosen in levels(page).items() if chosen] == ["Very sure"]
        quiz.answer(1, sure=1)
        assert kept(database, quiz)[0] == 1

    def test_it_is_kept_without_an_answer_where_answers_are_not_final(
        self, asked, learner, database, way
    ):
        quiz = asked("after-submit", htmx=way)
        learner.post(f"{quiz.address}/answers/1", {"certainty": "3", "then": "next"}, htmx=way)
        assert kept(database, quiz)[0] == 3
        assert not quiz.load()[0].items[0].is_answered
        assert quiz.load()[0].saved_at is None
        assert levels(learner.get(f"{quiz.address}?q=1").page)["Very sure"]
        quiz.answer(1, sure=2)
        assert kept(database, quiz)[0] == 2
        # An answer that is taken back leaves what was said with it.
        learner.post(f"{quiz.address}/answers/1", {"certainty": "2", "then": "next"}, htmx=way)
        assert not quiz.load()[0].items[0].is_answered
        assert kept(database, quiz)[0] == 2

    def test_what_no_page_offers_is_not_kept(self, asked, learner, database):
        quiz = asked()
        fields = quiz.fields(1) | {"certainty": "4", "then": "next"}
        learner.post(f"{quiz.address}/answers/1", fields)
        assert quiz.load()[0].items[0].is_answered
        assert kept(database, quiz)[0] is None

    def test_a_flag_does_not_take_back_what_was_chosen(self, asked, database, way):
        quiz = asked(htmx=way)
        visit = quiz.answer(1, sure=2, then="flag")
        assert not quiz.load()[0].items[0].is_answered
        assert levels(visit.page)["Fairly sure"]

    def test_an_answer_that_is_final_keeps_how_sure_it_was(self, asked, database):
        quiz = asked()
        quiz.answer(1, sure=3, right=False)
        quiz.answer(1, sure=1, right=False)
        assert kept(database, quiz)[0] == 3

    def test_the_feedback_tells_what_it_earned(self, asked, learner):
        quiz = asked()
        quiz.answer(1, sure=3)
        assert said(learner.get(f"{quiz.address}?q=1").page) == [
            "You were very sure: +3 certainty marks."
        ]
        quiz.answer(2)
        assert said(learner.get(f"{quiz.address}?q=2").page) == [
            "You did not say how sure you were, which counts as not sure: +1 certainty mark."
        ]

    def test_the_start_page_says_that_it_is_asked(self, ask, learner):
        ask()
        facts = learner.get(ASKING).page.select_one("dl.facts")
        assert "never decide a pass" in facts.select("dd")[-1].get_text()
        assert "Certainty" not in learner.get(QUIZ).page.select_one("dl.facts").get_text()


def judge(quiz, *, right):
    """Answer all: very sure of each, those in `right` rightly."""
    for item in quiz.load()[0].items:
        quiz.answer(item.position, right=item.position in right, sure=3)
    quiz.submit()


class TestTheResult:
    def test_marks_stand_beside_the_score_for_each_question_and_in_all(self, asked):
        quiz = asked()
        for number in range(1, 5):
            quiz.answer(number, sure=number if number < 4 else None)
        quiz.submit()
        page = quiz.result().page
        assert page.select_one("svg.score")["aria-label"].startswith("You 100 %")
        assert said(page) == [
            "You were not sure: +1 certainty mark.",
            "You were fairly sure: +2 certainty marks.",
            "You were very sure: +3 certainty marks.",
            "You did not say how sure you were, which counts as not sure: +1 certainty mark.",
        ]
        total = page.select_one(".row:has(> #certainty) + .row")
        assert total.p.get_text(" ", strip=True) == "+7 of 12"
        rows = page.select_one(".row:has(> #certainty) ~ ul").select(".row")
        assert [row.get_text(" ", strip=True) for row in rows] == [
            "+3 Very sure 1 of 1 right",
            "+2 Fairly sure 1 of 1 right",
            "+1 Not sure 1 of 1 right",
        ]

    def test_wrong_and_sure_costs_marks_and_never_the_pass(self, asked):
        quiz = asked()
        judge(quiz, right=[2, 3, 4])
        page = quiz.result().page
        assert quiz.head().passed
        assert quiz.head().score == pytest.approx(75)
        assert "You were very sure: −6 certainty marks." in said(page)
        total = page.select_one(".row:has(> #certainty) + .row")
        assert total.p.get_text(" ", strip=True) == "+3 of 12"

    @pytest.mark.parametrize("reveal", ["never", "after-pass"])
    def test_nothing_of_it_is_told_while_the_key_is_kept(self, asked, reveal):
        quiz = asked(reveal)
        quiz.answer(1, sure=3)
        quiz.submit()
        page = quiz.result().page
        assert not page.select("#certainty")
        assert not said(page)

    def test_a_quiz_that_did_not_ask_says_nothing_of_it(self, learner, database):
        quiz = Sitting(learner, database, QUIZ)
        quiz.answer_all()
        quiz.submit()
        page = quiz.result().page
        assert not page.select("#certainty")
        assert not said(page)
        assert not learner.get("/learning").page.select(f"a[href='{PAGE}']")


class TestCalibration:
    def lines(self, learner):
        rows = learner.get(PAGE).page.select("ul.rows .row")
        return {row.b.get_text(): row.div.p.get_text() for row in rows}

    def sit_three(self, asked, reveal="each"):
        for _ in range(3):
            quiz = asked(reveal)
            judge(quiz, right=[2, 3, 4])
        return quiz

    def test_whoever_has_said_nothing_is_told_so(self, learner):
        assert (
            "not said of any answer yet" in learner.get(PAGE).page.select_one(".empty").get_text()
        )

    def test_few_answers_say_nothing(self, asked, learner):
        quiz = asked()
        judge(quiz, right=range(1, 5))
        assert self.lines(learner) == {
            "Very sure": "4 answers so far. From 10 on it says something.",
            "Fairly sure": "No answer so far. From 10 on it says something.",
            "Not sure": "No answer so far. From 10 on it says something.",
        }
        assert not learner.get(PAGE).page.select("svg.fig")

    def test_each_level_is_held_against_what_was_right(self, asked, learner):
        self.sit_three(asked)
        assert self.lines(learner)["Very sure"] == (
            "When you were very sure, you were right 75 % of the time. It pays from 80 %. "
            "That is a little less, which can be chance with so few answers."
        )
        page = learner.get(PAGE).page
        assert [b.get_text() for b in page.select(".margin b + span")] == ["12 answers"]
        figure = page.select_one("svg.fig[role=img]")
        assert figure["aria-label"].startswith("Very sure pays from 80 to 100 %; right were 75 %")
        assert learner.get("/learning").page.select(f"a[href='{PAGE}']")

    def test_whoever_is_far_too_sure_is_told_what_to_do(self, asked, learner):
        for _ in range(3):
            quiz = asked()
            judge(quiz, right=[1])
        assert "look again before you are very sure" in self.lines(learner)["Very sure"]

    def test_open_and_invalid_attempts_do_not_count(self, asked, learner, database):
        quiz = self.sit_three(asked)
        with database.session(writing=True) as session:
            session.execute(
                update(Attempt)
                .where(Attempt.id == quiz.id)
                .values(invalidated_at=quiz.head().submitted_at)
            )
        asked().answer(1, sure=3)
        assert self.lines(learner)["Very sure"].startswith("8 answers so far")

    def test_what_was_not_answered_does_not_count(self, asked, learner):
        quiz = asked("after-submit")
        learner.post(f"{quiz.address}/answers/1", {"certainty": "3", "then": "next"})
        quiz.answer(2, sure=3)
        quiz.submit()
        assert self.lines(learner)["Very sure"].startswith("1 answer so far")
        rows = quiz.result().page.select_one("#certainty").find_all_next("span", class_="num")
        assert "1 of 1 right" in [row.get_text() for row in rows]

    def test_what_may_not_be_seen_yet_does_not_count_until_it_may(self, asked, learner):
        judge(asked("after-pass"), right=[1])
        assert learner.get(PAGE).page.select_one(".empty")
        never = asked("never")
        judge(never, right=range(1, 5))
        assert never.head().passed
        assert self.lines(learner)["Very sure"].startswith("4 answers")

    def test_it_is_ones_own(self, asked, learner, sign_in):
        judge(asked(), right=[1])
        assert sign_in("another learner").get(PAGE).page.select_one(".empty")

    def test_it_costs_one_statement_beside_those_of_every_page(self, asked, learner, database):
        self.sit_three(asked)
        with count_statements(database) as sent:
            learner.get(PAGE)
        assert len([s for s in sent if "attempt_items" in s]) == 1
        assert len(sent) <= 3, sent


def test_an_export_says_what_was_said(asked, learner):
    quiz = asked()
    quiz.answer(1, sure=2)
    quiz.submit()
    kept = json.loads(learner.get("/account/export").text)
    attempt = kept["assessment"]["attempts"][0] if "assessment" in kept else kept["attempts"][0]
    assert attempt["asked_how_sure"] is True
    assert [one["certainty"] for one in attempt["questions"]] == [2, None, None, None]
