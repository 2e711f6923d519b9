"""What is kept of a person: merged, exported, erased; and what it opens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.catalog.model import Catalog, Completion
from app.learning import queries, review_service
from app.learning.cards import Held
from app.learning.models import BlockState, UnitProgress
from app.learning.personal import DATA
from app.learning.review_queries import held
from app.learning.review_service import pause
from app.learning.service import keep_state
from app.web.context import MetQuestion
from tests.support.clock import START
from tests.support.people import make_learner
from tests.support.statements import count_statements

LATER = START + timedelta(hours=1)


@pytest.fixture
def people(session):
    """Two people: somebody without an account, and the account that they sign in to."""
    return (
        make_learner(session, email="source@example.org"),
        make_learner(session, email="target@example.org"),
    )


def read(session, user_id, unit, unit_hash="1", at=START):
    session.add(
        UnitProgress(
            user_id=user_id,
            course="tiny",
            module="first-steps",
            unit=unit,
            unit_hash=unit_hash,
            completed_at=at,
        )
    )
    session.flush()


def write(session, user_id, block, state, at=START, kind="worksheet"):
    keep_state(session, user_id, ("tiny", "first-steps", kind, block), state, at)


def meet(session, user_id, question_id, share=0.0, at=START):
    met = [MetQuestion(question_id, "hash", share)]
    review_service.meet(session, user_id, ("tiny", "first-steps", "bank"), met, at)


def units(session, user_id):
    rows = queries.record(session, user_id, "tiny").units
    return {unit: (found.unit_hash, found.at) for (_, unit), found in rows.items()}


def states(session, user_id, *blocks):
    found = queries.unit_record(session, user_id, "tiny", "first-steps")
    return {block: kept.state for (_, block), kept in found.kept.items() if block in blocks}


class TestMerging:
    def test_what_either_has_read_is_read(self, session, people):
        source, target = people
        read(session, source, "boundary")
        read(session, target, "statement", at=LATER)
        DATA.merge(session, source, target)
        assert units(session, target) == {"boundary": ("1", START), "statement": ("1", LATER)}
        assert units(session, source) == {}

    @pytest.mark.parametrize(("first", "second"), [(START, LATER), (LATER, START)])
    def test_of_two_readings_the_later_one_stays(self, first, second, session, people):
        source, target = people
        read(session, source, "boundary", "source", first)
        read(session, target, "boundary", "target", second)
        DATA.merge(session, source, target)
        later = "source" if first > second else "target"
        assert units(session, target) == {"boundary": (later, LATER)}

    @pytest.mark.parametrize(("first", "second"), [(START, LATER), (LATER, START)])
    def test_of_two_worksheets_the_newer_one_stays(self, first, second, session, people):
        source, target = people
        write(session, source, "sheet", {"fields": {"a": "source"}}, first)
        write(session, target, "sheet", {"fields": {"a": "target"}}, second)
        DATA.merge(session, source, target)
        newer = "source" if first > second else "target"
        assert states(session, target, "sheet") == {"sheet": {"fields": {"a": newer}}}

    def test_what_only_one_wrote_comes_along(self, session, people):
        source, target = people
        write(session, source, "list", {"done": ["x"]}, kind="checklist")
        write(session, target, "sheet", {"fields": {}})
        DATA.merge(session, source, target)
        assert set(states(session, target, "sheet", "list")) == {"sheet", "list"}

    @pytest.mark.parametrize(("first", "second"), [(START, LATER), (LATER, START)])
    def test_of_two_cards_the_one_answered_later_stays(self, first, second, session, people):
        source, target = people
        meet(session, source, "word", share=1.0, at=first)
        meet(session, source, "truth", share=1.0)
        meet(session, target, "word", share=0.0, at=second)
        pause(session, source, "tiny", START)
        pause(session, target, "tiny", LATER)
        DATA.merge(session, source, target)
        after = held(session, target)
        grades = {card.question_id: card.memory.grade for card in after.cards}
        assert grades == {"word": 3 if first > second else 1, "truth": 3}
        assert after.paused == {"tiny"}
        assert held(session, source) == Held()

    def test_nothing_to_merge_is_nothing_done(self, session, people):
        DATA.merge(session, *people)
        assert units(session, people[1]) == {}

    def test_signing_in_brings_what_was_read_without_an_account(self, nobody, sign_in):
        sign_in("learner")
        nobody.post("/courses/tiny/first-steps/boundary/complete")
        nobody.post(
            "/courses/tiny/first-steps/statement/worksheets/scope-statement", {"sites": "x"}
        )
        from tests.support.people import PASSWORD

        visit = nobody.post("/sign-in", {"email": "lena@example.org", "password": PASSWORD})
        assert visit.status == 303
        assert "Completed" in nobody.get("/courses/tiny/first-steps/boundary").text
        page = nobody.get("/courses/tiny/first-steps/statement").page
        assert page.find("textarea", attrs={"name": "sites"}).text.strip() == "x"


class TestExportAndErasure:
    def test_an_export_holds_everything(self, session, people):
        source, other = people
        read(session, source, "boundary")
        write(session, source, "sheet", {"fields": {"a": "my text"}})
        write(session, other, "sheet", {"fields": {"a": "not mine"}})
        assert DATA.export(session, source, Catalog(), LATER) == {
            "units_completed": [
                {
                    "course": "tiny",
                    "module": "first-steps",
                    "unit": "boundary",
                    "completed_at": START.isoformat(),
                }
            ],
            "worked_on": [
                {
                    "course": "tiny",
                    "module": "first-steps",
                    "kind": "worksheet",
                    "block": "sheet",
                    "content": {"texts": {"a": "my text"}},
                    "updated_at": START.isoformat(),
                }
            ],
            "review": [],
            "review_paused": [],
        }

    def test_an_export_tells_in_words_what_was_done_in_blocks(self, learner):
        unit = "/courses/tiny/first-steps"
        learner.post(f"{unit}/boundary/checks/check-outside", {"choice": "1"})
        learner.post(f"{unit}/statement/scenarios/start", {"step": "left-out"})
        learner.post(f"{unit}/statement/worksheets/scope-statement", {"sites": "Utrecht"})
        learner.post(f"{unit}/statement/checklists/readiness", {"done": "roles-set"})
        data = learner.client.get("/account/export").json()
        content = {row["kind"]: row["content"] for row in data["worked_on"]}
        asked = "Jo wants AskVelt out of the scope. What does 4.3 let her do?"
        assert content["check"].pop("question") == asked
        assert content["check"].pop("answer") in {
            "Leave it out without a word",
            "Leave it out with reasons from 4.1 and 4.2",
            "Keep it in, as all AI has to be",
        }
        assert content["check"] == {"asked_for_the_answer": False}
        assert content["scenario"] == {"choices": ["Leave ShiftWise out"]}
        assert content["worksheet"] == {"texts": {"Organization and sites": "Utrecht"}}
        assert content["checklist"] == {"ticked": ["Every system has a role"]}

    def test_an_export_holds_what_comes_back(self, session, people):
        source, other = people
        meet(session, source, "word", share=0.5)
        meet(session, other, "truth")
        pause(session, source, "", START)
        exported = DATA.export(session, source, Catalog(), LATER)
        (card,) = exported["review"]
        assert (card["module"], card["id"], card["graded"]) == ("first-steps", "word", "partly")
        assert card["comes_back"] == (START + timedelta(hours=16)).isoformat()
        assert exported["review_paused"] == [{"course": "all", "paused_at": START.isoformat()}]

    def test_erasing_leaves_nothing_of_one_and_all_of_the_other(self, session, people):
        for person in people:
            read(session, person, "boundary")
            write(session, person, "sheet", {"fields": {}})
            meet(session, person, "word")
            pause(session, person, "tiny", START)
        DATA.erase(session, people[0])
        assert held(session, people[0]) == Held()
        assert held(session, people[1]).cards
        assert held(session, people[1]).paused == {"tiny"}
        assert units(session, people[0]) == {}
        assert states(session, people[0], "sheet") == {}
        assert units(session, people[1])
        assert states(session, people[1], "sheet")


class TestExamGate:
    def reasons(self, session, user_id, course):
        return tuple(one.sentence for one in queries.missing_before_exam(session, user_id, course))

    def test_names_each_module_that_is_not_complete(self, session, people, catalog):
        user_id, course = people[0], catalog.course("tiny")
        assert self.reasons(session, user_id, course) == (
            "“First steps” is not complete: 2 units to read and its quiz to pass.",
            "“Second steps” is not complete: 1 unit to read and its quiz to pass.",
        )

    def test_leads_to_each_module_and_its_next_step(self, session, people, catalog):
        for unit in ("boundary", "statement"):
            read(session, people[0], unit)
        first, second = queries.missing_before_exam(session, people[0], catalog.course("tiny"))
        assert first.address == "/courses/tiny/first-steps"
        assert first.next[1] == "/courses/tiny/first-steps/quiz"
        assert second.next == ("Weigh a risk", "/courses/tiny/second-steps/weigh")

    def test_gets_shorter_with_what_is_done(self, database, catalog, passes):
        course = catalog.course("tiny")
        with database.session(writing=True) as session:
            user_id = make_learner(session)
            for unit in ("boundary", "statement"):
                read(session, user_id, unit)
        with database.session(writing=False) as session:
            first, _ = self.reasons(session, user_id, course)
        assert first == "“First steps” is not complete: its quiz to pass."
        passes(user_id, "first-steps")
        passes(user_id, "second-steps")
        with database.session(writing=False) as session:
            assert self.reasons(session, user_id, course) == (
                "“Second steps” is not complete: 1 unit to read.",
            )
            missing = queries.missing_modules(session, user_id, course)
            assert [module.slug for module in missing] == ["second-steps"]

    def test_a_quiz_that_was_declared_invalid_opens_nothing(self, database, catalog, passes):
        with database.session(writing=True) as session:
            user_id = make_learner(session)
            read(session, user_id, "boundary")
            read(session, user_id, "statement")
        passes(user_id, "first-steps", invalidated_at=START)
        with database.session(writing=False) as session:
            reasons = self.reasons(session, user_id, catalog.course("tiny"))
        assert "its quiz to pass" in reasons[0]

    def test_an_exam_that_is_open_to_all_has_none(self, session, people, catalog):
        course = replace(
            catalog.course("tiny"), completion=Completion(exam="exam", exam_requires="none")
        )
        assert self.reasons(session, people[0], course) == ()

    def test_somebody_elses_progress_opens_nothing(self, session, people, catalog):
        read(session, people[1], "boundary")
        assert "2 units to read" in self.reasons(session, people[0], catalog.course("tiny"))[0]


class TestReadingRecords:
    def test_all_courses_come_in_one_statement(self, database, passes):
        with database.session(writing=True) as session:
            user_id = make_learner(session)
            read(session, user_id, "boundary")
        passes(user_id, "first-steps")
        passes(user_id, "m", course="other")
        passes(user_id)
        with count_statements(database) as sent, database.session(writing=False) as session:
            found = queries.records(session, user_id)
        assert len(sent) == 1, sent
        assert set(found) == {"tiny", "other"}
        assert found["tiny"].quizzes == {"first-steps"}
        assert found["tiny"].exam_passed
        assert list(found["tiny"].units) == [("first-steps", "boundary")]
        assert not found["other"].exam_passed

    def test_states_come_with_the_record_and_only_those_asked_for(self, session, people):
        user_id = people[0]
        write(session, user_id, "sheet", {"fields": {"a": "Hà, ü, 漢"}})
        write(session, user_id, "other", {"fields": {}})
        assert states(session, user_id, "sheet") == {"sheet": {"fields": {"a": "Hà, ü, 漢"}}}
        assert states(session, user_id) == {}

    def test_times_come_back_in_utc(self, session, people):
        read(session, people[0], "boundary")
        ((_, at),) = units(session, people[0]).values()
        assert at == START
        assert at.utcoffset() == timedelta(0)

    def test_a_block_is_kept_once(self, session, people):
        from sqlmodel import select

        for text in ("a", "b"):
            write(session, people[0], "sheet", {"fields": {"x": text}})
        rows = session.exec(select(BlockState)).all()
        assert [row.state for row in rows] == [{"fields": {"x": "b"}}]
