import re

import pytest
from sqlmodel import select

from app.accounts import administration, service
from app.accounts.models import AuditEntry, OneTimeLink, User, UserSession
from app.core.ids import new_id
from app.core.listing import PER_PAGE
from app.web.visitor import Role
from tests.accounts.pages import errors, link_in, sign_in_as, values
from tests.support.browser import Browser
from tests.support.clock import START
from tests.support.people import PASSWORD, make_learner
from tests.support.statements import count_statements


@pytest.fixture
def ada(sign_in):
    return sign_in("administrator")


@pytest.fixture
def lena(learner):
    return learner.user_id


def log(rows):
    return rows(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id))


def person(one, user_id):
    return one(select(User).where(User.id == user_id))


# People


def test_people_are_listed_by_name_with_what_they_may(ada, lena):
    page = ada.get("/admin").page
    listed = [row.find("th").text.strip() for row in page.select("tbody tr")]
    assert listed == ["Ada Admin", "Lena Learner"]
    assert "administrator" in page.select("tbody tr")[0].text


@pytest.mark.parametrize("search", ["lena", "LEARNER", "na@exam", "  lena  "])
def test_people_are_found_by_name_or_address(ada, lena, search):
    rows = ada.get("/admin", params={"q": search}).page.select("tbody tr")
    assert [row.find("a")["href"] for row in rows] == [f"/admin/people/{lena}"]


@pytest.mark.parametrize("search", ["%", "_", "' or 1=1 --", "\\"])
def test_a_search_is_text_and_no_pattern(ada, lena, search):
    visit = ada.get("/admin", params={"q": search})
    assert visit.status == 200
    assert not visit.page.select("tbody tr")
    assert visit.page.find("input", {"id": "q"})["value"] == search


def test_learners_without_an_account_and_deleted_ones_are_not_listed(
    ada, learner, database, settings
):
    with database.session(writing=True) as session:
        anonymous, _ = service.create_anonymous(session, START, settings)
    learner.post("/account/delete", {"password": PASSWORD})
    assert len(ada.get("/admin").page.select("tbody tr")) == 1
    for gone in (anonymous.id, learner.user_id):
        assert ada.get(f"/admin/people/{gone}").status == 404


def test_a_long_list_is_paged_in_a_fixed_number_of_statements(ada, database):
    with database.session(writing=True) as session:
        for n in range(PER_PAGE + 5):
            session.add(
                User(name=f"P{n:03}", email=f"p{n}@example.org", created_at=START, last_seen=START)
            )
    with count_statements(database) as sent:
        first = ada.get("/admin?q=P0")
    assert len(sent) == 3, sent
    assert len(first.page.select("tbody tr")) == PER_PAGE
    later = first.page.find("a", rel="next")["href"]
    assert later == "/admin?q=P0&page=2"
    second = ada.get(later)
    assert len(second.page.select("tbody tr")) == 5
    assert second.page.find("a", rel="prev")["href"] == "/admin?q=P0&page=1"
    assert second.page.find("a", rel="next") is None
    for number, shown in (("99", 5), ("9" * 30, PER_PAGE), ("0", PER_PAGE), ("two", PER_PAGE)):
        visit = ada.get(f"/admin?q=P0&page={number}")
        assert len(visit.page.select("tbody tr")) == shown, number


def test_a_search_longer_than_any_name_finds_nobody(ada, lena):
    assert "Lena Learner" not in ada.get("/admin", params={"q": "x" * 60_000}).page.main.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "9" * 5000, "²"])
def test_a_page_number_beyond_the_ends_gives_a_page(ada, number):
    assert ada.get("/admin", params={"page": number}).status == 200


