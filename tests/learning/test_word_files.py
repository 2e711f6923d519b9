"""Documents and spreadsheets as they are handed out: paper, boxes, heads that repeat, lists, page numbers."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from app.catalog.model import Basis, TemplateColumn
from app.learning.documents import template_document, template_workbook
from app.learning.rich_text import paragraphs_of
from app.learning.word_files import WordFile
from app.learning.workbooks import Table, workbook


def opened(data):
    return Document(BytesIO(data))


def said(paragraphs):
    return [(p.kind, p.level, p.text) for p in paragraphs]


class TestRichText:
    def test_paragraphs_and_lists_are_told_apart(self):
        html = "<p>One <em>two</em>\n three</p><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>"
        assert said(paragraphs_of(html)) == [
            ("text", 0, "One two three"),
            ("bullet", 0, "a"),
            ("bullet", 1, "b"),
            ("number", 0, "c"),
        ]

    def test_an_item_with_paragraphs_begins_with_its_first(self):
        html = "<ol><li><p>one</p><p>more</p></li><li>two</li></ol><ol><li>again</li></ol>"
        found = paragraphs_of(html)
        assert [p.text for p in found] == ["one", "more", "two", "again"]
        assert [p.starts for p in found] == [True, False, False, True]

    def test_emphasis_stays_and_markup_does_not(self):
        (one,) = paragraphs_of('<p>a <strong>b</strong> &lt;c&gt; <a href="/x">d</a><br>e</p>')
        assert one.text == "a b <c> d\ne"
        assert [run.text for run in one.runs if run.bold] == ["b"]

    @pytest.mark.parametrize("html", ["", "<p></p>", "text", "</ul></li>", "<li>", "<p>a<p>b"])
    def test_whatever_it_is_given_is_read(self, html):
        assert all(paragraph.text for paragraph in paragraphs_of(html))


class TestDocument:
    def test_blank_has_a_box_under_every_field(self, catalog):
        template = catalog.template("T01")
        document = opened(template_document(template, filled=False))
        assert len(document.tables) == sum(len(s.fields) for s in template.blank)
        assert opened(template_document(template, filled=True)).tables == []

    def test_is_a4_with_its_title_and_the_number_of_the_page(self, catalog):
        document = opened(template_document(catalog.template("T01"), filled=True))
        (section,) = document.sections
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        footer = section.footer._element
        assert "Veltrano is fictional" in "".join(footer.itertext())
        codes = [e.text for e in footer.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]

    def test_lists_of_an_example_stay_lists(self, catalog):
        template = catalog.template("T01")
        section = template.filled[0]
        field = replace(section.fields[0], html="<ol><li>one</li><li>two</li></ol>")
        changed = replace(template, filled=(replace(section, fields=(field, field)),))
        document = opened(template_document(changed, filled=True))
        items = [p for p in document.paragraphs if p.style.name == "List Number"]
        assert [p.text for p in items] == ["one", "two", "one", "two"]
        # The second list begins at 1 again.
        numbers = {p._p.pPr.numPr.numId.val for p in (items[0], items[2])}
        assert len(numbers) == 2

    def test_a_wide_table_lies_across_with_a_head_on_every_page(self, catalog):
        template = catalog.template("T05")
        column = TemplateColumn("Name", Basis("practice"))
        wide = replace(template.blank[0], columns=(column,) * 9, rows=(("x",) * 9,) * 3)
        document = opened(template_document(replace(template, blank=(wide,)), filled=False))
        assert [s.orientation for s in document.sections] == [
            WD_ORIENT.PORTRAIT,
            WD_ORIENT.LANDSCAPE,
            WD_ORIENT.PORTRAIT,
        ]
        head = document.tables[0].rows[0]
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert head.cells[0].text == "Name\nGood practice"

    def test_elements_stand_in_the_order_that_word_processors_demand(self):
        file = WordFile("A title", "a footer")
        file.box()
        file.table(["a", "b"], [["1", "2"]])
        document = opened(file.data())
        order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook"]
        for table in document.tables:
            names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
            assert names == sorted(names, key=order.index)
        title = document.styles["Title"].element.pPr
        names = [child.tag.rpartition("}")[2] for child in title]
        assert names.index("pBdr") < names.index("spacing")


class TestWorkbook:
    def test_first_sheet_says_what_it_is_and_what_is_fictional(self, catalog):
        data = template_workbook(catalog.template("T05"), filled=True)
        about = [row[0].value for row in load_workbook(BytesIO(data))["About"]]
        assert about[0] == "T05 Risk register"
        assert "Veltrano, a fictional organization" in about[1]
        assert any("asks for it" in line for line in about)

    def test_prints_across_with_its_head_on_every_page(self, catalog):
        page = load_workbook(BytesIO(template_workbook(catalog.template("T05"), filled=False)))[
            "Risks"
        ]
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$1:$2"
        assert page.freeze_panes == "A3"
        assert "T05 Risk register" in page.oddFooter.left.text
        assert "&P" in page.oddFooter.right.text

    def test_blank_has_room_below_the_example_and_the_example_has_none(self, catalog):
        template = catalog.template("T05")
        blank, filled = (
            load_workbook(BytesIO(template_workbook(template, filled=filled)))["Risks"]
            for filled in (False, True)
        )
        assert blank.max_row > 20
        assert filled.max_row == 3
        assert blank.cell(20, 1).border.left.style == "thin"

    def test_columns_are_as_wide_as_their_words_and_give_way_where_there_are_many(self):
        rows = [["R-1", "word " * 60] + ["a short text"] * 16]
        columns = ["No.", "Long"] + ["Column"] * 16
        page = load_workbook(BytesIO(workbook("x", (), [Table("t", columns, rows)], "x")))["t"]
        widths = [column.width for column in page.column_dimensions.values()]
        assert widths[0] < widths[1]
        assert sum(widths) <= 320
        assert page.row_dimensions[2].height > 2 * page.row_dimensions[1].height

    def test_an_ampersand_in_a_title_is_no_code_of_the_footer(self):
        data = workbook("x", (), [Table("t", ["a"], [])], "Q&A &P")
        assert load_workbook(BytesIO(data))["t"].oddFooter.left.text == "Q&&A &&P. t"
