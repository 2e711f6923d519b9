"""A real Chromium, a real port, and people who sit before it.

The browser lives as long as the tests of this folder run on a process, no longer: Playwright keeps
an event loop running in the thread that started it, which other tests may not expect.
"""

import os
import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect, sync_playwright

from app.catalog.library import Library
from app.core.settings import ROOT
from tests.browser.closely import bring_axe
from tests.browser.person import Person
from tests.browser.world import every_type_library, mend_keys, populate
from tests.conftest import SITE
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

# On a busy machine a page may take a while; only what never comes is waited for this long.
expect.set_options(timeout=20_000)


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


@pytest.fixture(scope="package")
def world(sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    database = sqlite_template.fresh(folder)
    library = every_type_library(SITE, folder)
    with serve(folder, database, library) as site:
        world = populate(site)
        mend_keys(library, folder)
        yield world
    database.close()


@pytest.fixture(scope="package")
def people(chromium, world):
    """people(who) → that member of the cast, before the same browser for all pages."""
    known = {}

    def people(who: str) -> Person:
        if who not in known:
            # Colours that fade from one theme to the other would be judged half-way.
            known[who] = Person(chromium, world.site, reduced_motion="reduce")
            bring_axe(known[who])
            if who != "nobody":
                known[who].hold_session_of(world.people[who])
        return known[who]

    yield people
    for person in known.values():
        person.context.close()
