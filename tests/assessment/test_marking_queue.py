"""Open answers on their way from the queue to a result, by what people are shown and told."""

import re
import threading
from uuid import UUID

import pytest
from sqlalchemy import event, insert, select, text, update

from app.accounts import service as accounts
from app.accounts.models import AuditEntry
from app.assessment import marking_queries
from app.assessment.models import Attempt, Mark
from app.web.visitor import Role
from tests.assessment.papers import Paper, decide, mark, write_tree
from tests.assessment.responses import counted_all
from tests.assessment.sitting import EXAM
from tests.support.browser import Browser
from tests.support.people import make_learner

QUEUE = "/teach/marking"
TEACHING = (
    "/teach/tiny/first-steps",
    "/teach/tiny/statistics",
    "/teach/tiny/exam/statistics",
    "/teach/tiny/exam/standard",
)


@pytest.fixture(scope="module")
def open_library(tmp_path_factory):
    return write_tree(tmp_path_factory.mktemp("open"))


@pytest.fixture
def library(open_library):
    return open_library


@pytest.fixture
def paper(learner, database):
    return Paper(learner, database)


@pytest.fixture
def another_trainer(app, database, clock, settings):
    """another_trainer("Bob") → the browser of one more trainer."""

    def make(name="Bob"):
        with database.session(writing=True) as session:
            user_id = make_learner(
                session, name=name, email=f"{name}@example.org", roles={Role.TRAINER}
            )
            token = accounts.start_session(session, user_id, clock(), settings)
        browser = Browser(app, token)
        browser.user_id = user_id
        return browser

    return make


def flash(browser, visit):
    return browser.follow(visit).page.select_one(".flash").get_text(strip=True)


def links(browser):
    return [a["href"] for a in browser.get(QUEUE).page.select("main section a")]


def lately(browser):
    links = browser.get(QUEUE).page.select(".row-open:has(#lately) + ul a")
    return [a["href"] for a in links]


def entries(database):
    with database.session(writing=False) as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(row.act, row.subject_id, row.why, row.details) for row in rows]


def finish_case(paper, *browsers):
    for browser in browsers:
        assert mark(browser, paper, "2", "case-say").status == 303


