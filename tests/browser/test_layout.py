"""The shipped pages in windows of any width, on paper, at rest, and by the Tab key."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.closely import WIDE, bring_axe, look_closely
from tests.browser.layout import look_at
from tests.support.live import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-pages")]

MODULE = "/courses/fundamentals/clause-6-planning"


def pages_of(library) -> list[str]:
    """Every page of the shipped courses that is made from their files."""
    catalog, pages = library.current, ["/", "/paths", "/templates", "/search?q=risk"]
    pages += ["/glossary", "/crosswalk"]
    pages += [f"/paths/{path.id}" for path in catalog.paths]
    for template in catalog.templates:
        pages += [f"/templates/{template.id}", f"/templates/{template.id}?filled=1"]
    for course in catalog.courses:
        pages += [f"/courses/{course.slug}", f"/courses/{course.slug}/exam"]
        for module in course.modules:
            address = f"/courses/{course.slug}/{module.slug}"
            pages += [address, f"{address}/print", f"{address}/quiz"]
            pages += [f"{address}/{unit.id}" for unit in module.units]
    return pages


@pytest.fixture(scope="module")
def shipped(sqlite_template, tmp_path_factory, shipped_library):
    folder = tmp_path_factory.mktemp("shipped")
    database = sqlite_template.fresh(folder)
    with serve(folder, database, shipped_library) as site:
        yield site
    database.close()


def test_no_shipped_page_scrolls_sideways_on_a_phone_or_when_it_is_enlarged(shipped, person):
    # Of a window of 1280: 640 is what 200 per cent leave, 320 what 400 per cent leave.
    one = person(shipped, scale=2)
    for address in pages_of(shipped.library):
        one.page.goto(address)
        for width in (640, 390, 320):
            one.page.set_viewport_size({"width": width, "height": 640})
            look_at(one.page)


def test_axe_finds_nothing_in_the_shipped_courses(shipped, person):
    one = person(shipped, reduced_motion="reduce")
    bring_axe(one)
    for address in pages_of(shipped.library):
        one.go(address)
        # Narrow windows are looked at in test_every_page; what is new here is the content.
        look_closely(one.page, windows=(WIDE,))


@pytest.mark.parametrize("address", ["/", f"{MODULE}/print", "/courses/fundamentals", "/sign-up"])
def test_every_stop_of_the_tab_key_is_seen_and_none_holds_it(address, shipped, person):
    one = person(shipped)
    one.go(address)
    stops = one.page.evaluate(_STOPS)
    seen = []
    for _ in range(stops + 2):
        one.page.keyboard.press("Tab")
        here = one.page.evaluate(_HERE)
        if here is None or (seen and here["name"] == seen[0]["name"]):
            break
        assert here["ring"], f"nothing shows that {here['name']} has focus"
        assert here["inside"], f"{here['name']} has focus out of sight"
        seen.append(here)
    assert len(seen) == stops
    assert seen[0]["text"] == "Skip to the content"


# A group of radio buttons is one stop.
_STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
  const groups = new Set(all.filter((e) => e.type === "radio").map((e) => e.form.action + e.name));
  return all.filter((e) => e.type !== "radio").length + groups.size;
}"""
_HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const rings = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0);
  let ring = false;
  for (let at = e, up = 0; at && up < 3; at = at.parentElement, up++) ring ||= rings(getComputedStyle(at));
  const box = e.getBoundingClientRect();
  e.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
  return {
    name: e.dataset.stop + " " + e.outerHTML.slice(0, 100), text: e.textContent.trim(), ring,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_nothing_moves_for_whoever_asked_for_less_motion(shipped, person):
    one = person(shipped, reduced_motion="reduce")
    for address in ("/", f"{MODULE}/print", "/sign-up", "/courses/fundamentals/exam"):
        one.go(address)
        moving = one.page.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
          const style = getComputedStyle(e);
          const long = (times) => times.split(",").some((time) => parseFloat(time) > 0);
          return long(style.transitionDuration) || long(style.animationDuration) ||
            style.scrollBehavior === "smooth";
        }).map((e) => e.outerHTML.slice(0, 80))""")
        assert not moving


def test_module_on_paper_is_its_text_and_nothing_of_the_machine(
    shipped, person, pdftotext, tmp_path
):
    one = person(shipped)
    one.go(f"{MODULE}/print")
    one.page.emulate_media(media="print")
    for machinery in ("header.top", "footer ul", ".actions", ".skip"):
        expect(one.page.locator(machinery).first).to_be_hidden()
    for navigation in one.page.get_by_role("navigation").all():
        assert navigation.locator("xpath=self::nav[contains(@class, 'crumbs')]").count()
    file = tmp_path / "module.pdf"
    one.page.pdf(path=file, format="A4")
    text = " ".join(
        subprocess.run([pdftotext, file, "-"], capture_output=True, check=True, text=True)
        .stdout.replace("\N{SOFT HYPHEN}", "")
        .split()
    )
    module = shipped.library.current.course("fundamentals").module("clause-6-planning")
    for unit in module.units:
        assert unit.title in text
    for machinery in ("Sign in", "Skip to the content", "Mark complete", "Privacy"):
        assert machinery not in text


def test_a_wide_table_scrolls_in_its_own_frame_and_keeps_what_names_its_rows(shipped, person):
    one = person(shipped, width=390)
    one.go("/courses/fundamentals/neighbouring-frameworks/differences")
    frame = one.page.locator(".table-wrap").first
    wide, seen = frame.evaluate("(e) => [e.scrollWidth, e.clientWidth]")
    assert wide > seen
    frame.evaluate("(e) => e.scrollTo({ left: e.scrollWidth, behavior: 'instant' })")
    cells = frame.locator("tbody tr").first.locator("th, td")
    first, last = cells.first, cells.last
    assert first.bounding_box()["x"] == pytest.approx(frame.bounding_box()["x"], abs=1)
    expect(last).to_be_in_viewport(ratio=1)
    # Whoever scrolls the table has not scrolled the page.
    assert one.page.evaluate("document.documentElement.scrollLeft") == 0


def test_paper_is_white_and_shows_what_is_folded_whatever_the_theme(shipped, person):
    one = person(shipped, scheme="dark")
    one.go("/templates/T05?filled=1")
    folded = one.page.locator("details.record").nth(1).locator("dd").first
    expect(folded).to_be_hidden()
    one.page.emulate_media(media="print")
    expect(folded).to_be_visible()
    ink = "getComputedStyle(document.querySelector('main')).color"
    assert one.page.evaluate(ink) == "rgb(30, 35, 34)"
    one.go(f"{MODULE}/print")
    fill = one.page.locator(".fig text").first.evaluate("(e) => getComputedStyle(e).fill")
    assert fill in {"rgb(30, 35, 34)", "rgb(18, 23, 23)", "rgb(73, 79, 77)", "rgb(15, 82, 87)"}
