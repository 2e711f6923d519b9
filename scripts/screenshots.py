"""Makes the pictures of the README: a learner goes from the first page to the certificate.

Usage: `.venv/bin/python scripts/screenshots.py`. It needs chromium and poppler-utils. The site runs
in a folder that is thrown away, with the shipped courses and a clock that stands still.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.catalog.library import Library
from app.core import migrate
from app.core.database import Database
from app.core.logs import configure_logs
from app.core.settings import ROOT, Settings
from tests.browser.person import Person
from tests.browser.questions import Sitting
from tests.support.live import Site, serve
from tests.support.people import make_learner

PICTURES = ROOT / "docs" / "pictures"
NAME = "Thanh Hà Nguyễn"
COURSE = "/courses/fundamentals"
SHOWN = "clause-4-context"
# Pixels; the README is read at about this width.
WINDOW = {"width": 1120, "height": 680}
# Of the certificate, an A4 page.
DOTS_PER_INCH = 72
# Bytes that all pictures may take together, and one of them.
MOST, MOST_EACH = 600_000, 160_000


def main() -> None:
    configure_logs(Settings(log_level="warning"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'clauseway.db'}")
        migrate.upgrade(database)
        library = Library(ROOT / "courses", ROOT / "quizzes", None)
        library.reload()
        with serve(folder, database, library) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            with site.database.session(writing=True) as session:
                learner = make_learner(session, name=NAME, now=site.clock())
            _take_the_road(browser, site, learner, folder)
            browser.close()
        database.close()
    _hold_sizes()


def _take_the_road(browser: Browser, site: Site, learner: object, folder: Path) -> None:
    """One person in light, who learns, and the same one in the dark, who sits a quiz."""
    with (
        Person(browser, site, **WINDOW) as light,
        Person(browser, site, scheme="dark", **WINDOW) as dark,
    ):
        for person in (light, dark):
            person.hold_session_of(learner)
        modules = site.library.current.course("fundamentals").modules
        shown = next(module for module in modules if module.slug == SHOWN)
        for unit in shown.units[:3]:
            _complete(light, f"{COURSE}/{SHOWN}/{unit.id}")
        _shoot(light, "/", "catalogue")
        _shoot(light, f"{COURSE}/{SHOWN}/{shown.units[3].id}", "unit")
        for module in modules:
            for unit in module.units:
                _complete(light, f"{COURSE}/{module.slug}/{unit.id}")
        for module in modules:
            picture = "attempt" if module is shown else ""
            _pass(dark, f"{COURSE}/{module.slug}/quiz", picture)
        _pass(dark, f"{COURSE}/exam", "")
        _shoot_certificate(light, site, folder)


def _complete(person: Person, path: str) -> None:
    person.go(path)
    button = person.button(re.compile("^Mark complete"))
    if button.count():
        person.press(button)
        person.page.wait_for_load_state("networkidle")


def _pass(person: Person, start: str, picture: str) -> None:
    person.go(start)
    person.press(person.button(re.compile("^Start the")))
    person.arrives_like(r"/attempts/[0-9a-f-]+$")
    sitting = Sitting(person)
    if picture:
        # With a few answers given, the grid has something to show.
        for _ in range(2):
            sitting.answer(right=True)
        _shoot(person, person.path, picture)
    sitting.answer_all()
    sitting.hand_in()


def _shoot(person: Person, path: str, picture: str) -> None:
    person.go(path)
    person.page.wait_for_load_state("networkidle")
    _save(person, picture)


def _save(person: Person, picture: str) -> None:
    person.page.evaluate("document.fonts.ready")
    person.page.screenshot(path=PICTURES / f"{picture}.png")


def _shoot_certificate(person: Person, site: Site, folder: Path) -> None:
    # The page names where it can be verified; the port of this run says nothing to a reader.
    settings = site.settings.model_copy(update={"public_url": "http://learn.example.org"})
    site.app.state.site = replace(site.app.state.site, settings=settings)
    person.go("/certificates")
    with person.page.expect_download() as download:
        person.hands.press(person.link(re.compile("^PDF")))
    file = folder / "certificate.pdf"
    download.value.save_as(file)
    target = PICTURES / "certificate"
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), str(file), str(target)],
        check=True,
    )


def _hold_sizes() -> None:
    sizes = {file.name: file.stat().st_size for file in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{name}: {size / 1000:.0f} kB")
    if sum(sizes.values()) > MOST or max(sizes.values()) > MOST_EACH:
        sys.exit("The pictures are too large for a README.")


if __name__ == "__main__":
    main()
