"""With `serve --reload`, an author's page learns that the files were read again; else it never asks."""

import shutil

import pytest

from app.catalog.library import Library
from app.main import create_app
from tests.conftest import SITE
from tests.support.browser import Browser


@pytest.fixture
def tree(tmp_path):
    return shutil.copytree(SITE, tmp_path / "site")


@pytest.fixture
def following(settings, sqlite, tree):
    library = Library(tree / "courses", tree / "quizzes", None)
    library.reload()
    return library, Browser(create_app(settings, database=sqlite, library=library, reload=True))


def test_the_version_changes_when_a_file_does_and_when_it_breaks(following, tree):
    library, browser = following
    first = browser.get("/content-version").text
    file = tree / "courses" / "tiny" / "02-second-steps.md"
    file.write_text(file.read_text().replace("one deadline", "two deadlines"))
    library.reload()
    second = browser.get("/content-version").text
    file.write_text(file.read_text() + "\n::: bogus\n")
    library.reload()
    third = browser.get("/content-version").text
    assert len({first, second, third}) == 3
    assert "The course files have errors" in browser.get("/").text


def test_only_followed_pages_ask_for_the_version(following, nobody):
    _, browser = following
    assert browser.get("/").page.find("script", src=lambda src: src.endswith("js/follow.js"))
    assert nobody.get("/content-version").status == 404
    assert not nobody.get("/").page.find("script", src=lambda src: src.endswith("js/follow.js"))
