from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from app.catalog.loader import load
from app.cli.new import new_app


@pytest.fixture
def new(tmp_path):
    def run(*arguments):
        return CliRunner().invoke(new_app, [*arguments, "--root", str(tmp_path)])

    return run


def loaded(root):
    return load(root / "courses", root / "quizzes", today=datetime.now(UTC).date())


def test_a_new_course_passes_the_check_without_a_word(new, tmp_path):
    answer = new("course", "advanced", "AI management, step by step")
    assert answer.exit_code == 0
    catalog = loaded(tmp_path)
    assert [str(problem) for problem in catalog.problems] == []
    (course,) = catalog.courses
    assert (course.slug, course.level) == ("ai-management-step-by-step", "advanced")
    assert (course.title, course.status) == ("AI management, step by step", "draft")
    assert [module.slug for module in course.modules] == ["introduction"]
    assert course.exam.blueprint[0].bank == "introduction"
    assert date.fromisoformat(course.review_by) > date.fromisoformat(course.reviewed)


@pytest.mark.parametrize("level", ["fundamentals", "advanced", "specialist"])
def test_every_level_can_be_begun_and_no_other(new, tmp_path, level):
    assert new("course", level, "T").exit_code == 0
    assert loaded(tmp_path).courses[0].level == level
    assert new("course", "expert", "U").exit_code == 2


def test_new_modules_take_the_next_numbers_and_pass_the_check_without_a_word(new, tmp_path):
    new("course", "fundamentals", "Basics")
    assert new("module", "basics", "Clause 7: support").exit_code == 0
    answer = new("module", "basics", 'Records: "what" & why', "--clause", "7.5.3")
    assert answer.exit_code == 0
    assert "- {bank: records-what-why, count: 4}" in answer.stdout
    catalog = loaded(tmp_path)
    assert [str(problem) for problem in catalog.problems] == []
    modules = catalog.courses[0].modules
    assert [(m.number, m.slug) for m in modules] == [
        (1, "introduction"),
        (2, "clause-7-support"),
        (3, "records-what-why"),
    ]
    assert modules[2].title == 'Records: "what" & why'
    assert [m.clauses for m in modules] == [("4.1",), ("7.1",), ("7.5.3",)]
    assert {q.clause for q in modules[1].bank.questions} == {"7.1"}
    assert {q.type for q in modules[1].bank.questions} == {
        *("single", "multiple", "truefalse", "text"),
        *("numeric", "cloze", "matching", "ordering"),
    }


def test_the_next_number_follows_the_highest_even_after_a_gap(new, tmp_path):
    new("course", "fundamentals", "Basics")
    for folder in ("courses", "quizzes"):
        path = tmp_path / folder / "basics/01-introduction.md"
        path.rename(path.with_name("12-introduction.md"))
    new("module", "basics", "More")
    assert (tmp_path / "courses/basics/13-more.md").is_file()
    assert (tmp_path / "quizzes/basics/13-more.md").is_file()


def snapshot(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("course", "fundamentals", "Basics"), "is there already"),
        (("module", "basics", "Introduction"), "has a module introduction already"),
        (("module", "nowhere", "T"), "There is no course nowhere"),
        (("module", "../basics", "T"), "There is no course"),
        (("module", "basics", "Exam"), "cannot be an address"),
        (("module", "basics", "第一課"), "cannot be an address"),
        (("module", "basics", "T", "--slug", "A b"), "cannot be an address"),
        (("module", "basics", "T", "--slug", "../t"), "cannot be an address"),
        (("course", "fundamentals", "Templates"), "cannot be an address"),
        (("module", "basics", "T", "--clause", "7.10"), "have no `7.10`"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(new, tmp_path, arguments, said):
    new("course", "fundamentals", "Basics")
    before = snapshot(tmp_path)
    answer = new(*arguments)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert snapshot(tmp_path) == before


def test_a_file_in_the_way_is_never_written_over(new, tmp_path):
    (tmp_path / "quizzes/basics").mkdir(parents=True)
    (tmp_path / "quizzes/basics/exam.md").write_text("mine")
    answer = new("course", "fundamentals", "Basics")
    assert answer.exit_code == 1
    assert "exam.md is there already" in answer.stderr
    assert snapshot(tmp_path) == {tmp_path / "quizzes/basics/exam.md": b"mine"}


def test_a_title_in_another_script_takes_a_slug_of_its_own(new, tmp_path):
    answer = new("course", "fundamentals", "Управление ИИ", "--slug", "upravlenie")
    assert answer.exit_code == 0
    assert loaded(tmp_path).courses[0].title == "Управление ИИ"
