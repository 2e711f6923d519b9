"""Every page there is, for whoever may see it: nothing for axe, nothing on the console, nothing from elsewhere."""

import pytest

from app.web.pages import rules
from tests.browser.closely import WIDE, look_closely
from tests.browser.places import FILES, PLACES, place

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-pages")]


def test_every_route_that_a_browser_can_ask_for_has_a_place(world):
    asked = {path for method, path in rules(world.site.app.routes) if method == "GET"}
    assert asked == {*PLACES, *FILES}


@pytest.mark.parametrize("text", [text for places in PLACES.values() for text in places])
def test_page_is_sound(text, world, people):
    there = place(text, world.names)
    person = people(there.who)
    person.watch.troubles.clear()
    person.watch.expected = {there.status} if there.status >= 400 else set()
    person.page.set_viewport_size(WIDE)
    answer = person.page.goto(there.address)
    assert answer.status == there.status
    assert answer.url == world.site.url + there.address, "this is another page"
    look_closely(person.page)
    person.watch.check()


def test_looking_closely_finds_what_is_wrong(people):
    page = people("nobody").page
    page.goto("/imprint")
    page.evaluate("""() => {
      const main = document.querySelector("main");
      main.innerHTML += '<img src="/favicon.ico"><p id="pale">Pale</p><button>x</button><button>y</button>';
      document.getElementById("pale").style.color = "#ccc";
      document.querySelector("button").style.marginLeft = "2000px";
      document.title = "";
    }""")
    with pytest.raises(AssertionError) as found:
        look_closely(page)
    for wrong in ("title", "styles in the page", "image-alt", "color-contrast", "sideways"):
        assert wrong in str(found.value)


@pytest.mark.parametrize("route", FILES)
def test_file_is_what_it_says(route, world, people):
    who, address, kind = FILES[route]
    answer = people(who).context.request.get(address.format_map(world.names))
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == kind
    assert answer.body()
