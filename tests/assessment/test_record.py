"""An exam shown again as it was sat: order, words, answers, keys and marks of then, and to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.assessment import remarking
from app.assessment.models import Attempt, AttemptItem, Snapshot
from app.assessment.presentation import show
from app.catalog.model import Catalog
from tests.assessment.sitting import EXAM, Sitting, right_answer
from tests.certificates.earning import context
from tests.support.statements import count_statements


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


def sat_exam(browser, database, clock, **answers):
    exam = Sitting(browser, database, EXAM)
    clock.advance(minutes=7)
    exam.answer_all(**answers)
    exam.submit()
    return exam


@pytest.fixture
def exam(learner, database, clock):
    """Passed, with the second question wrong."""
    return sat_exam(learner, database, clock, but=[2])


def own(exam):
    return exam.browser.get(f"{exam.address}/record")


def for_administration(exam, administrator):
    return administrator.get(f"/admin/attempts/{exam.id}/record")


def facts(page):
    return {
        row.dt.get_text(): row.dd.get_text(" ", strip=True) for row in page.select("dl.facts > div")
    }


def sections(page):
    return page.select("section.review")


class TestWhatIsShown:
    def test_questions_stand_in_their_order_with_marks_and_times(self, exam):
        page = own(exam).page
        attempt, known = exam.load()
        found = sections(page)
        assert [one["id"] for one in found] == [f"q-{n}" for n in range(1, 8)]
        for item, section in zip(attempt.items, found, strict=True):
            question = known.question(item.snapshot_hash)
            assert question.stem_text in section.select_one(".stem").get_text(" ", strip=True)
            margin = section.select_one(".margin").get_text(" ", strip=True)
            assert f"{item.share * question.points:g} of {question.points:g}" in margin
            assert "09:07:00" in margin

    def test_options_stand_in_the_order_in_which_they_were_shown(self, exam):
        page = own(exam).page
        attempt, known = exam.load()
        seen = 0
        for item, section in zip(attempt.items, sections(page), strict=True):
            shown = show(known.question(item.snapshot_hash), item.arrangement, None)
            texts = [
                line.select_one("div").get_text(" ", strip=True)
                for line in section.select("li.choice")
            ]
            if shown.options:
                assert [t.partition(": ")[2] if ": " in t else t for t in texts] == [
                    option.text.partition(": ")[2] if ": " in option.text else option.text
                    for option in shown.options
                ]
                seen += 1
            offered = [p.get_text(" ", strip=True) for p in section.select("p.quiet")]
            if shown.targets:
                words = " · ".join(target.text for target in shown.targets)
                assert f"To choose from: {words}" in offered
            if shown.items:
                assert f"As shown: {' · '.join(one.text for one in shown.items)}" in offered
        assert seen

    def test_it_says_when_how_long_and_how_it_came_out(self, exam, administrator):
        said = facts(for_administration(exam, administrator).page)
        assert said["Result"].startswith("Passed, ")
        assert said["Questions"] == "6 of 7 wholly right"
        assert said["Begun"] == "23 November 2026, 09:00"
        assert said["Ended"] == "23 November 2026, 09:07, handed in after 7 minutes"
        assert said["Attempt"] == f"number 1, {exam.id}"
        assert said["Content version"] == "1.2.0"

    def test_what_the_time_ended_is_said_to_be(self, learner, database, clock, administrator):
        exam = Sitting(learner, database, EXAM)
        exam.answer(1)
        clock.advance(hours=2)
        said = facts(for_administration(exam, administrator).page)
        assert "ended by the deadline after 20 minutes" in said["Ended"]
        assert exam.head().submitted_by == "deadline"

    def test_an_unchanged_exam_has_no_note(self, exam):
        page = own(exam).page
        assert not page.select(".notice")
        assert not page.select("section.review .meta")

    def test_files_that_changed_change_nothing_but_a_note(self, exam, library):
        before = own(exam).page
        now = library.current
        tiny = now.course("tiny")
        first = tiny.modules[0]
        asked = {item.question_id for item in exam.load()[0].items if item.bank == first.slug}
        other = tuple(
            replace(q, stem_html="<p>Reworded</p>", snapshot_hash="another") if q.id in asked else q
            for q in first.bank.questions
        )
        first = replace(first, bank=replace(first.bank, questions=other))
        changed = replace(tiny, modules=(first, tiny.modules[1]), version="2.0.0")
        library.current = replace(now, courses=(changed,))
        try:
            after = own(exam).page
        finally:
            library.current = now
        note = after.select_one(".notice").get_text(" ", strip=True)
        assert "The course is version 2.0.0 today." in note
        assert f"{len(asked)} of the 7 questions have changed" in note
        assert len(after.select("section.review .meta")) == len(asked)
        for one in after.select(".notice, section.review .meta"):
            one.decompose()
        assert after.main.get_text(" ", strip=True) == before.main.get_text(" ", strip=True)

    def test_a_course_that_is_gone_leaves_it_readable(self, exam, library):
        now = library.current
        library.current = Catalog()
        try:
            page = own(exam).page
        finally:
            library.current = now
        assert "no longer there" in page.select_one(".notice").get_text()
        assert len(sections(page)) == 7

    def test_a_key_that_was_mended_stands_beside_the_one_of_then(
        self, app, exam, library, database, administrator
    ):
        attempt, known = exam.load()
        item = next(
            i
            for i in attempt.items
            if (b := known.question(i.snapshot_hash).body).kind == "choice" and not b.several
        )
        asked = known.question(item.snapshot_hash)
        now = library.current
        tiny = now.course("tiny")

        def mended(question):
            options = tuple(
                replace(o, correct=not o.correct, weight=1.0 - o.weight)
                if o.correct or o is question.body.options[-1] or o is question.body.options[0]
                else o
                for o in question.body.options
            )
            return replace(
                question, body=replace(question.body, options=options), snapshot_hash="mended"
            )

        modules = tuple(
            replace(
                m,
                bank=replace(
                    m.bank,
                    questions=tuple(
                        mended(q) if (m.slug, q.id) == (item.bank, asked.id) else q
                        for q in m.bank.questions
                    ),
                ),
            )
            for m in tiny.modules
        )
        library.current = replace(now, courses=(replace(tiny, modules=modules),))
        try:
            with database.session(writing=True) as session:
                done = remarking.remark(
                    context(app, session),
                    actor=administrator.user_id,
                    course="tiny",
                    bank=item.bank,
                    question_id=asked.id,
                    why="The key proved wrong",
                )
            assert done.attempts == 1
            section = sections(own(exam).page)[item.position - 1]
        finally:
            library.current = now
        lists = section.select("ul.choices")
        assert len(lists) == 2
        right = right_answer(asked)["choice"]
        key = next(o.text for o in asked.body.options if o.id == right)

        def marked_right(one):
            return [
                line.div.get_text(" ", strip=True)
                for line in one.select("li")
                if line.select(".mark-right, .mark-missed")
            ]

        assert any(key in text for text in marked_right(lists[0]))
        assert not any(key in text for text in marked_right(lists[1]))
        # A question of a case has the case's heading too.
        assert any("Marked anew" in heading.get_text() for heading in section.select("h3"))
        assert not own(exam).page.select(".notice-warn")
        # As it was left where the first key was not kept yet.
        with database.session(writing=True) as session:
            session.execute(
                update(AttemptItem)
                .where(col(AttemptItem.attempt_id) == exam.id)
                .values(asked_hash=None)
            )
        page = own(exam).page
        assert len(sections(page)[item.position - 1].select("ul.choices")) == 1
        (notice,) = page.select(".notice-warn")
        said = f"What counts as right in question {item.position} was corrected after"
        assert f"{said} you sat it. What counted before was not kept." in notice.get_text()
        (notice,) = for_administration(exam, administrator).page.select(".notice-warn")
        assert f"{said} it was sat." in notice.get_text()

    def test_a_snapshot_that_is_a_little_younger_than_the_attempt_is_no_mended_key(
        self, exam, database
    ):
        """Two began at once and the later one was first to store it, or clocks differ."""
        with database.session(writing=True) as session:
            later = exam.head().started_at + timedelta(minutes=2)
            session.execute(update(Snapshot).values(stored_at=later))
        assert not own(exam).page.select(".notice-warn")

    def test_it_costs_few_statements(self, exam, database, administrator):
        with count_statements(database) as sent:
            own(exam)
        assert len(sent) <= 5, sent
        with count_statements(database) as sent:
            for_administration(exam, administrator)
        assert len(sent) <= 5, sent


class TestWhoMay:
    def test_administrators_see_the_name_and_its_sitter_is_addressed(self, exam, administrator):
        seen = for_administration(exam, administrator).page
        assert seen.select_one(".lead").get_text() == "Lena Learner"
        assert not any("Your answer" in span.get_text() for span in seen.select(".sr"))
        assert any("Your answer" in span.get_text() for span in own(exam).page.select(".sr"))

    @pytest.mark.parametrize("who", ["another learner", "trainer", "manager", "administrator"])
    def test_ones_own_address_is_for_nobody_else(self, exam, sign_in, who):
        assert sign_in(who).get(f"{exam.address}/record").status == 404

    @pytest.mark.parametrize("who", ["another learner", "trainer", "manager"])
    def test_nobody_but_administrators_sees_that_of_others(self, exam, sign_in, who):
        assert for_administration(exam, sign_in(who)).status == 403

    def test_nothing_is_shown_of_an_open_one(self, learner, database, administrator):
        exam = Sitting(learner, database, EXAM)
        exam.answer(1)
        assert for_administration(exam, administrator).status == 404
        assert own(exam).location == exam.address

    def test_a_failed_exam_is_shown_to_its_sitter_once_one_is_passed(
        self, learner, database, clock, administrator
    ):
        failed = sat_exam(learner, database, clock, right=False)
        assert own(failed).location == f"{failed.address}/result"
        assert for_administration(failed, administrator).status == 200
        clock.advance(days=2)
        sat_exam(learner, database, clock)
        assert own(failed).status == 200

    def test_what_is_never_revealed_is_shown_to_administrators_alone(
        self, exam, database, administrator
    ):
        with database.session(writing=True) as session:
            session.execute(update(Attempt).values(reveal="never"))
        assert own(exam).location == f"{exam.address}/result"
        assert for_administration(exam, administrator).status == 200

    def test_of_an_account_that_is_gone_no_name_is_shown(self, exam, learner, administrator):
        form = {"password": "a sentence works well"}
        assert learner.post("/account/delete", form).status == 303
        page = for_administration(exam, administrator).page
        assert page.select_one(".lead").get_text() == "No name is kept any more."
        assert "Lena" not in page.get_text()

    def test_unknown_attempts_are_not_found(self, administrator):
        nothing = "00000000-0000-0000-0000-000000000007"
        assert administrator.get(f"/admin/attempts/{nothing}/record").status == 404


class TestWaysThere:
    def test_the_result_and_the_list_of_a_persons_attempts_lead_to_it(self, exam, administrator):
        page = exam.result().page
        assert page.select(f"a[href='{exam.address}/record']")
        person = exam.browser.user_id
        listed = administrator.get(f"/admin/people/{person}/attempts").page
        assert listed.select(f"a[href='/admin/attempts/{exam.id}/record']")

    def test_a_result_that_keeps_its_questions_does_not(self, learner, database, clock):
        failed = sat_exam(learner, database, clock, right=False)
        assert not failed.result().page.select("a[href$='/record']")
