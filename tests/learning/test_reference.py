"""Search, glossary, paths, templates and pictures: what is found, what is downloaded, what stays hidden."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from app.catalog.model import Media
from app.learning.documents import template_document, template_workbook

STATEMENT = "/courses/tiny/first-steps/statement"
WEIGH = "/courses/tiny/second-steps/weigh"


def text(tag):
    return " ".join(tag.get_text(" ").split())


def hits(page):
    return {a["href"] for a in page.select("main ol.rows .item-title a")}


class TestSearch:
    def test_finds_units_terms_templates_and_clauses(self, nobody):
        page = nobody.get("/search?q=scope").page
        assert {"/courses/tiny/first-steps/boundary", "/templates/T01"} <= hits(page)
        assert "/glossary#ai-system" in hits(nobody.get("/search?q=engineered").page)
        assert WEIGH in hits(nobody.get("/search?q=6.1.2").page)

    def test_shows_the_passage_with_what_was_found(self, nobody):
        page = nobody.get("/search?q=criteria").page
        assert [mark.get_text() for mark in page.select("main mark")] == ["criteria"]

    def test_keeps_the_question_in_its_field(self, nobody):
        page = nobody.get('/search?q="><script>').page
        assert page.find(id="q")["value"] == '"><script>'
        assert page.select("main script") == []

    def test_says_when_nothing_is_found(self, nobody):
        assert "Nothing found for “blockchain”" in nobody.get("/search?q=blockchain").text

    @pytest.mark.parametrize("word", ["Slip", "EXPLAINED", "Mistake", "CASETEXT", "vendor"])
    def test_nothing_of_questions_or_stories_is_found(self, word, nobody):
        assert hits(nobody.get(f"/search?q={word}").page) == set()

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 5000, "²", ""])
    def test_a_page_that_there_is_not_is_one_that_there_is(self, page, nobody):
        visit = nobody.get(f"/search?q=scope&page={page}")
        assert visit.status == 200
        assert hits(visit.page)

    def test_follows_the_catalogue(self, nobody, change_module):
        assert hits(nobody.get("/search?q=criteria").page) == {WEIGH}
        change_module("second-steps", status="draft")
        assert hits(nobody.get("/search?q=criteria").page) == set()


class TestGlossary:
    def test_stands_by_letters_with_where_a_term_is_taught(self, nobody):
        page = nobody.get("/glossary").page
        term = page.find(id="ai-system")
        assert text(term.dt) == "AI system"
        assert "ISO/IEC 22989, 3.1.4" in text(term)
        assert term.find("a", href="/courses/tiny/first-steps/boundary")
        assert [a["href"] for a in page.select("nav.letters a")] == ["#letter-A"]

    def test_does_not_lead_to_what_is_not_published(self, nobody, change_module):
        change_module("first-steps", status="draft")
        assert nobody.get("/glossary").page.find(id="ai-system").find("a") is None


class TestPaths:
    def test_tells_what_must_and_should_be_learned(self, nobody):
        page = nobody.get("/paths/practitioner").page
        must = [text(li) for li in page.find(attrs={"aria-labelledby": "must"}).find_all("li")]
        assert must == [
            "Fundamentals 1 First steps 10 min",
            "Fundamentals 2 Weigh a risk One unit of Second steps 1 min",
        ]
        assert text(page.find(id="must").parent) == "11 min Must"
        should = page.find(attrs={"aria-labelledby": "should"})
        assert should.find("a", href="/courses/tiny")

    def test_goes_along_with_what_was_read(self, learner):
        page = learner.get("/paths/practitioner").page
        assert "2 steps, 11 min" in page.text
        assert text(page.select_one("main a.btn")) == "Begin: First steps"
        learner.post(f"{WEIGH}/complete")
        page = learner.get("/paths/practitioner").page
        assert "1 of 2 steps done, 10 min left" in page.text
        assert text(page.select_one("main a.btn")) == "Continue: First steps"
        assert "1 of 2 steps done" in text(learner.get("/paths").page.select_one("main ul.rows"))

    def test_goes_on_within_a_module_that_is_begun(self, learner):
        begin = learner.get("/paths/practitioner").page.select_one("main a.btn")
        assert begin["href"] == "/courses/tiny/first-steps"
        learner.post("/courses/tiny/first-steps/boundary/complete")
        assert learner.get("/paths/practitioner").page.select_one("main a.btn")["href"] == STATEMENT
        learner.post(f"{STATEMENT}/complete")
        page = learner.get("/paths/practitioner").page
        assert page.select_one("main a.btn")["href"] == "/courses/tiny/first-steps/quiz"
        assert "Quiz to pass" in page.find(attrs={"aria-labelledby": "must"}).text

    def test_is_complete_when_all_that_one_must_do_is_done(self, learner, passes):
        for unit in ("first-steps/boundary", "first-steps/statement", "second-steps/weigh"):
            learner.post(f"/courses/tiny/{unit}/complete")
        assert "Path complete" not in learner.get("/paths/practitioner").page.text
        passes(learner.user_id, "first-steps")
        page = learner.get("/paths/practitioner").page
        assert text(page.select_one(".notice")).startswith("Path complete.")
        assert "All 2 steps done" in page.text
        # The rest of the course is what one should do.
        assert text(page.select_one("main a.btn")) == "Continue: A tiny course"
        assert "All 2 steps done" in text(learner.get("/paths").page.select_one("main ul.rows"))

    def test_what_has_changed_since_stays_done(self, learner, change_module, catalog):
        learner.post(f"{WEIGH}/complete")
        unit = replace(catalog.course("tiny").module("second-steps").units[0], hash="other")
        change_module("second-steps", units=(unit,))
        page = learner.get("/paths/practitioner").page
        assert "Changed since you read it" in page.text
        assert "1 of 2 steps done" in page.text

    def test_leaves_out_what_a_reader_cannot_see(self, nobody, change_module):
        change_module("first-steps", status="draft")
        page = nobody.get("/paths/practitioner").page
        assert "First steps" not in page.text
        assert "1 step, 1 min" in page.text

    def test_are_listed_with_their_length(self, nobody):
        line = nobody.get("/paths").page.select_one("main ul.rows li")
        assert text(line) == (
            "2 must · 1 should AI practitioners You build and run the systems. 11 min"
        )


class TestTemplates:
    def test_every_field_says_why_it_is_there(self, nobody):
        page = nobody.get("/templates/T01").page
        fields = [text(row) for row in page.select_one("dl.rows").select(".row")]
        assert fields == [
            "Sites Which sites are inside. ISO/IEC 42001 4.3",
            "Review date When it is looked at again. Good practice",
        ]
        assert page.find(attrs={"aria-current": "page"}).text == "What belongs into it"

    def test_an_example_stands_beside_what_belongs_into_a_template(self, nobody):
        page = nobody.get("/templates/T01").page
        page = nobody.get(page.find("a", string="Filled in: Veltrano")["href"]).page
        fields = [text(row) for row in page.select_one("dl.rows").select(".row")]
        assert fields == ["Sites Utrecht, Lyon and Toronto.", "Review date 30 June 2026."]
        downloads = [a["href"] for a in page.select(".actions a")]
        assert downloads == ["/templates/T01.docx?filled=1", "/templates/T01.docx"]

    def test_a_table_is_shown_filled_in(self, nobody):
        table = nobody.get("/templates/T05?filled=1").page.find("table")
        assert [text(th) for th in table.thead.find_all("th")] == ["Risk", "Owner"]
        assert [text(c) for c in table.tbody.tr.find_all(["th", "td"])] == [
            "R-07 proxy discrimination",
            "Priya",
        ]

    def test_every_download_that_is_offered_is_there(self, nobody):
        offered = set()
        for path in ("/templates", "/templates/T01", "/templates/T05"):
            for link in nobody.get(path).page.select("main a[href*='/templates/T0']"):
                assert nobody.client.get(link["href"]).status_code == 200, link
                offered.add(link["href"])
        files = {address for address in offered if ".docx" in address or ".xlsx" in address}
        assert files == {
            f"/templates/{name}{query}"
            for name in ("T01.docx", "T05.xlsx")
            for query in ("", "?filled=1")
        }

    @pytest.mark.parametrize(
        ("query", "has", "lacks"),
        [
            ("", "Which sites are inside.\nISO/IEC 42001, 4.3", "Utrecht, Lyon and Toronto."),
            ("?filled=1", "Utrecht, Lyon and Toronto.", "Which sites are inside."),
        ],
    )
    def test_a_document_comes_blank_or_filled_in(self, query, has, lacks, nobody):
        response = nobody.client.get(f"/templates/T01.docx{query}")
        lines = [p.text for p in Document(BytesIO(response.content)).paragraphs]
        assert has in lines
        assert lacks not in lines
        name = "T01-filled.docx" if query else "T01.docx"
        assert f'filename="{name}"' in response.headers["content-disposition"]

    def test_a_filled_in_copy_says_that_it_is_an_example(self, nobody):
        response = nobody.client.get("/templates/T01.docx?filled=1")
        lines = [p.text for p in Document(BytesIO(response.content)).paragraphs]
        assert any("Veltrano, a fictional organization" in line for line in lines)

    @pytest.mark.parametrize(
        ("query", "first"), [("", "What may happen"), ("?filled=1", "R-07 proxy discrimination")]
    )
    def test_a_table_comes_blank_or_filled_in(self, query, first, nobody):
        book = load_workbook(BytesIO(nobody.client.get(f"/templates/T05.xlsx{query}").content))
        page = book["Risks"]
        assert [cell.value for cell in page[1]] == ["Risk", "Owner"]
        assert [cell.value for cell in page[2]] == ["ISO/IEC 42001, 6.1.2", "Good practice"]
        assert page["A3"].value == first

    @pytest.mark.parametrize(
        "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "  =cmd|' /C calc'!A0", '=HYPERLINK("x")']
    )
    def test_nothing_in_a_cell_is_computed(self, cell, catalog):
        template = catalog.template("T05")
        section = replace(template.blank[0], title="a/b:c*[d]?" * 9, rows=((cell, "\x07ok"),))
        data = template_workbook(replace(template, blank=(section, section)), filled=False)
        book = load_workbook(BytesIO(data))
        _, first, second = book.sheetnames
        assert len(first) <= 31
        assert first != second
        page = book[first]
        assert (page["A3"].value, page["A3"].data_type) == (cell, "s")
        assert page["A3"].quotePrefix
        assert page["B3"].value == "ok"
        assert not page["A1"].quotePrefix

    def test_a_table_in_a_document_is_a_table(self, catalog):
        template = catalog.template("T05")
        found = Document(BytesIO(template_document(template, filled=True)))
        cells = [[cell.text for cell in row.cells] for row in found.tables[0].rows]
        assert cells == [["Risk", "Owner"], ["R-07 proxy discrimination", "Priya"]]


class TestMedia:
    @pytest.fixture(autouse=True)
    def picture(self, change_catalog):
        media = {
            "courses/tiny/media/a.png": Media(
                "courses/tiny/media/a.png", "abc", "image/png", b"PNG"
            )
        }
        change_catalog(lambda catalog: replace(catalog, media=media))

    def test_is_kept_for_ever_under_its_own_address(self, nobody):
        response = nobody.client.get("/media/abc/courses/tiny/media/a.png")
        assert (response.content, response.headers["content-type"]) == (b"PNG", "image/png")
        assert "immutable" in response.headers["cache-control"]

    def test_under_an_older_address_it_is_not(self, nobody):
        response = nobody.client.get("/media/old/courses/tiny/media/a.png")
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-cache"

    @pytest.mark.parametrize("path", ["..%2fcourse.md", "courses/tiny/course.md", "x"])
    def test_nothing_else_is_served(self, path, nobody):
        assert nobody.client.get(f"/media/abc/{path}").status_code == 404