class TestTheQueue:
    def test_holds_the_answers_that_wait_and_nobodys_name(self, paper, trainer):
        page = trainer.get(QUEUE).page
        assert sorted(links(trainer)) == sorted([paper.at("say"), paper.at("case-say")])
        assert "Lena" not in page.get_text()
        assert str(paper.head().user_id) not in str(page)
        answer = trainer.get(paper.at("case-say")).page
        assert "Lena" not in str(answer)
        assert str(paper.head().user_id) not in str(answer)
        words = answer.main.get_text(" ")
        for part in ("CASETEXT", "What would you ask", "In my own words.", "RUBRIC-case-say"):
            assert part in words

    def test_has_the_oldest_first(self, paper, sign_in, database, clock, trainer):
        clock.advance(hours=1)
        later = Paper(sign_in("another learner"), database)
        found = links(trainer)
        assert found.index(paper.at()) < found.index(later.at())

    def test_is_for_trainers_and_administrators(self, paper, learner, sign_in, admin):
        assert learner.get(QUEUE).status == 404
        assert learner.get(paper.at()).status == 404
        assert sign_in("manager").get(QUEUE).status == 404
        assert mark(learner, paper, "1").status == 404
        assert len(links(admin)) == 2

    def test_never_gives_anybody_their_own_answer(self, trainer, database, admin):
        own = Paper(trainer, database)
        assert links(trainer) == []
        assert trainer.get(own.at()).status == 404
        assert mark(trainer, own, "10").status == 404
        assert own.at() in links(admin)

    def test_is_told_of_among_the_pages_of_trainers(self, paper, trainer):
        words = " ".join(trainer.get("/teach").page.main.get_text().split())
        assert "Answers to mark: 2" in words

    def test_leaves_out_what_is_invalid_and_whose_account_is_gone(
        self, paper, trainer, admin, learner
    ):
        invalid = f"/admin/attempts/{paper.id}/invalidate"
        asked = " ".join(admin.get(invalid).page.main.get_text().split())
        assert re.search(r"Result ?\d\S* % so far, waits to be marked", asked), asked
        assert admin.post(invalid, {"why": "Somebody else sat it."}).status == 303
        assert links(trainer) == []
        refused = mark(trainer, paper, "7", comment="Well argued.")
        assert refused.status == 409
        assert "declared invalid" in refused.text
        assert "Well argued." in refused.text
        for page in (paper.result().page, learner.get(f"{paper.address}/record").page):
            words = page.main.get_text(" ")
            assert "Nobody marks this answer: the attempt was declared invalid." in words
            assert "A trainer marks this answer" not in words

    def test_forgets_a_deleted_account(self, paper, trainer, learner):
        assert (
            learner.post(
                "/account/delete", {"password": "a sentence works well", "sure": "1"}
            ).status
            == 303
        )
        assert links(trainer) == []
        assert trainer.get(paper.at()).status == 404

    def test_hangs_below_a_page_that_its_reader_may_open(self, paper, trainer, admin):
        for browser, name in ((trainer, "Teaching"), (admin, "Administration")):
            pages = (QUEUE, paper.at(), *TEACHING)
            for crumb in (browser.get(one).page.select_one(".crumb-list a") for one in pages):
                assert crumb.get_text() == name
                assert browser.get(crumb["href"]).status == 200

    def test_tells_what_was_marked_lately_the_last_first(
        self, paper, sign_in, database, trainer, admin, clock, another_trainer
    ):
        other = Paper(sign_in("another learner"), database)
        mark(trainer, paper, "7")
        clock.advance(minutes=1)
        mark(trainer, other, "7")
        assert lately(trainer) == lately(admin) == [other.at(), paper.at()]
        clock.advance(minutes=1)
        bob = another_trainer("Bob")
        mark(bob, paper, "7")
        assert lately(admin) == [paper.at(), other.at()]
        assert lately(trainer) == [other.at(), paper.at()]
        assert lately(bob) == [paper.at()]

    def test_reads_no_more_marks_than_it_shows(self, paper, trainer, admin, database):
        """The newest are found by their ids, which are in the order of time."""
        mark(trainer, paper, "7")
        with database.session(writing=True) as session:
            (real,) = session.scalars(select(Mark)).all()
            first = {c: getattr(real, c) for c in real.__table__.columns.keys()}  # noqa: SIM118
            session.execute(
                insert(Mark),
                [
                    first | {"id": UUID(int=n), "place": n + 10, "kind": "decision"}
                    for n in range(200)
                ],
            )
            is_postgresql = session.get_bind().dialect.name == "postgresql"
            if is_postgresql:
                session.execute(text("SET enable_seqscan = off"))
            session.execute(text("ANALYZE"))
            asked = []

            def explain(_connection, _cursor, statement, parameters, *_):
                asked.append((statement, parameters))

            event.listen(session.connection(), "before_cursor_execute", explain)
            found = marking_queries.marked_lately(session, admin.user_id, by=None, most=12)
            event.remove(session.connection(), "before_cursor_execute", explain)
            ((statement, parameters),) = asked
            explains = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
            plan = session.connection().exec_driver_sql(explains + statement, parameters)
            plan = "\n".join(str(row[-1]) for row in plan)
        assert [one.address for one in found] == [paper.at()]
        assert re.search(r"SCAN marks USING INDEX|Index Scan Backward using pk_marks", plan), plan
        assert "SCAN attempt" not in plan


