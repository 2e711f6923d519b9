"""A real Chromium, a real port, and people who sit before it.

The browser lives as long as the tests of this folder run on a process, no longer: Playwright keeps
an event loop running in the thread that started it, which other tests may not expect.
"""

import os
import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from app.catalog.library import Library
from app.core.settings import ROOT
from tests.browser.person import Person
from tests.support.live import serve

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]


def needed(program: str) -> str:
    """The path of a program; without it the test skips, or fails where nothing may be skipped."""
    found = shutil.which(program)
    if found is None:
        say = pytest.fail if os.environ.get("CLAUSEWAY_TEST_NO_SKIP") == "1" else pytest.skip
        say(f"{program} is not installed; `make test` installs it where apt may")
    return found


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needed("chromium"), args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pdftotext():
    return needed("pdftotext")


@pytest.fixture
def site(sqlite, library, tmp_path):
    """The small course of tests/site, nobody signed up yet."""
    with serve(tmp_path, sqlite, library) as site:
        yield site


@pytest.fixture(scope="session")
def shipped_library():
    """The courses that come with the program."""
    library = Library(ROOT / "courses", ROOT / "quizzes", None)
    library.reload()
    assert library.healthy, "\n".join(map(str, library.latest_problems))
    return library


@pytest.fixture
def person(chromium):
    """person(site, who="learner", …) → somebody before a browser of their own (see Person). What
    went wrong while they looked fails the test at its end.
    """
    with ExitStack() as open_browsers:
        people = []

        def person(site, who: str | None = None, **how) -> Person:
            one = open_browsers.enter_context(Person(chromium, site, **how))
            if who:
                one.sign_in_as(who)
            people.append(one)
            return one

        yield person
        for one in people:
            one.watch.check()
