"""Worksheets and checklists: what is kept, what is too long, and what comes out as a document."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from app.learning.documents import worksheet_document
from app.learning.sheets import MAX_FIELD, written
from tests.support.clock import START

UNIT = "/courses/tiny/first-steps/statement"
SHEET = f"{UNIT}/worksheets/scope-statement"
LIST = f"{UNIT}/checklists/readiness"
TEXT = "Utrecht & Lyon\n<b>and</b> Toronto"


def sheet(page):
    return page.find(id="worksheet-scope-statement")


def values(browser):
    return [
        field.text.removeprefix("\n")
        for field in sheet(browser.get(UNIT).page).find_all("textarea")
    ]


def document(browser, path=f"{SHEET}.docx"):
    response = browser.client.get(path)
    assert response.status_code == 200
    return response, Document(BytesIO(response.content))


def lines(document):
    return [paragraph.text for paragraph in document.paragraphs]


class TestWorksheet:
    def test_is_empty_at_first(self, nobody):
        page = nobody.get(UNIT).page
        assert values(nobody) == ["", ""]
        assert "Not yet saved" in sheet(page).text
        for field in sheet(page).find_all("textarea"):
            assert page.find("label", attrs={"for": field["id"]})
            assert field["maxlength"] == str(MAX_FIELD)

    def test_keeps_what_was_written_as_it_was_written(self, nobody):
        visit = nobody.post(SHEET, {"sites": TEXT, "systems": "  AskVelt  "})
        assert (visit.status, visit.location) == (303, f"{UNIT}#worksheet-scope-statement")
        assert values(nobody) == [TEXT, "  AskVelt  "]

    def test_a_field_that_is_not_sent_stays(self, learner):
        learner.post(SHEET, {"sites": "Utrecht", "systems": "AskVelt"})
        learner.post(SHEET, {"systems": "ShiftWise"})
        assert values(learner) == ["Utrecht", "ShiftWise"]

    def test_a_field_can_be_emptied(self, learner):
        learner.post(SHEET, {"sites": "Utrecht"})
        learner.post(SHEET, {"sites": ""})
        assert values(learner) == ["", ""]

    def test_htmx_gets_the_time_in_the_readers_zone(self, learner, database):
        from sqlmodel import select

        from app.accounts.models import User

        with database.session(writing=True) as session:
            session.exec(select(User)).one().time_zone = "Asia/Ho_Chi_Minh"
        visit = learner.post(SHEET, {"sites": "Utrecht"}, htmx="partial")
        roots = [tag for tag in visit.page.children if tag.name]
        assert [root["id"] for root in roots] == ["worksheet-scope-statement-saved"]
        assert roots[0].text == roots[0]["data-say"] == "Saved 16:00"

    def test_a_whole_page_asked_for_by_htmx_is_led_back(self, learner):
        assert learner.post(SHEET, {"sites": "x"}, htmx="full").status == 303

    def test_says_the_day_when_it_was_not_today(self, learner, clock):
        learner.post(SHEET, {"sites": "Utrecht"})
        assert "Saved 09:00" in sheet(learner.get(UNIT).page).text
        clock.advance(days=2)
        assert "Saved 23 November 2026" in sheet(learner.get(UNIT).page).text

    def test_too_much_comes_back_with_the_message_beside_its_field(self, learner):
        learner.post(SHEET, {"sites": "before"})
        visit = learner.post(SHEET, {"sites": "x" * (MAX_FIELD + 2), "systems": "AskVelt"})
        assert visit.status == 422
        field = sheet(visit.page).find("textarea", attrs={"name": "sites"})
        assert field["aria-invalid"] == "true"
        error = visit.page.find(id=field["aria-describedby"].split()[0])
        assert "2 characters too long" in error.text
        assert len(field.text.strip()) == MAX_FIELD + 2
        assert values(learner) == ["before", ""]

    def test_too_much_by_htmx_replaces_the_sheet(self, learner):
        visit = learner.post(SHEET, {"sites": "x" * (MAX_FIELD + 1)}, htmx="partial")
        assert visit.status == 422
        assert visit.headers["hx-retarget"] == "#worksheet-scope-statement"
        roots = [tag for tag in visit.page.children if tag.name]
        assert [root["id"] for root in roots] == ["worksheet-scope-statement"]

    def test_a_field_that_it_does_not_have_is_not_kept(self, learner):
        learner.post(SHEET, {"sites": "x", "invented": "y"})
        assert learner.post(f"{UNIT}/worksheets/none", {"sites": "x"}).status == 404
        assert "y" not in values(learner)

    def test_of_one_person_is_not_that_of_another(self, sign_in):
        sign_in("learner").post(SHEET, {"sites": "mine"})
        other = sign_in("another learner")
        assert values(other) == ["", ""]
        assert "mine" not in lines(document(other)[1])

    @pytest.mark.parametrize("kept", [None, {}, {"fields": []}, {"fields": {"a": 3}}])
    def test_a_state_that_makes_no_sense_is_no_text(self, kept):
        assert written(kept) == {}


class TestDocument:
    def test_holds_title_labels_hints_and_text(self, learner):
        learner.post(SHEET, {"sites": TEXT})
        response, found = document(learner)
        assert 'filename="scope-statement.docx"' in response.headers["content-disposition"]
        assert response.headers["cache-control"] == "no-store"
        text = lines(found)
        assert text[0] == "Scope statement"
        assert "Lena Learner, 23 November 2026" in text
        assert text.index("Organization and sites") < text.index("Utrecht & Lyon")
        assert "<b>and</b> Toronto" in text
        assert "Which legal entities and sites, and why these?" in text

    def test_is_blank_for_whoever_has_not_written(self, nobody):
        text = lines(document(nobody)[1])
        assert "AI systems" in text
        assert "set-cookie" not in nobody.get(f"{SHEET}.docx").headers

    def test_what_a_document_cannot_hold_is_left_out(self, catalog):
        block = next(
            part
            for part in catalog.courses[0].module("first-steps").unit("statement").parts
            if part.kind == "worksheet"
        )
        odd = "a\x00b\x0bc\x1bd\ud800e\ufffef\tg\n\U0001f600 Hà"
        data = worksheet_document(
            block, {"sites": odd}, where="x\x08y", name="N\x01 & <n>", now=START
        )
        text = lines(Document(BytesIO(data)))
        assert "abcdef\tg" in text
        assert "\U0001f600 Hà" in text
        assert "xy" in text
        assert "N & <n>, 23 November 2026" in text


class TestChecklist:
    def ticked(self, browser):
        found = browser.get(UNIT).page.find(id="checklist-readiness")
        return [field["value"] for field in found.select("input[checked]")]

    def test_keeps_the_ticks(self, nobody):
        visit = nobody.post(LIST, {"done": ["sites-listed"]})
        assert (visit.status, visit.location) == (303, f"{UNIT}#checklist-readiness")
        assert self.ticked(nobody) == ["sites-listed"]

    def test_by_htmx_says_how_many(self, learner):
        visit = learner.post(LIST, {"done": ["sites-listed", "roles-set"]}, htmx="partial")
        roots = [tag for tag in visit.page.children if tag.name]
        assert [root["id"] for root in roots] == ["checklist-readiness-saved"]
        assert roots[0].text == "2 of 2"

    def test_a_whole_page_asked_for_by_htmx_is_led_back(self, learner):
        assert learner.post(LIST, {"done": "roles-set"}, htmx="full").status == 303

    def test_ticks_can_be_taken_away(self, learner):
        learner.post(LIST, {"done": ["sites-listed", "roles-set"]})
        learner.post(LIST, {})
        assert self.ticked(learner) == []

    def test_items_that_it_does_not_have_are_not_kept(self, learner):
        visit = learner.post(LIST, {"done": ["invented", "roles-set"]}, htmx="partial")
        assert "1 of 2" in visit.text
        assert self.ticked(learner) == ["roles-set"]

    def test_of_one_person_is_not_that_of_another(self, sign_in):
        sign_in("learner").post(LIST, {"done": "roles-set"})
        assert self.ticked(sign_in("another learner")) == []

    def test_the_newest_save_counts(self, learner, clock):
        learner.post(LIST, {"done": "roles-set"})
        clock.now += timedelta(seconds=1)
        learner.post(LIST, {"done": "sites-listed"})
        assert self.ticked(learner) == ["sites-listed"]
