"""Decides how documents for a word processor look: paper, type, boxes to write in, tables, page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

from app.learning.rich_text import Paragraph
from app.learning.workbooks import printable

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Petrol, ink, paper and rules, as on the pages.
_HEAD, _INK, _QUIET, _RULE, _SUNK = "0F5257", "121717", "616662", "BAB4A3", "F3EEE4"
_FONT: Final = "Calibri"
# A table of more columns lies across the page.
_UPRIGHT: Final = 5
# The line, in millimetres: A4 less the margins.
_MEASURE: Final = 160
_AFTER_BORDERS: Final = (
    "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl",
)  # fmt: skip
_LIST_STYLES: Final = {"bullet": "List Bullet", "number": "List Number"}


class WordFile:
    """A document that is written from its beginning to its end; `footer` stands below every page."""

    def __init__(self, title: str, footer: str) -> None:
        from docx import Document  # noqa: PLC0415  (large, and needed by downloads alone)

        self._document: Any = Document()
        properties = self._document.core_properties
        properties.title = printable(title)
        properties.author = properties.comments = ""
        _set_paper(self._document.sections[0], across=False)
        _set_styles(self._document)
        _write_footer(self._document.sections[0], footer, self._document.styles["Foot"])
        self._document.add_heading(printable(title), level=0)

    def heading(self, text: str, level: int) -> None:
        self._document.add_heading(printable(text), level=level)

    def say(self, text: str) -> None:
        """One paragraph for each line."""
        for line in printable(text).split("\n"):
            self._document.add_paragraph(line)

    def tell(self, paragraphs: Iterable[Paragraph]) -> None:
        """Text with its lists and emphasis."""
        for paragraph in paragraphs:
            self._tell_one(paragraph)

    def hint(self, text: str, reason: str = "") -> None:
        """What belongs into a field and why, kept with what follows."""
        line = self._document.add_paragraph(printable(text), style="Hint")
        if reason:
            line.add_run(f"\n{printable(reason)}").bold = True

    def note(self, text: str) -> None:
        """A remark that nobody should miss."""
        paragraph = self._document.add_paragraph(style="Remark")
        paragraph.add_run(printable(text)).bold = True

    def box(self, height: float = 16) -> None:
        """A frame to write in, at least `height` millimetres high; it grows with what is written."""
        from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        table = self._document.add_table(rows=1, cols=1)
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table.columns[0].width = Mm(_MEASURE)
        _rule(table)
        row = table.rows[0]
        row.cells[0].width = Mm(_MEASURE)
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        self._document.add_paragraph(style="Gap")

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], reasons: Sequence[str] = ()
    ) -> None:
        """The head is repeated on every page; a wide table lies across pages of its own."""
        across = len(columns) > _UPRIGHT
        if across:
            self._begin_pages(across=True)
        table = self._document.add_table(rows=1, cols=len(columns))
        table.style = "Table Grid"
        _rule(table)
        head = table.rows[0]
        _repeat(head)
        for index, cell in enumerate(head.cells):
            _shade(cell, _HEAD)
            _fill(cell, columns[index], bold=True, color="FFFFFF")
            if reasons:
                _add_small(cell, reasons[index], color="FFFFFF")
        for row in rows:
            added = table.add_row()
            _keep_whole(added)
            for cell, text in zip(added.cells, row, strict=False):
                _fill(cell, text)
        self._document.add_paragraph(style="Gap")
        if across:
            self._begin_pages(across=False)

    def data(self) -> bytes:
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _tell_one(self, paragraph: Paragraph) -> None:
        style = _LIST_STYLES.get(paragraph.kind, "Normal")
        if paragraph.level and style != "Normal":
            style += f" {min(paragraph.level + 1, 3)}"
        written = self._document.add_paragraph(style=style)
        if paragraph.kind == "number" and paragraph.starts:
            _number_anew(self._document, written)
        for run in paragraph.runs:
            made = written.add_run(printable(run.text))
            made.bold, made.italic = run.bold or None, run.italic or None

    def _begin_pages(self, *, across: bool) -> None:
        _set_paper(self._document.add_section(), across=across)


def _set_paper(section: Any, *, across: bool) -> None:
    """A4 with margins that leave a line of about eighty characters."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    width, height = (297, 210) if across else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(18 if across else 25)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def _set_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    styles = document.styles
    for name in ("Hint", "Remark", "Gap", "Foot"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _set_style(styles["Normal"], size=10.5, color=_INK, after=5)
    _set_style(styles["Title"], size=24, color=_HEAD, after=8)
    _set_style(styles["Heading 1"], size=15, color=_HEAD, before=18, after=4)
    _set_style(styles["Heading 2"], size=11.5, color=_INK, before=10, after=1)
    _set_style(styles["Hint"], size=9.5, color=_QUIET, after=3)
    _set_style(styles["Remark"], size=10.5, color=_HEAD, before=4, after=8)
    _set_style(styles["Foot"], size=8.5, color=_QUIET)
    _set_style(styles["Gap"], size=4, color=_INK, after=2)
    for name in ("Heading 1", "Heading 2", "Hint"):
        styles[name].paragraph_format.keep_with_next = True
    for kind in _LIST_STYLES.values():
        _set_style(styles[kind], size=10.5, color=_INK, after=3)
    _border(styles["Title"].element, "bottom", _HEAD, size=8)
    _border(styles["Remark"].element, "left", _HEAD, size=18, space=8)
    styles["Remark"].paragraph_format.left_indent = Mm(4)


def _set_style(style: Any, *, size: float, color: str, before: float = 0, after: float = 0) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(color)
    # The template's own fonts would win over the one that is set.
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _write_footer(section: Any, text: str, style: Any) -> None:
    """The text at the left, the number of the page at the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    paragraph = section.footer.paragraphs[0]
    paragraph.style = style
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(_MEASURE), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{printable(text)}\tPage ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Any, code: str) -> None:
    """A number that the word processor works out."""
    for kind in ("begin", "", "separate", "text", "end"):
        if kind == "":
            element = _element("w:instrText")
            element.text = code
        elif kind == "text":
            element = _element("w:t")
            element.text = "1"
        else:
            element = _element("w:fldChar", fldCharType=kind)
        paragraph.add_run()._r.append(element)  # noqa: SLF001  (python-docx has no fields)


def _number_anew(document: Any, paragraph: Any) -> None:
    """Begin a list of its own at 1, with the look of the style's."""
    numbering = document.part.numbering_part.element
    style_id = paragraph.style.element.pPr.numPr.numId.val
    like = next(num for num in numbering.num_lst if num.numId == style_id)
    num = numbering.add_num(like.abstractNumId.val)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
    properties.get_or_add_numId().val = num.numId


def _fill(cell: Any, text: str, *, bold: bool = False, color: str = _INK) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(printable(text))
    run.bold, run.font.size, run.font.color.rgb = bold, Pt(9), RGBColor.from_string(color)
    paragraph.paragraph_format.space_after = Pt(1)


def _add_small(cell: Any, text: str, *, color: str) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    run = cell.paragraphs[0].add_run(f"\n{printable(text)}")
    run.font.size, run.font.color.rgb = Pt(7.5), RGBColor.from_string(color)


def _shade(cell: Any, color: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))  # noqa: SLF001


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))  # noqa: SLF001


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))  # noqa: SLF001


def _rule(table: Any) -> None:
    """Hairlines in the colour of the pages."""
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=_RULE))
    _insert(table._tbl.tblPr, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))  # noqa: SLF001


def _border(element: Any, side: str, color: str, *, size: int, space: int = 4) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val="single", sz=str(size), space=str(space), color=color))
    _insert(properties, borders, _AFTER_BORDERS)


def _insert(parent: Any, element: Any, before: Sequence[str]) -> None:
    """The order of such elements is fixed: the new one stands before those that are named."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    names = {qn(name) for name in before}
    following = next((child for child in parent if child.tag in names), None)
    if following is None:
        parent.append(element)
    else:
        following.addprevious(element)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