class TestTwoMarkers:
    def test_mark_without_seeing_each_other_and_what_both_say_is_averaged(
        self, paper, trainer, another_trainer
    ):
        first = mark(trainer, paper, "7", comment="Good on 4.1.")
        assert "Somebody else marks this answer too" in flash(trainer, first)
        bob = another_trainer()
        page = bob.get(paper.at()).page
        assert "Good on 4.1." not in str(page)
        assert page.select("#marks") == []
        assert paper.share() is None
        assert "Both marks agree: 7.25 of 10" in flash(bob, mark(bob, paper, "7,5"))
        assert paper.share() == pytest.approx(0.725)
        assert paper.head().provisional, "the other answer still waits"
        assert [m.marker for m in paper.marks()] == [trainer.user_id, bob.user_id]

    def test_are_never_the_same_person(self, paper, trainer):
        mark(trainer, paper, "7")
        assert paper.at() not in links(trainer)
        page = trainer.get(paper.at()).page
        assert page.select("form[action$='" + paper.at() + "']") == []
        assert "7 of 10" in page.select_one("[aria-labelledby=marks]").get_text(" ")
        again = mark(trainer, paper, "9", comment="On second thoughts.")
        assert again.status == 409
        assert "On second thoughts." in again.text
        assert "7 of 10 already" in again.text
        assert [m.share for m in paper.marks()] == [0.7]
        assert flash(trainer, mark(trainer, paper, "7")) == "Your mark was kept before."
        assert len(paper.marks()) == 1

    def test_that_differ_leave_it_to_a_third(self, paper, trainer, another_trainer):
        bob, cid = another_trainer("Bob"), another_trainer("Cid")
        mark(trainer, paper, "3", comment="Thin.")
        assert "differs by more than 5 %" in flash(bob, mark(bob, paper, "8", comment="Fine."))
        assert paper.share() is None
        assert paper.at() not in links(bob)
        assert paper.at() in links(cid)
        for one in (trainer, bob):
            refused = one.post(
                f"{paper.at()}/decision", {"points": "9", "why": "Mine.", "seen": "2"}
            )
            assert refused.status == 409
        shown = cid.get(paper.at()).page
        assert "3 of 10" in shown.main.get_text(" ")
        assert "8 of 10" in shown.main.get_text(" ")
        assert "Thin." in shown.select_one("#comment").get_text()
        assert "Decided: the answer has 6 of 10." in flash(cid, decide(cid, paper, "6"))
        assert paper.share() == 0.6

    def test_a_decision_needs_a_reason_and_is_logged(
        self, paper, trainer, another_trainer, database, learner
    ):
        bob, cid = another_trainer("Bob"), another_trainer("Cid")
        mark(trainer, paper, "3")
        mark(bob, paper, "8")
        refused = decide(cid, paper, "6", why="", comment="Half of it.")
        assert refused.status == 422
        assert refused.page.select_one("#why")["aria-invalid"] == "true"
        assert refused.page.select_one("#comment").get_text().strip() == "Half of it."
        assert entries(database) == []
        decide(cid, paper, "6")
        ((act, subject, why, details),) = entries(database)
        assert act == "marks of an answer moderated"
        assert (subject, why) == (learner.user_id, "As the rubric says.")
        assert details["before"] == "mark 3 of 10, mark 8 of 10"
        assert details["now"] == "6 of 10"
        assert details["decided by one of the markers"] is False

    def test_a_decision_is_logged_with_the_result_before_and_after(
        self, paper, trainer, another_trainer, database, admin
    ):
        bob, cid = another_trainer("Bob"), another_trainer("Cid")
        for one in (trainer, bob):
            finish_case(paper, one)
        for one, points in ((trainer, "3"), (bob, "8")):
            mark(one, paper, points)
        for one, points in ((cid, "6"), (admin, "0"), (admin, "0.0")):
            decide(one, paper, points, why=f"It has {points}.")
        told = [(d["score"], d["passed"]) for _, _, _, d in entries(database)]
        # Eleven of twenty-one without the answer, which waited at first; 70 % are needed.
        assert told == [
            ("52.3 % → 80.9 %", "False → True"),
            ("80.9 % → 52.3 %", "True → False"),
            ("52.3 % → 52.3 %", "False → False"),
        ]

    def test_who_comes_late_is_told_and_their_mark_is_kept(self, paper, trainer, another_trainer):
        bob, cid = another_trainer("Bob"), another_trainer("Cid")
        mark(trainer, paper, "7")
        mark(bob, paper, "7")
        said = flash(cid, mark(cid, paper, "2"))
        assert "others marked this answer: it has 7 of 10" in said
        assert "differs by more than 5 %" in said
        assert paper.share() == 0.7
        assert [m.kind for m in paper.marks()] == ["mark", "mark", "late"]

    def test_what_two_markers_say_in_the_same_words_is_said_once(
        self, paper, trainer, another_trainer, admin
    ):
        bob = another_trainer("Bob")
        for one, points in ((trainer, "3"), (bob, "8")):
            mark(one, paper, points, comment="Read 6.1.2 again.")
        begun = admin.get(paper.at()).page.select_one("#comment").get_text().strip()
        assert begun == "Read 6.1.2 again."

    def test_who_sees_marks_that_differ_gives_none_of_their_own_any_more(
        self, paper, trainer, another_trainer
    ):
        """Their page was open when the second mark came: they decide, with what they have typed."""
        bob, cid, dan = (another_trainer(name) for name in ("Bob", "Cid", "Dan"))
        mark(trainer, paper, "3")
        mark(bob, paper, "8")
        refused = mark(cid, paper, "4", comment="Half of it.")
        assert refused.status == 409
        assert "no longer counts as given without seeing theirs" in refused.text
        assert "You can decide instead." in refused.text
        assert refused.page.select_one("#comment").get_text().strip() == "Half of it."
        assert refused.page.select_one("#points")["value"] == "4"
        decide(dan, paper, "6")
        refused = mark(cid, paper, "4", comment="Half of it.")
        assert refused.status == 409
        assert "you could see what they gave while it waited for a decision" in refused.text
        assert "What was decided stands." in refused.text
        assert "Half of it." in refused.text
        assert [m.kind for m in paper.marks()] == ["mark", "mark", "decision"]

    def test_who_has_decided_gives_no_mark_as_if_they_had_seen_none(
        self, paper, trainer, another_trainer
    ):
        bob, cid = another_trainer("Bob"), another_trainer("Cid")
        mark(trainer, paper, "3")
        mark(bob, paper, "8")
        decide(cid, paper, "6")
        refused = mark(cid, paper, "6")
        assert refused.status == 409
        assert "You have decided this answer yourself" in refused.text
        assert "Others have marked" not in refused.text
        assert len(paper.marks()) == 3

    def test_an_administrator_sees_what_stands_and_gives_no_mark_beside_it(
        self, paper, trainer, another_trainer, admin
    ):
        mark(trainer, paper, "7")
        mark(another_trainer("Bob"), paper, "7")
        refused = mark(admin, paper, "2")
        assert refused.status == 409
        assert "you can see what they gave" in refused.text
        assert "You can decide instead." in refused.text
        assert [m.kind for m in paper.marks()] == ["mark", "mark"]
        decide(admin, paper, "6")
        refused = mark(admin, paper, "2")
        assert "You have decided this answer yourself" in refused.text
        assert "You can decide anew." in refused.text

    def test_a_decision_that_is_sent_twice_is_kept_once(
        self, paper, trainer, another_trainer, admin
    ):
        mark(trainer, paper, "2")
        mark(another_trainer("Bob"), paper, "9")
        form = {"points": "6", "comment": "Half of it.", "why": "Both are right.", "seen": "2"}
        for _ in range(2):
            assert admin.post(f"{paper.at()}/decision", form).status == 303
        assert [mark.kind for mark in paper.marks()] == ["mark", "mark", "decision"]

    def test_two_decisions_at_once_are_one(self, paper, trainer, another_trainer, admin):
        bob, cid, dan = (another_trainer(name) for name in ("Bob", "Cid", "Dan"))
        mark(trainer, paper, "3")
        mark(bob, paper, "8")
        form = {"points": "5", "comment": "Mine.", "why": "Because.", "seen": "2"}
        assert cid.post(f"{paper.at()}/decision", form | {"points": "6"}).status == 303
        for late in (dan, admin):
            refused = late.post(f"{paper.at()}/decision", form)
            assert refused.status == 409
            assert "It has 6 of 10 now." in refused.text
            assert "Mine." in refused.text
        assert paper.share() == 0.6
        assert len(paper.marks()) == 3


