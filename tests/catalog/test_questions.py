import re
from dataclasses import asdict
from itertools import chain, zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.questions import (
    Choice,
    Cloze,
    Matching,
    Numeric,
    OpenAnswer,
    Ordering,
    ShortText,
)
from tests.catalog.reading import FRONT, cases, read_bank, read_question, told

SIGNS = "①②③④⑤"


def described(question):
    """A question in lines, as the fixtures write it."""
    body, extra = question.body, ""
    match body:
        case Choice():
            lines = [
                f"{o.id} {'x' if o.correct else '-'} {o.weight:g} {'last ' * o.fixed_last}{o.html} | {o.feedback_html}"
                for o in body.options
            ]
            assert body.several is (question.type == "multiple")
        case ShortText():
            lines = ["accepts " + " | ".join(body.accepted)]
            extra = " exact" * body.exact
        case Numeric():
            lines = [f"range {r.low:g} {r.high:g}" for r in body.ranges] + [f"shown {body.shown}"]
        case Cloze():
            lines = [
                "gap "
                + " | ".join(gap.accepted)
                + (" of " + " | ".join(gap.choices) if gap.choices else "")
                for gap in body.gaps
            ]
            assert len(body.segments) == len(body.gaps) + 1
            signs = SIGNS[: len(body.gaps)]
            pieces = chain.from_iterable(zip_longest(body.segments, signs, fillvalue=""))
            lines.append("html " + "".join(pieces))
            extra = " exact" * body.exact
        case Matching():
            lines = [f"prompt {p.html} -> {p.target} | {p.why_html}" for p in body.prompts]
            lines += [f"target {t.id} {t.html}" for t in body.targets]
        case Ordering():
            lines = [f"item {i.id} {i.html}" for i in body.items]
        case OpenAnswer():
            lines = [f"rubric {body.rubric_html}"]
    partial = " partial" * (question.scoring == "partial")
    lines = [question.type + partial + extra, *lines, f"stem {question.stem_html}"]
    if question.type == "cloze":
        lines.append(f"text {question.stem_text}")
    lines += [f"hint {question.hint_html}"] * bool(question.hint_html)
    lines += [f"explanation {question.explanation_html}"] * bool(question.explanation_html)
    # What the renderer adds to tables for its pages is tested with the renderer.
    plain = [re.sub(r"<(table|th|div) [^>]*>", r"<\1>", line) for line in lines]
    return [line.replace("\n", "⏎").strip() for line in plain]


@pytest.mark.parametrize(("source", "expected"), cases("questions.md"))
def test_a_question_is_read_from_its_shape(source, expected):
    assert described(read_question(source)) == [
        line.strip() for line in expected.strip().split("\n")
    ]


@pytest.mark.parametrize(("source", "expected"), cases("question_errors.md"))
def test_every_mistake_in_a_question_is_named_with_its_place(source, expected):
    _, problems = read_bank(source, FRONT)
    found = told(p for p in problems if p.code != "Q033")
    wanted = [line for line in expected.split("\n") if line]
    assert len(found) == len(wanted), found
    for line, start in zip(found, wanted, strict=True):
        place, code, *words = start.split(" ", 2)
        assert line.startswith(f"{place} {code} {''.join(words)}"), found


def test_attributes_are_read_from_the_heading():
    question = read_question(
        '## Title {#a-1 difficulty=2 bloom=apply situation=true clause="6.1.3" control="A.6.2.4" '
        'outcome=treatment points="2.5" scoring=partial tags="soa, records" as_of=2026-11-23 '
        "status=draft pool=exam}\n\nWhich?\n\n- [x] A\n- [x] B\n- [ ] C\n"
    )
    assert (question.id, question.title, question.difficulty) == ("a-1", "Title", 2)
    assert (question.bloom, question.situation, question.clause) == ("apply", True, "6.1.3")
    assert (question.control, question.outcome, question.points) == ("A.6.2.4", "treatment", 2.5)
    assert (question.scoring, question.tags) == ("partial", ("soa", "records"))
    assert (question.as_of, question.status, question.pool) == ("2026-11-23", "draft", "exam")
    assert question.place.line == FRONT.count("\n") + 1


def test_a_question_that_says_nothing_is_published_practice_for_one_point():
    question = read_question("## T {#a}\n\nWhich?\n\n- [x] A\n- [ ] B\n")
    assert (question.pool, question.status, question.points) == ("practice", "published", 1.0)
    assert (question.difficulty, question.situation, question.scoring) == (None, False, "all")


def choice(stem="Which?", key="A", feedback="Yes.", explanation="Because.", heading="{#a}"):
    return read_question(
        f"## T {heading}\n\n{stem}\n\n- [x] {key}\n  > {feedback}\n- [ ] B\n\n"
        f"> [!NOTE]\n> {explanation}\n"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"stem": "Which one?"},
        {"key": "A1"},
        {"heading": "{#a type=multiple}"},
        {"heading": "{#a type=multiple scoring=partial}"},
        {"stem": "*Which*?"},
    ],
)
def test_the_item_hash_changes_with_stem_options_key_and_scoring(changes):
    assert choice(**changes).item_hash != choice().item_hash
    assert choice(**changes).snapshot_hash != choice().snapshot_hash


@pytest.mark.parametrize(
    "changes",
    [
        {"feedback": "Right."},
        {"explanation": "So it is."},
        {"heading": "{#a points=2}"},
        {"heading": "{#a difficulty=3}"},
        {"heading": "{#b}"},
    ],
)
def test_feedback_explanation_and_points_change_the_snapshot_alone(changes):
    assert choice(**changes).item_hash == choice().item_hash
    assert choice(**changes).snapshot_hash != choice().snapshot_hash


