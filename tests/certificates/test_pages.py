import json

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.accounts.models import AuditEntry, User
from app.catalog.model import Catalog
from app.certificates.access import UNKNOWN_CODES
from app.certificates.models import Certificate
from tests.assessment.sitting import EXAM, Sitting
from tests.certificates.earning import certificates_of, do_everything, earn, read_all, sit
from tests.certificates.papers import Paper
from tests.support.clock import START
from tests.support.people import PASSWORD
from tests.support.statements import count_statements

UNKNOWN = "/verify/CW-2222-2222-2222"
EVERYBODY_ELSE = ["another learner", "trainer", "manager"]


@pytest.fixture
def learner(sign_in):
    return sign_in("learner")


@pytest.fixture
def issued(app, database, learner):
    return earn(app, database, learner.user_id)


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


def rows(visit):
    """The terms and texts of the list on a verification page."""
    return {
        row.dt.get_text(strip=True): row.dd.get_text(strip=True)
        for row in visit.page.select("main dl.rows > div")
    }


def said_wrong(visit, field):
    """The message beside a field, found as a screen reader finds it."""
    described = visit.page.find(id=field)["aria-describedby"].split()
    return visit.page.find(id=described[0]).get_text(" ", strip=True)


# My certificates


def test_a_learner_sees_their_certificates_with_validity_and_documents(learner, issued):
    visit = learner.get("/certificates")
    (row,) = visit.page.select("main ul.rows > li")
    assert issued.public_code in row.get_text()
    assert "until 23 November 2029" in row.get_text()
    assert "Valid" in row.select_one(".status").get_text()
    addresses = [link["href"] for link in row.select("a")]
    assert addresses == [
        f"/verify/{issued.public_code}",
        f"/attempts/{issued.attempt_id}/record",
        f"/certificates/{issued.public_code}.pdf",
    ]


def of_my_learning(visit):
    heading = visit.page.find(id="certificates")
    return heading.find_parent("div").find_next_sibling()


def test_my_learning_lists_them_with_their_validity(learner, issued, database):
    with count_statements(database) as sent:
        visit = learner.get("/learning")
    # Of which one for each: the scores of exams that were passed, and the certificates.
    assert len(sent) <= 7, sent
    (row,) = of_my_learning(visit).select("li")
    assert "Valid · until 23 November 2029" in " ".join(row.get_text(" ").split())
    assert [link["href"] for link in row.select("a")] == [
        f"/verify/{issued.public_code}",
        f"/certificates/{issued.public_code}.pdf",
    ]


def test_my_learning_tells_nothing_of_others_and_how_to_get_one(issued, sign_in):
    told = of_my_learning(sign_in("another learner").get("/learning"))
    assert told.get_text().startswith(
        "None yet: a certificate is issued when a course is complete."
    )
    assert issued.public_code not in str(told)


def test_my_learning_has_a_corrected_one_alone(learner, issued, administrator):
    data = {"name": "Lena Lerner", "correct_why": "A letter too many."}
    address = f"/admin/certificates/{issued.id}/correct"
    assert administrator.post(address, data).status == 303
    (row,) = of_my_learning(learner.get("/learning")).select("li")
    assert issued.public_code not in row.get_text()


def test_the_page_of_a_person_leads_to_their_certificates(learner, issued, administrator):
    page = administrator.get(f"/admin/people/{learner.user_id}").page
    link = page.select_one("main").find("a", string="Certificates")
    assert issued.public_code in administrator.get(link["href"]).text


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_without_certificates_the_page_says_how_to_get_one(learner, htmx):
    visit = learner.get("/certificates", htmx=htmx)
    assert visit.status == 200
    assert visit.heading == "Certificates"
    assert visit.page.select_one("main .empty a")["href"] == "/learning"


def test_nobody_sees_other_peoples_certificates(issued, sign_in):
    assert issued.public_code not in sign_in("another learner").get("/certificates").text


def test_certificates_need_an_account(nobody):
    assert nobody.get("/certificates").location == "/sign-in?next=/certificates"


def test_what_is_due_is_issued_when_the_learner_looks(app, database, learner, catalog):
    with database.session(writing=True) as session:
        do_everything(session, learner.user_id, catalog.course("tiny"))
    assert len(learner.get("/certificates").page.select("main ul.rows > li")) == 1
    assert len(certificates_of(database, learner.user_id)) == 1


