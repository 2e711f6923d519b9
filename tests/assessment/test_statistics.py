"""The pages of statistics: who sees them, what they say, how they are sorted, and the whole as a file."""

import csv
import io
from dataclasses import replace
from random import Random

import pytest

from app.assessment import item_counts
from app.assessment.models import StandardDecision, StandardPanel
from tests.assessment.judges import renamed
from tests.assessment.responses import Response, Sat, sit
from tests.support.statements import count_statements

COURSE = "/teach/tiny/statistics"
QUIZ = "/teach/tiny/first-steps/statistics"
EXAM = "/teach/tiny/exam/statistics"
CSV = "/teach/tiny/statistics.csv"
BANK = "/teach/tiny/first-steps"


def text(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def questions(catalog):
    bank = catalog.course("tiny").module("first-steps").bank
    return [q for q in bank.questions if q.pool == "practice" and q.type == "single"][:6]


@pytest.fixture
def answered(database, questions):
    """answered(120): so many learners; the first question has the wrong key, its second option is meant."""

    def answer(learners, **over):
        random = Random(9)
        attempts = []
        for _ in range(learners):
            ability = random.choice([0.2, 0.9])
            attempts.append(
                Sat([_response(q, n, random.random() < ability) for n, q in enumerate(questions)], over)
            )  # fmt: skip
        with database.session(writing=True) as session:
            item_counts.count(session, sit(session, attempts))

    return answer


def _response(question, number, knows):
    key = next(o.id for o in question.body.options if o.correct)
    other = next(o.id for o in question.body.options if not o.correct)
    choice = key if knows is not (number == 0) else other
    share = float(choice == key)
    return Response(question.id, {"choice": choice}, share, 30, item_hash=question.item_hash)


class TestAccess:
    @pytest.mark.parametrize("path", [COURSE, QUIZ, EXAM, CSV])
    @pytest.mark.parametrize(
        ("who", "status"),
        [("learner", 404), ("another learner", 404), ("manager", 404), ("administrator", 200), ("trainer", 200)],
    )  # fmt: skip
    def test_is_for_trainers_and_administrators(self, path, who, status, sign_in):
        assert sign_in(who).get(path).status == status

    @pytest.mark.parametrize("path", [COURSE, QUIZ, EXAM, CSV])
    def test_nobody_is_asked_to_sign_in(self, path, nobody):
        assert nobody.get(path).location.startswith("/sign-in")

    @pytest.mark.parametrize("path", ["/teach/x/statistics", "/teach/tiny/x/statistics", "/teach/x/statistics.csv"])  # fmt: skip
    def test_what_is_not_there_is_not_found(self, path, trainer):
        assert trainer.get(path).status == 404

    def test_names_nobody(self, trainer, answered):
        answered(40)
        for path in (COURSE, QUIZ, EXAM, CSV, BANK):
            assert "Learner 0" not in trainer.get(path).text

    def test_an_earlier_address_leads_on(self, app, library, trainer, sign_in):
        learner = sign_in("learner")
        site = renamed(library, course="small", module="begin")
        app.state.site = replace(app.state.site, library=site)
        for path in (COURSE, EXAM, QUIZ, BANK):
            visit = trainer.get(f"{path}?sort=order")
            now = path.replace("tiny", "small").replace("first-steps", "begin")
            assert (visit.status, visit.location) == (308, f"{now}?sort=order")
            assert trainer.get(now).status == 200
            assert learner.get(path).status == 404
        assert trainer.get(CSV).status == 200


class TestCourse:
    def test_is_reached_from_teaching(self, trainer):
        assert trainer.get("/teach").page.find("a", href=COURSE) is not None

    def test_names_what_to_look_at_first(self, trainer, answered, questions):
        answered(120)
        page = trainer.get(COURSE).page
        (row,) = page.select("li.measured-row")
        assert row.a["href"] == f"{BANK}#{questions[0].id}"
        assert "The key may be wrong: strong learners choose" in text(row)
        quiz = next(tr for tr in page.select("tbody tr") if "First steps" in text(tr))
        assert quiz.a["href"] == QUIZ
        assert text(quiz.select_one("[data-label='First attempts']")) == "120"
        assert text(quiz.select_one("[data-label='To mend']")) == "1"

    def test_costs_two_statements(self, trainer, answered, database):
        answered(40)
        for path in (COURSE, QUIZ, CSV, BANK):
            with count_statements(database) as sent:
                assert trainer.get(path).status == 200
            assert len(sent) <= 2, sent


class TestQuiz:
    def cells(self, visit, label):
        return [text(td) for td in visit.page.select(f"td[data-label='{label}']")]

    def ids(self, visit):
        return [text(a) for a in visit.page.select("tbody th a")]

    def test_says_in_words_first_what_is_wrong(self, trainer, answered, questions):
        answered(120)
        visit = trainer.get(QUIZ)
        row = visit.page.select_one("tbody tr")
        assert text(row.th.a) == questions[0].id
        assert "The key may be wrong" in text(row.td)
        assert self.cells(visit, "Answers") == ["120"] * len(questions)
        assert float(self.cells(visit, "Discrimination")[0].replace("−", "-")) < 0

    @pytest.mark.parametrize("column", ["question", "facility", "discrimination", "seconds"])
    def test_a_heading_sorts_and_sorts_back(self, trainer, answered, column):
        answered(120)
        up = trainer.get(f"{QUIZ}?sort={column}")
        down = trainer.get(f"{QUIZ}?sort=-{column}")
        (heading,) = up.page.select("th[aria-sort=ascending]")
        assert heading.a["href"] == f"{QUIZ}?sort=-{column}"
        (heading,) = down.page.select("th[aria-sort=descending]")
        assert heading.a["href"] == f"{QUIZ}?sort={column}"
        assert sorted(self.ids(up)) == sorted(self.ids(down))
        if column == "question":
            assert self.ids(up) == sorted(self.ids(up))
            assert self.ids(down) == self.ids(up)[::-1]
        if column == "facility":
            shares = [int(cell.split()[0]) for cell in self.cells(up, "Facility")]
            assert shares == sorted(shares)
            assert shares != sorted(shares, reverse=True)

    def test_a_column_that_is_not_there_sorts_as_if_none_was_asked_for(self, trainer, answered):
        answered(40)
        assert self.ids(trainer.get(f"{QUIZ}?sort=x")) == self.ids(trainer.get(QUIZ))

    def test_under_30_there_are_no_figures(self, trainer, answered):
        answered(29)
        visit = trainer.get(QUIZ)
        assert "Too few so far." in text(visit.page)
        assert set(self.cells(visit, "Facility")) == {""}
        assert set(self.cells(visit, "Discrimination")) == {""}
        assert {"Fewer than 30 answers"} == {text(tr.td) for tr in visit.page.select("tbody tr")}

    def test_under_100_they_are_to_be_taken_with_care(self, trainer, answered):
        answered(30)
        page = trainer.get(QUIZ).page
        assert all("take it with care" in text(tr.td) for tr in page.select("tbody tr"))
        assert "With fewer than 100 first attempts" in text(page)

    def test_second_attempts_are_not_in_it(self, trainer, answered, questions):
        answered(40)
        answered(40, number=2)
        assert self.cells(trainer.get(QUIZ), "Answers") == ["40"] * len(questions)

    def test_an_exam_that_nobody_sat_says_so(self, trainer):
        assert "Nobody has handed in a first attempt" in text(trainer.get(EXAM).page)

    def test_a_reworded_question_starts_anew_and_says_that_there_was_an_earlier_one(
        self, trainer, database, questions
    ):
        old = Sat([Response(questions[0].id, {"choice": "1"}, 1.0, item_hash="old")])
        with database.session(writing=True) as session:
            item_counts.count(session, sit(session, [old]))
        page = trainer.get(QUIZ).page
        assert page.select("tbody tr") == []
        (row, *_) = csv.DictReader(io.StringIO(trainer.get(CSV).text))
        assert (row["wording"], row["item_hash"], row["first_attempts"]) == ("earlier", "old", "1")

    def test_calls_alpha_kr_20_only_where_every_answer_is_right_or_wrong(
        self, trainer, answered, database, questions
    ):
        answered(120)
        assert "Alpha (KR-20)" in [text(dt) for dt in trainer.get(QUIZ).page.select("dt")]
        halves = [Response(q.id, {"choice": "1"}, 0.5, item_hash=q.item_hash) for q in questions]
        with database.session(writing=True) as session:
            item_counts.count(session, sit(session, [Sat(halves)]))
        assert "Alpha" in [text(dt) for dt in trainer.get(QUIZ).page.select("dt")]

    def test_says_that_questions_count_the_same_where_their_points_differ(
        self, trainer, answered, questions, library
    ):
        answered(40)
        said = "with each question counting the same, whatever its points"
        overview = "/teach/tiny/statistics"
        assert said not in text(trainer.get(QUIZ).page)
        assert said not in text(trainer.get(overview).page)
        now = library.current
        tiny = now.course("tiny")
        first, *rest = tiny.modules
        worth = tuple(
            replace(q, points=2.0) if q.id == questions[0].id else q for q in first.bank.questions
        )
        first = replace(first, bank=replace(first.bank, questions=worth))
        library.current = replace(now, courses=(replace(tiny, modules=(first, *rest)),))
        try:
            assert said in text(trainer.get(QUIZ).page)
            assert said in text(trainer.get(overview).page)
            assert said not in text(trainer.get(EXAM).page)
        finally:
            library.current = now


class TestBank:
    def test_shows_figures_beside_the_question(self, trainer, answered, questions):
        answered(120)
        page = trainer.get(BANK).page
        section = page.find(attrs={"aria-labelledby": questions[0].id})
        assert "The key may be wrong" in text(section.select_one(".measured"))
        assert "120 first attempts at the quiz" in text(section.select_one(".measured"))
        chosen = [text(line) for line in section.select(".chosen small")]
        assert len(chosen) == len(questions[0].body.options)
        assert all("% chose this" in line for line in chosen)

    def test_shows_no_share_where_there_are_too_few(self, trainer, answered, questions):
        answered(12)
        page = trainer.get(BANK).page
        section = page.find(attrs={"aria-labelledby": questions[0].id})
        assert text(section.select_one(".measured")) == "Fewer than 30 answers"
        assert page.select(".chosen") == []
        other = page.find(attrs={"aria-labelledby": "several"})
        assert text(other.select_one(".measured")) in {"Not asked yet", "Fewer than 30 answers"}


class TestFile:
    def test_has_a_line_for_every_option_of_every_question(self, trainer, answered, questions):
        answered(120)
        visit = trainer.get(CSV)
        assert visit.headers["content-type"].startswith("text/csv")
        assert "tiny-statistics.csv" in visit.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(visit.text)))
        assert len(rows) == sum(len(question.body.options) for question in questions)
        first = [row for row in rows if row["question"] == questions[0].id]
        assert sum(float(row["chosen"]) for row in first) == pytest.approx(1, abs=0.001)
        assert [row["is_key"] for row in first].count("yes") == 1
        assert "The key may be wrong" in first[0]["flags"]
        assert {row["trust"] for row in rows} == {"sound"}

    def test_tells_nothing_but_the_number_where_there_are_too_few(self, trainer, answered):
        answered(29)
        rows = list(csv.DictReader(io.StringIO(trainer.get(CSV).text)))
        assert {row["first_attempts"] for row in rows} == {"29"}
        hidden = (
            "facility",
            "discrimination",
            "unanswered",
            "seconds",
            "flags",
            "option",
            "chosen",
        )
        assert {row[name] for row in rows for name in hidden} == {""}


def pass_mark(visit):
    (row,) = [one for one in visit.page.select("dl.facts > div") if text(one.dt) == "Pass mark"]
    return text(row.dd), row.a["href"]


def test_the_exam_says_its_pass_mark_and_who_has_set_it(trainer, database, clock):
    standard = "/teach/tiny/exam/standard"
    assert pass_mark(trainer.get(EXAM)) == ("70 % provisional: no panel has set it", standard)
    assert trainer.get(standard).status == 200
    assert not [dt for dt in trainer.get(QUIZ).page.select("dt") if text(dt) == "Pass mark"]
    with database.session(writing=True) as session:
        panel = StandardPanel(
            course="tiny", candidate="Any", opened_by=trainer.user_id, opened_at=clock()
        )
        session.add(panel)
        session.flush()
        session.add(
            StandardDecision(
                course="tiny",
                panel_id=panel.id,
                mark=62.5,
                before=70,
                cut=62,
                error=1,
                judges=2,
                items="",
                why="So",
                decided_by=trainer.user_id,
                decided_at=clock(),
            )
        )
    assert pass_mark(trainer.get(EXAM)) == ("62.5 % set by a panel", standard)
