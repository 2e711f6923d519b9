"""Whose attempt it is: strangers get what there is for them, nothing."""

from uuid import uuid4

import pytest

from tests.assessment.sitting import EXAM, Sitting
from tests.support.people import CAST

STRANGERS = [who for who in CAST if who != "learner"]


@pytest.fixture
def exam(learner, database):
    return Sitting(learner, database, EXAM)


@pytest.mark.parametrize("who", STRANGERS)
def test_another_persons_attempt_is_not_there(exam, sign_in, who):
    stranger = sign_in(who)
    for path in ("", "?q=1", "/submit", "/result"):
        assert stranger.get(exam.address + path).status == 404
        assert stranger.get(exam.address + path, htmx="partial").status == 404
    fields = exam.fields(1)
    assert stranger.post(f"{exam.address}/answers/1", fields | {"then": "next"}).status == 404
    assert stranger.post(f"{exam.address}/submit").status == 404
    exam.answer_all()
    exam.submit()
    assert stranger.get(f"{exam.address}/result").status == 404
    assert stranger.get("/attempts").page.select(".rows") == []


def test_nobody_is_asked_to_sign_in_first(exam, nobody):
    asked = nobody.get(exam.address)
    assert asked.location == f"/sign-in?next={exam.address}"
    assert nobody.post(f"{exam.address}/answers/1", {"then": "next"}).status == 401
    assert nobody.post(f"{exam.address}/answers/1", {}, htmx="partial").location == "/sign-in"


def test_invented_ids_and_questions_are_not_there(exam, learner):
    invented = f"/attempts/{uuid4()}"
    for path in ("", "/submit", "/result"):
        assert learner.get(invented + path).status == 404
    assert learner.get("/attempts/first").status == 404
    assert learner.post(f"{invented}/answers/1").status == 404
    for number in ("0", "8", "-1", "x", "9" * 5000):
        assert learner.post(f"{exam.address}/answers/{number}").status == 404


def test_a_finished_attempt_takes_no_answers(exam):
    exam.submit()
    refused = exam.answer(1)
    assert refused.status == 409
    assert refused.heading
    assert not exam.load()[0].items[0].is_answered
    assert exam.browser.get(exam.address).location == f"{exam.address}/result"
    assert exam.browser.get(f"{exam.address}/submit").location == f"{exam.address}/result"


def test_there_is_no_result_before_the_attempt_is_handed_in(exam):
    assert exam.result().location == exam.address


def test_another_site_cannot_start_or_hand_in(exam, learner):
    for path in (EXAM, f"{exam.address}/submit", f"{exam.address}/answers/1"):
        answer = learner.client.post(path, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    assert exam.head().is_open


@pytest.mark.parametrize("who", ["learner", "trainer", "manager"])
def test_only_administrators_see_the_attempts_of_others(sign_in, database, who):
    someone = sign_in(who)
    sitting = Sitting(someone, database)
    for path in (
        f"/admin/people/{someone.user_id}/attempts",
        f"/admin/attempts/{sitting.id}/invalidate",
    ):
        assert someone.get(path).status == 403
    assert someone.post(f"/admin/attempts/{sitting.id}/invalidate", {"why": "x"}).status == 403
    assert sitting.head().is_valid
