"""Curly quotation marks where people write, and no work without end where a machine did."""

import time

import pytest

from app.catalog import quotation_marks
from app.catalog.markdown import html_of, tokens_of
from app.catalog.problems import Problems
from app.catalog.quotation_marks import MOST_MARKS
from app.catalog.source_file import SourceFile


def read(text):
    """(HTML, codes of problems) of a text."""
    problems = Problems()
    file = SourceFile("courses/a/01-b.md", text, problems)
    html = html_of(tokens_of(text, 1, file), file)
    return html, [(p.code, p.place.line, p.severity) for p in problems.sorted()]


def test_as_many_as_the_bound_are_curly():
    html, problems = read("'a' " * (MOST_MARKS // 2))
    assert html.count("‘a’") == MOST_MARKS // 2
    assert problems == []


def test_more_than_the_bound_stay_straight_and_their_author_is_told():
    html, problems = read("It's so.\n\n" + "'a' " * (MOST_MARKS // 2 + 1) + '\n\n"b"\n')
    assert "It’s so." in html
    assert "“b”" in html
    assert "‘" not in html
    assert problems == [("W018", 3, "warning")]


def test_few_in_a_text_of_great_length_stay_straight_too():
    _html, problems = read("word " * 20_000 + "'a' " * 240)
    assert [code for code, _, _ in problems] == ["W018"]


WORST = ["'a' ", "'a ", "a\" '", "'\"", "a'b "]


@pytest.mark.parametrize("unit", WORST)
def test_the_rule_sees_no_more_marks_at_once_than_the_bound(monkeypatch, unit):
    """What its work grows with the square of is bounded, and the rest is one look at each token."""
    seen = []
    real = quotation_marks.process_inlines

    def counting(tokens, state):
        seen.append(sum(t.content.count("'") + t.content.count('"') for t in tokens))
        real(tokens, state)

    monkeypatch.setattr(quotation_marks, "process_inlines", counting)
    paragraphs = [unit * number for number in (10, 100, 1_000, 10_000)]
    read("\n\n".join(paragraphs))
    assert seen
    assert max(seen) <= MOST_MARKS


def test_four_times_the_marks_take_about_four_times_as_long():
    """By the square it would be sixteen times."""

    def seconds(times):
        text = "'a' " * times
        taken = []
        for _ in range(3):
            started = time.process_time()
            read(text)
            taken.append(time.process_time() - started)
        return min(taken)

    assert seconds(32_000) < 10 * seconds(8_000)
