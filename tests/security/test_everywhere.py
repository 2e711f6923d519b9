"""What holds on every address, tried along the route table: somebody else's ids, other sites, caches, headers."""

import re

import pytest

from app.core.errors import NotFound
from app.web.pages import rules
from tests.assessment.sitting import QUIZ, Sitting
from tests.security.places import FIELDS, PLACES
from tests.support.certificates import code_of, make_certificate
from tests.support.routes import addresses, parts_of, routes_of


@pytest.fixture
def database(sqlite):
    return sqlite


@pytest.fixture
def hers(database, learner, library, clock):
    """Addresses with the ids of what belongs to a learner: attempts, sessions, a certificate."""
    from types import SimpleNamespace

    from sqlalchemy import select
    from sqlmodel import col

    from app.accounts.models import UserSession

    lena = learner
    quiz = Sitting(lena, database, QUIZ)
    with database.session(writing=True) as session:
        site = SimpleNamespace(clock=clock, library=library)
        session.add(make_certificate(site, lena.user_id, "own"))
        own = select(col(UserSession.id)).where(col(UserSession.user_id) == lena.user_id)
        sessions = [str(one) for one in session.scalars(own)]
    return PLACES | {
        "attempt_id": [str(quiz.id)],
        "session_id": sessions,
        "code": [code_of("own")],
        "/verify/{code}": [],
    }


IDS = {"attempt_id", "session_id", "code"}


def test_an_id_of_somebody_else_is_nothing_on_every_route_that_takes_one(
    app, hers, sign_in, database
):
    """Neither read nor written, and not told apart from an id that nobody has."""
    otto = sign_in("another learner")
    tried = 0
    for (method, pattern), _rule in rules(app.routes).items():
        if not IDS & set(parts_of(pattern)) or pattern.startswith(("/admin", "/verify")):
            continue
        for address in addresses(app, method, hers):
            if address.route != pattern:
                continue
            visit = otto.get(address.path) if method == "GET" else otto.post(address.path, FIELDS)
            assert visit.status == 404, address
            assert visit.heading == NotFound.title, address
            tried += 1
    assert tried >= 7


def everywhere(app, method, values, but=()):
    """Every address with this method, of every route there is `but` for these patterns."""
    found = list(addresses(app, method, values))
    patterns = {pattern for known, pattern in routes_of(app) if known == method}
    assert {address.route for address in found} == patterns - set(but)
    assert len(patterns) > 30
    return found


def test_every_form_refuses_what_another_site_sends(app, hers, learner):
    for address in everywhere(app, "POST", hers):
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
        ):
            answer = learner.client.post(address.path, data=FIELDS, headers=headers)
            assert answer.status_code == 403, (address, headers)


def test_no_get_changes_anything(app, hers, learner, database):
    """What a link or a picture of another site can ask for leaves no trace but the daily "seen"."""
    from sqlmodel import SQLModel

    def everything():
        with database.session(writing=False) as session:
            return {
                table.name: session.execute(table.select()).all()
                for table in SQLModel.metadata.sorted_tables
                if table.name != "throttles"
            }

    before = everything()
    for address in everywhere(app, "GET", hers | {"/verify/{code}": ["/verify/none"]}):
        learner.get(address.path)
    assert everything() == before


def test_every_answer_has_the_headers_and_nothing_private_is_kept(app, hers, learner):
    private = set()
    for address in everywhere(app, "GET", hers, but=["/verify/{code}"]):
        visit = learner.get(address.path)
        headers = visit.headers
        assert "default-src 'self'" in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        if visit.status == 200 and address.route not in _SHARED:
            assert headers["cache-control"] == "no-store", address
            private.add(address.route)
    assert private >= {
        "/account",
        "/attempts/{attempt_id:uuid}",
        "/certificates/{code}.pdf",
        "/learning",
    }


# What is the same for everybody and holds nothing of anybody.
_SHARED = {
    "/healthz",
    "/readyz",
    "/static/{digest}/{path:path}",
    "/media/{digest}/{path:path}",
}


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%09/evil",
    ],
)
def test_signing_in_leads_to_no_other_site(learner, path, onward):
    assert learner.get(f"{path}?next={onward}").location == "/learning"


def test_every_id_is_long_and_random_or_nobody_elses():
    """74 random bits follow the time in an id; tokens have 256."""
    from app.core.ids import new_id, new_token

    ids = [new_id() for _ in range(500)]
    tails = {one.int & 0x3FFF_FFFF_FFFF_FFFF for one in ids}
    assert len(tails) == 500
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)


def test_an_exam_that_another_sits_can_neither_be_read_nor_handed_in(sign_in, database):
    lena, otto = sign_in("learner"), sign_in("another learner")
    quiz = Sitting(lena, database, QUIZ)
    assert otto.post(f"{quiz.address}/submit").status == 404
    assert otto.post(f"{quiz.address}/answers/1", {"choice": "1", "then": "next"}).status == 404
    assert quiz.head().is_open
    assert not quiz.load()[0].items[0].is_answered
