import re
import shutil
from datetime import date

import pytest

from app.catalog.problems import Problems
from app.catalog.question_style import check_question_style, is_negative
from app.catalog.stats import bank_statistics, in_use
from tests.catalog.reading import FRONT_LINES, cases, read_bank


@pytest.mark.parametrize(("source", "expected"), cases("question_warnings.md"))
def test_every_weakness_of_a_question_is_named(source, expected):
    bank, _ = read_bank(source)
    problems = Problems()
    for question in in_use(bank.questions):
        check_question_style(question, problems)
    found = [f"{p.place.line - FRONT_LINES} {p.code} {p.message}" for p in problems.sorted()]
    wanted = [line for line in expected.split("\n") if line]
    assert len(found) == len(wanted), found
    for line, start in zip(found, wanted, strict=True):
        assert line.startswith(start), found
    assert {p.severity for p in problems.sorted()} <= {"warning"}


@pytest.mark.parametrize(
    "stem",
    [
        "Which of these is NOT a control?",
        "All of these are inputs, EXCEPT which?",
        "A firm buys a system. Which duty does it not have?",
        "Under clause 6.1.2, which record isn't asked for?",
        "In which case is clause 4.1 not met?",
        "What should Priya never do?",
        "What doesn\u2019t belong in a scope?",
        "Choose the statement that is not true.",
        "Select the option that does not fit",
        "Which answer is incorrect?",
    ],
)
def test_a_question_for_what_is_not_so_is_negative(stem):
    assert is_negative(stem)


@pytest.mark.parametrize(
    "stem",
    [
        "The ticket was not read. Which step comes next?",
        "Which record shows that the control does not work?",
        "Why is the certificate not enough?",
        "What follows when the record cannot be found?",
        "A notice, which nobody had read, was kept. What is missing?",
        "The firm has never been audited: what does it plan first?",
        "Is a notebook enough? It is not signed. Which clause decides?",
        "Name the clause that asks for a record.",
        "Notable cases: which clause applies?",
    ],
)
def test_a_negative_in_the_situation_makes_no_negative_question(stem):
    assert not is_negative(stem)


def bank_text(keys, options=4, longest=0):
    """Single-choice questions with the key at the given places; `longest` keys stand out."""
    out = []
    for number, key in enumerate(keys):
        lines = []
        for place in range(options):
            long = place == key and number < longest
            text = f"Option {place} of this{'!' * long}"
            lines.append(f"- [{'x' if place == key else ' '}] {text}\n  > So.")
        head = f'## T {{#q{number} difficulty=1 clause="4.3" outcome=scope}}'
        out.append(f"{head}\n\nWhich?\n\n" + "\n".join(lines) + "\n\n> [!NOTE]\n> So.\n")
    return "\n".join(out)


OTHERS = "".join(
    f'## M {{#m{n} difficulty=1 clause="4.3" outcome=scope pool=exam}}\n\nMatch.\n\n| a | b |\n|---|---|\n| c | d |\n'
    "| e | f |\n\n> [!NOTE]\n> So.\n\n"
    for n in range(8)
)
EVEN = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]


def warnings_of(tree, text):
    """The warnings of a bank in the site, apart from those of the other files."""
    path = "quizzes/tiny/01-first-steps.md"
    front = "---\nschema: quizbank/1\ntitle: T\ndraw: 1\n---\n"
    tree.write(path, front + OTHERS + text)
    exam = tree / "quizzes/tiny/exam.md"
    exam.write_text(exam.read_text().replace(", difficulty: {1: 1, 2: 1, 3: 1}", ""))
    catalog = tree.load()
    assert catalog.errors == ()
    return [p for p in catalog.problems if p.place.path == path]


def test_keys_that_are_spread_and_no_longer_than_the_rest_are_silent(tree):
    assert warnings_of(tree, bank_text(EVEN, longest=3)) == []


def test_keys_that_are_the_longest_above_chance_and_ten_points_are_warned_of(tree):
    # 35 per cent is the limit with four options: 3 of 10 are below it, 4 above.
    (warning,) = warnings_of(tree, bank_text(EVEN, longest=4))
    assert warning.code == "W005"
    assert "In 4 of the 10 single-choice questions with 4 options" in warning.message
    assert "40%, where chance gives 25%" in warning.message


def test_a_key_that_shares_its_length_is_not_the_longest(tree):
    assert warnings_of(tree, bank_text(EVEN)) == []


def test_a_key_position_above_chance_and_twenty_points_is_warned_of(tree):
    # 45 per cent is the limit with four options: 4 of 10 are below it, 5 above.
    assert warnings_of(tree, bank_text([2, 2, 2, 2, 0, 0, 1, 1, 3, 3])) == []
    (warning,) = warnings_of(tree, bank_text([2, 2, 2, 2, 2, 0, 1, 1, 3, 3]))
    assert warning.code == "W006"
    assert "In 5 of the 10" in warning.message
    assert "place 3" in warning.message


def test_a_bank_of_five_single_questions_is_too_small_to_count_its_keys(tree):
    codes = {warning.code for warning in warnings_of(tree, bank_text([0] * 5, longest=5))}
    assert not codes & {"W005", "W006"}


def test_questions_of_other_numbers_of_options_are_counted_apart(tree):
    text = bank_text([0] * 5, longest=5) + bank_text([0] * 5, options=3).replace("#q", "#r")
    assert warnings_of(tree, text) == []


def test_one_type_over_sixty_per_cent_of_a_bank_is_warned_of(tree):
    assert warnings_of(tree, bank_text([*EVEN, 2, 3])) == []
    (warning,) = warnings_of(tree, bank_text([*EVEN, 2, 3, 0]))
    assert warning.code == "W013"
    assert "13 of 21 questions are of type single" in warning.message


