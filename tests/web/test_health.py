"""Health: alive as long as the process answers; ready when the database and the courses are there."""

import shutil

import pytest

from app.catalog.library import Library
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import SITE
from tests.support.browser import Browser


@pytest.fixture
def tree(tmp_path):
    return shutil.copytree(SITE, tmp_path / "tree")


def site(tmp_path, database, tree, token=None):
    library = Library(tree / "courses", tree / "quizzes", None)
    library.reload()
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key="x" * 40)
    return library, Browser(create_app(settings, database=database, library=library), token)


def break_it(tree):
    (tree / "courses" / "tiny" / "course.md").write_text("no front matter")


def test_a_process_that_answers_is_alive(nobody):
    answer = nobody.get("/healthz").response
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_with_database_and_courses_it_is_ready(nobody):
    answer = nobody.get("/readyz").response
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "problems": []})


def test_without_its_database_it_is_alive_but_not_ready(tmp_path, tree):
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing", pool=1)
    _, browser = site(tmp_path, gone, tree)
    assert browser.get("/healthz").status == 200
    answer = browser.get("/readyz").response
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["database: no answer"]


def test_a_page_without_a_database_says_that_nothing_is_lost(tmp_path, tree):
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing", pool=1)
    answer = site(tmp_path, gone, tree, token="of somebody")[1].get("/learning")
    assert answer.status == 503
    assert "Nothing you had saved is lost" in answer.page.get_text()


def test_a_first_start_with_broken_courses_starts_says_so_and_is_not_ready(tmp_path, sqlite, tree):
    break_it(tree)
    _, browser = site(tmp_path, sqlite, tree)
    answer = browser.get("/readyz").response
    assert answer.status_code == 503
    assert answer.json()["problems"][0].startswith("courses:")
    page = browser.get("/")
    assert page.status == 200
    assert "nothing to show" in page.page.select_one(".problem").get_text()


def test_courses_that_break_later_do_not_replace_those_that_are_served(tmp_path, sqlite, tree):
    library, browser = site(tmp_path, sqlite, tree)
    break_it(tree)
    assert not library.reload()
    assert browser.get("/readyz").status == 200
    page = browser.get("/courses/tiny")
    assert page.status == 200
    assert "from before the change" in page.page.select_one(".problem").get_text()


def test_mended_courses_are_served_again(tmp_path, sqlite, tree):
    whole = (tree / "courses" / "tiny" / "course.md").read_text()
    break_it(tree)
    library, browser = site(tmp_path, sqlite, tree)
    (tree / "courses" / "tiny" / "course.md").write_text(whole)
    assert library.reload()
    assert browser.get("/readyz").status == 200
    assert browser.get("/").page.select_one(".problem") is None
