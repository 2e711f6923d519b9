import pytest

from app.catalog.attributes import Attributes, trailing_braces
from app.catalog.places import Place
from app.catalog.problems import Problems


def read(text, *, strict=True):
    found = trailing_braces(text, strict=strict)
    return found and (found.id, found.classes, dict(found.values), found.fault)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A {#a}", ("a", (), {}, "")),
        ("A {#a .b .c d=1}  ", ("a", ("b", "c"), {"d": "1"}, "")),
        ('A {#a clause="6.1.3" tags="x y"}', ("a", (), {"clause": "6.1.3", "tags": "x y"}, "")),
        ("{#a}", ("a", (), {}, "")),
        ("A {#ä}", ("ä", (), {}, "")),
        ("A{#a}", None),
        ("A {#a} b", None),
        ("`{#a}`", None),
        ("A", None),
    ],
)
def test_braces_at_the_end_are_attributes(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("text", ["The set {1, 2}", "A {}", "A {b}", "A { a b }"])
def test_braces_in_a_task_are_text_unless_they_begin_like_attributes(text):
    assert read(text, strict=False) is None


@pytest.mark.parametrize("text", ["A {#b}", "A {.b}", "A {b=c}", "A { b=c }"])
def test_braces_in_a_task_that_begin_like_attributes_are(text):
    assert read(text, strict=False)[3] == ""


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("A {a=6.1}", 'Quote the value that has a dot in it: `a="6.1"`.'),
        ('A {a="1.1" b=6.1}', 'Quote the value that has a dot in it: `b="6.1"`.'),
        ("A {a}", "An id begins with a hash: `{#a}`."),
        ("A {a=1 a=2}", "`a=` stands twice in {a=1 a=2}."),
        (
            "A {a=(}",
            "{a=(} cannot be read as attributes: unexpected character whilst scanning value: ( at position 3.",
        ),
        (
            'A {a="b}',
            '{a="b} cannot be read as attributes: unexpected character whilst scanning quoted value: } at position 5.',
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cure(text, cure):
    assert read(text)[3] == cure


def test_a_value_may_hold_several_words():
    attributes = Attributes(Place("a"), values={"outcome": "scope, risk parties"})
    assert attributes.words("outcome") == ("scope", "risk", "parties")
    assert attributes.words("clause") == ()


def test_what_means_nothing_here_is_told():
    problems = Problems()
    Attributes(Place("a"), "A.b", ("wide",), {"clauses": "4.1"}).check(
        problems, ("clause", "outcome")
    )
    assert [p.message for p in problems.sorted()] == [
        'Unknown attribute `clauses=`. Did you mean "clause"?',
        "Unknown class `.wide`.",
        "The id `#A.b` is made of other things than small letters, digits and single hyphens.",
    ]