def codes(catalog, path):
    return [p.code for p in catalog.problems if p.place.path == path and p.code.startswith("W")]


def messages(catalog, code):
    return [p.message for p in catalog.problems if p.code == code]


COURSE = "courses/tiny/course.md"


def test_the_course_of_the_site_has_no_warnings_of_its_own(tree):
    assert codes(tree.load(), COURSE) == []


def test_an_outcome_that_no_unit_teaches_and_nobody_asks_about_is_warned_of(tree):
    tree.edit(COURSE, "outcomes:\n", "outcomes:\n  - {id: policy, text: Write a policy}\n")
    catalog = tree.load()
    assert codes(catalog, COURSE) == ["W010", "W011"]
    assert messages(catalog, "W011") == ['The outcome "policy" has no question, fewer than three.']


def test_an_outcome_of_a_module_alone_is_warned_of_in_its_file(tree):
    module = "courses/tiny/02-second-steps.md"
    text = (tree / module).read_text()
    assert "outcomes:" in text
    tree.edit(module, "outcomes: [", "outcomes: [{id: own, text: Do it}, ")
    assert codes(tree.load(), module) == ["W010", "W011"]


def test_an_outcome_without_a_question_in_one_pool_is_warned_of(tree):
    bank = tree / "quizzes/tiny/02-second-steps.md"
    bank.write_text(bank.read_text().replace(" pool=exam", ""))
    found = messages(tree.load(), "W012")
    assert found == ['The outcome "risk" has no question in the pool `exam`.']


def test_a_review_that_is_overdue_is_warned_of_from_the_day_after(tree):
    assert codes(tree.load(date(2027, 5, 23)), COURSE) == []
    assert codes(tree.load(date(2027, 5, 24)), COURSE) == ["W014"]


def test_a_retired_course_is_left_alone(tree):
    tree.edit(COURSE, "status: published", "status: retired")
    found = [p for p in tree.load(date(2030, 1, 1)).problems if p.code.startswith("W")]
    assert found == []


def test_a_unit_of_more_than_a_thousand_words_is_warned_of(tree):
    module = "courses/tiny/02-second-steps.md"
    text = (tree / module).read_text()
    unit = f"\n## Long {{#long}}\n\n{'word ' * 1000}\n"
    tree.write(module, text + unit)
    assert "W015" not in codes(tree.load(), module)
    tree.write(module, text + unit.replace("word ", "word word ", 1))
    assert messages(tree.load(), "W015") == ["The unit has 1001 words: split it, 1,000 are enough."]


def test_the_questions_of_units_are_checked_too(tree):
    module = "courses/tiny/01-first-steps.md"
    text = (tree / module).read_text()
    check = text[text.index("::: check") :]
    without = re.sub(r"difficulty=\d ?", "", check, count=1)
    assert without != check
    tree.write(module, text.replace(check, without))
    assert codes(tree.load(), module) == ["W003"]


def test_clauses_and_controls_that_no_covering_course_teaches_are_warned_of(tree):
    assert messages(tree.load(), "W016") == []
    tree.edit(COURSE, "version:", "covers: iso42001\nversion:")
    before = messages(tree.load(), "W016")
    assert "No unit covers clause 7.5.1 (General)." in before
    assert not [m for m in before if "clause 4.3 " in m]
    # The site has one unit on a control.
    assert len(messages(tree.load(), "W017")) == 37
    module = "courses/tiny/02-second-steps.md"
    unit = '\n## Records {#records clause="7.5, 9" control="A.10.4"}\n\nText.\n'
    tree.write(module, (tree / module).read_text() + unit)
    catalog = tree.load()
    # 7.5 stands for its parts, but clause 9 as a whole teaches nothing in particular.
    gone = set(before) - set(messages(catalog, "W016"))
    assert gone == {
        "No unit covers clause 7.5.1 (General).",
        "No unit covers clause 7.5.2 (Creating and updating documented information).",
        "No unit covers clause 7.5.3 (Control of documented information).",
    }
    assert len(messages(catalog, "W017")) == 36


def test_courses_that_cover_the_standard_do_so_together(tree):
    tree.edit(COURSE, "version:", "covers: iso42001\nversion:")
    second = "courses/tiny/02-second-steps.md"
    assert not [m for m in messages(tree.load(), "W016") if "clause 6.1.2 " in m]
    for name in ("courses", "quizzes"):
        shutil.copytree(tree / f"{name}/tiny", tree / f"{name}/other")
    tree.edit(second, "summary:", "status: retired\nsummary:")
    # The other course still teaches it, as long as it says that it covers the standard.
    assert not [m for m in messages(tree.load(), "W016") if "clause 6.1.2 " in m]
    tree.edit("courses/other/course.md", "covers: iso42001\n", "")
    assert [m for m in messages(tree.load(), "W016") if "clause 6.1.2 " in m]


def test_statistics_count_what_is_in_use(tree):
    text = bank_text(EVEN, longest=4) + "## R {#r status=retired}\n\nThe [[gap]].\n"
    bank, _ = read_bank(OTHERS + text)
    found = bank_statistics(bank)
    assert (found.bank, found.questions, found.case_sets, found.situations) == ("first", 18, 0, 0)
    assert found.types == {"matching": 8, "single": 10}
    assert found.pools == {"exam": 8, "practice": 10}
    assert (found.difficulties, found.exam_difficulties) == ({"1": 18}, {"1": 8})
    assert (found.bloom, found.outcomes) == ({"": 18}, {"scope": 18})
    (group,) = found.keys
    assert (group.options, group.questions, group.longest) == (4, 10, 4)
    assert group.positions == (3, 3, 2, 2)
    assert (group.key_length, group.distractor_length) == (16.4, 16.0)
