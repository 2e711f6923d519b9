import json
import shutil

import pytest
import typer
from typer.testing import CliRunner

from app.cli.check import check
from tests.catalog.pages import SITE


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(check)
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def site(tmp_path):
    return shutil.copytree(SITE, tmp_path / "site")


@pytest.fixture
def broken(site):
    exam = site / "quizzes/tiny/exam.md"
    exam.write_text(exam.read_text().replace("minutes: 20", "minutes: soon"))
    bank = site / "quizzes/tiny/01-first-steps.md"
    bank.write_text(bank.read_text().replace("#several difficulty=2", "#several difficulty=7"))
    return site


def test_warnings_are_told_and_do_no_harm(run, site):
    answer = run(site)
    *problems, summary = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert problems
    assert all(line.split(" ")[1].startswith("W") for line in problems)
    assert summary.endswith(f": no errors, {len(problems)} warnings.")
    assert summary.startswith("1 course, 2 modules, ")


def test_all_errors_are_told_in_one_run_with_path_line_column_and_code(run, broken):
    answer = run(broken)
    errors = [line for line in answer.stdout.splitlines() if line.split(" ")[1][0] in "FQ"]
    assert answer.exit_code == 1
    assert [line.split(" ")[:2] for line in errors] == [
        ["quizzes/tiny/01-first-steps.md:8:28:", "Q002"],
        ["quizzes/tiny/exam.md:4:10:", "F006"],
    ]
    assert ": 2 errors, " in answer.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("asked", "code", "paths"),
    [
        ("quizzes/tiny/exam.md", 1, {"quizzes/tiny/exam.md"}),
        ("quizzes", 1, {"quizzes/tiny/exam.md", "quizzes/tiny/01-first-steps.md"}),
        ("courses", 0, set()),
    ],
)
def test_a_part_of_a_tree_is_told_alone_but_read_with_the_rest(run, broken, asked, code, paths):
    answer = run(broken / asked, "--format", "json")
    found = json.loads(answer.stdout)["problems"]
    assert answer.exit_code == code
    assert {p["path"] for p in found if p["severity"] == "error"} == paths


def test_json_holds_every_problem_and_a_summary(run, broken):
    answer = json.loads(run(broken, "--format", "json").stdout)
    first = next(p for p in answer["problems"] if p["code"] == "Q002")
    assert first.pop("message").startswith("`difficulty=7` is unknown.")
    assert first == {
        "path": "quizzes/tiny/01-first-steps.md",
        "line": 8,
        "column": 28,
        "code": "Q002",
        "severity": "error",
    }
    assert (answer["summary"]["errors"], answer["summary"]["courses"]) == (2, 1)
    assert "banks" not in answer


def test_statistics_of_each_bank_are_told_on_demand(run, site):
    text = run(site, "--stats").stdout
    first = text[text.index("quizzes/tiny/01-first-steps.md: 18 questions") :].splitlines()
    told = dict(line.split(maxsplit=1) for line in first[1:8])
    assert told["type"] == (
        "cloze 1 (6%), matching 1 (6%), multiple 1 (6%), numeric 1 (6%), open 1 (6%), "
        "ordering 1 (6%), single 10 (56%), text 1 (6%), truefalse 1 (6%)"
    )
    assert told["pool"] == "exam 6 (33%), practice 12 (67%)"
    assert told["outcome"] == "scope 18 (exam 6, practice 12)"
    assert "by place 10 0 0 0" in told["keys"]
    assert "characters against" in told["keys"]
    assert "2 in 1 case set" in text


def test_statistics_of_a_course_are_told_after_its_banks(run, site):
    text = run(site, "--stats").stdout
    whole = text[text.index("quizzes/tiny, all banks: 30 questions, 2 (7%) in 1 case set") :]
    assert whole.splitlines()[3].split()[:2] == ["pool", "exam"]
    only = run(site / "quizzes/tiny/01-first-steps.md", "--stats").stdout
    assert "all banks" not in only


def test_statistics_are_told_as_json_too(run, site):
    answer = json.loads(run(site, "--stats", "--format", "json").stdout)
    banks = answer["banks"]
    assert [bank["bank"] for bank in banks] == ["first-steps", "second-steps"]
    assert banks[0]["keys"][0]["positions"] == [10, 0, 0, 0]
    assert banks[0]["outcome_pools"] == {"scope": {"exam": 6, "practice": 12}}
    (course,) = answer["courses"]
    assert course["questions"] == sum(bank["questions"] for bank in banks)


def test_the_folders_of_the_settings_are_checked_without_a_path(run, broken, tmp_path, monkeypatch):
    monkeypatch.setenv("CLAUSEWAY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CLAUSEWAY_COURSES_DIR", str(broken / "courses"))
    monkeypatch.setenv("CLAUSEWAY_QUIZZES_DIR", str(broken / "quizzes"))
    answer = run("--format", "json")
    assert json.loads(answer.stdout)["summary"]["errors"] == 2


def test_what_the_settings_name_is_parsed_once(run, site, tmp_path, monkeypatch):
    monkeypatch.setenv("CLAUSEWAY_COURSES_DIR", str(site / "courses"))
    monkeypatch.setenv("CLAUSEWAY_QUIZZES_DIR", str(site / "quizzes"))
    monkeypatch.setenv("CLAUSEWAY_DATA_DIR", str(tmp_path / "data"))
    first = run()
    kept = {path: path.stat().st_ino for path in (tmp_path / "data/cache").iterdir()}
    again = run()
    assert kept
    # An entry that is written again is another file.
    assert {path: path.stat().st_ino for path in kept} == kept
    assert again.stdout == first.stdout
    assert ": no errors, " in again.stdout


def test_a_tree_that_is_only_checked_is_not_kept_in_place_of_the_one_that_is_served(
    run, site, tmp_path, monkeypatch
):
    monkeypatch.setenv("CLAUSEWAY_DATA_DIR", str(tmp_path / "data"))
    assert run(site).exit_code == 0
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_no_tree_is_refused_in_a_sentence(run, tmp_path):
    answer = run(tmp_path)
    assert answer.exit_code == 1
    assert "`courses` and `quizzes`" in answer.stderr
    assert run(tmp_path / "nowhere").exit_code == 2


def test_a_tree_without_anything_is_checked_without_errors(run, tmp_path):
    (tmp_path / "courses").mkdir()
    (tmp_path / "quizzes").mkdir()
    answer = run(tmp_path)
    assert answer.exit_code == 0
    assert answer.stdout == (
        "no courses, no modules, no units, no questions: no errors, no warnings.\n"
    )
