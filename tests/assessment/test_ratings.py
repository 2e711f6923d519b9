"""How judges rate: blind, page by page, and nothing that was typed is lost."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update
from sqlmodel import col

from app.assessment import panels, rate_page
from app.assessment.models import StandardItem, StandardRating
from app.assessment.scoring import gives_parts
from app.web.forms import MAX_FIELDS
from tests.assessment.judges import URL, facts, judged_panel, panel, rate, with_bank


def test_judges_see_nothing_of_each_other_until_the_round_is_closed(opened, admin, database):
    rate(opened, database, 37)
    bank = panel(database).items[0].bank
    page = admin.get(f"{URL}/rate/{bank}").page
    assert {field["value"] for field in page.select("input[name^=rating]")} == {""}
    assert "37" not in admin.get(URL).page.main.get_text()
    rate(admin, database, 63)
    opened.post(f"{URL}/close")
    found = facts(admin.get(URL))
    assert found["Cut score"] == "50.0 %"
    assert found["Standard error"].startswith("± 13.0 points")
    assert found["Spread of judges"].startswith("18.4 points")


def test_ratings_are_kept_as_they_are_given_and_can_be_taken_back(opened, database):
    first = panel(database).items[0]
    name, url = f"rating-{first.position}", f"{URL}/rate/{first.bank}"
    assert opened.post(url, {name: "40"}).status == 303
    assert opened.get(url).page.select_one(f"#{name}")["value"] == "40"
    opened.post(url, {name: ""})
    assert opened.get(url).page.select_one(f"#{name}")["value"] == ""


@pytest.mark.parametrize("typed", ["101", "-1", "x", "5.5", "٣", "9" * 400])
def test_what_is_no_rating_is_refused_and_the_rest_is_kept(opened, database, typed):
    bank = panel(database).items[0].bank
    one, other = (i.position for i in panel(database).items[:2])
    visit = opened.post(f"{URL}/rate/{bank}", {f"rating-{one}": typed, f"rating-{other}": "55"})
    assert visit.status == 422
    assert visit.page.select_one(f"#rating-{one}")["value"] == typed
    assert visit.page.select_one(f"#rating-{one}")["aria-invalid"] == "true"
    said = visit.page.select_one(f".errors a[href='#rating-{one}']").get_text()
    assert said == "Question 1: please type a whole number from 0 to 100"
    with database.session(writing=False) as session:
        rows = session.execute(select(col(StandardRating.position), col(StandardRating.value)))
        assert rows.all() == [(other, 55)]


def test_a_page_of_an_earlier_round_changes_nothing_in_this_one(opened, admin, database):
    judged_panel(opened, admin, database)
    assert opened.post(f"{URL}/again").status == 303
    first = panel(database).items[0]
    url = f"{URL}/rate/{first.bank}"
    page = opened.get(url).page
    assert page.select_one("input[name=round]")["value"] == "2"
    late = {"round": "1", f"rating-{first.position}": "1"}
    assert opened.post(url, late).status == 409
    assert opened.post(f"{URL}/close", {"round": "1"}).status == 409
    assert opened.get(url).page.select_one(f"#rating-{first.position}")["value"] == "60"


def test_ratings_that_come_too_late_are_given_back_as_they_were_typed(opened, admin, database):
    first = panel(database).items[0]
    url, name = f"{URL}/rate/{first.bank}", f"rating-{first.position}"
    form = opened.get(url).page.select_one("main form")
    late = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    late[name] = "33"

    def given_back():
        visit = opened.post(url, late)
        assert visit.status == 409
        assert visit.page.select_one(f"#{name}")["value"] == "33"
        return visit.page.select_one(".errors p").get_text(), visit.page.select("main form button")

    judged_panel(opened, admin, database)
    why, buttons = given_back()
    assert "This round is closed." in why
    assert not buttons
    opened.post(f"{URL}/again")
    why, buttons = given_back()
    assert "Meanwhile round 2 has begun." in why
    assert buttons
    admin.post(f"{URL}/end")
    opened.post(URL, {"candidate": "Somebody else"})
    why, buttons = given_back()
    assert "Meanwhile this panel has ended." in why
    assert not buttons
    assert opened.get(url).page.select_one(f"#{name}")["value"] == ""


def test_a_bank_with_more_questions_than_a_form_has_fields_is_rated_page_by_page(
    trainer, admin, database, app, library
):
    some = next(
        q
        for q in library.current.course("tiny").module("first-steps").bank.questions
        if q.pool == "exam" and not q.case_id
    )
    many = tuple(
        replace(
            some, id=f"q-{n:03}", item_hash=f"i{n}", snapshot_hash=f"s{n}", difficulty=n % 3 + 1
        )
        for n in range(MAX_FIELDS + 20)
    )
    with_bank(app, library, questions=many, cases=())
    trainer.post(URL, {"candidate": "Reads a clause and applies it"})
    url = address = f"{URL}/rate/first-steps"
    pages = 0
    while address.startswith(url):
        page = trainer.get(address).page
        names = [field["name"] for field in page.select("input[name^=rating]")]
        assert 0 < len(names) <= 50
        form = page.select_one("main form")
        data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
        button = form.select_one("button")
        data |= {button["name"]: button["value"]} if button.get("name") else {}
        saved = trainer.post(form["action"], data | dict.fromkeys(names, "60"))
        assert saved.status == 303
        pages += 1
        address = saved.location
    assert (pages, address) == (11, URL)
    rows = [row.get_text() for row in trainer.get(URL).page.select("#banks, .rows .num")]
    assert f"{len(many)} of {len(many)}" in rows
    back = trainer.get(f"{url}?page=2").page
    assert "520 of 520 rated" in back.main.get_text()
    # What leads to another page keeps what was typed.
    assert not [a["href"] for a in back.main.select("a") if "page=" in a["href"]]
    assert [b.get_text() for b in back.select("main form button")] == [
        "Save and go on",
        "Save and go back",
    ]
    assert back.select("section[aria-label^='Question'] .margin b")[0].get_text() == "51"
    wrong = trainer.post(url, {"rating-51": "x", "rating-52": "5", "then": "back"})
    assert wrong.status == 422
    assert "page 2 of 11" in wrong.page.select_one(".margin").get_text(" ")
    first = trainer.post(url, {"rating-51": "", "then": "back"})
    assert first.location == f"{url}?page=1"
    links = [link["href"] for link in trainer.get(URL).page.select(".rows .item-title a")]
    assert links[0] == f"{url}?page=2"


def test_the_text_of_a_case_stands_once_above_its_questions(opened, library):
    case = library.current.course("tiny").module("second-steps").bank.cases[0]
    page = opened.get(f"{URL}/rate/second-steps").page
    shown = [part["aria-label"] for part in page.select("main form section")]
    at = shown.index(f"The case: {case.title}")
    assert shown.count(f"The case: {case.title}") == 1
    numbers = [one.select_one(".margin b").get_text() for one in page.select("main form section")]
    assert shown[at + 1 : at + 1 + len(case.questions)] == [
        f"Question {number}" for number in numbers[at + 1 : at + 1 + len(case.questions)]
    ]
    text = page.select_one(f"section[aria-label='The case: {case.title}'] .case-set")
    assert " ".join(text.get_text().split()).endswith(
        " ".join(BeautifulSoup(case.html, "html.parser").get_text().split())
    )


def test_judges_are_asked_for_the_mean_share_where_an_answer_can_be_right_in_part(
    trainer, database, app, library
):
    questions = library.current.course("tiny").module("first-steps").bank.questions
    asked = tuple(replace(q, pool="exam") if q.type == "open" else q for q in questions)
    with_bank(app, library, questions=asked)
    trainer.post(URL, {"candidate": "Reads a clause and applies it"})
    found = panel(database)
    with database.session(writing=False) as session:
        questions = panels.questions_of(session, found)
    in_parts = set()
    for bank in dict.fromkeys(item.bank for item in found.items):
        page = trainer.get(f"{URL}/rate/{bank}").page
        here = [item for item in found.items if item.bank == bank]
        for number, item in enumerate(here, start=1):
            label = page.select_one(f"label[for=rating-{item.position}]").get_text()
            parts = gives_parts(questions[item.position])
            asks = (
                "of a hundred points for it, how many would such a person get on average?"
                if parts
                else "how many of the hundred would answer it right?"
            )
            assert label == f"Question {number}: {asks}"
            in_parts.add(parts)
    assert in_parts == {True, False}


def test_judges_are_told_which_questions_have_changed_since_the_panel_opened(opened, app, library):
    url = f"{URL}/rate/first-steps"
    assert "has changed since" not in opened.get(url).page.main.get_text()
    questions = library.current.course("tiny").module("first-steps").bank.questions
    asked = [q.id for q in questions if q.pool == "exam"]
    edited = tuple(
        replace(q, stem_html="<p>Other</p>", item_hash="new") if q.id == asked[0] else q
        for q in questions
        if q.id != asked[1]
    )
    with_bank(app, library, questions=edited)
    page = opened.get(url).page
    told = [
        part["aria-label"]
        for part in page.select("section[aria-label^=Question]")
        if "has changed since" in part.get_text()
    ]
    assert told == ["Question 1", "Question 2"]
    # It is shown as the panel holds it.
    assert "Other" not in [stem.get_text(strip=True) for stem in page.select(".stem")]


def test_judges_read_a_case_as_it_was_when_the_panel_opened(opened, app, library, database):
    url = f"{URL}/rate/second-steps"
    bank = library.current.course("tiny").module("second-steps").bank
    case, *others = bank.cases
    edited = replace(case, html="<p>Another text altogether.</p>", hash="new")
    with_bank(app, library, slug="second-steps", cases=(edited, *others))
    text = opened.get(url).page.select_one(f"section[aria-label='The case: {case.title}']")
    assert "This case has changed since the panel opened." in text.get_text()
    assert "Another text" not in text.get_text()
    with database.session(writing=True) as session:
        session.execute(update(StandardItem).values(case_hash=None))  # as before this was kept
    text = opened.get(url).page.select_one(f"section[aria-label='The case: {case.title}']")
    assert "changed" not in text.get_text()
    assert "Another text" in text.get_text()


def test_judges_read_a_cloze_with_its_gaps_and_as_text(library):
    bank = library.current.course("tiny").module("first-steps").bank
    cloze = next(question for question in bank.questions if question.type == "cloze")
    cloze = replace(cloze, stem_html="<p>Lead-in</p>", stem_text="A < b, then a gap")
    assert rate_page._stem(cloze) == "<p>A &lt; b, then a gap</p>"


def test_a_judges_ratings_are_in_their_export(opened, database):
    rate(opened, database, 44)
    exported = opened.get("/account/export").response.json()["ratings_as_judge"]
    assert {row["per_cent"] for row in exported} == {44}
    assert len(exported) == len(panel(database).items)