def test_an_exam_that_ran_out_of_time_has_earned_its_certificate(database, learner, catalog, clock):
    """Nobody has looked at the attempt since."""
    course = catalog.course("tiny")
    with database.session(writing=True) as session:
        read_all(session, learner.user_id, course)
        for module in course.modules:
            sit(session, learner.user_id, course, module=module.slug)
    Sitting(learner, database, EXAM).answer_all()
    clock.advance(hours=1)
    assert len(learner.get("/certificates").page.select("main ul.rows > li")) == 1


def test_the_list_costs_as_many_statements_for_one_as_for_none(database, learner, app):
    with count_statements(database) as without:
        learner.get("/certificates")
    earn(app, database, learner.user_id)
    with count_statements(database) as with_one:
        learner.get("/certificates")
    assert len(without) == len(with_one) <= 5, with_one


# The document


def downloaded(browser, address, folder):
    return Paper(browser.client.get(address).content, folder)


@pytest.fixture
def sat(database, learner, catalog):
    """A certificate that came of an exam in which every question about risk was wrong."""
    course = catalog.course("tiny")
    with database.session(writing=True) as session:
        read_all(session, learner.user_id, course)
        for module in course.modules:
            sit(session, learner.user_id, course, module=module.slug)
    exam = Sitting(learner, database, EXAM)
    items = exam.load()[0].items
    exam.answer_all(but=[next(i.position for i in items if i.bank == "second-steps")])
    exam.submit()
    (issued,) = certificates_of(database, learner.user_id)
    return issued


def test_the_result_by_outcome_stays_as_it_was_sat(database, learner, sat, library, tmp_path):
    assert [(row.text, row.reached, row.possible) for row in sat.results] == [
        ("Decide whether an AI system belongs in the scope", 3, 3),
        ("Tell risk assessment from impact assessment", 3, 4),
    ]
    now = library.current
    library.current = Catalog()
    try:
        paper = downloaded(learner, f"/certificates/{sat.public_code}.pdf?copy=own", tmp_path)
    finally:
        library.current = now
    second = paper.reader.pages[1].extract_text()
    assert "All questions" in second
    assert "6 of 7" in second


def test_only_ones_own_copy_tells_the_result_by_outcome(learner, sat, nobody, tmp_path):
    (row,) = learner.get("/certificates").page.select("main ul.rows > li")
    addresses = [link["href"] for link in row.select("a")]
    plain = f"/certificates/{sat.public_code}.pdf"
    record = f"/attempts/{sat.attempt_id}/record"
    assert addresses[1:] == [record, plain, f"{plain}?copy=own"]
    assert learner.get(record).status == 200
    assert len(downloaded(learner, plain, tmp_path).reader.pages) == 1
    assert len(downloaded(learner, f"{plain}?copy=own", tmp_path).reader.pages) == 2
    own = learner.client.get(f"{plain}?copy=own").headers["content-disposition"]
    assert own.endswith(f'-{sat.public_code}-own-copy.pdf"')
    seen = nobody.get(f"/verify/{sat.public_code}").page.get_text(" ", strip=True)
    assert "3 of 4" not in seen
    assert not any(row.text in seen for row in sat.results)
    assert nobody.get(f"{plain}?copy=own").status == 303


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_nobody_else_gets_ones_own_copy(sat, sign_in, who):
    assert sign_in(who).get(f"/certificates/{sat.public_code}.pdf?copy=own").status == 404


def test_a_certificate_from_before_results_were_kept_is_printed_as_ever(learner, issued, tmp_path):
    assert issued.results == ()
    (row,) = learner.get("/certificates").page.select("main ul.rows > li")
    assert not row.select("a[href*=copy]")
    own = f"/certificates/{issued.public_code}.pdf?copy=own"
    assert len(downloaded(learner, own, tmp_path).reader.pages) == 1


def test_a_corrected_certificate_keeps_the_result(administrator, learner, sat, database):
    form = {"name": "Lena Lerner", "correct_why": "Misspelt"}
    assert administrator.post(f"/admin/certificates/{sat.id}/correct", form).status == 303
    newest = certificates_of(database, learner.user_id)[0]
    assert newest.name == "Lena Lerner"
    assert newest.results == sat.results


def test_an_export_has_the_result_by_outcome(learner, sat):
    kept = json.loads(learner.get("/account/export").text)
    (certificate,) = kept["certificates"]
    assert [(one["right"], one["of"]) for one in certificate["results"]] == [(3, 3), (3, 4)]


