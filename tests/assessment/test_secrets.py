"""Nothing that a browser gets holds a key, a weight or feedback before it is due."""

import json
import re
from dataclasses import replace

import pytest

from app.assessment.personal import DATA
from app.catalog.model import Catalog
from tests.assessment.sitting import EXAM, Sitting

WAYS = [None, "partial", "full"]


@pytest.fixture
def database(sqlite):
    """What pages say does not depend on the database."""
    return sqlite


@pytest.fixture
def course(library):
    """course(reveal=…) serves the tiny course with a first quiz that asks all it has."""
    before = library.current

    def serve(*, quiz="after-submit", exam="after-pass"):
        tiny = before.course("tiny")
        first, second = tiny.modules
        bank = replace(first.bank, draw=50, reveal=quiz)
        changed = replace(
            tiny,
            modules=(replace(first, bank=bank), second),
            exam=replace(tiny.exam, reveal=exam),
        )
        library.current = replace(before, courses=(changed,))

    yield serve
    library.current = before


def secrets(question):
    """What only the key, the feedback and the explanation of a question say."""
    body = question.body
    found = [question.explanation_html, question.hint_html]
    found += [option.feedback_html for option in getattr(body, "options", ())]
    found += [prompt.why_html for prompt in getattr(body, "prompts", ())]
    found += [getattr(body, "rubric_html", ""), getattr(body, "shown", "")]
    if body.kind == "text":
        found += [f">{text}<" for text in body.accepted]
    texts = (re.sub("<[^>]*>", "", text) if "</" in text else text for text in found)
    return [text for text in texts if text]


def everything_open(sitting):
    """Every byte that can be had of an open attempt, whatever is asked for and posted."""
    browser = sitting.browser
    numbers = [item.position for item in sitting.load()[0].items]
    for way in WAYS:
        yield browser.get(sitting.address, htmx=way)
        yield browser.get(f"{sitting.address}/submit", htmx=way)
        yield browser.get(f"{sitting.address}/result", htmx=way)
        yield browser.get("/attempts", htmx=way)
        for number in numbers:
            yield browser.get(f"{sitting.address}?q={number}&after={number}", htmx=way)
            for then in ("", "flag", "unflag", "previous", "next", "1"):
                data = sitting.fields(number, right=number % 2 == 0) | {"then": then}
                path = f"{sitting.address}/answers/{number}"
                yield browser.post(path, data, htmx=way)


@pytest.mark.parametrize("start", ["/courses/tiny/first-steps/quiz", EXAM])
def test_an_open_attempt_tells_nothing(learner, database, course, start):
    course(exam="each")
    sitting = Sitting(learner, database, start)
    attempt, known = sitting.load()
    questions = [known.question(item.snapshot_hash) for item in attempt.items]
    hidden = [text for question in questions for text in secrets(question)]
    assert len(hidden) > 20
    for visit in everything_open(sitting):
        body = visit.text + str(dict(visit.headers))
        told = [text for text in hidden if text in body]
        assert not told, (visit.response.request.url, told)
        for word in ("correct", "weight", "mark-right", "mark-wrong", "mark-missed"):
            assert word not in body
        for question in questions:
            assert f'"{question.id}"' not in body
            assert question.snapshot_hash not in body


def test_a_quiz_of_all_types_was_looked_at(learner, database, course):
    course()
    attempt, known = Sitting(learner, database).load()
    types = {known.question(item.snapshot_hash).type for item in attempt.items}
    assert types == {
        "single",
        "multiple",
        "truefalse",
        "text",
        "numeric",
        "cloze",
        "matching",
        "ordering",
    }


