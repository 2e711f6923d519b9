"""The review: what comes back, in which order, how it is answered, and what keeps it from coming."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.learning.models import ReviewCard
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.learning.reviewing import Asked, answer, meets
from tests.support.statements import count_statements

UNIT = "/courses/tiny/first-steps/boundary"
CHECK = f"{UNIT}/checks/check-outside"
TYPES = ["several", "truth", "word", "share", "fill", "match", "order"]


def text(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def cards(database):
    def cards(user_id):
        with database.session(writing=False) as session:
            found = session.exec(select(ReviewCard).where(ReviewCard.user_id == user_id))
            return {card.question_id: card.model_dump() for card in found}

    return cards


@pytest.fixture
def met(database, learner, catalog, clock):
    """met("word", share=0) has the learner meet a question now and comes back to it a day later."""

    def met(*names, days=1, **more):
        meets(database, learner.user_id, catalog, *names, at=clock(), **more)
        clock.advance(days=days)

    return met


def asked(browser, catalog, address="/review", **more):
    visit = browser.get(address, **more)
    assert visit.status == 200
    return Asked(catalog, visit.page)


class TestWhatIsMet:
    def test_every_question_of_a_quiz_that_was_handed_in(self, learner, database, cards, clock):
        quiz = Sitting(learner, database, QUIZ)
        quiz.answer_all(but=(2,))
        assert cards(learner.user_id) == {}
        quiz.submit()
        items = quiz.load()[0].items
        kept = cards(learner.user_id)
        assert set(kept) == {item.question_id for item in items}
        for item in items:
            wanted = {1.0: 3, 0.0: 1}.get(item.share, 2)
            assert kept[item.question_id]["grade"] == wanted
        assert all(card["due"] > clock() for card in kept.values())

    def test_a_question_left_open_counts_as_not_known(self, learner, database, cards):
        quiz = Sitting(learner, database, QUIZ)
        quiz.answer(1)
        quiz.submit()
        assert sorted(card["grade"] for card in cards(learner.user_id).values()) == [1, 1, 1, 3]

    def test_nothing_of_an_exam(self, learner, database, cards, change_course, catalog):
        from app.catalog.model import Completion

        change_course(completion=Completion(exam="exam", exam_requires="none"))
        exam = Sitting(learner, database, EXAM)
        exam.answer_all()
        exam.submit()
        assert cards(learner.user_id) == {}

    @pytest.mark.parametrize(
        ("reveal", "right", "kept"),
        [
            ("after-pass", False, 0),
            ("after-pass", True, 4),
            ("never", True, 0),
            ("each", False, 4),
        ],
    )
    def test_a_quiz_that_keeps_its_answers_is_not_reviewed(
        self, reveal, right, kept, learner, database, cards, change_module, catalog
    ):
        from dataclasses import replace

        bank = catalog.course("tiny").module("first-steps").bank
        change_module("first-steps", bank=replace(bank, reveal=reveal))
        quiz = Sitting(learner, database, QUIZ)
        quiz.answer_all(right=right)
        quiz.submit()
        assert len(cards(learner.user_id)) == kept

    def test_a_check_that_was_answered_also_without_an_account(self, nobody, database):
        nobody.post(CHECK, {"choice": "1"})
        with database.session(writing=False) as session:
            (card,) = session.exec(select(ReviewCard)).all()
        assert (card.kind, card.question_id) == ("check", "check-outside")

    def test_trying_a_check_again_does_not_take_the_first_answer_back(
        self, learner, catalog, cards
    ):
        from tests.learning.reviewing import fields_for, question_of

        question = question_of(catalog, "first-steps", "check", "check-outside")
        learner.post(CHECK, fields_for(question, right=False))
        learner.post(CHECK, {"go": "again"})
        learner.post(CHECK, fields_for(question, right=True))
        assert cards(learner.user_id)["check-outside"]["grade"] == 1

    def test_handing_in_costs_two_statements_more_and_saving_none(self, learner, database):
        quiz = Sitting(learner, database, QUIZ)
        with count_statements(database) as sent:
            quiz.answer(1)
        assert not any("review" in statement for statement in sent), sent
        with count_statements(database) as sent:
            quiz.submit()
        assert sum("review_cards" in statement for statement in sent) == 2, sent


class TestAsking:
    def test_nothing_met_is_said_so(self, nobody, learner):
        for browser in (nobody, learner):
            page = browser.get("/review").page
            assert "Nothing to review yet" in text(page.find("main"))
            assert page.select_one("#review form") is None

    def test_nothing_due_says_when_the_next_ones_are(self, learner, met):
        met("word", days=0)
        page = learner.get("/review").page
        assert "Nothing is due." in page.text
        assert "come back on 24 November 2026" in page.text

    def test_what_was_wrong_comes_before_what_waits_longer(self, learner, met, catalog):
        met("truth", share=1.0)
        met("word", share=0.5)
        met("fill", share=0.0, days=3)
        order = []
        for _ in range(3):
            now = asked(learner, catalog)
            order.append(now.card)
            answer(learner, now)
        assert order == ["fill", "word", "truth"]

    def test_five_make_a_sitting(self, learner, met, catalog):
        met(*TYPES)
        address = "/review"
        for number in range(1, 6):
            now = asked(learner, catalog, address)
            assert now.margin.startswith(f"{number} of 5")
            visit = answer(learner, now, htmx="partial")
            address = visit.page.select_one("#review [data-next]")["href"]
        end = learner.get(address).page.select_one("#review")
        assert "That was one sitting." in text(end)
        assert "Two more are due" in text(end)
        assert end.find("a", string="Go on")["href"] == "/review"

    def test_the_end_of_all_says_so(self, learner, met, catalog):
        met("word")
        visit = answer(learner, asked(learner, catalog), htmx="partial")
        onward = visit.page.select_one("#review [data-next]")
        assert text(onward) == "Finish"
        assert "That is all for now." in learner.get(onward["href"]).text

    def test_a_parallel_question_stands_in_for_the_same_one(self, learner, met, catalog):
        met("word")
        now = asked(learner, catalog)
        assert now.card == "word"
        assert now.parallel
        assert now.question.outcome == "scope"
        assert now.question.pool == "practice"

    def test_no_question_is_asked_twice_in_a_sitting(self, learner, met, catalog):
        met(*TYPES)
        ids = []
        for _ in range(5):
            now = asked(learner, catalog)
            ids.append(now.id)
            answer(learner, now)
        assert len(set(ids)) == 5

    def test_without_an_account_the_check_itself_comes_back(self, nobody, catalog, clock):
        nobody.post(CHECK, {"choice": "1"})
        clock.advance(days=1)
        now = asked(nobody, catalog)
        assert (now.id, now.parallel) == ("check-outside", "")
        assert answer(nobody, now).status == 303

    @pytest.mark.parametrize("htmx", [None, "partial", "full"])
    def test_nothing_that_is_asked_tells_its_key(self, htmx, learner, met, catalog):
        met("word")
        visit = learner.get("/review", htmx=htmx)
        question = Asked(catalog, visit.page).question
        assert question.explanation_html not in visit.text
        assert not [o for o in question.body.options if o.feedback_html in visit.text]

    def test_costs_three_statements_and_none_for_nobody(self, learner, nobody, met, database):
        met(*TYPES)
        learner.get("/review")  # that somebody was seen on another day is written once
        with count_statements(database) as sent:
            learner.get("/review")
        assert len(sent) <= 3, sent
        with count_statements(database) as sent:
            nobody.get("/review")
        assert len(sent) == 0, sent


class TestAnswering:
    def test_plainly_leads_to_what_was_right_about_it(self, learner, met, catalog):
        met("word")
        now = asked(learner, catalog)
        visit = answer(learner, now, right=False)
        assert visit.status == 303
        page = learner.follow(visit)
        assert "Not right." in page.page.select_one("#review h2").text
        assert now.question.explanation_html in page.text
        assert page.page.select_one("#review .mark-missed")

    def test_by_htmx_brings_the_feedback_alone(self, learner, met, catalog):
        met("word")
        visit = answer(learner, asked(learner, catalog), htmx="partial")
        assert [tag["id"] for tag in visit.page.children if tag.name] == ["review"]
        assert "Right." in visit.page.find(attrs={"data-focus": True}).text

    def test_a_whole_page_asked_for_by_htmx_is_led_on_too(self, learner, met, catalog):
        met("word")
        visit = answer(learner, asked(learner, catalog), htmx="full")
        assert visit.status == 303
        assert learner.get(visit.location, htmx="full").page.select_one("html #review .choice")

    def test_rightly_sends_it_away_and_wrongly_brings_it_back_soon(
        self, learner, met, catalog, cards, clock
    ):
        met("word", share=0.5)
        met("truth", share=0.5)
        for right in (True, False):
            now = asked(learner, catalog)
            answer(learner, now, right=right)
            card = cards(learner.user_id)[now.card]
            assert card["grade"] == (3 if right else 1)
            assert (card["due"] - clock() > timedelta(days=1)) is right

    @pytest.mark.parametrize("way", [None, "partial"])
    def test_nothing_answered_comes_back_with_a_word(self, way, learner, met, catalog, cards):
        met("word")
        now = asked(learner, catalog)
        before = cards(learner.user_id)
        visit = learner.post(now.address, now.hidden, htmx=way)
        assert visit.status == 422
        assert "Give an answer first" in visit.page.select_one("#review [role=alert]").text
        assert Asked(catalog, visit.page).id == now.id
        assert cards(learner.user_id) == before

    @pytest.mark.parametrize("name", TYPES)
    @pytest.mark.parametrize("right", [True, False])
    def test_every_type_can_be_answered(
        self, name, right, learner, met, catalog, cards, change_module
    ):
        from dataclasses import replace

        bank = catalog.course("tiny").module("first-steps").bank
        only = tuple(q for q in bank.questions if q.id == name)
        change_module("first-steps", bank=replace(bank, questions=only))
        met(name, share=0.5)
        now = asked(learner, catalog)
        assert now.id == name
        page = learner.follow(answer(learner, now, right=right)).page
        verdict = page.select_one("#review h2.ending")
        assert ("Right." in verdict.text) is right
        assert (cards(learner.user_id)[name]["grade"] == 3) is right

    def test_twice_at_once_is_once(self, learner, met, catalog, cards):
        met("word")
        now = asked(learner, catalog)
        answer(learner, now)
        before = cards(learner.user_id)["word"]
        assert answer(learner, now).status == 303
        assert cards(learner.user_id)["word"] == before

    @pytest.mark.parametrize("sent", ["first-x1", "say", "nothing", "second-p1"])
    def test_what_may_not_stand_in_is_refused(self, sent, learner, met, catalog, cards):
        """A question of the exam, one that a trainer marks, one of another module."""
        met("word")
        now = asked(learner, catalog)
        visit = learner.post(now.address, {"asked": sent, "choice": "1", "text": "x"})
        assert visit.status == 409
        assert "EXPLAINED" not in visit.text
        assert cards(learner.user_id)["word"]["asked"] is None

    def test_of_one_person_is_not_there_for_another(self, learner, sign_in, met, catalog):
        met("word")
        now = asked(learner, catalog)
        answer(learner, now)
        for browser in (sign_in("another learner"), sign_in("trainer")):
            assert browser.get(now.address).status == 404
            assert answer(browser, now).status == 404

    def test_costs_three_statements(self, learner, met, catalog, database):
        met("word")
        now = asked(learner, catalog)
        with count_statements(database) as sent:
            answer(learner, now, htmx="partial")
        # PostgreSQL is asked once more whether the account is still there.
        most = 3 if database.engine.dialect.name == "sqlite" else 4
        assert len(sent) <= most, sent


class TestCaseSets:
    @pytest.fixture
    def case(self, learner, database, catalog, clock, change_module):
        """A case set of the practice pool, both of whose questions have come back."""
        from dataclasses import replace

        bank = catalog.course("tiny").module("second-steps").bank
        practice = tuple(replace(q, pool="practice") for q in bank.questions if q.case_id)
        change_module("second-steps", bank=replace(bank, questions=practice))
        names = [question.id for question in practice]
        meets(
            database, learner.user_id, catalog, *names, at=clock(), share=0, module="second-steps"
        )
        clock.advance(days=1)
        return bank.cases[0]

    def text_in_sight(self, page):
        """The text of the case, which stands before the question that hangs on it."""
        region = page.select_one("#review section[aria-label='The case']")
        assert region.find_next(class_="stem") is not None
        return text(region)

    @pytest.mark.parametrize("way", [None, "partial", "full"])
    def test_the_case_stands_by_while_its_questions_are_asked_and_answered(
        self, case, learner, catalog, way
    ):
        told = f"The case: {case.title} CASETEXT: Baltmark Savings"
        address, seen = "/review", set()
        for _ in range(2):
            visit = learner.get(address, htmx=way)
            assert self.text_in_sight(visit.page).startswith(told)
            found = Asked(catalog, visit.page)
            assert found.question.case_id == case.id
            seen.add(found.id)
            nothing = learner.post(found.address, found.hidden, htmx=way)
            assert nothing.status == 422
            assert self.text_in_sight(nothing.page).startswith(told)
            done = answer(learner, found, htmx=way)
            page = done.page if done.status == 200 else learner.follow(done).page
            assert self.text_in_sight(page).startswith(told)
            assert page.select_one("#review .ending")
            address = page.select_one("#review a.btn")["href"]
        assert len(seen) == 2

    def test_a_question_without_a_case_shows_none(self, learner, met):
        met("several")
        assert not learner.get("/review").page.select(".case-set")


class TestExport:
    def card(self, browser):
        (card,) = browser.client.get("/account/export").json()["review"]
        return card

    def test_tells_in_words_what_was_asked_and_answered(self, learner, met, catalog):
        met("word")
        assert self.card(learner)["asked_last"] is None
        now = asked(learner, catalog)
        answer(learner, now)
        card = self.card(learner)
        assert card["question"] == "What is the line around a management system called?"
        assert card["graded"] == "right"
        assert card["asked_last"]["question"] == now.question.stem_text
        assert card["asked_last"]["answer"]

    def test_tells_nothing_of_what_rests(self, learner, met, catalog, database):
        met("word")
        answer(learner, asked(learner, catalog))
        Sitting(learner, database, QUIZ)
        assert self.card(learner) == {
            "course": "tiny",
            "module": "first-steps",
            "kind": "bank",
            "id": "word",
            "rests_while_an_attempt_is_open": True,
        }


class TestWhatRests:
    def test_a_module_whose_quiz_is_open(self, learner, met, catalog, database):
        met("word")
        now = asked(learner, catalog)
        answer(learner, now)
        quiz = Sitting(learner, database, QUIZ)
        page = learner.get("/review").page
        assert page.select_one("#review form") is None
        assert "they come back when it is handed in" in text(page).lower()
        assert learner.get(now.address).status == 409
        visit = answer(learner, now)
        assert visit.status == 409
        assert now.question.explanation_html not in visit.text
        quiz.submit()
        assert learner.get(now.address).status == 200

    def test_a_course_whose_exam_is_open(
        self, learner, met, catalog, database, change_course, clock
    ):
        from app.catalog.model import Completion

        change_course(completion=Completion(exam="exam", exam_requires="none"))
        met("word")
        Sitting(learner, database, EXAM)
        assert learner.get("/review").page.select_one("#review form") is None
        # Its time runs out, and what it kept back is there again.
        clock.advance(hours=1)
        assert asked(learner, catalog).card == "word"

    def test_an_attempt_of_somebody_else_keeps_nothing_back(
        self, learner, sign_in, met, catalog, database
    ):
        met("word")
        Sitting(sign_in("another learner"), database, QUIZ)
        assert asked(learner, catalog).card == "word"


class TestWhatVanishes:
    @pytest.mark.parametrize("over", [{"status": "retired"}, {"status": "draft"}, {"pool": "exam"}])
    def test_a_question_that_is_no_longer_practised(
        self, over, learner, met, catalog, change_module
    ):
        from dataclasses import replace

        met("word")
        now = asked(learner, catalog)
        bank = catalog.course("tiny").module("first-steps").bank
        questions = tuple(replace(q, **over) if q.id == "word" else q for q in bank.questions)
        change_module("first-steps", bank=replace(bank, questions=questions))
        assert learner.get("/review").page.select_one("#review form") is None
        assert answer(learner, now).status == 404
        assert "question due" not in learner.get("/learning").text

    @pytest.mark.parametrize("status", ["draft", "retired"])
    def test_a_module_that_is_not_published(self, status, learner, met, change_module):
        met("word")
        change_module("first-steps", status=status)
        assert learner.get("/review").page.select_one("#review form") is None

    def test_a_course_that_has_gone(self, learner, met, change_catalog):
        from app.catalog.model import Catalog

        met("word")
        change_catalog(lambda _: Catalog())
        assert learner.get("/review").page.select_one("#review form") is None
        assert learner.get("/learning").status == 200

    def test_a_changed_question_is_met_anew(
        self, learner, database, clock, catalog, change_module, cards
    ):
        from dataclasses import replace

        for days in (400, 398, 388):
            at = clock() - timedelta(days=days)
            meets(database, learner.user_id, catalog, "word", share=1.0, at=at)
        assert cards(learner.user_id)["word"]["stability"] > 10
        bank = catalog.course("tiny").module("first-steps").bank
        questions = tuple(
            replace(q, item_hash="other") if q.id == "word" else q for q in bank.questions
        )
        change_module("first-steps", bank=replace(bank, questions=questions))
        now = asked(learner, catalog)
        assert (now.card, now.parallel) == ("word", "")
        answer(learner, now)
        card = cards(learner.user_id)["word"]
        assert (card["item_hash"], card["stability"]) == ("other", 2.3065)


class TestPausing:
    def test_and_going_on(self, learner, met, catalog):
        met("word")
        assert learner.post("/review/pause", {"course": "", "go": "pause"}).location == "/review"
        page = learner.get("/review").page
        assert "The review is paused." in page.text
        assert page.select_one("#review form") is None
        assert "Paused" in text(learner.get("/learning").page.find(id="review"))
        learner.post("/review/pause", {"course": "", "go": "resume"})
        assert asked(learner, catalog).card == "word"

    @pytest.mark.parametrize(("htmx", "status"), [(None, 303), ("partial", 200), ("full", 303)])
    def test_twice_is_once(self, htmx, status, learner, met):
        met("word")
        for _ in range(2):
            visit = learner.post("/review/pause", {"course": "tiny"}, htmx=htmx)
            assert (visit.status, visit.location) == (status, "/review")
        buttons = learner.get("/review").page.select("form[action='/review/pause'] button")
        assert [(b["value"], text(b)) for b in buttons] == [
            ("pause", "Pause : All courses"),
            ("resume", "Resume : A tiny course"),
        ]

    def test_one_course_leaves_the_others(self, learner, met, catalog, change_catalog, database):
        from dataclasses import replace

        tiny = catalog.course("tiny")
        met("word")
        change_catalog(
            lambda c: replace(c, courses=(tiny, replace(tiny, slug="more", title="More")))
        )
        with database.session(writing=True) as session:
            card = session.exec(select(ReviewCard)).one().model_dump()
            session.add(ReviewCard(**card | {"course": "more"}))
        assert "2 questions due" in learner.get("/learning").text
        learner.post("/review/pause", {"course": "tiny"})
        assert "1 question due" in learner.get("/learning").text
        address = learner.get("/review").page.select_one("#review form")["action"]
        assert address == "/review/more/first-steps/bank/word"

    def test_a_course_that_is_not_there_is_not_found(self, learner):
        assert learner.post("/review/pause", {"course": "none"}).status == 404

    def test_makes_nobody_a_learner(self, nobody):
        visit = nobody.post("/review/pause", {"course": ""})
        assert visit.status == 303
        assert "set-cookie" not in visit.headers


class TestMyLearning:
    def test_says_how_many_are_due(self, learner, met):
        assert learner.get("/learning").page.find(id="review") is None
        met("word", "truth", days=0)
        line = learner.get("/learning").page.find("section", class_="recall")
        assert "Nothing is due" in text(line)
        assert "come back on 24 November 2026" in text(line)
        met(days=1)
        line = learner.get("/learning").page.find("section", class_="recall")
        assert "2 questions due About 2 minutes." in text(line)
        assert line.find("a", href="/review")

    def test_tells_it_without_an_account_too(self, nobody, clock):
        nobody.post(CHECK, {"choice": "1"})
        clock.advance(days=3)
        line = nobody.get("/learning").page.find("section", class_="recall")
        assert "1 question due About 1 minute." in text(line)

    def test_costs_no_statement_more(self, learner, met, database):
        met(*TYPES)
        learner.get("/learning")
        with count_statements(database) as sent:
            learner.get("/learning")
        assert len(sent) <= 5, sent


class TestRecall:
    SECOND = "/courses/tiny/second-steps"
    START = "/review?before=tiny/second-steps"

    def box(self, browser, address=SECOND):
        return browser.get(address).page.find("section", class_="recall")

    def test_a_module_opens_with_questions_of_the_modules_before(self, learner, met, catalog):
        met(*TYPES, days=0)
        box = self.box(learner)
        assert "Three questions from the modules before" in text(box)
        assert box.a["href"] == self.START
        now = asked(learner, catalog, self.START)
        assert now.id in TYPES
        assert now.parallel == ""
        assert now.margin.startswith("1 of 3")

    def test_nothing_met_before_is_no_box(self, learner, nobody, met):
        assert self.box(learner) is None
        assert self.box(nobody) is None
        met("word", days=0)
        assert self.box(learner, "/courses/tiny/first-steps") is None

    def test_what_the_module_itself_asked_is_not_from_before(self, learner, met):
        met("second-p1", module="second-steps", days=0)
        assert self.box(learner) is None

    def test_it_can_be_skipped_and_locks_nothing(self, learner, met):
        met("word", days=0)
        page = learner.get(self.START).page
        assert page.find("a", string="Skip this")["href"] == self.SECOND
        assert learner.get(f"{self.SECOND}/weigh").status == 200

    def test_three_and_it_is_done_until_another_day(self, learner, met, catalog, clock):
        met(*TYPES, days=0)
        address, ids = self.START, []
        for number in range(1, 4):
            now = asked(learner, catalog, address)
            assert now.margin.startswith(f"{number} of 3")
            ids.append(now.id)
            page = learner.follow(answer(learner, now)).page
            address = page.select_one("#review [data-next]")["href"]
        assert len(set(ids)) == 3
        end = learner.get(address).page.select_one("#review")
        assert "That is what came before." in text(end)
        assert end.find("a", href=self.SECOND)
        assert self.box(learner) is None
        clock.advance(days=1)
        assert self.box(learner) is not None

    def test_begun_it_offers_what_is_left(self, learner, met, catalog):
        met("word", "truth", days=0)
        answer(learner, asked(learner, catalog, self.START))
        assert "One question from the modules before" in text(self.box(learner))

    def test_a_paused_course_recalls_nothing(self, learner, met):
        met("word", days=0)
        learner.post("/review/pause", {"course": "tiny"})
        assert self.box(learner) is None

    def test_an_open_attempt_keeps_it_back(self, learner, met, database):
        met("word", days=0)
        Sitting(learner, database, QUIZ)
        assert self.box(learner) is None

    @pytest.mark.parametrize("before", ["none/none", "tiny/none", "tiny", "/"])
    def test_of_a_module_that_is_not_there_is_not_found(self, before, learner):
        assert learner.get(f"/review?before={before}").status == 404

    def test_costs_one_statement_on_the_page_of_the_module_and_none_on_a_unit(
        self, learner, met, database
    ):
        met(*TYPES)
        learner.get(self.SECOND)
        with count_statements(database) as sent:
            learner.get(self.SECOND)
        assert len(sent) <= 5, sent
        with count_statements(database) as sent:
            learner.get(f"{self.SECOND}/weigh")
        assert len(sent) <= 2, sent


@pytest.mark.parametrize("at", ["0", "-1", "7", "999999", "x", "²", ""])
def test_whatever_place_is_asked_for_there_is_a_page(at, learner, met):
    met("word")
    assert learner.get(f"/review?at={at}").status == 200
