"""Who may ask for what: every route with the rule it must have, tried by the whole cast.

A route that is added without a line here fails, and so does one whose rule is loosened.
"""

import re
from uuid import UUID

import pytest

from app.web.pages import Access, rules
from tests.support.browser import Browser
from tests.support.people import CAST

ANYONE, READER, LEARNER = Access.ANYONE, Access.READER, Access.LEARNER
TRAINER, ADMINISTRATOR = Access.TRAINER, Access.ADMINISTRATOR

MATRIX = {
    ("GET", "/"): READER,
    ("GET", "/account"): LEARNER,
    ("POST", "/account"): LEARNER,
    ("GET", "/account/delete"): LEARNER,
    ("POST", "/account/delete"): LEARNER,
    ("GET", "/account/export"): LEARNER,
    ("POST", "/account/password"): LEARNER,
    ("POST", "/account/sessions/end"): LEARNER,
    ("POST", "/account/sessions/{session_id:uuid}/end"): LEARNER,
    ("GET", "/admin"): ADMINISTRATOR,
    ("GET", "/admin/attempts/{attempt_id:uuid}"): ADMINISTRATOR,
    ("POST", "/admin/attempts/{attempt_id:uuid}/more-time"): ADMINISTRATOR,
    ("GET", "/admin/attempts/{attempt_id:uuid}/invalidate"): ADMINISTRATOR,
    ("POST", "/admin/attempts/{attempt_id:uuid}/invalidate"): ADMINISTRATOR,
    ("GET", "/admin/attempts/{attempt_id:uuid}/record"): ADMINISTRATOR,
    ("GET", "/admin/certificates"): ADMINISTRATOR,
    ("GET", "/admin/certificates/{certificate_id:uuid}"): ADMINISTRATOR,
    ("POST", "/admin/certificates/{certificate_id:uuid}/correct"): ADMINISTRATOR,
    ("POST", "/admin/certificates/{certificate_id:uuid}/revoke"): ADMINISTRATOR,
    ("GET", "/admin/invitations"): ADMINISTRATOR,
    ("POST", "/admin/invitations"): ADMINISTRATOR,
    ("POST", "/admin/invitations/withdraw"): ADMINISTRATOR,
    ("GET", "/admin/log"): ADMINISTRATOR,
    ("GET", "/admin/people/{user_id:uuid}"): ADMINISTRATOR,
    ("GET", "/admin/people/{user_id:uuid}/attempts"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/extra-time"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/pauses"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/reinstate"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/roles"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/sign-out"): ADMINISTRATOR,
    ("POST", "/admin/people/{user_id:uuid}/suspend"): ADMINISTRATOR,
    ("GET", "/admin/re-mark"): ADMINISTRATOR,
    ("POST", "/admin/re-mark"): ADMINISTRATOR,
    ("GET", "/attempts"): LEARNER,
    ("GET", "/attempts/certainty"): LEARNER,
    ("GET", "/attempts/{attempt_id:uuid}"): LEARNER,
    ("POST", "/attempts/{attempt_id:uuid}/answers/{position}"): LEARNER,
    ("GET", "/attempts/{attempt_id:uuid}/record"): LEARNER,
    ("POST", "/attempts/{attempt_id:uuid}/go-on"): LEARNER,
    ("POST", "/attempts/{attempt_id:uuid}/incidents"): LEARNER,
    ("GET", "/attempts/{attempt_id:uuid}/pause"): LEARNER,
    ("GET", "/attempts/{attempt_id:uuid}/result"): LEARNER,
    ("GET", "/attempts/{attempt_id:uuid}/submit"): LEARNER,
    ("POST", "/attempts/{attempt_id:uuid}/submit"): LEARNER,
    ("GET", "/certificates"): LEARNER,
    ("GET", "/certificates/{code}.pdf"): LEARNER,
    ("GET", "/courses/{course}"): READER,
    ("GET", "/courses/{course}/exam"): READER,
    ("POST", "/courses/{course}/exam"): LEARNER,
    ("GET", "/courses/{course}/{module}"): READER,
    ("GET", "/courses/{course}/{module}/print"): READER,
    ("GET", "/courses/{course}/{module}/quiz"): READER,
    ("POST", "/courses/{course}/{module}/quiz"): LEARNER,
    ("GET", "/courses/{course}/{module}/{unit}"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/checklists/{block}"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/checks/{block}"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/complete"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/reopen"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/scenarios/{block}"): READER,
    ("POST", "/courses/{course}/{module}/{unit}/worksheets/{block}"): READER,
    ("GET", "/courses/{course}/{module}/{unit}/worksheets/{block}.docx"): READER,
    ("GET", "/crosswalk"): READER,
    ("GET", "/crosswalk.csv"): READER,
    ("GET", "/crosswalk.xlsx"): READER,
    ("GET", "/first-admin/{token}"): ANYONE,
    ("POST", "/first-admin/{token}"): ANYONE,
    ("GET", "/glossary"): READER,
    ("GET", "/imprint"): ANYONE,
    ("GET", "/invitation/{token}"): ANYONE,
    ("POST", "/invitation/{token}"): ANYONE,
    ("GET", "/learning"): READER,
    ("GET", "/media/{digest}/{path:path}"): ANYONE,
    ("GET", "/paths"): READER,
    ("GET", "/paths/{path}"): READER,
    ("GET", "/privacy"): ANYONE,
    ("GET", "/report"): ANYONE,
    ("GET", "/reset"): ANYONE,
    ("POST", "/reset"): ANYONE,
    ("GET", "/reset/{token}"): ANYONE,
    ("POST", "/reset/{token}"): ANYONE,
    ("GET", "/review"): READER,
    ("POST", "/review/pause"): READER,
    ("GET", "/review/{course}/{module}/{kind}/{question}"): READER,
    ("POST", "/review/{course}/{module}/{kind}/{question}"): READER,
    ("GET", "/search"): READER,
    ("POST", "/search/shortcut"): READER,
    ("GET", "/sign-in"): ANYONE,
    ("POST", "/sign-in"): ANYONE,
    ("POST", "/sign-out"): ANYONE,
    ("GET", "/sign-up"): ANYONE,
    ("POST", "/sign-up"): ANYONE,
    ("GET", "/sign-up/{token}"): ANYONE,
    ("POST", "/sign-up/{token}"): ANYONE,
    ("GET", "/teach"): TRAINER,
    ("GET", "/teach/marking"): LEARNER,
    ("GET", "/teach/marking/{attempt_id:uuid}/{position}"): LEARNER,
    ("POST", "/teach/marking/{attempt_id:uuid}/{position}"): LEARNER,
    ("POST", "/teach/marking/{attempt_id:uuid}/{position}/decision"): LEARNER,
    ("POST", "/teach/marking/{attempt_id:uuid}/{position}/name"): LEARNER,
    ("GET", "/teach/{course}/exam/standard"): LEARNER,
    ("POST", "/teach/{course}/exam/standard"): LEARNER,
    ("POST", "/teach/{course}/exam/standard/again"): LEARNER,
    ("POST", "/teach/{course}/exam/standard/close"): LEARNER,
    ("POST", "/teach/{course}/exam/standard/decide"): LEARNER,
    ("POST", "/teach/{course}/exam/standard/end"): LEARNER,
    ("GET", "/teach/{course}/exam/standard/rate/{bank}"): LEARNER,
    ("POST", "/teach/{course}/exam/standard/rate/{bank}"): LEARNER,
    ("GET", "/teach/{course}/exam/statistics"): LEARNER,
    ("GET", "/teach/{course}/statistics"): LEARNER,
    ("GET", "/teach/{course}/statistics.csv"): LEARNER,
    ("GET", "/teach/{course}/{module}"): LEARNER,
    ("GET", "/teach/{course}/{module}/statistics"): LEARNER,
    ("GET", "/templates"): READER,
    ("GET", "/templates/{template}"): READER,
    ("GET", "/templates/{template}.docx"): READER,
    ("GET", "/templates/{template}.xlsx"): READER,
    ("GET", "/verify"): ANYONE,
    ("GET", "/verify/{code}"): ANYONE,
}

# These answer without a person and hold nothing of one.
PLAIN = {"/healthz", "/readyz", "/static/{digest}/{path:path}"}

# What stands for the parts of an address: nothing that exists, so that only the rule decides.
SAMPLES = {"uuid": str(UUID(int=7)), "int": "1", "path": "a/b", "": "nothing"}

MAY = {
    ANYONE: {"nobody", *CAST},
    READER: {"nobody", *CAST},
    LEARNER: set(CAST),
    TRAINER: {"trainer"},
    ADMINISTRATOR: {"administrator"},
}


def sample(path: str) -> str:
    return re.sub(r"{\w+(?::(\w+))?}", lambda part: SAMPLES[part[1] or ""], path)


def test_every_route_has_the_rule_of_the_matrix(app):
    assert {key: rule.access for key, rule in rules(app.routes).items()} == MATRIX


def test_no_route_stands_beside_the_matrix(app):
    unruled = {r.path for r in app.routes if not hasattr(r.endpoint, "rule")}
    assert unruled == PLAIN


@pytest.mark.parametrize("who", ["nobody", *CAST])
def test_only_those_who_may_get_past_the_rule(app, sign_in, who):
    browser = Browser(app) if who == "nobody" else sign_in(who)
    wrong = []
    for (method, path), access in MATRIX.items():
        if path in {"/sign-out", "/account/sessions/end"}:
            continue  # they end the session that this test needs
        visit = browser.get(sample(path)) if method == "GET" else browser.post(sample(path))
        refused = visit.status in {401, 403} or (visit.location or "").startswith("/sign-in")
        if refused is (who in MAY[access]):
            wrong.append(f"{who} {method} {path}: {visit.status} {visit.location or ''}")
        assert visit.status < 500, f"{who} {method} {path}: {visit.status}"
    assert wrong == []


@pytest.mark.parametrize("who", ["nobody", "learner"])
def test_reading_can_be_kept_to_people_with_an_account(app, sign_in, settings, who, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "read_without_account", False)
    browser = Browser(app) if who == "nobody" else sign_in(who)
    visit = browser.get("/courses/tiny")
    if who == "nobody":
        assert visit.status == 303
        assert visit.location == "/sign-in?next=/courses/tiny"
    else:
        assert visit.status == 200


def test_a_person_is_told_by_a_page_and_a_fragment_is_told_by_a_header(nobody, learner):
    assert nobody.get("/attempts").location == "/sign-in?next=/attempts"
    assert nobody.get("/attempts", htmx="partial").headers["hx-redirect"] == "/sign-in"
    assert nobody.post("/account").status == 401
    assert learner.get("/admin").status == 403
    assert "role" in learner.get("/admin").page.find("main").get_text()
