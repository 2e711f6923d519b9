"""Judges at work: they rate a panel's questions and read its page."""

from dataclasses import replace

from app.assessment import panels
from tests.assessment.sitting import EXAM

URL = "/teach/tiny/exam/standard"


def panel(database):
    with database.session(writing=False) as session:
        return panels.panel(session, "tiny")


def rate(browser, database, value):
    """Rates every question of the panel; `value` is a number, or says one for a position."""
    items = panel(database).items
    for bank in dict.fromkeys(item.bank for item in items):
        here = [item.position for item in items if item.bank == bank]
        data = {f"rating-{p}": str(value(p) if callable(value) else value) for p in here}
        assert browser.post(f"{URL}/rate/{bank}", data).status == 303


def past(browser):
    """What the page of the pass mark tells of earlier panels, line by line, the newest first."""
    section = browser.get(URL).page.select_one("h2#past").find_parent("div", class_="row-open")
    rows = section.find_next_sibling("ul").find_all("li", recursive=False)
    return [[p.get_text(strip=True) for p in row.select("p:not(.margin)")] for row in rows]


def with_bank(app, library, *, slug="first-steps", **over):
    """The site with another bank of a module."""
    course = library.current.course("tiny")
    module = course.module(slug)
    other = replace(module, bank=replace(module.bank, **over))
    modules = tuple(other if one is module else one for one in course.modules)
    changed = replace(library.current, courses=(replace(course, modules=modules),))

    class Changed:
        current, latest_problems, healthy = changed, (), True

    app.state.site = replace(app.state.site, library=Changed())


def facts(visit):
    return {row.dt.get_text(): row.dd.get_text() for row in visit.page.select("dl.facts > div")}


def to_pass(browser):
    return facts(browser.get(EXAM))["To pass"]


def judged_panel(opened, admin, database):
    rate(opened, database, 60)
    rate(admin, database, 70)
    assert opened.post(f"{URL}/close").status == 303


def decide(admin, mark="62", why="Just under the cut score"):
    return admin.post(f"{URL}/decide", {"mark": mark, "why": why})


def renamed(library, *, course="tiny", module="first-steps"):
    """The site's courses after the course and its first module got other addresses."""
    old = library.current.course("tiny")
    first, *rest = old.modules
    bank = replace(first.bank, slug=module)
    moved = replace(first, slug=module, aliases=(first.slug,), bank=bank)
    cells = (
        replace(c, bank=module if c.bank == first.slug else c.bank) for c in old.exam.blueprint
    )
    exam = replace(old.exam, blueprint=tuple(cells))
    changed = replace(old, slug=course, aliases=(old.slug,), modules=(moved, *rest), exam=exam)

    class Renamed:
        current = replace(library.current, courses=(changed,))
        latest_problems, healthy = (), True

    return Renamed()
