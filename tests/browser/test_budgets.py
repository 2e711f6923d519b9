"""What a page may cost: requests and bytes as they go over the wire, into a browser that knows nothing yet."""

from dataclasses import replace

import pytest

from tests.browser.questions import Sitting
from tests.support.live import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]
KILOBYTE = 1000


class Wire:
    """Counts what a page and those after it load, by Chromium's own account; the icon of its tab apart."""

    def __init__(self, page) -> None:
        self.sizes: dict[str, float] = {}
        self.urls: dict[str, str] = {}
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", self._asked)
        cdp.on("Network.loadingFinished", self._done)

    def _asked(self, event) -> None:
        id_ = event["requestId"]
        if away := event.get("redirectResponse"):
            # What a redirect leads to goes on under its number.
            self.urls[f"{id_} from"] = away["url"]
            self.sizes[f"{id_} from"] = away["encodedDataLength"]
        self.urls[id_] = event["request"]["url"]

    def _done(self, event) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def __str__(self) -> str:
        sizes = {self.urls[id_].rsplit("/", 1)[-1]: size for id_, size in self.counted.items()}
        return "\n".join(f"{size:8.0f} {name}" for name, size in sizes.items())

    @property
    def counted(self) -> dict[str, float]:
        """By request; what stands in a page as a data: address is not asked for."""
        return {
            id_: size
            for id_, size in self.sizes.items()
            if "favicon" not in self.urls[id_] and not self.urls[id_].startswith("data:")
        }


def test_cold_unit_page_takes_eight_requests_and_a_hundred_kilobytes_at_most(
    shipped_library, sqlite, tmp_path, person
):
    with serve(tmp_path, sqlite, shipped_library) as site:
        course = shipped_library.current.course("fundamentals")
        for module in course.modules:
            for unit in module.units:
                one = person(site)
                wire = Wire(one.page)
                one.page.goto(
                    f"/courses/fundamentals/{module.slug}/{unit.id}", wait_until="networkidle"
                )
                assert one.heading == unit.title
                assert len(wire.counted) <= 8, f"{unit.title}\n{wire}"
                assert sum(wire.counted.values()) <= 100 * KILOBYTE, f"{unit.title}\n{wire}"
                one.context.close()


def test_the_crosswalk_takes_forty_kilobytes_at_most_besides_what_every_page_has(
    shipped_library, sqlite, tmp_path, person
):
    with serve(tmp_path, sqlite, shipped_library) as site:
        one = person(site)
        wire = Wire(one.page)
        one.page.goto("/crosswalk", wait_until="networkidle")
        assert one.page.locator("li.pairing").count() == 70
        assert len(wire.counted) <= 8, str(wire)
        page = sum(
            size for id_, size in wire.counted.items() if wire.urls[id_].endswith("/crosswalk")
        )
        assert 0 < page <= 40 * KILOBYTE, str(wire)


@pytest.fixture
def quizzes_of_ten(shipped_library):
    """The shipped courses, whose quizzes draw ten questions."""
    now = shipped_library.current
    courses = tuple(
        replace(course, modules=tuple(map(_of_ten, course.modules))) for course in now.courses
    )
    shipped_library.current = replace(now, courses=courses)
    yield shipped_library
    shipped_library.current = now


def _of_ten(module):
    return replace(module, bank=replace(module.bank, draw=10))


def test_a_quiz_of_ten_takes_25_requests_150_kilobytes_and_13_presses_at_most(
    quizzes_of_ten, sqlite, tmp_path, person
):
    """From the page that leads in, with an empty cache, to the result; from the start on 14 requests.
    Choosing and writing an answer are no presses, what goes on is.
    """
    with serve(tmp_path, sqlite, quizzes_of_ten) as site:
        one = person(site, who="learner")
        wire = Wire(one.page)
        one.page.goto(
            "/courses/fundamentals/neighbouring-frameworks/quiz", wait_until="networkidle"
        )
        led_in = len(site.sent)
        one.press(one.button("Start the quiz"))
        one.arrives_like(r"/attempts/[0-9a-f-]+$")
        quiz = Sitting(one)
        quiz.answer_all()
        quiz.hand_in()
        one.page.wait_for_load_state("networkidle")
        assert len(quiz.asked) == 10
        asked = [f"{s.method} {s.path} {s.status}" for s in site.sent if "favicon" not in s.path]
        # What the cache answers has no size; the rest is what the server was asked for.
        assert sum(size > 0 for size in wire.counted.values()) == len(asked), str(wire)
        assert len(asked) <= 25, "\n".join(asked)
        assert sum(wire.counted.values()) <= 150 * KILOBYTE, str(wire)
        started = [sent for sent in site.sent[led_in:] if "favicon" not in sent.path]
        assert len(started) <= 14, "\n".join(asked)
        assert one.presses <= 13
