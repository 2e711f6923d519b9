"""The crosswalk: what is found in it, on what each pair rests, where it leads, and as which files."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from app.learning.crosswalk_files import crosswalk_csv, crosswalk_workbook
from app.learning.crosswalk_filter import Wanted, rows_for
from app.learning.crosswalk_view import led_rows
from tests.support.statements import count_statements

WEIGH = "/courses/tiny/second-steps/weigh"


def text(tag):
    return " ".join(tag.get_text(" ").split())


def numbers(page):
    return [row["id"] for row in page.select("li.pairing")]


def paired(page, number):
    """Framework → lines of places with what they rest on, as they are read."""
    row = page.find(id=number)
    return {
        text(part.dt): [text(line) for line in part.find_all("dd")]
        for part in row.select("dl.paired > div")
    }


class TestPage:
    def test_stands_by_the_sections_of_the_standard(self, nobody):
        page = nobody.get("/crosswalk").page
        assert numbers(page) == ["4.3", "6.1.2", "7.5.1", "A.5.2"]
        assert [text(h) for h in page.select("#crosswalk h2")] == [
            "Context of the organization",
            "Planning",
            "Support",
            "Assessing impacts of AI systems",
        ]
        assert text(page.select_one(".found")).startswith("4 rows")

    def test_says_of_every_pair_what_it_rests_on_with_primary_ones_first(self, nobody):
        page = nobody.get("/crosswalk").page
        assert paired(page, "A.5.2") == {
            "EU AI Act": ["Art. 27(1) Editorial"],
            "NIST AI RMF": ["MAP 1.1 ; also MAP 3.1 NIST crosswalk"],
        }
        assert page.find(id="A.5.2").select_one("dd b").get_text() == "MAP 1.1"
        assert paired(page, "6.1.2")["EU AI Act"] == ["Art. 9(2) CSA"]

    def test_says_which_pair_is_uncertain_and_why(self, nobody):
        assert paired(nobody.get("/crosswalk").page, "4.3")["NIST AI RMF"] == [
            "MAP 3.3 (uncertain) NIST crosswalk",
            "GOVERN 1.1 Editorial",
            "MAP 3.3: Its line contradicts itself.",
        ]

    def test_says_first_what_has_to_be_known(self, nobody):
        page = nobody.get("/crosswalk").page
        notice = text(page.select_one(".notice"))
        assert "A teaching aid and no statement of equivalence." in notice
        assert "23 November 2026" in notice
        bases = page.find(id="bases").find_parent().find_next("dl")
        assert "Published and not endorsed." in text(bases)
        assert bases.find("a", href="https://example.org/nist.pdf")

    def test_leads_to_units_and_to_the_templates_that_there_are(self, nobody):
        page = nobody.get("/crosswalk").page
        assert page.find(id="A.5.2").find("a", href=WEIGH)
        links = [a["href"] for a in page.find(id="4.3").select(".leads a")]
        assert "/templates/T01" in links
        assert "/templates/T22" not in links
        assert page.find(id="7.5.1").select(".leads a") == []

    def test_leads_to_nothing_that_is_not_published(self, nobody, change_module):
        change_module("second-steps", status="draft")
        page = nobody.get("/crosswalk").page
        assert page.find("a", href=WEIGH) is None
        assert "A.5.2" in numbers(page)

    def test_asks_the_database_for_nothing(self, database, nobody):
        nobody.get("/crosswalk")
        with count_statements(database) as sent:
            nobody.get("/crosswalk?q=risk")
        assert sent == [], str(sent)

    def test_says_so_where_there_is_none(self, nobody, change_catalog):
        change_catalog(lambda catalog: replace(catalog, crosswalk=None))
        visit = nobody.get("/crosswalk")
        assert (visit.status, visit.heading) == (200, "Crosswalk")
        assert nobody.get("/crosswalk.csv").status == 404
        assert nobody.get("/crosswalk.xlsx").status == 404

    def test_is_led_to_from_the_units_that_teach_a_row(self, nobody):
        tools = nobody.get(WEIGH).page.select(".tools a")
        assert ("/crosswalk#6.1.2", "6.1.2 in other frameworks") in [
            (a["href"], text(a)) for a in tools
        ]
        assert ("/crosswalk#A.5.2", "A.5.2 in other frameworks") in [
            (a["href"], text(a)) for a in tools
        ]


class TestFilter:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("part=clauses", ["4.3", "6.1.2", "7.5.1"]),
            ("part=controls", ["A.5.2"]),
            ("part=6", ["6.1.2"]),
            ("part=A.5", ["A.5.2"]),
            ("framework=nist-ai-rmf", ["4.3", "A.5.2"]),
            ("framework=nist-ai-rmf&part=clauses", ["4.3"]),
            ("part=A.99&framework=none", ["4.3", "6.1.2", "7.5.1", "A.5.2"]),
            ("q=6.1", ["6.1.2"]),
            ("q=6.1.", ["6.1.2"]),
            ("q=a.5", ["A.5.2"]),
            ("q=art.+9", ["6.1.2"]),
            ("q=GOVERN+1.1", ["4.3"]),
            ("q=govern", ["4.3"]),
            ("q=general+docum", ["7.5.1"]),
            ("q=Weigh", ["6.1.2", "A.5.2"]),
            ("q=scoped", ["4.3"]),
            ("q=nist", ["4.3", "A.5.2"]),
            ("q=nist&framework=iso27001", []),
            ("q=zebra", []),
            ("q=%5B(*", []),
        ],
    )
    def test_finds_by_part_framework_and_words(self, query, found, nobody):
        assert numbers(nobody.get(f"/crosswalk?{query}").page) == found

    def test_keeps_what_was_asked_and_shows_one_framework_alone(self, nobody):
        page = nobody.get("/crosswalk?q=scope&part=4&framework=nist-ai-rmf").page
        form = page.select_one("main form")
        assert form.find(id="words")["value"] == "scope"
        chosen = [option["value"] for option in form.select("option[selected]")]
        assert chosen == ["4", "nist-ai-rmf"]
        assert list(paired(page, "4.3")) == ["NIST AI RMF"]
        assert "1 of 4 rows" in text(page.select_one(".found"))

    def test_what_was_typed_is_text(self, nobody):
        page = nobody.get('/crosswalk?q="><script>alert(1)</script>').page
        assert page.select("main script") == []
        assert "No clause or control has all of that" in text(page.find(id="crosswalk"))

    def test_htmx_gets_the_rows_alone(self, nobody):
        visit = nobody.get("/crosswalk?q=scope", htmx="partial")
        roots = [tag for tag in visit.page.children if getattr(tag, "name", None)]
        assert [root["id"] for root in roots] == ["crosswalk"]
        assert roots[0]["data-say"] == "1 of 4 rows"
        assert nobody.get("/crosswalk?q=scope", htmx="full").page.find("h1")

    def test_a_number_is_a_clause_first_and_a_place_elsewhere_second(self, catalog):
        crosswalk = catalog.crosswalk
        row = crosswalk.rows[0]
        pair = replace(row.pairs[0], ref="7.5.1.9")
        changed = replace(crosswalk, rows=(replace(row, pairs=(pair,)), *crosswalk.rows[1:]))

        def found(words):
            return [row.number for row in rows_for(changed, Wanted(words=words), {})]

        assert found("7.5.1") == ["7.5.1"]
        assert found("7.5.1.9") == ["4.3"]
        assert found("5.1.9") == []


class TestFiles:
    def test_csv_has_a_line_for_each_pair_that_was_found(self, nobody):
        response = nobody.client.get("/crosswalk.csv?framework=nist-ai-rmf&q=scope")
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="crosswalk.csv"' in response.headers["content-disposition"]
        assert response.content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
        assert [(x["ISO/IEC 42001"], x["Place"], x["Basis"]) for x in lines] == [
            ("Clause 4.3", "MAP 3.3", "NIST crosswalk"),
            ("Clause 4.3", "GOVERN 1.1", "Editorial"),
        ]
        assert [x["Used in the courses"] for x in lines] == ["yes", ""]
        assert lines[0]["Doubt"] == "Its line contradicts itself."
        assert lines[0]["Taught in"] == (
            "A tiny course: Where the boundary runs; A tiny course: Write the statement"
        )

    def test_csv_has_nothing_that_a_spreadsheet_computes_or_takes_for_a_date(self, nobody):
        text = nobody.client.get("/crosswalk.csv?q=4.3").content.decode("utf-8-sig")
        cells = [cell for line in csv.reader(StringIO(text)) for cell in line]
        assert "'=The Act cannot be scoped out." in cells
        assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
        assert not [cell for cell in cells if cell.replace(".", "").isdigit()]
        assert "Clause 4.3" in cells

    def test_workbook_has_the_rows_the_pairs_and_what_has_to_be_known(self, nobody):
        response = nobody.client.get("/crosswalk.xlsx?part=4")
        book = load_workbook(BytesIO(response.content))
        assert book.sheetnames == ["About", "Clauses and controls", "Pairs"]
        about = "\n".join(str(row[0].value) for row in book["About"])
        for said in ("A teaching aid", "Published and not endorsed.", "2026-11-23", "As amended."):
            assert said in about
        head, only = book["Clauses and controls"].iter_rows(values_only=True)
        row = dict(zip(head, only, strict=True))
        assert row["ISO/IEC 42001"] == "Clause 4.3"
        assert row["NIST AI RMF"] == "MAP 3.3 (uncertain) [NIST crosswalk]\nGOVERN 1.1 [Editorial]"
        assert len(list(book["Pairs"])) == 5

    def test_nothing_in_the_workbook_is_computed(self, catalog):
        rows = led_rows(catalog, catalog.crosswalk, Wanted(part="4"))
        data = crosswalk_workbook(catalog.crosswalk, Wanted(part="4"), rows, "x")
        cells = [cell for page in load_workbook(BytesIO(data)) for line in page for cell in line]
        (note,) = {cell.data_type for cell in cells if str(cell.value).startswith("=The Act")}
        assert note == "s"

    def test_every_pair_of_the_catalogue_leaves_with_its_basis(self, catalog):
        rows = led_rows(catalog, catalog.crosswalk, Wanted())
        data = crosswalk_csv(catalog.crosswalk, Wanted(), rows).decode("utf-8-sig")
        lines = list(csv.DictReader(StringIO(data)))
        assert len(lines) == sum(len(row.pairs) for row in catalog.crosswalk.rows)
        assert all(line["Basis"] for line in lines)
