import json

import pytest
from sqlmodel import select

from app.accounts import service
from app.accounts.models import OneTimeLink, User, UserSession
from app.catalog.model import Catalog
from tests.accounts.pages import errors, sign_in_as, token_of, values
from tests.support.browser import Browser
from tests.support.people import PASSWORD, make_learner
from tests.support.statements import count_statements

NEW = "another sentence entirely"
PROFILE = {"name": "Lena L.", "time_zone": "Asia/Ho_Chi_Minh", "language": "en"}


@pytest.fixture
def elsewhere(learner, app):
    """Lena on a second device."""
    browser = Browser(app)
    sign_in_as(browser, "lena@example.org", PASSWORD)
    return browser


def test_the_page_shows_what_is_kept(learner):
    page = learner.get("/account").page
    assert page.find("input", {"name": "name"})["value"] == "Lena Learner"
    assert page.find("select", {"name": "time_zone"}).find("option", selected=True)["value"] == ""
    assert "lena@example.org" in page.main.text


def test_the_page_has_no_id_twice(learner):
    ids = [tag["id"] for tag in learner.get("/account").page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_the_page_asks_the_database_few_questions(learner, elsewhere, database):
    with count_statements(database) as sent:
        learner.get("/account")
    assert len(sent) <= 3, sent


def test_name_zone_and_language_are_saved(learner, one):
    visit = learner.post("/account", PROFILE)
    assert (visit.status, visit.location) == (303, "/account")
    user = one(select(User))
    assert (user.name, user.time_zone, user.language) == ("Lena L.", "Asia/Ho_Chi_Minh", "en")
    assert "Saved." in learner.follow(visit).page.find(class_="flash").text


def test_what_cannot_be_saved_comes_back_with_messages(learner, one):
    visit = learner.post(
        "/account", {"name": "Lena ☺", "time_zone": "Moon/Base", "language": "tlh"}
    )
    assert visit.status == 422
    assert set(errors(visit)) == {"name", "time_zone", "language"}
    assert values(visit)["name"] == "Lena ☺"
    assert one(select(User.name)) == "Lena Learner"


def test_nothing_but_the_profile_can_be_posted(learner, one):
    learner.post("/account", PROFILE | {"roles": "administrator", "extra_time": "100"})
    user = one(select(User))
    assert (user.roles, user.extra_time) == ("", 0)


def test_times_are_shown_in_the_readers_zone(learner, clock):
    clock.advance(hours=0)
    learner.post("/account", PROFILE)
    assert "23 November 2026, 16:00" in learner.get("/account").page.find(class_="rows").text


# Password


def change(browser, current=PASSWORD, new=NEW):
    return browser.post("/account/password", {"current_password": current, "new_password": new})


def test_a_new_password_ends_all_other_sessions(learner, elsewhere, app):
    assert change(learner).location == "/account"
    assert learner.get("/account").status == 200
    assert elsewhere.get("/account").status == 303
    assert sign_in_as(Browser(app), "lena@example.org", PASSWORD).status == 422
    assert sign_in_as(Browser(app), "lena@example.org", NEW).status == 303


def test_a_new_password_ends_reset_links(learner, outbox):
    learner.post("/reset", {"email": "lena@example.org"})
    path = next(w for w in outbox.mails[0].text.split() if "/reset/" in w).partition(":8000")[2]
    change(learner)
    assert learner.get(path).status == 404


def test_the_owner_is_told_of_a_new_password(learner, outbox):
    change(learner)
    assert [(m.to, m.subject) for m in outbox.mails] == [
        ("lena@example.org", "Your password was changed")
    ]


def test_without_the_current_password_nothing_changes(learner, elsewhere):
    visit = change(learner, current="not the password")
    assert errors(visit) == {"current_password": "This is not your password"}
    assert elsewhere.get("/account").status == 200


def test_a_weak_new_password_is_refused(learner):
    assert set(errors(change(learner, new="short"))) == {"new_password"}


def test_the_current_password_cannot_be_guessed_for_long(learner):
    for _ in range(10):
        assert change(learner, current="not the password").status == 422
    assert change(learner).status == 429


# Sessions


def test_every_session_is_listed_with_this_one_marked(learner, elsewhere):
    rows = learner.get("/account").page.select(".rows > li")
    assert len(rows) == 2
    assert sum("this one" in row.text for row in rows) == 1


def test_one_session_can_be_ended(learner, elsewhere, rows, database, clock):
    with database.session(writing=False) as session:
        other = service.visitor_of(session, token_of(elsewhere), clock()).session_id
    learner.post(f"/account/sessions/{other}/end")
    assert elsewhere.get("/account").status == 303
    assert learner.get("/account").status == 200
    assert learner.post(f"/account/sessions/{other}/end").status == 404


def test_all_other_sessions_can_be_ended(learner, elsewhere):
    learner.post("/account/sessions/end")
    assert elsewhere.get("/account").status == 303
    assert learner.get("/account").status == 200


def test_ending_this_session_signs_out(learner, one):
    this = one(select(UserSession.id))
    assert learner.post(f"/account/sessions/{this}/end").location == "/"
    assert token_of(learner) is None


def test_nobody_ends_somebody_elses_session(learner, sign_in, one):
    theirs = one(select(UserSession.id))
    otto = sign_in("another learner")
    assert otto.post(f"/account/sessions/{theirs}/end").status == 404
    assert learner.get("/account").status == 200


# Export


def test_the_export_holds_everything_under_its_headings(learner, clock):
    visit = learner.get("/account/export")
    assert visit.headers["content-disposition"] == (
        'attachment; filename="clauseway-my-data-2026-11-23.json"'
    )
    assert visit.headers["cache-control"] == "no-store"
    data = json.loads(visit.text)
    assert data["account"]["email"] == "lena@example.org"
    assert len(data["sessions"]) == 1
    assert data["acts_of_administrators"] == []


def test_the_export_names_no_secret(learner):
    text = learner.get("/account/export").text
    assert "argon2" not in text
    assert token_of(learner) not in text
    assert "hash" not in text


def test_the_export_asks_every_part_of_the_site(learner, app, clock):
    data = json.loads(learner.get("/account/export").text)
    with app.state.site.database.session(writing=False) as session:
        for part in app.state.site.personal_data:
            assert part.export(session, learner.user_id, Catalog(), clock()).keys() <= data.keys()


def test_nobody_exports_somebody_else(learner, sign_in):
    assert "lena@" not in sign_in("another learner").get("/account/export").text


# Leaving


def test_deleting_needs_the_password(learner, one):
    assert learner.get("/account/delete").status == 200
    visit = learner.post("/account/delete", {"password": "not the password"})
    assert errors(visit) == {"password": "This is not your password"}
    assert one(select(User.email)) == "lena@example.org"


def test_a_deleted_account_keeps_a_row_without_a_person(learner, one, rows, clock):
    learner.post("/reset", {"email": "lena@example.org"})
    visit = learner.post("/account/delete", {"password": PASSWORD})
    assert visit.location == "/"
    assert token_of(learner) is None
    user = one(select(User))
    assert user.id == learner.user_id
    assert (user.name, user.email, user.password_hash, user.roles) == ("", None, None, "")
    assert user.erased_at == clock()
    assert rows(select(UserSession)) == rows(select(OneTimeLink)) == []


def test_nobody_can_sign_in_to_a_deleted_account(learner, app):
    learner.post("/account/delete", {"password": PASSWORD})
    assert sign_in_as(Browser(app), "lena@example.org", PASSWORD).status == 422


def test_a_deleted_address_can_be_used_again(learner, nobody, rows):
    learner.post("/account/delete", {"password": PASSWORD})
    form = {"name": "Lena Again", "email": "lena@example.org", "password": PASSWORD}
    assert nobody.post("/sign-up", form).status == 303
    assert len(rows(select(User))) == 2


def test_the_last_administrator_cannot_leave(sign_in, database, one):
    ada = sign_in("administrator")
    visit = ada.post("/account/delete", {"password": PASSWORD})
    assert visit.status == 422
    assert "Give the role to somebody else first" in visit.page.main.text
    assert one(select(User.email)) == "ada@example.org"
    with database.session(writing=True) as session:
        make_learner(session, email="second@example.org", roles={"administrator"})
    assert ada.post("/account/delete", {"password": PASSWORD}).location == "/"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/account"),
        ("get", "/account/export"),
        ("get", "/account/delete"),
        ("post", "/account"),
        ("post", "/account/password"),
        ("post", "/account/sessions/end"),
        ("post", "/account/delete"),
    ],
)
def test_without_a_session_there_is_no_account_page(nobody, method, path):
    visit = getattr(nobody, method)(path)
    assert visit.status == (303 if method == "get" else 401)


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_forms_work_the_same_with_htmx_and_without(learner, htmx):
    visit = learner.post("/account", PROFILE, htmx=htmx)
    assert visit.location == "/account"
    refused = learner.post("/account", PROFILE | {"name": ""}, htmx=htmx)
    assert refused.status == 422
    assert set(errors(refused)) == {"name"}
