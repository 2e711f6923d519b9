import pytest
from bs4 import BeautifulSoup

from app.catalog.markdown import block_of, split_sections, text_of, tokens_of, top_level
from tests.catalog.pages import source_file, to_html, told
from tests.catalog.reading import FIXTURES, cases


@pytest.mark.parametrize(("source", "expected"), cases("markdown.md"))
def test_markdown_becomes_the_html_that_is_expected(source, expected):
    html, file = to_html(source)
    assert html == expected.strip()
    assert told(file.problems) == []


@pytest.mark.parametrize(("source", "expected"), cases("markdown_errors.md"))
def test_what_is_wrong_is_told_with_its_place(source, expected):
    _, file = to_html(source)
    assert told(file.problems) == expected.splitlines()


SAFE_ATTRIBUTES = {
    *("class", "id", "href", "title", "rel", "role", "aria-label", "tabindex", "src", "alt"),
    *("loading", "type", "checked", "disabled", "start", "scope", "style"),
}
SCHEMES = ("https:", "http:", "mailto:", "/", "#")


def test_no_text_of_an_author_becomes_a_script_a_handler_or_a_foreign_address():
    html, _ = to_html((FIXTURES / "xss.md").read_text())
    page = BeautifulSoup(html, "html.parser")
    forbidden = ("script", "style", "iframe", "base", "math", "object", "embed", "form", "link")
    assert page.find_all(forbidden) == []
    assert len(page.find_all("svg")) == 2
    for drawing in page.find_all("svg"):
        assert set(drawing.attrs) == {"class", "viewbox", "role", "aria-label"}
        drawing.decompose()
    for element in page.find_all(True):
        assert set(element.attrs) <= SAFE_ATTRIBUTES, element
        assert not any(name.startswith("on") for name in element.attrs), element
        if element.get("style"):
            assert element["style"].startswith("text-align:")
        for address in (element.get("href"), element.get("src")):
            assert address is None or address.startswith(SCHEMES), address
            assert address is None or not address.startswith("//"), address


def test_the_mark_of_a_drawing_cannot_be_written_by_an_author():
    text = "![A circle](media/scope.svg)\n\ndrawing-0. `drawing-0.`\n"
    html, file = to_html(text)
    again, _ = to_html(text + f"\n{file.mark}0.\n")
    assert html.count("<svg") == again.count("<svg") == 1


def test_a_picture_alone_is_a_numbered_figure_of_its_module():
    html, _ = to_html('![A circle inside a square](media/scope.svg "The *boundary*")')
    figure = BeautifulSoup(html, "html.parser").figure
    assert figure.find("p", class_="margin").get_text() == "Figure 1.1"
    assert figure.svg["role"] == "img"
    assert figure.svg["aria-label"] == "A circle inside a square"
    assert figure.figcaption.get_text() == "The *boundary*"


def test_only_headings_at_top_level_open_a_section():
    text = "Before\n\n## One {#one}\n\n> ## Quoted\n\n```\n## Code\n```\n\n::: case A\n## Inside\n:::\n\n## Two\n"
    preamble, sections = split_sections(tokens_of(text, 1, source_file(text)), 2)
    assert text_of(preamble) == "Before"
    assert [(s.title, s.attributes.id, s.line) for s in sections] == [
        ("One", "one", 3),
        ("Two", "", 15),
    ]


def test_a_higher_heading_ends_a_section():
    text = "## One\n\n# Set {#set .case}\n\n## Two\n"
    _, sections = split_sections(tokens_of(text, 1, source_file(text)), 2)
    assert [(s.level, s.title) for s in sections] == [(2, "One"), (1, "Set"), (2, "Two")]


def test_lines_are_those_of_the_file():
    text = "---\na: b\n---\n\nText\n\n## One\n"
    _, (section,) = split_sections(tokens_of("\nText\n\n## One\n", 4, source_file(text)), 2)
    assert section.line == 7


def test_a_block_has_a_name_and_an_argument():
    text = "::: worksheet scope-statement  Scope   statement\nA {#a}\n: b\n:::\n"
    (tokens,) = top_level(tokens_of(text, 1, source_file(text)))
    block = block_of(tokens)
    assert (block.name, block.argument, block.line) == (
        "worksheet",
        "scope-statement Scope statement",
        1,
    )
    assert text_of(block.tokens) == "A\nb"


def test_plain_text_has_no_markup_no_attributes_and_no_pictures():
    text = "### A *b* {#c}\n\nOne\ntwo `three` [four](course.md).\n\n![Five](media/scope.svg)\n\n```\nsix\n```\n"
    assert text_of(tokens_of(text, 1, source_file(text))) == "A b\nOne two three four.\nsix"


def test_attributes_of_a_task_may_stand_on_its_second_line():
    text = '- [x] One\n  two {fixed=last weight="-50"}\n'
    item = tokens_of(text, 1, source_file(text))[1]
    assert dict(item.meta["attributes"].values) == {"fixed": "last", "weight": "-50"}
    assert (item.meta["attributes"].place.line, item.meta["attributes"].place.column) == (2, 7)
