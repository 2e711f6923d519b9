"""A tree that tests of the catalogue may break, and the catalogue of the site as it is."""

import shutil
from datetime import date

import pytest

from app.catalog.loader import load
from tests.catalog.pages import SITE

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def site():
    return load(SITE / "courses", SITE / "quizzes", today=TODAY)


class Tree:
    """A copy of the site; `load` gives the catalogue, `errors` what is wrong with it."""

    def __init__(self, root, cache=None):
        self.root = root
        self.cache = cache

    def __truediv__(self, path):
        return self.root / path

    def load(self, today=TODAY):
        return load(self.root / "courses", self.root / "quizzes", self.cache, today=today)

    def errors(self):
        return [str(problem) for problem in self.load().errors]

    def edit(self, path, old, new):
        file = self.root / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(SITE, tmp_path / "site")
    return Tree(tmp_path / "site", tmp_path / "cache")
