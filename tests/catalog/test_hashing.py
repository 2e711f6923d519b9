import pytest

from app.catalog.hashing import content_of, digest, fold
from app.catalog.markdown import tokens_of
from tests.catalog.pages import MODULE, picture, read_unit, source_file


def said(text):
    return digest(content_of(tokens_of(text, 1, source_file(text))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("One two\nthree", "One   two three"),
        ("*one*", "_one_"),
        ("- one\n- two", "* one\n* two"),
        ("One\n\n\nTwo\n", "One\n\nTwo"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("One[^a].\n\n[^a]: Note.", "One[^note].\n\n[^note]: Note."),
        ("[x](course.md)", "[x](./course.md)"),
        ("### A", "### A ###"),
    ],
)
def test_what_says_the_same_has_one_hash(one, other):
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("One two", "One twoo"),
        ("*one*", "**one**"),
        ("`a  b`", "`a b`"),
        ("```\na  b\n```", "```\na b\n```"),
        ("- [x] a", "- [ ] a"),
        ("- [x] a {fixed=last}", "- [x] a"),
        ("> [!TIP]\n> a", "> [!NOTE]\n> a"),
        ("### A {#a}", "### A {#b}"),
        ("[x](course.md)", "[x](02-second-steps.md)"),
        ("One[^a].\n\n[^a]: Note.", "One[^a].\n\n[^a]: Notes."),
        ("::: case A\nb\n:::", "::: case B\nb\n:::"),
        ("a b", "a\n\nb"),
        ("![a](media/scope.svg)", "![b](media/scope.svg)"),
        ('![a](media/scope.svg "x")', '![a](media/scope.svg "y")'),
    ],
)
def test_what_says_something_else_has_another_hash(one, other):
    assert said(one) != said(other)


def test_a_picture_counts_by_what_it_shows():
    text = "![a](media/scope.svg)"
    other = source_file(text)
    other.read_picture = lambda path: picture(path).replace(b'r="40"', b'r="41"')
    assert said(text) != digest(content_of(tokens_of(text, 1, other)))


def test_the_hash_of_a_unit_changes_with_what_a_reader_sees():
    unit = read_unit("Text.\n\n::: checklist a A\n- [ ] b {#b}\n:::\n")
    assert read_unit("Text.\n\n\n::: checklist a A\n-  [ ]  b {#b}\n:::\n").hash == unit.hash
    assert read_unit("Text.\n\n::: checklist a A\n- [ ] c {#b}\n:::\n").hash != unit.hash


def test_a_footnote_that_notes_itself_has_a_hash():
    assert said("One[^a].\n\n[^a]: See [^a].")


def test_texts_are_folded_to_one_form():
    assert fold(" Cafe\u0301 \n\t au  lait ") == "Caf\u00e9 au lait"


def test_the_order_of_keys_does_not_count_but_that_of_a_list_does():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])
    assert len(digest(MODULE)) == 64
