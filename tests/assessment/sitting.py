"""A learner at an attempt: starts it, reads what is asked off the page, answers right or wrong."""

from uuid import UUID

from app.assessment import queries, snapshots
from app.assessment.presentation import show
from tests.assessment.questions import WRONG

QUIZ = "/courses/tiny/first-steps/quiz"
EXAM = "/courses/tiny/exam"


class Sitting:
    """One attempt through one browser; `htmx` is how its forms are posted."""

    def __init__(self, browser, database, start=QUIZ, htmx=None):
        self.browser, self.database, self.htmx = browser, database, htmx
        self.visit = browser.post(start)
        assert self.visit.status == 303, self.visit.text
        self.address = self.visit.location
        self.id = UUID(self.address.rsplit("/", 1)[1])

    def load(self):
        with self.database.session(writing=False) as session:
            attempt = queries.attempt(session, self.id)
            known = snapshots.load(session, (item.snapshot_hash for item in attempt.items))
            return attempt, known

    def question(self, number):
        attempt, known = self.load()
        return known.question(attempt.items[number - 1].snapshot_hash)

    def fields(self, number, *, right=True):
        """What a browser would post for a right or a wrong answer to a question."""
        attempt, known = self.load()
        item = attempt.items[number - 1]
        question = known.question(item.snapshot_hash)
        answer = right_answer(question) if right else wrong_answer(question)
        shown = show(question, item.arrangement, answer)
        fields = {"choice": [option.position for option in shown.options if option.chosen]}
        fields["text"] = shown.value
        for gap in shown.gaps:
            chosen = next((choice.position for choice in gap.choices if choice.chosen), "")
            fields[f"gap-{gap.position}"] = chosen if gap.choices else gap.value
        fields |= {f"pair-{prompt.position}": prompt.value for prompt in shown.prompts}
        fields |= {f"order-{place.position}": place.value for place in shown.items}
        return fields

    def answer(self, number, *, right=True, then="next", sure=None):
        data = self.fields(number, right=right) | ({"then": then} if then else {})
        data |= {"certainty": str(sure)} if sure else {}
        return self.browser.post(f"{self.address}/answers/{number}", data, htmx=self.htmx)

    def answer_all(self, *, right=True, but=()):
        """Every question right (or wrong), those in `but` the other way round."""
        for item in self.load()[0].items:
            self.answer(item.position, right=right is not (item.position in but))

    def submit(self):
        return self.browser.post(f"{self.address}/submit")

    def result(self):
        return self.browser.get(f"{self.address}/result")

    def head(self):
        return self.load()[0].head


def right_answer(question):
    body = question.body
    match body.kind:
        case "choice":
            keys = [option.id for option in body.options if option.correct]
            return {"choices": keys} if body.several else {"choice": keys[0]}
        case "text":
            return {"text": body.accepted[0]}
        case "numeric":
            return {"text": str(body.ranges[0].low)}
        case "cloze":
            return {"gaps": {gap.id: gap.accepted[0] for gap in body.gaps}}
        case "matching":
            return {"pairs": {prompt.id: prompt.target for prompt in body.prompts}}
        case "ordering":
            return {"order": [item.id for item in body.items]}
        case _:
            return {"text": "In my own words."}


def wrong_answer(question):
    body = question.body
    match body.kind:
        case "choice":
            wrong = [option.id for option in body.options if not option.correct]
            return {"choices": wrong[:1]} if body.several else {"choice": wrong[0]}
        case "cloze":
            others = {
                g.id: next((c for c in g.choices if c not in g.accepted), "no") for g in body.gaps
            }
            return {"gaps": others}
        case "matching":
            targets = [target.id for target in body.targets]
            return {
                "pairs": {p.id: next(t for t in targets if t != p.target) for p in body.prompts}
            }
        case "ordering":
            return {"order": [item.id for item in reversed(body.items)]}
        case _:
            return WRONG["text"]