class TestASiteWithFewPeople:
    def test_an_administrator_marks_and_decides_alone_and_the_log_says_so(
        self, paper, admin, database, learner
    ):
        assert admin.get(paper.at()).page.select("input[name=seen]") == []
        mark(admin, paper, "8")
        assert "Decide alone" in admin.get(paper.at()).text
        decide(admin, paper, "8", why="There is no second marker here.")
        assert paper.share() == 0.8
        ((act, subject, _, details),) = entries(database)
        assert act == "answer decided by its one marker"
        assert subject == learner.user_id
        assert details["decided by one of the markers"] is True

    def test_an_administrator_who_marked_decides_where_there_is_no_third(
        self, paper, trainer, admin, database
    ):
        mark(trainer, paper, "3")
        assert admin.get(paper.at()).page.select("#marks") == []
        mark(admin, paper, "8")
        decide(admin, paper, "6")
        assert paper.share() == 0.6
        assert entries(database)[0][3]["decided by one of the markers"] is True

    def test_a_trainer_cannot_decide_alone(self, paper, trainer):
        mark(trainer, paper, "8")
        refused = trainer.post(f"{paper.at()}/decision", {"points": "8", "why": "So.", "seen": "1"})
        assert refused.status == 409
        assert paper.share() is None


def headings(visit):
    return [" ".join(heading.get_text().split()) for heading in visit.page.select("h2")]


