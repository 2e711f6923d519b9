"""A page looked at closely: its frame, its layout and what axe has to say, light and dark, wide and narrow."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.layout import look_at

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# All rules that axe runs by itself, and the one for the size of targets, which it leaves out.
_ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

_RUN = "async (options) => (await axe.run(document, options)).violations"


def bring_axe(person) -> None:
    """Every page of this person has axe in it from now on, beside its own scripts."""
    person.context.add_init_script(AXE_SCRIPT)


def look_closely(page, *, windows=(WIDE, NARROW)) -> None:
    """Raises AssertionError with everything that is wrong with the page as it stands."""
    assert not (wrong := list(_wrong(page, windows))), page.url + "\n" + "\n".join(wrong)


def _wrong(page, windows):
    yield from _frame(page)
    for window in windows:
        page.set_viewport_size(window)
        page.emulate_media(color_scheme="light")
        try:
            look_at(page)
        except AssertionError as error:
            yield str(error)
        yield from _axe(page, _ALL, f"light, {window['width']}")
        page.emulate_media(color_scheme="dark")
        # Colours alone depend on the theme.
        yield from _axe(page, _CONTRAST, f"dark, {window['width']}")


def _frame(page):
    if not page.title().strip().endswith("· Clauseway") or page.title().strip().startswith("·"):
        yield f"the title is {page.title()!r}"
    if page.locator("html").get_attribute("lang") != "en":
        yield "the language of the page is not given"
    if (headings := page.locator("h1").count()) != 1:
        yield f"there are {headings} main headings"
    if page.locator("[style], style").count():
        yield "there are styles in the page"


def _axe(page, options, how: str):
    for violation in page.evaluate(_RUN, options):
        for node in violation["nodes"]:
            summary = " ".join(node["failureSummary"].split())
            yield f"{how}: {violation['id']}: {node['target']} {node['html'][:140]}: {summary}"
