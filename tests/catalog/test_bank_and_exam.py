import pytest

from app.catalog.questions import AttemptRule
from tests.catalog.reading import cases, read_bank, read_exam, told

OPTIONS = "\n\nWhich?\n\n- [x] A\n- [ ] B\n\n"


def assert_told(problems, expected):
    found = told(problems, less=0)
    wanted = [line for line in expected.split("\n") if line]
    assert len(found) == len(wanted), found
    for line, start in zip(found, wanted, strict=True):
        assert line.startswith(start), found


@pytest.mark.parametrize(("source", "expected"), cases("banks.md"))
def test_every_mistake_in_a_bank_is_named_with_its_place(source, expected):
    _, problems = read_bank(source, front="")
    assert_told(problems, expected)


@pytest.mark.parametrize(("source", "expected"), cases("exams.md"))
def test_every_mistake_in_an_exam_is_named_with_its_place(source, expected):
    _, problems = read_exam(source)
    assert_told(problems, expected)


def test_a_bank_that_says_nothing_draws_eight_and_passes_at_eighty_per_cent():
    bank, _ = read_bank("", front="---\nschema: quizbank/1\ntitle: A bank\n---\n")
    assert (bank.title, bank.slug, bank.draw, bank.pass_mark) == ("A bank", "first", 8, 80.0)
    assert (bank.minutes, bank.attempts, bank.reveal, bank.certainty) == (None, None, "each", False)


def test_a_bank_says_how_its_quiz_is_given():
    front = (
        "---\nschema: quizbank/1\ntitle: A bank\ndraw: 1\npass: 66.5\nminutes: 20\nattempts: 3\n"
        "reveal: after-submit\ncertainty: true\n---\n"
    )
    bank, problems = read_bank("## Q {#a}" + OPTIONS, front)
    assert problems == ()
    assert (bank.draw, bank.pass_mark, bank.minutes, bank.attempts) == (1, 66.5, 20, 3)
    assert (bank.reveal, bank.certainty) == ("after-submit", True)


CASES = (
    f"## Q {{#a}}{OPTIONS}# Baltmark {{#baltmark .case}}\n\nIts *scorecard*.\n\n"
    f"## R {{#b}}{OPTIONS}## S {{#c}}{OPTIONS}# Rennhaven {{#rennhaven .case}}\n\nText.\n\n"
    f"## U {{#d}}{OPTIONS}"
)


def test_a_case_set_holds_its_text_and_its_questions_up_to_the_next():
    bank, problems = read_bank(CASES)
    assert problems == ()
    assert [(q.id, q.case_id) for q in bank.questions] == [
        ("a", ""),
        ("b", "baltmark"),
        ("c", "baltmark"),
        ("d", "rennhaven"),
    ]
    baltmark, rennhaven = bank.cases
    assert (baltmark.title, baltmark.questions) == ("Baltmark", ("b", "c"))
    assert baltmark.html == "<p>Its <em>scorecard</em>.</p>"
    assert rennhaven.questions == ("d",)


@pytest.mark.parametrize(
    ("before", "after"),
    [("*scorecard*", "score"), ("# Baltmark", "# Bank"), ("## S", "## S!")],
)
def test_the_hashes_of_case_set_and_bank_change_with_what_is_in_them(before, after):
    bank, _ = read_bank(CASES)
    other, _ = read_bank(CASES.replace(before, after))
    assert bank.cases[0].hash != other.cases[0].hash
    assert bank.cases[1].hash == other.cases[1].hash
    assert bank.hash != other.hash


def test_the_hash_of_a_bank_stays_when_only_its_layout_changes():
    bank, _ = read_bank(CASES)
    other, _ = read_bank(CASES.replace("\n\n\n", "\n\n").replace("- [", "* ["))
    assert bank.hash == other.hash


EXAM = """---
schema: exam/1
title: The exam
minutes: 60
pass: 70
attempts: {max: 3, within: P12M, wait: [PT24H, P7D]}
reveal: after-submit
draw:
  - {bank: first, count: 4, difficulty: {1: 1, 2: 2, 3: 1}}
  - {bank: second, count: 2, sets: 1}
  - {bank: third, difficulty: {3: 2}}
---
Read *this*.
"""


def test_an_exam_says_its_rules_and_its_blueprint():
    exam, problems = read_exam(EXAM)
    assert problems == ()
    assert (exam.slug, exam.title, exam.minutes, exam.pass_mark) == ("exam", "The exam", 60, 70.0)
    assert exam.attempts == AttemptRule(3, "P12M", ("PT24H", "P7D"))
    assert (exam.reveal, exam.rules_html) == ("after-submit", "<p>Read <em>this</em>.</p>")
    assert [(c.bank, c.count, c.difficulty, c.sets) for c in exam.blueprint] == [
        ("first", 4, ((1, 1), (2, 2), (3, 1)), 0),
        ("second", 2, (), 1),
        ("third", 2, ((3, 2),), 0),
    ]
    assert exam.blueprint[1].place.line == 10


def test_an_exam_that_says_nothing_has_no_limits_and_shows_its_key_after_a_pass():
    exam, problems = read_exam(
        "---\nschema: exam/1\ntitle: T\ndraw:\n  - {bank: a, count: 1}\n---\n"
    )
    assert problems == ()
    assert (exam.minutes, exam.pass_mark, exam.attempts) == (None, 70.0, AttemptRule())
    assert exam.reveal == "after-pass"


@pytest.mark.parametrize(
    ("before", "after"), [("60", "61"), ("count: 2", "count: 3"), ("*this*", "that")]
)
def test_the_hash_of_an_exam_changes_with_its_rules(before, after):
    assert read_exam(EXAM)[0].hash != read_exam(EXAM.replace(before, after))[0].hash
