import pytest

from app.catalog.figures import inline_svg
from tests.catalog.reading import cases

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">%s</svg>'


@pytest.mark.parametrize(("source", "expected"), cases("drawings.md"))
def test_a_drawing_is_let_in_as_far_as_it_is_known(source, expected):
    html, faults = inline_svg(source.strip().encode(), "Alternative")
    assert "\n".join([html, *faults]) == expected.rstrip("\n")


def test_the_alternative_text_stays_one_attribute():
    html, faults = inline_svg((SVG % "").encode(), '"><script>alert(1)</script>')
    assert faults == []
    assert html.count("<") == 2
    assert 'aria-label="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff\xfe<", "the drawing is not UTF-8"),
        (b" " * 200_001, "the drawing is larger than 200 kB"),
        ((SVG % ("<g>" * 30 + "</g>" * 30)).encode(), "<g> is not allowed in a drawing"),
    ],
)
def test_a_drawing_that_is_no_sensible_text_is_refused(data, fault):
    assert inline_svg(data, "A")[1] == [fault]