class TestTheResult:
    def test_is_provisional_and_says_which_answers_wait(self, paper, learner):
        result = paper.result()
        assert result.heading == "Waiting to be marked."
        numbers = sorted(item.position for item in paper.opens())
        words = " ".join(result.page.main.get_text().split())
        assert f"questions {numbers[0]}, {numbers[1]} wait for a trainer" in words
        assert "so far" in result.page.select_one("svg.score").get_text()
        assert "By outcome and clause, so far" in headings(result)
        assert "Waits to be marked" in learner.get("/learning").text
        listed = " ".join(learner.get("/attempts").page.main.get_text().split())
        assert re.search(r"Waits to be marked ?\d\S* % so far", listed), listed

    def test_that_waits_makes_nobody_use_up_another_attempt(self, paper, learner, clock):
        clock.advance(days=2)
        done = learner.get(f"{paper.address}/result").page.select_one(".actions a.btn")
        assert (done.get_text(), done["href"]) == ("Back to the course", "/courses/tiny")
        page = learner.get(EXAM).page
        notice = page.select_one(".notice")
        assert notice.get_text().startswith("Attempt 1 waits to be marked.")
        assert notice.a["href"] == f"{paper.address}/result"
        assert "Best so far" not in page.main.get_text()
        assert "btn-line" in page.select_one("main form[method=post] button")["class"]

    def test_that_is_not_passed_lets_the_next_attempt_be_the_obvious_step(
        self, database, learner, trainer, another_trainer, clock
    ):
        paper = Paper(learner, database, right=False)
        for browser in (trainer, another_trainer()):
            mark(browser, paper, "1")
            mark(browser, paper, "0", "case-say")
        clock.advance(days=2)
        page = learner.get(EXAM).page
        assert page.select_one(".notice") is None
        assert "Best so far" in page.main.get_text()
        assert page.select_one("main form[method=post] button")["class"] == ["btn"]

    def test_is_final_and_told_once_the_last_answer_is_marked(
        self, paper, learner, trainer, another_trainer, outbox, app, database, clock
    ):
        bob = another_trainer()
        for one in (trainer, bob):
            mark(one, paper, "5", comment=f"From {one.user_id}.")
        assert outbox.mails == []
        assert app.state.progress == []
        assert counted_all(database) == 0
        clock.advance(hours=2)
        finish_case(paper, trainer, bob)
        assert "By outcome and clause" in headings(paper.result())
        head = paper.head()
        # Nine points by the program, five and two by trainers, of twenty-one.
        assert head.score == pytest.approx(100 * 16 / 21)
        assert (head.provisional, head.passed, head.marked_at) == (False, True, clock())
        assert app.state.progress == [(learner.user_id, "tiny")]
        assert counted_all(database) == 11
        (mail,) = outbox.mails
        assert mail.to == "lena@example.org"
        assert "Your score is 76.1 %; 70 % are needed. It is passed." in mail.text
        assert f"{paper.address}/result" in mail.text
        result = paper.result()
        assert result.heading == "You passed."
        assert f"From {bob.user_id}." in result.text
        assert "RUBRIC-say" in result.text
        assert f"From {bob.user_id}." in learner.get(f"{paper.address}/record").text
        assert "marked on" in learner.get("/learning").text

    def test_tells_points_by_outcome_where_an_answer_can_be_right_in_part(
        self, paper, trainer, another_trainer
    ):
        bob = another_trainer()
        for one in (trainer, bob):
            mark(one, paper, "7.5")
            finish_case(paper, one)
        rows = paper.result().page.select(".cols-segs .num")
        told = sorted(row.get_text() for row in rows)
        assert told == ["13.5 of 16 points", "5 of 5 points"]

    def test_that_is_not_passed_is_told_as_well(
        self, learner, database, trainer, another_trainer, outbox, app
    ):
        paper = Paper(learner, database, right=False)
        bob = another_trainer()
        for question in ("say", "case-say"):
            for one in (trainer, bob):
                mark(one, paper, "0", question)
        assert not paper.head().passed
        assert app.state.progress == []
        assert "It is not passed." in outbox.mails[0].text
        assert paper.result().heading == "Not passed yet."

    def test_shows_nothing_of_the_markers_before_the_answer_is_marked(self, paper, trainer):
        mark(trainer, paper, "7", comment="SAID-TO-THE-LEARNER")
        assert "SAID-TO-THE-LEARNER" not in paper.result().text
        assert "SAID-TO-THE-LEARNER" not in paper.browser.get("/account/export").text

    def test_keeps_comment_and_rubric_while_the_policy_hides_them(
        self, paper, trainer, another_trainer, database
    ):
        with database.session(writing=True) as session:
            session.execute(update(Attempt).values(reveal="never"))
        bob = another_trainer()
        for one in (trainer, bob):
            mark(one, paper, "7", comment="SAID-TO-THE-LEARNER")
            finish_case(paper, one)
        text = paper.result().text
        assert "SAID-TO-THE-LEARNER" not in text
        assert "RUBRIC-say" not in text

    def test_changes_when_an_administrator_decides_anew_and_the_learner_is_told(
        self, paper, learner, trainer, another_trainer, admin, outbox, database
    ):
        bob = another_trainer()
        for one in (trainer, bob):
            mark(one, paper, "5")
            finish_case(paper, one)
        outbox.mails.clear()
        decide(admin, paper, "0", why="It was copied from the standard.")
        head = paper.head()
        assert head.score == pytest.approx(100 * 11 / 21)
        assert not head.passed
        (mail,) = outbox.mails
        assert "was 76.1 % and is 52.3 % now. It is no longer passed." in mail.text
        acts = {act: details for act, _, _, details in entries(database)}
        assert acts["mark of an answer changed"]["now"] == "0 of 10"
        assert counted_all(database) == 11
        assert [m.kind for m in paper.marks()] == ["mark", "mark", "decision"]


