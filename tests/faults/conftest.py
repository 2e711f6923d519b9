"""Servers of their own on each kind of database, and a course whose quiz can be answered for ever."""

import shutil

import pytest

from tests.cli.conftest import empty_postgres, env, records  # noqa: F401  (used by name)
from tests.conftest import SITE


@pytest.fixture
def long_quiz(env, tmp_path):  # noqa: F811
    """`env` for a site whose second quiz keeps its four questions open to change."""
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    bank = site / "quizzes/tiny/02-second-steps.md"
    bank.write_text(bank.read_text().replace("draw: 4", "draw: 4\nreveal: after-submit", 1))
    return env | {
        "CLAUSEWAY_COURSES_DIR": str(site / "courses"),
        "CLAUSEWAY_QUIZZES_DIR": str(site / "quizzes"),
    }
