import pytest

COURSE = "courses/tiny/course.md"
FIRST = "courses/tiny/01-first-steps.md"
BANK = "quizzes/tiny/01-first-steps.md"
EXAM = "quizzes/tiny/exam.md"


def errors(tree):
    return [f"{p.place} {p.code} {p.message}" for p in tree.load().errors]


def test_the_site_as_it_is_has_no_errors(tree):
    assert errors(tree) == []


def test_a_question_of_an_unknown_outcome_is_reported_where_it_stands(tree):
    tree.edit(BANK, "outcome=scope", "outcome=scpoe")
    line = 1 + (tree / BANK).read_text().split("\n").index(
        next(x for x in (tree / BANK).read_text().split("\n") if "scpoe" in x)
    )
    assert errors(tree) == [f'{BANK}:{line}:1 C001 Unknown outcome "scpoe". Did you mean "scope"?']


def test_a_unit_and_a_check_of_an_unknown_outcome_are_reported(tree):
    text = (tree / FIRST).read_text()
    tree.write(FIRST, text.replace("outcome=scope", "outcome=zzz"))
    found = errors(tree)
    assert len(found) == text.count("outcome=scope") > 1
    assert all("C001" in line and "Known: risk, scope." in line for line in found)


def test_a_check_on_a_page_cannot_belong_to_the_pool_of_the_exam(tree):
    text = (tree / FIRST).read_text()
    start = text.index("::: check")
    tree.write(
        FIRST, text[:start] + text[start:].replace("difficulty=", "pool=exam difficulty=", 1)
    )
    (found,) = errors(tree)
    assert "C006 A `::: check` is practice" in found


def test_an_outcome_of_another_module_of_the_course_is_known(tree):
    tree.edit(
        "courses/tiny/02-second-steps.md", "outcomes: [", "outcomes: [{id: own, text: Do it}, "
    )
    tree.edit(BANK, "outcome=scope", "outcome=own")
    assert errors(tree) == []


def test_a_module_without_bank_and_a_bank_without_module_are_reported(tree):
    (tree / BANK).rename(tree / "quizzes/tiny/01-frist-steps.md")
    found = errors(tree)
    cure = f"write {BANK}."
    assert f"{FIRST}:1:1 C004 The module has no question bank: {cure}" in found
    stray = 'The bank "frist-steps" has no module in courses/tiny. Did you mean "first-steps"?'
    assert f"quizzes/tiny/01-frist-steps.md:1:1 C005 {stray}" in found


def test_a_second_bank_for_a_module_is_reported(tree):
    tree.write("quizzes/tiny/07-first-steps.md", (tree / BANK).read_text())
    assert [e for e in errors(tree) if "C005" in e] == [
        'quizzes/tiny/07-first-steps.md:1:1 C005 The module "first-steps" has a second bank: keep one.'
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{modules: [first-steps, last-steps], exam: exam}", "the module"),
        ("{modules: all, exam: final}", "write quizzes/tiny/final.md"),
    ],
)
def test_a_completion_rule_that_cannot_be_met_is_reported(tree, rule, message):
    tree.edit(COURSE, "{modules: all, exam: exam}", rule)
    (found,) = errors(tree)
    assert found.startswith(f"{COURSE}:1:1 C002")
    assert message in found


def test_an_exam_that_completion_names_has_to_be_there(tree):
    (tree / EXAM).unlink()
    assert [e for e in errors(tree) if "C002" in e] == [
        f"{COURSE}:1:1 C002 `completion` names an exam: write {EXAM}."
    ]


@pytest.mark.parametrize("slug", ["other", "tiny"])
def test_a_prerequisite_is_another_course_that_is_there(tree, slug):
    tree.edit(COURSE, "prerequisites: []", f"prerequisites: [{slug}]")
    (found,) = errors(tree)
    assert f'C003 `prerequisites` names the course "{slug}"' in found


def blueprint(tree, *lines):
    text = (tree / EXAM).read_text()
    head, _, rest = text.partition("draw:\n")
    body = rest[rest.index("---") :]
    tree.write(EXAM, head + "draw:\n" + "".join(f"  - {line}\n" for line in lines) + body)


def test_a_blueprint_that_draws_from_no_bank_is_reported_at_its_line(tree):
    blueprint(tree, "{bank: first-step, count: 1}")
    (found,) = errors(tree)
    assert found.startswith(f"{EXAM}:9:5 X003")
    assert 'Did you mean "first-steps"?' in found


@pytest.mark.parametrize(
    ("lines", "short"),
    [
        # The bank has six questions for the exam, two of each difficulty.
        (["{bank: first-steps, count: 6, difficulty: {1: 2, 2: 2, 3: 2}}"], ""),
        (["{bank: first-steps, count: 6}"], ""),
        (["{bank: first-steps, count: 7}"], "7 questions"),
        (["{bank: first-steps, difficulty: {1: 3}}"], "3 questions of difficulty 1"),
        (["{bank: first-steps, count: 3}", "{bank: first-steps, count: 4}"], "7 questions"),
        (
            ["{bank: first-steps, difficulty: {2: 1}}", "{bank: first-steps, difficulty: {2: 2}}"],
            "3 questions of difficulty 2",
        ),
        (["{bank: second-steps, sets: 1}"], ""),
        (["{bank: second-steps, sets: 2}"], "2 case sets"),
        # Two of the eight questions for the exam belong to the case set.
        (["{bank: second-steps, count: 6, sets: 1}"], ""),
        (["{bank: second-steps, count: 7}"], "7 questions"),
    ],
)
def test_a_blueprint_that_draws_more_than_there_is_is_reported(tree, lines, short):
    blueprint(tree, *lines)
    found = errors(tree)
    assert len(found) == bool(short)
    if short:
        assert f"X004 The exam draws {short} from " in found[0]


def test_drafts_are_not_drawn(tree):
    blueprint(tree, "{bank: first-steps, count: 6}")
    tree.edit(BANK, "#first-x1 ", "#first-x1 status=draft ")
    (found,) = errors(tree)
    assert "X004" in found


def test_a_case_set_with_a_draft_is_not_drawn(tree):
    blueprint(tree, "{bank: second-steps, sets: 1}")
    tree.edit("quizzes/tiny/02-second-steps.md", "#case-1 ", "#case-1 status=draft ")
    (found,) = errors(tree)
    assert "X004 The exam draws 1 case sets" in found


def test_a_bank_with_errors_is_not_counted_again(tree):
    tree.edit(BANK, "#first-x1 ", "#first-x1 dificulty=1 ")
    blueprint(tree, "{bank: first-steps, count: 60}")
    (found,) = errors(tree)
    assert "M010" in found
