"""An exam with two open answers, one of them in a case set, and what people do to mark them."""

import re
import shutil

from app.assessment import marking_queries
from app.catalog.library import Library
from tests.assessment.sitting import EXAM, Sitting
from tests.conftest import SITE

_CASE = """## Say it of the case {#case-say type=open points=2 difficulty=2 clause="6.1.2" outcome=risk pool=exam}

What would you ask Baltmark first?

> [!IMPORTANT]
> RUBRIC-case-say: one point for each question that can be answered.
"""


def write_tree(folder) -> Library:
    """tests/site: the exam asks for ten points in words, and for two in its case set."""
    site = folder / "site"
    shutil.copytree(SITE, site)
    bank = site / "quizzes/tiny/01-first-steps.md"
    bank.write_text(
        bank.read_text().replace("{#say type=open", "{#say type=open points=10 pool=exam")
    )
    bank = site / "quizzes/tiny/02-second-steps.md"
    bank.write_text(re.sub(r"## Case 2 (.|\n)*", _CASE, bank.read_text()))
    exam = site / "quizzes/tiny/exam.md"
    text = exam.read_text().replace("count: 3, difficulty: {1: 1, 2: 1, 3: 1}", "count: 7")
    exam.write_text(text.replace("reveal: after-pass", "reveal: after-submit"))
    library = Library(site / "courses", site / "quizzes", None)
    library.reload()
    assert not library.current.errors, "\n".join(map(str, library.latest_problems))
    return library


class Paper(Sitting):
    """The exam, handed in with both open answers written."""

    def __init__(self, browser, database, *, right=True):
        super().__init__(browser, database, EXAM)
        self.answer_all(right=right)
        if not right:
            for item in self.opens():
                self.answer(item.position)
        self.submit()

    def opens(self):
        attempt, known = self.load()
        return [i for i in attempt.items if known.question(i.snapshot_hash).type == "open"]

    def position(self, question):
        return next(i.position for i in self.opens() if i.question_id == question)

    def share(self, question="say"):
        return next(i.share for i in self.opens() if i.question_id == question)

    def at(self, question="say"):
        return f"/teach/marking/{self.id}/{self.position(question)}"

    def marks(self, question="say"):
        with self.database.session(writing=False) as session:
            return marking_queries.marks_of(session, [self.id])[self.id, self.position(question)]


def mark(browser, paper, points, question="say", comment=""):
    return browser.post(paper.at(question), {"points": points, "comment": comment})


def decide(browser, paper, points, question="say", *, why="As the rubric says.", comment=""):
    page = browser.get(paper.at(question)).page
    seen = page.select_one("input[name=seen]")["value"]
    data = {"points": points, "comment": comment, "why": why, "seen": seen}
    return browser.post(f"{paper.at(question)}/decision", data)