def test_the_holder_downloads_the_document(learner, issued, tmp_path):
    response = learner.client.get(f"/certificates/{issued.public_code}.pdf")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"] == (
        f'attachment; filename="certificate-tiny-{issued.public_code}.pdf"'
    )
    words = Paper(response.content, tmp_path).words
    assert "Awarded to Lena Learner" in words
    assert issued.public_code in words


def test_the_code_is_taken_in_any_case_and_without_dashes(learner, issued):
    assert learner.client.get(f"/certificates/{issued.code.lower()}.pdf").status_code == 200


def test_an_administrator_downloads_it_too(administrator, issued):
    assert administrator.client.get(f"/certificates/{issued.public_code}.pdf").status_code == 200


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_for_everybody_else_there_is_no_document(sign_in, issued, who):
    assert sign_in(who).get(f"/certificates/{issued.public_code}.pdf").status == 404


def test_nobody_is_asked_to_sign_in_for_a_document(nobody, issued):
    visit = nobody.get(f"/certificates/{issued.public_code}.pdf")
    assert visit.status == 303
    assert visit.location.startswith("/sign-in?next=/certificates/")


@pytest.mark.parametrize("code", ["CW-2222-2222-2222", "nonsense", "%00", "x" * 3000])
def test_an_invented_code_has_no_document(learner, code):
    assert learner.get(f"/certificates/{code}.pdf").status == 404


def test_a_revoked_certificate_has_no_document(learner, administrator, issued):
    revoke(administrator, issued)
    visit = learner.get(f"/certificates/{issued.public_code}.pdf")
    assert visit.status == 409
    assert not learner.get("/certificates").page.select('main a[href$=".pdf"]')


def test_one_that_has_run_out_keeps_its_document(learner, issued, database, clock):
    run_out(database, issued, clock)
    assert learner.client.get(f"/certificates/{issued.public_code}.pdf").status_code == 200


def run_out(database, issued, clock):
    """As if it had been issued four years ago, because sign-ins end when time passes."""
    with database.session(writing=True) as session:
        session.execute(
            update(Certificate)
            .where(col(Certificate.id) == issued.id)
            .values(
                issued_at=issued.issued_at.replace(year=2022),
                expires_at=issued.expires_at.replace(year=2025),
            )
        )


# Verification


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_anyone_sees_that_a_certificate_is_valid(nobody, issued, htmx):
    visit = nobody.get(f"/verify/{issued.public_code}", htmx=htmx)
    assert visit.status == 200
    assert visit.heading == "Valid"
    assert rows(visit) == {
        "Name": "Lena Learner",
        "Course": "A tiny course",
        "Issued": "23 November 2026",
        "Valid until": "23 November 2029",
        "Content version": "1.2.0",
    }


def test_verification_says_nothing_else_about_the_person(nobody, issued, learner):
    text = nobody.get(f"/verify/{issued.public_code}").text
    # A code may hold the two digits of the score by chance.
    for secret in ("lena@", "85 %", "Decide whether", issued.course_hash, str(learner.user_id)):
        assert secret not in text
    assert str(issued.attempt_id) not in text
    assert str(issued.id) not in text


def test_verification_costs_one_statement(nobody, issued, database):
    with count_statements(database) as sent:
        nobody.get(f"/verify/{issued.public_code}")
    assert len(sent) == 1, sent


def test_a_certificate_that_has_run_out_says_when(nobody, issued, database, clock):
    run_out(database, issued, clock)
    visit = nobody.get(f"/verify/{issued.public_code}")
    assert visit.heading == "Expired"
    assert "23 November 2025" in visit.page.select_one("main .lead").get_text()
    assert rows(visit)["Name"] == "Lena Learner"


def test_a_certificate_is_valid_on_its_last_day_and_not_after(nobody, issued, clock):
    clock.now = issued.expires_at.replace(hour=12)
    assert nobody.get(f"/verify/{issued.public_code}").heading == "Valid"
    clock.advance(days=1)
    assert nobody.get(f"/verify/{issued.public_code}").heading == "Expired"


def test_a_revoked_certificate_says_when_and_keeps_the_reason_to_itself(
    nobody, administrator, issued
):
    revoke(administrator, issued)
    visit = nobody.get(f"/verify/{issued.public_code}")
    assert visit.heading == "Revoked"
    assert "on 23 November 2026" in visit.page.select_one("main .lead").get_text()
    assert "sat the exam" not in visit.text


