"""What statistics stand on: which attempts count, and that adding and taking out leave nothing over."""

from random import Random

import pytest
from sqlalchemy import update

from app.assessment import item_counts
from app.assessment.item_tallies import tallies
from app.assessment.models import Attempt, AttemptItem
from tests.assessment.responses import Response, Sat, counted_all, rows, sit
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.clock import START
from tests.support.statements import count_statements


def right(question="q1", **over):
    return Response(question, {"choice": "1"}, 1.0, **over)


def wrong(question="q1", **over):
    return Response(question, {"choice": "2"}, 0.0, **over)


def counted(session):
    """(question, choice) → responses."""
    found = {}
    for tally in tallies(session, "tiny"):
        key = tally.item.question_id, tally.choice
        found[key] = found.get(key, 0) + tally.responses
    return found


class TestWhichAttemptsCount:
    @pytest.mark.parametrize(
        "over",
        [
            {"number": 2},
            {"submitted_at": None, "submitted_by": ""},
            {"invalidated_at": START, "invalidated_why": "Somebody else sat it."},
            {"provisional": True},
        ],
    )
    def test_second_open_invalid_and_unmarked_ones_do_not(self, session, over):
        ids = sit(session, [Sat([right(), wrong("q2")]), Sat([right(), wrong("q2")], over)])
        item_counts.count(session, ids)
        assert counted(session) == {("q1", "1"): 1, ("q2", "2"): 1}

    def test_the_first_attempt_of_each_learner_does(self, session):
        ids = sit(session, [Sat([right(), wrong("q2")]) for _ in range(3)])
        item_counts.count(session, ids)
        assert counted(session) == {("q1", "1"): 3, ("q2", "2"): 3}

    def test_quizzes_and_exams_are_counted_apart(self, session):
        item_counts.count(session, sit(session, [Sat([right(), right("q2")])]))
        item_counts.count(session, sit(session, [Sat([wrong(), right("q2")])], kind="exam"))
        by_kind = {(t.item.kind, t.item.question_id): t.choice for t in tallies(session, "tiny")}
        assert by_kind[("quiz", "q1")] == "1"
        assert by_kind[("exam", "q1")] == "2"
        assert {t.item.kind for t in tallies(session, "tiny", kind="exam")} == {"exam"}
        assert tallies(session, "tiny", kind="quiz", module="another") == ()
        assert tallies(session, "other") == ()

    def test_a_reworded_question_starts_anew(self, session):
        attempts = [Sat([right(item_hash="old"), right("q2")]), Sat([right(item_hash="new")])]
        item_counts.count(session, sit(session, attempts))
        of_q1 = [t for t in tallies(session, "tiny") if t.item.question_id == "q1"]
        assert sorted((t.item.item_hash, t.responses) for t in of_q1) == [("new", 1), ("old", 1)]


class TestWhatIsCounted:
    def test_choices_rest_and_time(self, session):
        attempt = Sat(
            [
                Response("single", {"choice": "3"}, 1.0, 10),
                Response("several", {"choices": ["1", "3"]}, 0.5, 30),
                Response("word", {"text": "scope"}, 0.0, 5),
                Response("blank", None, 0.0, 0),
                Response("late", {"choice": "1"}, 1.0, 4000),
            ]
        )
        item_counts.count(session, sit(session, [attempt]))
        by_question = {row.item.question_id: row for row in tallies(session, "tiny")}
        assert {q: r.choice.replace(" ", "") for q, r in by_question.items()} == {
            "single": "3",
            "several": '["1","3"]',
            "word": "*",
            "blank": "",
            "late": "1",
        }
        assert {q: r.rest for q, r in by_question.items()} == pytest.approx(
            {
                "single": 1.5 / 4,
                "several": 2 / 4,
                "word": 2.5 / 4,
                "blank": 2.5 / 4,
                "late": 1.5 / 4,
            }
        )
        assert {q: r.seconds for q, r in by_question.items()} == pytest.approx(
            {"single": 10, "several": 30, "word": 5, "blank": 0, "late": 600}, abs=0.01
        )
        assert {q: r.timed for q, r in by_question.items()} == {
            "single": 1,
            "several": 1,
            "word": 1,
            "blank": 0,
            "late": 1,
        }
        assert {r.asked for r in by_question.values()} == {5}

    def test_an_attempt_of_one_question_has_no_rest(self, session):
        item_counts.count(session, sit(session, [Sat([right()])]))
        (row,) = tallies(session, "tiny")
        assert (row.asked, row.rest) == (1, 0)