class TestTheForm:
    @pytest.mark.parametrize("points", ["", "eleven", "11", "-1", "1e9"])
    def test_comes_back_with_everything_that_was_typed(self, paper, trainer, points):
        refused = mark(trainer, paper, points, comment="Line one.\nLine two.")
        assert refused.status == 422
        page = refused.page
        assert page.select_one("#points")["value"] == points
        assert page.select_one("#points")["aria-invalid"] == "true"
        assert page.select_one("#comment").get_text().strip() == "Line one.\nLine two."
        assert paper.marks() == ()

    def test_goes_on_with_the_next_answer_to_the_same_question(
        self, paper, sign_in, database, trainer
    ):
        other = Paper(sign_in("another learner"), database)
        assert mark(trainer, paper, "7").location == other.at()
        assert mark(trainer, other, "7").location == QUEUE

    def test_shows_a_name_for_a_reason_that_is_logged(self, paper, trainer, database, learner):
        refused = trainer.post(f"{paper.at()}/name", {"name_why": ""})
        assert refused.status == 422
        assert "Lena" not in refused.text
        assert entries(database) == []
        shown = trainer.post(f"{paper.at()}/name", {"name_why": "The text threatens somebody."})
        assert "This answer is by Lena Learner." in flash(trainer, shown)
        ((act, subject, why, _),) = entries(database)
        assert (act, subject) == ("name of an answer shown", learner.user_id)
        assert why == "The text threatens somebody."
        assert "Lena" not in trainer.get(paper.at()).text

    @pytest.mark.parametrize("position", ["0", "99", "x", "1e3"])
    def test_is_there_for_open_answers_alone(self, paper, trainer, position):
        assert trainer.get(f"/teach/marking/{paper.id}/{position}").status == 404
        closed = next(
            i.position for i in paper.load()[0].items if i.question_id not in ("say", "case-say")
        )
        assert trainer.get(f"/teach/marking/{paper.id}/{closed}").status == 404