def test_a_replaced_certificate_tells_neither_the_old_name_nor_the_new(
    nobody, administrator, issued, database, learner
):
    correct(administrator, issued, name="Lena Lerner")
    visit = nobody.get(f"/verify/{issued.public_code}")
    assert visit.heading == "Replaced"
    assert "Lena" not in visit.page.main.get_text()
    new = next(c for c in certificates_of(database, learner.user_id) if c.name == "Lena Lerner")
    assert new.public_code not in visit.text
    assert rows(nobody.get(f"/verify/{new.public_code}"))["Name"] == "Lena Lerner"


def test_a_deleted_account_leaves_a_code_that_says_so(nobody, issued, learner, database):
    learner.post("/account/delete", {"password": PASSWORD, "confirm": "1"})
    with database.session(writing=False) as session:
        assert session.scalar(select(col(User.erased_at))) is not None
    visit = nobody.get(f"/verify/{issued.public_code}")
    assert visit.heading == "Withdrawn"
    assert visit.status == 200
    assert rows(visit) == {}
    assert "Lena" not in visit.text


def test_unknown_codes_are_answered_alike_whatever_is_wrong_with_them(nobody):
    shapes = set()
    for code in ("CW-2222-2222-2222", "nonsense", "CW-0000-0000-0000", "%3Cscript%3E"):
        visit = nobody.get(f"/verify/{code}")
        assert (visit.status, visit.heading) == (404, "Unknown")
        shapes.add(visit.page.select_one("main .lead").get_text())
    assert len(shapes) == 1


def test_what_was_typed_is_shown_as_text(nobody):
    visit = nobody.get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert not visit.page.main.find("script")


def test_a_machine_that_tries_codes_is_stopped_and_real_ones_are_still_answered(nobody, issued):
    statuses = {nobody.get(UNKNOWN).status for _ in range(UNKNOWN_CODES.most)}
    assert statuses == {404}
    assert nobody.get(UNKNOWN).status == 429
    assert nobody.get(f"/verify/{issued.public_code}").heading == "Valid"


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_the_form_asks_for_a_code_and_leads_to_its_page(nobody, issued, htmx):
    form = nobody.get("/verify", htmx=htmx).page.main.form
    assert (form["action"], form.get("method", "get")) == ("/verify", "get")
    assert form.find("label", attrs={"for": "code"})
    visit = nobody.get("/verify", params={"code": f" {issued.code.lower()} "}, htmx=htmx)
    assert visit.location == f"/verify/{issued.public_code}"


@pytest.mark.parametrize("typed", ["", "CW-7K4M", "<b>bold</b>"])
def test_what_is_no_code_comes_back_with_a_message_beside_the_field(nobody, typed):
    visit = nobody.get("/verify", params={"code": typed})
    assert visit.status == 422
    assert "looks like CW-" in said_wrong(visit, "code")
    assert visit.page.find(id="code")["value"] == typed


# Administration


def correct(administrator, issued, *, name="Lena Lerner", why="Misspelt", htmx=None):
    return administrator.post(
        f"/admin/certificates/{issued.id}/correct", {"name": name, "correct_why": why}, htmx=htmx
    )


def revoke(administrator, issued, *, why="Somebody else sat the exam", htmx=None):
    return administrator.post(
        f"/admin/certificates/{issued.id}/revoke", {"revoke_why": why}, htmx=htmx
    )


@pytest.mark.parametrize("who", ["learner", *EVERYBODY_ELSE])
def test_only_administrators_reach_the_administration_of_certificates(
    sign_in, issued, learner, who
):
    browser = learner if who == "learner" else sign_in(who)
    page = f"/admin/certificates/{issued.id}"
    assert browser.get("/admin/certificates").status == 403
    assert browser.get(page).status == 403
    assert correct(browser, issued).status == 403
    assert revoke(browser, issued).status == 403


def test_nobody_reaches_the_administration_of_certificates(nobody, issued):
    assert nobody.get("/admin/certificates").status == 303
    assert revoke(nobody, issued).status == 401


