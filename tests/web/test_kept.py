"""Parts of pages that were made before: right for everybody, compressed as one stream, bounded."""

import gzip

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from app.web import kept
from app.web.kept import Parts, fill, gzipped, plain

TEMPLATES = {
    "_hello.html": "<p>Hello {{ name }}</p>",
    "_greedy.html": "{{ page }}",
    "page.html": "<b>{{ title }}</b>{{ kept('_hello.html', name=name) }}<i>{{ title }}</i>",
    "pattern.html": "<b>{{ title }}</b>{{ hole('who') }}<i>{{ hole('who') }}</i>",
}


@pytest.fixture
def environment():
    return Environment(loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


@pytest.fixture
def parts(environment):
    return Parts(environment)


@pytest.fixture
def pieces(parts):
    def pieces(**values):
        return fill(parts.render("page.html", values), {})

    return pieces


def test_a_pattern_is_made_once_and_its_holes_are_filled_for_each_reader(parts):
    values = {"title": "Scope & <context>"}
    made = parts.pattern("pattern.html", values)
    assert parts.pattern("pattern.html", values) is made
    for name in (b"Lena", b"Otto"):
        pieces = fill(made, {"who": (b"<p>", name)})
        expected = b"<b>Scope &amp; &lt;context&gt;</b><p>" + name + b"<i><p>" + name + b"</i>"
        assert plain(pieces) == gzip.decompress(gzipped(pieces)) == expected


def test_a_hole_that_nothing_was_given_for_is_an_error(parts):
    with pytest.raises(KeyError, match="who"):
        fill(parts.pattern("pattern.html", {"title": "t"}), {})


def test_only_the_header_is_made_anew_for_another_reader_of_a_unit(app, sign_in):
    """The rest is kept for all who stand at the same place: objects that compare by identity are the
    same ones again.
    """
    remembered = app.state.site.templates.parts._kept
    sign_in("learner").client.get("/courses/tiny/first-steps/boundary")
    before = set(remembered)
    sign_in("manager").client.get("/courses/tiny/first-steps/boundary")
    assert [template for template, *_ in set(remembered) - before] == ["_top.html"]


def test_another_value_is_another_part(pieces):
    texts = [plain(pieces(title="t", name=name)).decode() for name in ("Lena", "Otto", "Lena")]
    assert texts[0] == texts[2] == "<b>t</b><p>Hello Lena</p><i>t</i>"
    assert texts[1] == "<b>t</b><p>Hello Otto</p><i>t</i>"


def test_a_part_is_made_once(parts):
    assert parts.part("_hello.html", {"name": "Lena"}) is parts.part(
        "_hello.html", {"name": "Lena"}
    )


def test_a_part_sees_nothing_but_its_values(parts):
    with pytest.raises(UndefinedError):
        parts.part("_greedy.html", {"name": "Lena"})


def test_text_in_a_part_is_escaped_as_everywhere(pieces):
    assert b"<p>Hello &lt;b&gt;</p>" in plain(pieces(title="", name="<b>"))


@pytest.mark.parametrize("name", ["Lena", "", "ü" * 70_000, "Nguyễn " * 500])
def test_what_was_compressed_apart_is_one_stream_of_the_same_text(pieces, name):
    found = pieces(title="ein Titel " * 50, name=name)
    for _ in range(2):
        assert gzip.decompress(gzipped(found)) == plain(found)


def test_a_mark_that_somebody_types_is_text(pieces):
    typed = "\0" + "0" * 16 + ":0\0"
    assert typed.encode() in plain(pieces(title=typed, name="Lena"))


def test_the_oldest_parts_go_when_there_are_too_many(parts, monkeypatch):
    monkeypatch.setattr(kept, "_MOST", 100)
    first = parts.part("_hello.html", {"name": "Lena"})
    for number in range(20):
        parts.part("_hello.html", {"name": str(number)})
    assert parts.part("_hello.html", {"name": "Lena"}) is not first
    assert sum(size for _, size in parts._kept.values()) <= 100


def test_threads_that_make_the_same_part_leave_no_trace_in_its_size(parts, monkeypatch):
    # The first one to render lets the other one render and keep the same part before it goes on.
    rendered = parts.render

    def twice(template, values):
        monkeypatch.setattr(parts, "render", rendered)
        parts.part(template, values)
        return rendered(template, values)

    for name in ("Lena", "Otto"):
        monkeypatch.setattr(parts, "render", twice)
        parts.part("_hello.html", {"name": name})
    assert (
        parts._size == sum(size for _, size in parts._kept.values()) == 2 * len("<p>Hello Lena</p>")
    )


def test_what_somebody_searches_for_is_not_kept(app, learner):
    remembered = app.state.site.templates.parts._kept
    learner.client.get("/search?q=boundary")
    before = set(remembered)
    learner.client.get("/search?q=another-word")
    assert set(remembered) == before


def test_a_page_with_parts_is_sent_compressed_to_those_who_take_it(learner):
    packed = learner.client.get("/courses/tiny/first-steps/boundary")
    plainly = learner.client.get(
        "/courses/tiny/first-steps/boundary", headers={"accept-encoding": "identity"}
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plainly.headers
    assert packed.text == plainly.text
    assert "Accept-Encoding" in packed.headers["vary"]