def test_forms_name_positions_and_never_ids(learner, database, course):
    course()
    sitting = Sitting(learner, database)
    attempt, known = sitting.load()
    for item in attempt.items:
        question = known.question(item.snapshot_hash)
        page = learner.get(f"{sitting.address}?q={item.position}").page
        inputs = page.select("input[name=choice]")
        texts = {option.id: option.text for option in getattr(question.body, "options", ())}
        assert [i["value"] for i in inputs] == [str(n) for n in range(1, len(texts) + 1)]
        labels = [label.span.get_text() for label in page.select("label.choice")]
        assert labels == [texts[id_] for id_ in item.arrangement.order if id_ in texts]
        if question.type == "ordering":
            shown = [
                line.select_one("[data-text]").get_text() for line in page.select(".ordering li")
            ]
            assert shown != [part.text for part in question.body.items]
            names = [line.input["name"] for line in page.select(".ordering li")]
            assert names == [f"order-{n}" for n in range(1, len(shown) + 1)]
            assert all(line.input["value"] == "" for line in page.select(".ordering li"))
        for select in page.select("form.q select"):
            values = [option["value"] for option in select.select("option")]
            assert values == ["", *map(str, range(1, len(values)))]


def test_a_quiz_with_feedback_tells_of_answered_questions_alone(learner, database, course):
    course(quiz="each")
    sitting = Sitting(learner, database)
    attempt, known = sitting.load()
    questions = [known.question(item.snapshot_hash) for item in attempt.items]
    for number in range(1, len(questions) + 1):
        visit = sitting.browser.post(
            f"{sitting.address}/answers/{number}",
            sitting.fields(number, right=False) | {"then": "next"},
            htmx="partial",
        )
        for other, question in enumerate(questions, start=1):
            told = [text for text in secrets(question) if text in visit.text]
            if other > number:
                assert not told, (number, other)
        assert questions[number - 1].explanation_html in visit.text
        following = sitting.browser.get(f"{sitting.address}?q={number + 1}&after={number + 1}")
        assert number == len(questions) or not any(
            text in following.text for text in secrets(questions[number])
        )


def test_after_a_failed_exam_the_key_stays_hidden_until_it_is_passed(learner, database, clock):
    failed = Sitting(learner, database, EXAM)
    failed.answer_all(right=False)
    failed.submit()
    hidden = [text for number in range(1, 8) for text in secrets(failed.question(number))]
    page = failed.result()
    assert not [text for text in hidden if text in page.text]
    assert "once you have passed" in page.text
    assert page.page.select(".rows .segs")
    clock.advance(days=1)
    passed = Sitting(learner, database, EXAM)
    passed.answer_all()
    passed.submit()
    for sitting in (passed, failed):
        page = sitting.result()
        told = [text for n in range(1, 8) for text in secrets(sitting.question(n))]
        assert all(text in page.text for text in told if text.startswith("EXPLAINED"))
        assert len(page.page.select("section.review")) == 7


def test_never_means_never(learner, database, course):
    course(exam="never")
    exam = Sitting(learner, database, EXAM)
    exam.answer_all()
    exam.submit()
    page = exam.result()
    assert page.heading == "You passed."
    assert not page.page.select("section.review")
    assert "not shown again" in page.text


def test_the_export_of_open_attempts_gives_answers_in_words_and_no_key(
    learner, database, course, clock
):
    course()
    sitting = Sitting(learner, database)
    sitting.answer_all(right=False)
    with database.session(writing=False) as session:
        exported = json.dumps(
            DATA.export(session, learner.user_id, Catalog(), clock()), ensure_ascii=False
        )
    attempt, known = sitting.load()
    for item in attempt.items:
        question = known.question(item.snapshot_hash)
        told = [text for text in secrets(question) if text in exported]
        assert not told
        assert f'"{question.id}"' not in exported
    assert '"share"' not in exported
    assert '"System", "Scope", "Parties", "Issues"' in exported


def test_erasing_a_person_keeps_finished_attempts_and_drops_open_ones(learner, database, clock):
    done = Sitting(learner, database)
    done.submit()
    Sitting(learner, database)
    with database.session(writing=True) as session:
        DATA.erase(session, learner.user_id)
    with database.session(writing=False) as session:
        exported = DATA.export(session, learner.user_id, Catalog(), clock())["attempts"]
    assert [attempt["number"] for attempt in exported] == [1]