@pytest.mark.parametrize("search", ["", "{code}", "{short}", "lena", "LENA@example", "Learner"])
def test_certificates_are_found_by_code_name_and_address(administrator, issued, search):
    query = search.format(code=issued.public_code, short=issued.code.lower())
    visit = administrator.get("/admin/certificates", params={"q": query})
    found = [link.get_text() for link in visit.page.select("main tbody th a")]
    assert found == [issued.public_code]


def test_a_certificate_is_found_by_its_holders_address_however_many_others_have_one_like_it(
    administrator, issued, database
):
    with database.session(writing=True) as session:
        for n in range(50):  # by name all before the holder
            session.add(
                User(name=f"A{n:03}", email=f"a{n}@example.org", created_at=START, last_seen=START)
            )
    visit = administrator.get("/admin/certificates", params={"q": "example.org"})
    found = [link.get_text() for link in visit.page.select("main tbody th a")]
    assert found == [issued.public_code]


@pytest.mark.parametrize("search", ["otto", "CW-2222-2222-2222", "%", "_", "x" * 60_000])
def test_a_search_without_result_says_so(administrator, issued, search):
    visit = administrator.get("/admin/certificates", params={"q": search})
    assert not visit.page.select("main tbody tr")
    assert search[:100] in visit.page.select_one("main .empty").get_text()


def test_the_list_asks_no_question_a_row(app, database, administrator, learner, sign_in):
    with count_statements(database) as none:
        administrator.get("/admin/certificates")
    for browser in (learner, sign_in("another learner"), sign_in("trainer")):
        earn(app, database, browser.user_id)
    with count_statements(database) as three:
        visit = administrator.get("/admin/certificates")
    assert len(visit.page.select("main tbody tr")) == 3
    assert len(none) == len(three), three


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_a_name_is_corrected_and_the_act_logged(administrator, issued, database, learner, htmx):
    visit = correct(administrator, issued, htmx=htmx)
    assert visit.location.startswith("/admin/certificates?q=CW-")
    shown = administrator.follow(visit)
    (new,) = [link.get_text() for link in shown.page.select("main tbody th a")]
    assert new in shown.page.select_one(".flash").get_text()
    own = learner.get("/certificates").page
    assert f"Replaced by {new}" in own.main.get_text()
    with database.session(writing=False) as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.why) == ("certificate corrected", "Misspelt")
    assert (entry.actor_id, entry.subject_id) == (administrator.user_id, learner.user_id)
    assert "Lena" not in str(entry.details)


@pytest.mark.parametrize(
    ("name", "why", "field", "message"),
    [
        ("", "Misspelt", "name", "Please type your name"),
        ("Lena ☺", "Misspelt", "name", "cannot show"),
        ("Lena Learner", "Misspelt", "name", "stands on it already"),
        ("Lena Lerner", "", "correct_why", "say why"),
        ("Lena Lerner", "x" * 501, "correct_why", "no more than 500"),
    ],
)
def test_a_correction_that_is_refused_comes_back_as_typed(
    administrator, issued, database, learner, name, why, field, message
):
    visit = correct(administrator, issued, name=name, why=why)
    assert visit.status == 422
    assert message in said_wrong(visit, field)
    assert visit.page.find(id="name")["value"] == name
    assert visit.page.find(id="correct_why")["value"] == why
    assert len(certificates_of(database, learner.user_id)) == 1


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_a_certificate_is_revoked_and_the_holder_sees_why(administrator, issued, learner, htmx):
    visit = revoke(administrator, issued, htmx=htmx)
    assert visit.location == f"/admin/certificates/{issued.id}"
    assert not administrator.follow(visit).page.select("main form")
    own = learner.get("/certificates").page.main.get_text()
    assert "Revoked" in own
    assert "Somebody else sat the exam" in own


def test_a_revocation_without_a_reason_is_refused(administrator, issued, nobody):
    visit = revoke(administrator, issued, why=" ")
    assert visit.status == 422
    assert "say why" in said_wrong(visit, "revoke_why")
    assert nobody.get(f"/verify/{issued.public_code}").heading == "Valid"


def test_what_has_ended_cannot_be_changed_again(administrator, issued):
    revoke(administrator, issued)
    assert correct(administrator, issued).status == 409
    assert revoke(administrator, issued).status == 409


def test_an_invented_certificate_is_not_there(administrator):
    page = "/admin/certificates/00000000-0000-7000-8000-000000000000"
    assert administrator.get(page).status == 404
    assert administrator.post(f"{page}/revoke", {"revoke_why": "Because"}).status == 404