class TestUpperAndLower:
    def test_are_27_per_cent_by_the_rest_and_share_the_places_among_equals(self, session):
        # Ten learners with 0 to 9 of nine others right, two of each pair alike: 2.7 in each group.
        attempts = []
        for good in (0, 1, 2, 2, 2, 5, 6, 7, 8, 9):
            others = [(right if n < good else wrong)(f"other-{n}") for n in range(9)]
            attempts.append(Sat([Response("q1", {"choice": str(good)}, 0.0), *others]))
        item_counts.count(session, sit(session, attempts))
        of_q1 = {t.choice: t for t in tallies(session, "tiny") if t.item.question_id == "q1"}
        assert {c: t.upper for c, t in of_q1.items() if t.upper} == pytest.approx(
            {"9": 1, "8": 1, "7": 0.7}
        )
        assert {c: t.lower for c, t in of_q1.items() if t.lower} == pytest.approx(
            {"0": 1, "1": 1, "2": 0.7}
        )


class TestKeepingUp:
    @pytest.fixture
    def many(self, session):
        random = Random(7)
        attempts = []
        for _ in range(40):
            asked = random.sample([f"q{n}" for n in range(12)], 7)
            shares = [random.choice([0.0, 1 / 3, 0.5, 1.0]) for _ in asked]
            answers = [random.choice([{"choice": "1"}, {"choice": "2"}, None]) for _ in asked]
            times = [random.uniform(1, 90) for _ in asked]
            attempts.append(Sat(list(map(Response, asked, answers, shares, times))))
        return sit(session, attempts)

    def test_one_by_one_is_the_same_as_all_at_once(self, session, many):
        for attempt_id in many:
            item_counts.count(session, [attempt_id])
        one_by_one = rows(session)
        item_counts.recount(session, "tiny")
        assert rows(session) == one_by_one
        assert sum(sums[0] for _, sums in one_by_one) == 40 * 7

    def test_taking_out_leaves_what_was_there_before(self, session, many):
        item_counts.count(session, many[:20])
        before = rows(session)
        item_counts.count(session, many[20:])
        for attempt_id in many[20:]:
            item_counts.discount(session, attempt_id)
        assert rows(session) == before

    def test_counting_anew_leaves_other_courses_alone(self, session, many):
        item_counts.count(session, many)
        item_counts.count(session, sit(session, [Sat([right(), wrong("q2")])], course="other"))
        item_counts.recount(session, "tiny")
        assert item_counts.courses(session) == ("other", "tiny")
        assert sum(row.responses for row in tallies(session, "other")) == 2


class TestAlongTheRoad:
    """What learners and administrators do keeps the counts as counting anew would make them."""

    def test_handing_in_counts_once(self, learner, database):
        sitting = Sitting(learner, database, QUIZ)
        sitting.answer_all(right=True, but={2})
        assert counted_all(database) == 0
        sitting.submit()
        asked = len(sitting.load()[0].items)
        assert counted_all(database) == asked
        sitting.submit()
        assert counted_all(database) == asked

    def test_it_costs_one_statement_at_the_end_and_none_while_answers_are_saved(
        self, learner, database
    ):
        sitting = Sitting(learner, database, QUIZ)
        with count_statements(database) as saving:
            sitting.answer(1)
        assert not [s for s in saving if "item_counts" in s]
        with count_statements(database) as sent:
            sitting.submit()
        assert len([s for s in sent if "item_counts" in s]) == 1, sent

    def test_what_runs_out_of_time_counts_once(self, learner, database, clock):
        sitting = Sitting(learner, database, EXAM)
        attempt, known = sitting.load()
        for item in attempt.items:
            if known.question(item.snapshot_hash).type != "open":
                sitting.answer(item.position)
        clock.advance(days=1)
        learner.get("/attempts")
        learner.get("/attempts")
        assert sitting.head().submitted_by == "deadline"
        assert counted_all(database) == len(attempt.items)

    def test_what_was_declared_invalid_is_taken_out(self, learner, sign_in, database):
        sitting = Sitting(learner, database, QUIZ)
        sitting.answer_all()
        sitting.submit()
        assert counted_all(database) > 0
        visit = sign_in("administrator").post(
            f"/admin/attempts/{sitting.id}/invalidate", {"why": "It was not Lena."}
        )
        assert visit.status == 303
        assert counted_all(database) == 0

    def test_an_answer_that_waits_for_a_trainer_keeps_its_attempt_out(self, database):
        with database.session(writing=True) as session:
            open_answer = Response("say", {"text": "In my own words."}, None)
            ids = sit(session, [Sat([right(), open_answer], {"provisional": True})], kind="exam")
            item_counts.count(session, ids)
            assert counted(session) == {}
            session.execute(
                update(AttemptItem).where(AttemptItem.question_id == "say").values(share=0.5)
            )
            session.execute(update(Attempt).values(provisional=False))
            item_counts.count(session, ids)
            assert counted(session) == {("q1", "1"): 1, ("say", "*"): 1}


def test_a_time_is_never_kept_for_what_was_not_answered(session):
    blank = Response("q2", None, 0.0, 50)
    item_counts.count(session, sit(session, [Sat([right(), blank, right("q3", seconds=20)])]))
    by_question = {row.item.question_id: row for row in tallies(session, "tiny")}
    assert by_question["q2"].timed == 0
    # The time on the blank one is part of the time to the next answer: nothing else is known.
    assert by_question["q3"].seconds == pytest.approx(70, abs=0.01)
