"""Marking anew when a key proved wrong."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.accounts.models import AuditEntry
from app.assessment.models import Attempt, AttemptItem
from app.assessment.rekeying import rekeyed
from app.assessment.scoring import score
from app.catalog.questions import Gap, Option
from tests.assessment.questions import (
    BODIES,
    RIGHT,
    SCORED_TYPES,
    make_choice,
    make_question,
    questions,
)
from tests.assessment.responses import counted_all
from tests.assessment.sitting import EXAM, Sitting


def other_key(question):
    """The same question with another key, as its author would mend it."""
    body = question.body
    match body.kind:
        case "choice":
            flipped = [
                replace(o, correct=not o.correct, weight=1.0 - o.weight) for o in body.options
            ]
            if not body.several:
                key = next(o for o in body.options if not o.correct)
                flipped = [
                    replace(o, correct=o is key, weight=float(o is key)) for o in body.options
                ]
            body = replace(body, options=tuple(flipped))
        case "text":
            body = replace(body, accepted=("another",))
        case "numeric":
            body = replace(body, ranges=tuple(replace(r, low=12, high=12) for r in body.ranges))
        case "cloze":
            body = replace(
                body, gaps=(Gap("1", ("another",)), replace(body.gaps[1], accepted=("policy",)))
            )
        case "matching":
            body = replace(body, prompts=tuple(replace(p, target="3") for p in body.prompts))
        case "ordering":
            items = tuple(
                replace(item, id=str(n)) for n, item in enumerate(reversed(body.items), start=1)
            )
            body = replace(body, items=items)
    return replace(question, body=body, snapshot_hash=question.snapshot_hash + "-mended")


@pytest.mark.parametrize("type_", SCORED_TYPES)
def test_an_answer_that_was_right_by_the_old_key_is_not_by_the_new_one(type_):
    shown = make_question(type_)
    new = rekeyed(shown, other_key(shown))
    assert score(shown, RIGHT[type_]).share == 1
    assert score(new, RIGHT[type_]).share == 0
    assert new.snapshot_hash not in {shown.snapshot_hash, other_key(shown).snapshot_hash}


@given(questions(), st.randoms(use_true_random=False))
def test_moving_options_about_changes_no_key(pair, random):
    shown, right = pair
    body = shown.body
    if body.kind == "choice":
        moved = random.sample(body.options, len(body.options))
        options = tuple(replace(o, id=str(n)) for n, o in enumerate(moved, start=1))
        body = replace(body, options=options)
    current = replace(shown, body=body, snapshot_hash="moved", stem_html="<p>Reworded</p>")
    assert rekeyed(shown, current) is shown
    assert score(shown, right).share == 1


def test_what_was_shown_stays_as_it_was_worded():
    shown = make_question("single")
    current = replace(other_key(shown), stem_html="<p>Reworded</p>", explanation_html="<p>New</p>")
    new = rekeyed(shown, current)
    assert new.stem_html == shown.stem_html
    assert new.explanation_html == "<p>New</p>"


@pytest.mark.parametrize("type_", SCORED_TYPES)
def test_statistics_go_on_under_the_hash_of_the_mended_question(type_):
    shown = make_question(type_)
    current = replace(other_key(shown), item_hash="mended")
    new = rekeyed(shown, current)
    moved = type_ == "ordering"  # its key is where the items stand, so that they have other ids now
    assert (new.item_hash == "mended") is not moved


@pytest.mark.parametrize("change", ["reworded", "moved"])
def test_statistics_do_not_mix_what_was_shown_with_another_wording(change):
    shown = make_question("single")
    current = replace(other_key(shown), item_hash="mended")
    if change == "reworded":
        current = replace(current, stem_html="<p>Reworded</p>")
    else:
        options = [
            replace(option, id=str(n))
            for n, option in enumerate(reversed(current.body.options), start=1)
        ]
        current = replace(current, body=replace(current.body, options=tuple(options)))
    assert rekeyed(shown, current).item_hash not in {"mended", shown.item_hash}


@pytest.mark.parametrize("type_", ["single", "cloze", "matching", "ordering"])
def test_other_texts_are_another_question(type_):
    shown = make_question(type_)
    body = BODIES[type_]
    match type_:
        case "single":
            body = make_choice({2}, total=5, several=False)
        case "cloze":
            body = replace(body, gaps=body.gaps[:1])
        case "matching":
            body = replace(body, prompts=body.prompts[:2])
        case "ordering":
            body = replace(body, items=body.items[:3])
    assert rekeyed(shown, replace(shown, body=body)) is None
    assert rekeyed(shown, make_question("text")) is None


def test_an_open_question_has_no_key_to_mend():
    shown = make_question("open")
    assert rekeyed(shown, shown) is None


def mended(question, key):
    """The question with the option of this text as its key."""
    options: tuple[Option, ...] = tuple(
        replace(option, correct=option.text == key, weight=float(option.text == key))
        for option in question.body.options
    )
    return replace(
        question,
        body=replace(question.body, options=options),
        snapshot_hash=f"mended-{question.id}",
        item_hash=f"mended-{question.id}",
    )


@pytest.fixture
def mend(library):
    """mend(bank, id, text) serves a tree in which the option of this text is the key."""
    before = library.current

    def mend(bank_slug, question_id, key):
        tiny = library.current.course("tiny")
        modules = []
        for module in tiny.modules:
            questions = [
                mended(question, key)
                if (module.slug, question.id) == (bank_slug, question_id)
                else question
                for question in module.bank.questions
            ]
            bank = replace(module.bank, questions=tuple(questions))
            modules.append(replace(module, bank=bank))
        library.current = replace(before, courses=(replace(tiny, modules=tuple(modules)),))

    yield mend
    library.current = before


def mend_first(exam, mend):
    """The first question's key proves wrong: an option that nobody chose was right."""
    item = exam.load()[0].items[0]
    body = exam.question(1).body
    key = next(option.text for option in reversed(body.options) if not option.correct)
    mend(item.bank, item.question_id, key)
    return f"tiny/{item.bank}#{item.question_id}"


