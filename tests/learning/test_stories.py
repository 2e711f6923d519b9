"""Scenarios: which steps follow, what is kept of the way, and how it is shown."""

import pytest

from app.catalog.model import Scenario, Step
from app.learning.stories import go, kept_trail, show_scenario, trail_of

UNIT = "/courses/tiny/first-steps/statement"
STORY = f"{UNIT}/scenarios/start"


def step(step_id, *targets):
    choices = tuple((f"Go to {target}", target) for target in targets)
    return Step(step_id, step_id.title(), f"<p>{step_id}</p>", choices)


TALE = Scenario(
    "start",
    (step("start", "left", "right"), step("left", "start", "end"), step("right"), step("end")),
)


def ids(trail):
    return [step.id for step in trail]


def walk(*step_ids):
    trail = trail_of(TALE, None)
    for step_id in step_ids:
        trail = go(TALE, trail, step_id)
    return trail


class TestTrail:
    def test_begins_at_the_first_step(self):
        assert ids(trail_of(TALE, None)) == ["start"]

    def test_grows_with_each_choice(self):
        assert ids(walk("left", "end")) == ["start", "left", "end"]

    @pytest.mark.parametrize("step_id", ["end", "start", "none", ""])
    def test_refuses_a_step_that_does_not_follow(self, step_id):
        assert go(TALE, trail_of(TALE, None), step_id) is None

    def test_coming_back_leads_back_to_that_point(self):
        assert ids(walk("left", "start")) == ["start"]

    def test_is_read_back_as_it_was_kept(self):
        trail = walk("left", "end")
        assert trail_of(TALE, kept_trail(trail)) == trail

    @pytest.mark.parametrize(
        ("kept", "stands_at"),
        [
            ({"trail": ["start", "gone", "end"]}, ["start"]),
            ({"trail": ["start", "end"]}, ["start"]),
            ({"trail": ["start", "left", "gone"]}, ["start", "left"]),
            ({"trail": ["elsewhere"]}, ["start"]),
            ({"trail": []}, ["start"]),
            ({"trail": "start"}, ["start"]),
            ({}, ["start"]),
        ],
    )
    def test_what_an_edit_took_away_ends_it(self, kept, stands_at):
        assert ids(trail_of(TALE, kept)) == stands_at

    def test_is_shown_by_the_words_of_the_choices(self):
        shown = show_scenario(TALE, "/x", walk("left", "end"))
        assert shown.trail == ("Go to left", "Go to end")
        assert (shown.number, shown.is_start, shown.is_ending) == (3, False, True)


def story(page):
    return page.find(id="scenario-start")


class TestPage:
    def test_shows_one_step_and_its_choices(self, nobody):
        page = nobody.get(UNIT).page
        choices = [(b["value"], b.get_text(strip=True)) for b in story(page).select("button.way")]
        assert choices == [("left-out", "Leave ShiftWise out"), ("kept-in", "Keep it in")]
        assert "Felix asks" not in page.text
        assert "The statement names both roles" not in page.text

    def test_a_choice_leads_back_to_the_story_where_there_is_no_script(self, nobody):
        visit = nobody.post(STORY, {"step": "left-out"})
        assert (visit.status, visit.location) == (303, f"{UNIT}#scenario-start")
        page = story(nobody.get(UNIT).page)
        assert "Felix asks who decides" in page.text
        assert "You chose: “Leave ShiftWise out”." in page.select_one(".trail").get_text(
            " ", strip=True
        )

    def test_by_htmx_the_story_comes_alone(self, nobody):
        visit = nobody.post(STORY, {"step": "kept-in"}, htmx="partial")
        roots = [tag for tag in visit.page.children if tag.name]
        assert [root["id"] for root in roots] == ["scenario-start"]
        assert "A sound end" in visit.page.select_one("p.ending.ok").text
        assert visit.page.find(attrs={"data-focus": True})

    def test_a_whole_page_asked_for_by_htmx_is_led_back_too(self, nobody):
        assert nobody.post(STORY, {"step": "kept-in"}, htmx="full").status == 303

    @pytest.mark.parametrize("sent", ["kept-in", "none", ""])
    def test_a_step_that_does_not_follow_is_refused(self, sent, learner):
        learner.post(STORY, {"step": "left-out"})
        assert learner.post(STORY, {"step": sent}).status == 409
        assert "Felix asks" in story(learner.get(UNIT).page).text

    def test_can_be_started_again(self, learner):
        learner.post(STORY, {"step": "kept-in"})
        visit = learner.post(STORY, {"go": "again"}, htmx="partial")
        assert "Tomas reads the vendor" in visit.text
        assert visit.page.select_one(".trail") is None

    def test_of_one_person_is_not_that_of_another(self, sign_in):
        sign_in("learner").post(STORY, {"step": "left-out"})
        assert "Felix asks" not in sign_in("another learner").get(UNIT).text
