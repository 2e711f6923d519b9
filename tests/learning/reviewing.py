"""A learner at a review: reads what is asked off the page, answers it right or wrong."""

from app.assessment.presentation import show
from app.catalog.model import Check
from app.learning import review_service
from app.learning.checks import arrangement_of
from app.web.context import MetQuestion
from tests.assessment.sitting import right_answer, wrong_answer
from tests.support.clock import START


def question_of(catalog, module, kind, question_id):
    found = catalog.course("tiny").module(module)
    if kind == "bank":
        return found.bank.question(question_id)
    checks = (unit.part("check", question_id) for unit in found.units)
    return next(check.question for check in checks if isinstance(check, Check))


def fields_for(question, *, right):
    """What a browser posts for a right or a wrong answer, in the arrangement that it is shown."""
    answer = right_answer(question) if right else wrong_answer(question)
    shown = show(question, arrangement_of(question), answer)
    fields = {"choice": [option.position for option in shown.options if option.chosen]}
    fields["text"] = shown.value
    for gap in shown.gaps:
        chosen = next((choice.position for choice in gap.choices if choice.chosen), "")
        fields[f"gap-{gap.position}"] = chosen if gap.choices else gap.value
    fields |= {f"pair-{prompt.position}": prompt.value for prompt in shown.prompts}
    fields |= {f"order-{item.position}": item.value for item in shown.items}
    return fields


class Asked:
    """The question that a page of the review asks."""

    def __init__(self, catalog, page):
        form = page.select_one("#review form")
        self.address = form["action"]
        self.hidden = {f["name"]: f["value"] for f in form.find_all("input", type="hidden")}
        _, _, _, module, kind, own = self.address.split("/")
        self.parallel = self.hidden.get("asked", "")
        self.card = own
        self.id = self.parallel or own
        self.question = question_of(catalog, module, "bank" if self.parallel else kind, self.id)
        self.margin = page.select_one("#review .margin").get_text(" ", strip=True)

    def fields(self, *, right=True):
        # An ordering has its own numbers beside each item; they stand in for what was hidden.
        return fields_for(self.question, right=right) | self.hidden


def answer(browser, asked, *, right=True, **more):
    return browser.post(asked.address, asked.fields(right=right), **more)


def meets(database, user_id, catalog, *names, share=0.0, at=START, module="first-steps"):
    """Somebody has met these questions; "check/…" names one of a page."""
    with database.session(writing=True) as session:
        for name in names:
            kind, _, id_ = name.rpartition("/")
            question = question_of(catalog, module, kind or "bank", id_)
            met = [MetQuestion(id_, question.item_hash, share)]
            review_service.meet(session, user_id, ("tiny", module, kind or "bank"), met, at)
