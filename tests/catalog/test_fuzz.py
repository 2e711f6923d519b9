"""Whatever is written, the catalogue is read to its end, and nothing of it runs in a browser."""

import string

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.crosswalk_file import parse_crosswalk
from app.catalog.figures import inline_svg
from app.catalog.frontmatter import read_front_matter
from app.catalog.module_file import parse_module
from app.catalog.parsed_files import _PATHS, _parse, kind_of
from app.catalog.problems import Problems
from app.catalog.tree import Tree
from tests.catalog.pages import SITE, source_file, to_html

PIECES = st.sampled_from(
    [
        *("# ", "## A {#a}", "### B {#b}", "- [ ] ", "- [x] ", "> [!NOTE]\n> ", "> ", "::: case A"),
        *(
            "::: check",
            "::: scenario",
            "::: worksheet a A",
            "::: checklist b B",
            ":::",
            ": ",
            "1. ",
        ),
        *("```", "`", "|a|b|\n|-|-|\n", "[^1]", "[^1]: ", "[[", "]]", "**Answer:** `1`", "{#c}"),
        *('{a="b"}', "{", "}", "<script>", "<b onclick=x>", "<!--", "[a](javascript:x)", "[a](#b)"),
        *(
            "![a](media/scope.svg)",
            "![",
            "](",
            "---",
            "\n",
            "\n\n",
            "  ",
            "    ",
            "\t",
            "\\",
            "*",
            "_",
        ),
        *("https://example.org", "&#x3c;script&#x3e;", "\u0000", "\u202e", "é", "e\u0301", "word "),
    ]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
YAML = st.text(
    alphabet=string.ascii_lowercase + string.digits + "[]{}:,&*!#|>-'\"%@` \n", max_size=120
)


@settings(max_examples=250, deadline=None)
@given(text=MARKDOWN)
def test_any_text_becomes_html_that_cannot_run(text):
    html, file = to_html(text)
    page = BeautifulSoup(html, "html.parser")
    assert page.find_all(("script", "style", "iframe", "object")) == []
    for element in page.find_all(True):
        assert not any(name.startswith("on") for name in element.attrs)
        assert "javascript:" not in str(element.get("href", "")).lower()
    assert file.mark not in html
    for problem in file.problems.sorted():
        assert 1 <= problem.place.line <= len(file.lines) + 1


@settings(max_examples=250, deadline=None)
@given(text=MARKDOWN)
def test_any_module_is_read_to_its_end(text):
    file = source_file(f"---\nschema: module/1\ntitle: A\nsummary: B\n---\n## A {{#a}}\n{text}")
    assert parse_module(file).module.slug == "first-steps"


@settings(max_examples=250, deadline=None)
@given(text=YAML)
def test_any_front_matter_is_read_or_told(text):
    problems = Problems()
    keys, _, _ = read_front_matter(f"---\n{text}\n---\n", "a.md", problems)
    for key in ("a", "b"):
        keys.text(key, "")
        keys.texts(key)
        keys.counts(key)
        keys.keys(key)
        keys.items(key, texts=True)
        keys.day(key)
    keys.finish()


@settings(max_examples=250, deadline=None)
@given(text=YAML, row=YAML, pair=YAML)
def test_any_crosswalk_is_read_or_told(text, row, pair):
    head = "schema: crosswalk/1\nframeworks: [{id: a, title: A}]\nrows:\n"
    for source in (text, f"{head}{row}", f'{head}  - iso42001: "4.1"\n    a: {pair}\n'):
        file = source_file(source, "courses/crosswalk.yaml")
        crosswalk = parse_crosswalk(file)
        assert crosswalk is not None or file.problems.has_errors
        for problem in file.problems.sorted():
            assert 1 <= problem.place.line <= len(file.lines) + 1


@settings(max_examples=250, deadline=None)
@given(
    inner=st.text(alphabet="<>/=\"' &;gradiusctexnlik:#()!-", max_size=80),
    alternative=st.text(max_size=20),
)
def test_any_drawing_is_let_in_harmless_or_not_at_all(inner, alternative):
    source = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inner}</svg>'
    html, _ = inline_svg(source.encode(), alternative)
    page = BeautifulSoup(html, "html.parser")
    allowed = {
        "svg",
        "g",
        "rect",
        "text",
        "line",
        "tspan",
        "circle",
        "path",
        "ellipse",
        "polygon",
        "polyline",
    }
    assert {element.name for element in page.find_all(True)} <= allowed


SAMPLES = {
    path: (SITE / path).read_bytes()
    for path in (
        "courses/tiny/01-first-steps.md",
        "courses/tiny/course.md",
        "courses/crosswalk.yaml",
        "courses/glossary.md",
        "courses/paths.md",
        "courses/templates/T01-scope.md",
        "courses/templates/T05-register.md",
        "quizzes/tiny/01-first-steps.md",
        "quizzes/tiny/exam.md",
    )
}
# What a slip of the hand, a bad merge or an enemy does to a file that was sound.
EDIT = st.tuples(
    st.sampled_from(["cut", "double", "write", "move"]),
    st.integers(0, 10_000),
    st.integers(1, 200),
    PIECES.map(str.encode) | st.binary(max_size=6) | YAML.map(str.encode),
)


def test_every_kind_of_file_is_broken_in_the_next_test():
    assert set(_PATHS) == {kind_of(path) for path in SAMPLES}


def _edited(data: bytes, edit) -> bytes:
    what, at, length, new = edit
    at %= len(data) + 1
    piece = data[at : at + length]
    match what:
        case "cut":
            return data[:at] + data[at + length :]
        case "double":
            return data[:at] + piece + data[at:]
        case "write":
            return data[:at] + new + data[at:]
        case _:
            return data[:at] + data[at + length :] + piece


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(sorted(SAMPLES)), edits=st.lists(EDIT, min_size=1, max_size=4))
def test_any_file_of_the_format_is_read_or_told_however_it_is_broken(path, edits):
    data = SAMPLES[path]
    for edit in edits:
        data = _edited(data, edit)
    tree = Tree(SITE / "courses", SITE / "quizzes", Problems())
    parsed = _parse(kind_of(path), path, data, tree)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in parsed.problems:
        assert 1 <= problem.place.line <= lines + 1, problem
        assert problem.message