@pytest.mark.parametrize(
    "changes", [{"stem": "Which\nof it?"}, {"stem": "Which  of it?"}, {"stem": "Which of it?"}]
)
def test_line_breaks_and_spaces_change_no_hash(changes):
    assert choice(**changes).snapshot_hash == choice(stem="Which of it?").snapshot_hash


def test_the_key_of_a_cloze_is_part_of_its_item_hash_but_text_elsewhere_in_the_file_is_not():
    cloze = "## T {#a}\n\nThe [[scope]].\n"
    other = "\n## U {#b}\n\nThe [[policy]].\n"
    alone = read_question(cloze)
    with_other, _ = read_bank(cloze + other)
    assert with_other.questions[0].item_hash == alone.item_hash
    assert with_other.questions[1].item_hash != alone.item_hash


def test_white_space_in_code_changes_the_hash():
    assert choice(stem="`a  b`?").item_hash != choice(stem="`a b`?").item_hash


def test_moving_a_key_to_another_option_changes_the_item_hash():
    one = read_question("## T {#a}\n\nWhich?\n\n- [x] A\n- [ ] B\n")
    other = read_question("## T {#a}\n\nWhich?\n\n- [ ] A\n- [x] B\n")
    assert one.item_hash != other.item_hash


def test_script_in_any_part_of_a_question_is_reported_and_never_passed_on():
    evil = "<script>alert(1)</script>"
    bank, problems = read_bank(
        f"## T {evil} {{#a}}\n\n{evil} Which?\n\n- [x] A {evil}\n  > {evil}\n- [ ] B\n\n"
        f"> [!NOTE]\n> {evil}\n\n## M {{#b}}\n\nMatch.\n\n| a | b |\n|---|---|\n| {evil} | x |\n"
        f"| q | {evil} |\n\n## C {{#c}}\n\nThe [[{evil}]] of it.\n"
    )
    assert "M001" in {problem.code for problem in problems}
    shown = [html for question in bank.questions for html in html_in(asdict(question))]
    assert len(shown) > 12
    assert not [html for html in shown if "<script" in html]


def html_in(value, key=""):
    """Every text of a nested value whose key says that it is HTML."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from html_in(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from html_in(inner, key)
    elif key.endswith("html") or key == "segments":
        yield value


def test_an_alert_of_another_kind_stays_in_the_stem():
    question = read_question(
        "## T {#a}\n\n> [!WARNING]\n> Read twice.\n\nWhich?\n\n- [x] A\n- [ ] B\n"
    )
    assert "Read twice." in question.stem_html
    assert question.stem_text == "Read twice.\nWhich?"
    assert (question.hint_html, question.explanation_html) == ("", "")


MARKDOWN = st.text(alphabet=st.sampled_from(list("#->[]()x| `*:\n{}=\"'.,!aA1±~\\_")), max_size=80)
LINES = st.lists(
    st.sampled_from(
        [
            "## Q {#a}",
            "## R {#b type=numeric}",
            "# Case {#c .case}",
            "- [x] A",
            "- [ ] B",
            "  > Feedback",
            "> [!NOTE]",
            "> because",
            "**Answer:** `80` ± `1`",
            "The [[gap|other]] and [[a | (b)]].",
            "| a | b |",
            "|---|---|",
            "| c | d |",
            "1. one",
            "2. two",
            "::: check",
            ":::",
            "```",
            "[^1]",
            "[^1]: note",
            "",
            "",
        ]
    )
    | MARKDOWN,
    max_size=14,
)


@settings(max_examples=250, deadline=None)
@given(LINES)
def test_no_text_makes_the_parser_raise_and_every_problem_has_a_place_in_the_file(lines):
    body = "\n".join(lines)
    bank, problems = read_bank(body)
    last = (FRONT + body).count("\n") + 1
    for problem in problems:
        assert 1 <= problem.place.line <= last, problem
        assert problem.place.column >= 1
        assert problem.message
    for question in bank.questions:
        if isinstance(question.body, Cloze) and not problems:
            assert len(question.body.segments) == len(question.body.gaps) + 1


WORDS = st.text(alphabet="abcdefghijklmnop ", min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "a"
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=6, unique=True), st.data())
def test_options_come_back_as_they_were_written(texts, data):
    key = data.draw(st.integers(0, len(texts) - 1))
    lines = [f"- [{'x' if i == key else ' '}] {text}" for i, text in enumerate(texts)]
    bank, problems = read_bank("## T {#a}\n\nWhich?\n\n" + "\n".join(lines) + "\n")
    assert [str(p) for p in problems] == []
    (question,) = bank.questions
    assert [option.text for option in question.body.options] == texts
    assert [option.correct for option in question.body.options].index(True) == key


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=3, unique=True), min_size=1, max_size=5))
def test_gaps_come_back_as_they_were_written(gaps):
    text = " then ".join("[[" + "|".join(gap) + "]]" for gap in gaps)
    bank, problems = read_bank(f"## T {{#a}}\n\nFirst {text} at last.\n")
    assert [str(p) for p in problems] == []
    (question,) = bank.questions
    assert [list(gap.accepted) for gap in question.body.gaps] == gaps
    blanks = " then ".join(["____"] * len(gaps))
    assert question.stem_text == f"First {blanks} at last."