class TestWhatIsKeptOfPeople:
    def test_learners_export_what_was_said_of_their_answers(
        self, paper, learner, trainer, another_trainer
    ):
        bob = another_trainer()
        mark(trainer, paper, "7", comment="Good on 4.1.")
        mark(bob, paper, "7")
        (attempt,) = learner.get("/account/export").response.json()["attempts"]
        told = attempt["questions"][paper.position("say") - 1]
        assert told["points"] == "7 of 10"
        assert [(m["points"], m["comment"]) for m in told["marks"]] == [
            ("7 of 10", "Good on 4.1."),
            ("7 of 10", ""),
        ]
        assert attempt["provisional"] is True
        assert "Bob" not in str(told)

    def test_trainers_export_the_marks_they_gave(self, paper, trainer):
        mark(trainer, paper, "7", comment="Good on 4.1.")
        (given,) = trainer.get("/account/export").response.json()["marks_given"]
        assert (given["points"], given["comment"]) == ("7 of 10", "Good on 4.1.")
        assert "answer" not in given

    def test_marks_stay_when_a_marker_deletes_their_account(self, paper, trainer, another_trainer):
        mark(trainer, paper, "7")
        gone = trainer.post("/account/delete", {"password": "a sentence works well", "sure": "1"})
        assert gone.status == 303
        bob = another_trainer()
        assert "Both marks agree" in flash(bob, mark(bob, paper, "7"))


@pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_markers_who_press_the_button_at_once_come_one_after_the_other(
    paper, trainer, another_trainer, database
):
    """SQLite has one writer at a time; here they wait for the row of the attempt."""
    browsers = [trainer, *(another_trainer(name) for name in ("Bob", "Cid"))]
    visits = []
    threads = [
        threading.Thread(target=lambda b=browser: visits.append(mark(b, paper, "7")))
        for browser in browsers
    ]
    with database.session(writing=True) as session:
        session.get_one(Attempt, paper.id, with_for_update=True)
        for thread in threads[:2]:
            thread.start()
        threads[0].join(0.5)
        assert threads[0].is_alive(), "it should wait for the lock"
    for thread in threads[:2]:
        thread.join()
    threads[2].start()
    threads[2].join()
    assert [visit.status for visit in visits] == [303, 303, 303]
    assert [m.kind for m in paper.marks()] == ["mark", "mark", "late"]
    assert paper.share() == 0.7