def test_the_page_of_a_person_has_no_id_twice(ada, lena):
    ids = [tag["id"] for tag in ada.get(f"/admin/people/{lena}").page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


# Roles


def set_roles(browser, user_id, *roles, why="New in the team"):
    return browser.post(f"/admin/people/{user_id}/roles", {"roles": list(roles), "roles_why": why})


def test_roles_are_given_and_the_log_says_who_why_and_when(ada, lena, one, rows):
    visit = set_roles(ada, lena, "trainer", "manager")
    assert visit.location == f"/admin/people/{lena}"
    assert person(one, lena).roles == "manager,trainer"
    (entry,) = log(rows)
    assert (entry.actor_id, entry.act, entry.subject_id) == (ada.user_id, "roles set", lena)
    assert (entry.why, entry.at) == ("New in the team", START)
    assert entry.details == {"before": "", "after": "manager,trainer"}


def test_a_role_holds_from_the_next_request_on(ada, learner):
    assert learner.get("/admin").status == 403
    set_roles(ada, learner.user_id, "administrator")
    assert learner.get("/admin").status == 200
    set_roles(ada, learner.user_id)
    assert learner.get("/admin").status == 403


def test_no_privileged_act_without_a_reason(ada, lena, one, rows):
    visit = set_roles(ada, lena, "trainer", why="  ")
    assert set(errors(visit)) == {"roles_why"}
    ticked = visit.page.select("input[name=roles][checked]")
    assert [box["value"] for box in ticked] == ["trainer"]
    for act in ("suspend", "reinstate", "sign-out"):
        assert set(errors(ada.post(f"/admin/people/{lena}/{act}"))) == {"access_why"}
    timed = ada.post(f"/admin/people/{lena}/extra-time", {"extra_time": "25"})
    assert set(errors(timed)) == {"extra_time_why"}
    assert values(timed)["extra_time"] == "25"
    assert person(one, lena).roles == ""
    assert log(rows) == []


def test_an_invented_role_is_none(ada, lena, one):
    set_roles(ada, lena, "trainer", "owner", "administrator,trainer")
    assert person(one, lena).roles == "trainer"


def test_the_last_administrator_cannot_lose_the_role(ada, lena, one):
    visit = set_roles(ada, ada.user_id, "trainer")
    assert visit.status == 422
    assert "Give the role to somebody else first" in visit.page.find(id="roles-error").text
    assert person(one, ada.user_id).roles == "administrator"
    set_roles(ada, lena, "administrator")
    assert set_roles(ada, ada.user_id).status == 303


def test_a_suspended_administrator_does_not_count(ada, lena, one):
    set_roles(ada, lena, "administrator")
    ada.post(f"/admin/people/{lena}/suspend", {"access_why": "Left"})
    assert set_roles(ada, ada.user_id).status == 422


def test_the_last_administrator_cannot_be_suspended(ada, one):
    visit = ada.post(f"/admin/people/{ada.user_id}/suspend", {"access_why": "Oops"})
    assert "somebody else first" in errors(visit)["access_why"]
    assert person(one, ada.user_id).is_active


def test_two_administrators_cannot_drop_each_other_at_once(database):
    """Both transactions see two administrators; the lock makes the second one wait and look again."""
    from threading import Barrier, Thread

    with database.session(writing=True) as session:
        pair = [
            make_learner(session, email=f"a{n}@example.org", roles={Role.ADMINISTRATOR})
            for n in range(2)
        ]
    start, refused = Barrier(2), []

    def drop(subject):
        start.wait()
        try:
            with database.session(writing=True) as session:
                administration.set_roles(
                    session, actor=None, subject=subject, roles=frozenset(), why="x", now=START
                )
        except administration.LastAdministrator:
            refused.append(subject)

    threads = [Thread(target=drop, args=(user_id,)) for user_id in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


# Extra time


def test_extra_time_is_set_and_logged(ada, learner, one, rows):
    visit = ada.post(
        f"/admin/people/{learner.user_id}/extra-time",
        {"extra_time": "25", "extra_time_why": "Agreed"},
    )
    assert visit.status == 303
    assert person(one, learner.user_id).extra_time == 25
    assert log(rows)[0].details == {"before": 0, "after": 25}


@pytest.mark.parametrize("typed", ["", "-5", "25.5", "301", "x", "٢٥", "9" * 5000])
def test_extra_time_is_a_whole_number_within_bounds(ada, lena, one, typed):
    visit = ada.post(
        f"/admin/people/{lena}/extra-time", {"extra_time": typed, "extra_time_why": "Agreed"}
    )
    assert set(errors(visit)) == {"extra_time"}
    assert values(visit)["extra_time"] == typed
    assert person(one, lena).extra_time == 0


# Access


def test_a_suspended_person_is_out_at_once_and_can_be_let_in_again(ada, learner, app, rows):
    path = f"/admin/people/{learner.user_id}"
    ada.post(f"{path}/suspend", {"access_why": "Shared the exam"})
    assert learner.get("/account").status == 303
    assert sign_in_as(Browser(app), "lena@example.org", PASSWORD).status == 422
    ada.post(f"{path}/reinstate", {"access_why": "Sorted out"})
    assert sign_in_as(Browser(app), "lena@example.org", PASSWORD).status == 303
    assert [entry.act for entry in log(rows)] == ["suspended", "let in again"]


def test_a_person_can_be_signed_out_everywhere(ada, learner, rows):
    ada.post(f"/admin/people/{learner.user_id}/sign-out", {"access_why": "Lost a laptop"})
    assert learner.get("/account").status == 303
    assert [row.user_id for row in rows(select(UserSession))] == [ada.user_id]


# Invitations

INVITATION = {"email": "new@northgate.example", "roles": ["trainer"], "why": "Starts in June"}
INVITED = {"name": "Nora New", "password": PASSWORD}


def invite(browser, **over) -> str:
    visit = browser.post("/admin/invitations", INVITATION | over)
    assert visit.status == 200, visit.text
    return visit.page.select_one("[data-invitation]").text.partition(":8000")[2]


def test_an_invitation_makes_an_account_with_its_roles(ada, nobody, one, outbox):
    path = invite(ada)
    assert link_in(outbox.mails[0], "/invitation/") == path
    assert nobody.get(path).page.find("input", {"name": "email"})["type"] == "hidden"
    assert nobody.post(path, INVITED).location == "/"
    user = one(select(User).where(User.email == "new@northgate.example"))
    assert (user.name, user.roles) == ("Nora New", "trainer")
    assert nobody.get("/account").status == 200


def test_an_invitation_is_for_its_address_only(ada, nobody, rows):
    nobody.post(invite(ada), INVITED | {"email": "eve@example.org", "roles": "administrator"})
    assert {user.email: user.roles for user in rows(select(User))} == {
        "ada@example.org": "administrator",
        "new@northgate.example": "trainer",
    }


def test_an_invitation_works_where_signing_up_is_closed(site, ada, nobody):
    path = invite(ada)
    browser = Browser(site(sign_up="invitation"))
    assert browser.post(path, INVITED).status == 303


def test_an_invitation_works_once_and_for_a_fortnight(ada, nobody, app, clock):
    path = invite(ada)
    nobody.post(path, INVITED)
    assert Browser(app).get(path).status == 404
    other = invite(ada, email="other@northgate.example")
    clock.advance(days=14)
    assert Browser(app).get(other).status == 404


def test_a_refused_form_leaves_the_invitation_good(ada, nobody):
    path = invite(ada)
    visit = nobody.post(path, {"name": "", "password": "short"})
    assert set(errors(visit)) == {"name", "password"}
    assert nobody.post(path, INVITED).status == 303


def test_inviting_again_ends_the_earlier_invitation(ada, nobody):
    first, second = invite(ada), invite(ada)
    assert nobody.get(first).status == 404
    assert nobody.get(second).status == 200


def test_an_invitation_can_be_withdrawn(ada, nobody, one, rows):
    path = invite(ada)
    data = {"invitation": one(select(OneTimeLink.id)), "withdraw_why": "Wrong person"}
    assert set(errors(ada.post("/admin/invitations/withdraw", data | {"withdraw_why": ""}))) == {
        "withdraw_why"
    }
    assert ada.post("/admin/invitations/withdraw", data).status == 303
    assert nobody.get(path).status == 404
    assert ada.post("/admin/invitations/withdraw", data).status == 404
    assert [entry.act for entry in log(rows)] == ["invited", "invitation withdrawn"]


@pytest.mark.parametrize("named", ["", "x", "01a20a78-0787-79b3-bbcc-b36d7bca0642"])
def test_an_invented_invitation_cannot_be_withdrawn(ada, named):
    visit = ada.post("/admin/invitations/withdraw", {"invitation": named, "withdraw_why": "x"})
    assert visit.status == 404


def test_whoever_has_an_account_is_not_invited(ada, lena):
    visit = ada.post("/admin/invitations", INVITATION | {"email": "lena@example.org"})
    assert "already an account" in errors(visit)["email"]


def test_an_account_made_meanwhile_is_told_on_the_invitation(ada, nobody, database):
    path = invite(ada)
    with database.session(writing=True) as session:
        make_learner(session, email="new@northgate.example")
    visit = nobody.post(path, INVITED)
    assert visit.status == 422
    assert "already an account" in visit.page.main.text


def test_an_invitation_keeps_the_work_of_a_learner_without_an_account(
    ada, app, database, settings, one
):
    with database.session(writing=True) as session:
        visitor, token = service.create_anonymous(session, START, settings)
    Browser(app, token).post(invite(ada), INVITED)
    assert person(one, visitor.id).email == "new@northgate.example"


def test_an_invitation_form_comes_back_as_typed(ada):
    visit = ada.post("/admin/invitations", {"email": "new@north", "roles": "manager", "why": ""})
    assert set(errors(visit)) == {"email", "why"}
    assert values(visit)["email"] == "new@north"
    assert [b["value"] for b in visit.page.select("input[name=roles][checked]")] == ["manager"]


# The log


def test_the_log_shows_the_latest_first_with_names(ada, lena, clock):
    set_roles(ada, lena, "trainer", why="First")
    clock.advance(minutes=1)
    set_roles(ada, lena, why="Second")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in ada.get("/admin/log").page.select("tbody tr")
    ]
    assert [row[-1] for row in rows] == ["Second", "First"]
    assert rows[0][1:4] == ["Ada Admin", "roles set: before trainer, after none", "Lena Learner"]


def test_the_log_outlives_the_name_of_a_deleted_person(ada, learner):
    set_roles(ada, learner.user_id, "trainer")
    learner.post("/account/delete", {"password": PASSWORD})
    text = ada.get("/admin/log").page.main.text
    assert "A deleted account" in text
    assert "Lena" not in text


def test_the_person_concerned_finds_the_acts_in_their_export(ada, learner):
    set_roles(ada, learner.user_id, "trainer", why="New in the team")
    text = learner.get("/account/export").text
    assert "New in the team" in text
    assert "Ada" not in text


# Who may


PAGES = ["/admin", "/admin/invitations", "/admin/log", "/admin/people/{lena}"]
ACTS = [
    "/admin/people/{lena}/roles",
    "/admin/people/{lena}/extra-time",
    "/admin/people/{lena}/suspend",
    "/admin/people/{lena}/reinstate",
    "/admin/people/{lena}/sign-out",
    "/admin/invitations",
    "/admin/invitations/withdraw",
]


@pytest.mark.parametrize("who", ["another learner", "trainer", "manager"])
def test_nobody_but_administrators_may_administer(sign_in, lena, who, rows):
    browser = sign_in(who)
    for path in PAGES:
        assert browser.get(path.format(lena=lena)).status == 403
    for path in ACTS:
        assert browser.post(path.format(lena=lena), {"access_why": "x"}).status == 403
    assert log(rows) == []


def test_without_a_session_one_is_asked_to_sign_in(nobody, lena):
    for path in PAGES:
        assert nobody.get(path.format(lena=lena)).location.startswith("/sign-in?next=/admin")
    for path in ACTS:
        assert nobody.post(path.format(lena=lena)).status == 401


def test_acts_on_nobody_are_not_found(ada):
    for path in [*PAGES[3:], *ACTS[:5]]:
        assert ada.get(path.format(lena=new_id())).status in {404, 405}
        assert ada.post(path.format(lena=new_id()), {"access_why": "x"}).status in {404, 405}
    assert ada.get("/admin/people/not-an-id").status == 404


def test_a_form_of_another_site_cannot_administer(ada, lena, one):
    answer = ada.client.post(
        f"/admin/people/{lena}/roles",
        data={"roles": "administrator", "roles_why": "x"},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert person(one, lena).roles == ""


def test_pages_of_administration_are_not_kept_by_browsers(ada, lena):
    for path in PAGES:
        assert ada.get(path.format(lena=lena)).headers["cache-control"] == "no-store"


def test_links_in_the_address_bar_show_no_secret_but_once(ada):
    path = invite(ada)
    assert not re.search(path.rpartition("/")[2], ada.get("/admin/invitations").text)