def test_an_attempt_is_marked_anew_and_its_learner_is_told(
    learner, database, admin, mend, outbox, app
):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    question = mend_first(exam, mend)
    page = admin.get("/admin/re-mark").page
    assert page.select_one("input[name=question]")["value"] == question
    done = admin.post("/admin/re-mark", {"question": question, "why": "The key was wrong."})
    assert done.location == "/admin/re-mark"
    head = exam.head()
    assert head.score == pytest.approx(600 / 7)
    assert head.passed
    (mail,) = outbox.mails
    assert mail.to == "lena@example.org"
    assert "was 100 % and is 85.7 % now" in mail.text
    assert f"{exam.address}/result" in mail.text
    assert "Every question has the key" in admin.get("/admin/re-mark").text
    assert counted_all(database) == len(exam.load()[0].items)
    assert exam.result().page.select_one("#q-1 .mark-wrong")


def test_a_pass_that_comes_of_it_is_announced_and_one_that_is_lost_is_logged(
    learner, database, admin, mend, app, clock
):
    exam = Sitting(learner, database, EXAM)
    # Five of seven are 71 per cent, one more than is needed.
    exam.answer_all(but=[6, 7])
    exam.submit()
    app.state.progress.clear()
    question = mend_first(exam, mend)
    admin.post("/admin/re-mark", {"question": question, "why": "The key was wrong."})
    assert not exam.head().passed
    with database.session(writing=False) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.act for entry in entries] == ["attempt re-marked", "question re-marked"]
    assert entries[0].subject_id == learner.user_id
    assert entries[0].details["passed"] == "True → False"
    assert app.state.progress == []
    item = exam.load()[0].items[0]
    right = next(o.text for o in exam.question(1).body.options if o.id == item.answer["choice"])
    mend(item.bank, item.question_id, right)
    admin.post("/admin/re-mark", {"question": question, "why": "It was right after all."})
    assert exam.head().passed
    assert app.state.progress == [(learner.user_id, "tiny")]


def test_an_open_attempt_is_scored_by_the_new_key_when_it_is_handed_in(
    learner, database, admin, mend, outbox
):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    question = mend_first(exam, mend)
    admin.post("/admin/re-mark", {"question": question, "why": "The key was wrong."})
    assert outbox.mails == []
    exam.submit()
    assert exam.head().score == pytest.approx(600 / 7)


def test_a_result_is_never_told_as_more_than_it_is(learner, database, admin, mend, outbox):
    """69.96 of 70 is no pass, and the mail must not say 70."""
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    with database.session(writing=True) as session:
        session.get_one(Attempt, exam.id).score = 69.96
    question = mend_first(exam, mend)
    admin.post("/admin/re-mark", {"question": question, "why": "The key was wrong."})
    assert "was 69.9 %" in outbox.mails[0].text


@pytest.mark.parametrize(
    "database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_an_attempt_that_is_just_being_handed_in_is_marked_by_all_its_answers(
    learner, database, admin, mend
):
    """SQLite has one writer at a time; here marking anew waits in the middle."""
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    question = mend_first(exam, mend)
    remark = threading.Thread(
        target=admin.post, args=("/admin/re-mark", {"question": question, "why": "Wrong key."})
    )
    with database.session(writing=True) as session:
        attempt = session.get_one(Attempt, exam.id, with_for_update=True)
        attempt.submitted_at, attempt.submitted_by = attempt.started_at, "learner"
        attempt.score, attempt.passed = 100.0, True
        session.execute(update(AttemptItem).values(share=1.0))
        session.flush()
        remark.start()
        remark.join(1)
        assert remark.is_alive(), "it should wait for the lock"
    remark.join()
    assert exam.head().score == pytest.approx(600 / 7)
    assert not exam.head().provisional


def test_a_reason_and_a_question_are_needed(learner, database, admin, mend):
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    question = mend_first(exam, mend)
    refused = admin.post("/admin/re-mark", {"question": question, "why": ""})
    assert refused.status == 422
    assert refused.page.select_one("#why")["aria-invalid"] == "true"
    assert admin.post("/admin/re-mark", {"question": "x/y#z", "why": "So."}).status == 404
    assert learner.post("/admin/re-mark", {"question": question, "why": "So."}).status == 403
    assert exam.head().score == 100
