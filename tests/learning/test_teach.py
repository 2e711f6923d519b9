"""The trainer's pages: who sees keys, and how problems of the files are told."""

from copy import copy
from dataclasses import replace

import pytest

from app.catalog.model import Catalog
from app.catalog.places import Place, Problem

BANK = "/teach/tiny/first-steps"


def text(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def with_problems(app):
    """with_problems(*problems, healthy=…, catalog=…) makes these the newest of the library."""

    def tell(*problems, healthy=True, catalog=None):
        library = copy(app.state.site.library)
        library.latest_problems = problems
        library.healthy = healthy
        library.current = library.current if catalog is None else catalog
        app.state.site = replace(app.state.site, library=library)

    return tell


class TestAccess:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("learner", 403), ("manager", 403), ("administrator", 403), ("trainer", 200)],
    )
    def test_teaching_is_for_trainers(self, who, status, sign_in):
        assert sign_in(who).get("/teach").status == status

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("learner", 404),
            ("another learner", 404),
            ("manager", 404),
            ("administrator", 200),
            ("trainer", 200),
        ],
    )
    def test_keys_are_for_trainers_and_administrators(self, who, status, sign_in):
        visit = sign_in(who).get(BANK)
        assert visit.status == status
        assert ("KEY-first-1" in visit.text) == (status == 200)

    @pytest.mark.parametrize("path", ["/teach", BANK])
    def test_nobody_is_asked_to_sign_in(self, path, nobody):
        visit = nobody.get(path)
        assert visit.status == 303
        assert visit.location.startswith("/sign-in")

    @pytest.mark.parametrize("path", ["/teach", BANK])
    def test_a_learner_without_an_account_is_asked_too(self, path, nobody):
        nobody.post("/courses/tiny/first-steps/boundary/complete")
        assert nobody.get(path).status == 303


class TestTeaching:
    def test_counts_what_there_is(self, sign_in, with_problems):
        with_problems()
        page = sign_in("trainer").get("/teach").page
        assert "1 course, 2 banks, 30 questions" in text(page)
        assert "Clean. Learners see the files as they are." in text(page)
        row = page.select_one("table tbody tr")
        assert [text(cell) for cell in row.find_all(["th", "td"])] == [
            "First steps",
            "quizzes/tiny/01-first-steps.md",
            "12",
            "6",
            "Clean",
        ]
        assert row.a["href"] == BANK

    def test_every_problem_has_its_place_and_leads_there(self, sign_in, with_problems):
        with_problems(
            Problem(
                Place("quizzes/tiny/01-first-steps.md", 58, 3), "Q003", "No feedback.", "warning"
            ),
            Problem(Place("courses/tiny/01-first-steps.md", 7, 1), "W001", "Too long.", "warning"),
            Problem(Place("courses/new/course.md", 2, 1), "F001", "Unknown key.", "error"),
            healthy=False,
        )
        page = sign_in("trainer").get("/teach").page
        assert "1 error and 2 warnings." in text(page)
        assert "learners go on seeing the version from before" in text(page)
        lines = {li.select_one(".mono").text: li for li in page.select("li.problem-row")}
        assert list(lines) == [
            "courses/new/course.md:2:1",
            "courses/tiny/01-first-steps.md:7:1",
            "quizzes/tiny/01-first-steps.md:58:3",
        ]
        assert "F001 Unknown key." in text(lines["courses/new/course.md:2:1"])
        assert lines["courses/new/course.md:2:1"].a is None
        assert lines["quizzes/tiny/01-first-steps.md:58:3"].a["href"] == BANK
        assert "2 warnings" in text(page.select_one("table tbody tr"))

    def test_a_first_tree_with_errors_is_told(self, sign_in, with_problems):
        problem = Problem(Place("courses/new/course.md"), "F001", "Unknown key.")
        with_problems(problem, healthy=False, catalog=Catalog())
        page = sign_in("trainer").get("/teach").page
        assert "learners see nothing" in text(page)


class TestBank:
    def test_shows_every_question_with_its_key_and_why(self, sign_in):
        page = sign_in("trainer").get(BANK).page
        assert len(page.select("section.item-block")) == 18
        several = page.find(attrs={"aria-labelledby": "several"})
        keys = [text(o.select_one("div")) for o in several.select(".opt") if o.find("svg")]
        assert keys == [
            "A The sites Sites are part of it.",
            "C The systems Systems are part of it.",
        ]
        assert "What would an auditor walk to?" in text(several)
        assert "Sites and systems. Clause 4.3." in text(several)
        assert "line 8" in text(several)

    @pytest.mark.parametrize(
        ("question", "keys"),
        [
            ("word", ["scope", "the scope"]),
            ("share", ["20 ± 0.5"]),
            ("fill", ["(1) scope or the scope", "(2) documented (not discarded, forgotten)"]),
            ("order", ["Issues", "Parties", "Scope", "System"]),
        ],
    )
    def test_a_key_is_what_its_author_wrote(self, question, keys, sign_in):
        page = sign_in("trainer").get(BANK).page
        section = page.find(attrs={"aria-labelledby": question})
        shown = [text(o.select_one("div")) for o in section.select(".opt") if o.find("svg")]
        assert shown == keys

    def test_pairs_and_rubrics_are_shown(self, sign_in):
        page = sign_in("trainer").get(BANK).page
        assert "4.1 → Issues Context comes first." in text(
            page.find(attrs={"aria-labelledby": "match"})
        )
        assert "RUBRIC-say" in text(page.find(attrs={"aria-labelledby": "say"}))

    def test_a_case_is_named(self, sign_in):
        page = sign_in("trainer").get("/teach/tiny/second-steps").page
        assert "Baltmark’s scorecard" in text(page.find(attrs={"aria-labelledby": "case-1"}))

    def test_tells_the_problems_of_its_own_file_alone(self, sign_in, with_problems):
        with_problems(
            Problem(Place("quizzes/tiny/01-first-steps.md", 58), "Q003", "Mine.", "warning"),
            Problem(Place("quizzes/tiny/02-second-steps.md", 5), "Q003", "Other.", "warning"),
        )
        lines = sign_in("trainer").get(BANK).page.select("li.problem-row")
        assert ["Mine." in text(line) for line in lines] == [True]
