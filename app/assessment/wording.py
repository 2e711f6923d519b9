"""How an answer reads in words, without the question's ids and without saying whether it is right; and
how many points it has.
"""

from __future__ import annotations

from app.assessment.scoring import Answer
from app.catalog.questions import Choice, Cloze, Matching, Ordering, Question


def in_words(question: Question, answer: Answer | None) -> str | list[str] | None:
    """What a person chose or typed, for an export of their data. Ids would tell the right order of
    an ordering, so texts stand in their place.
    """
    if answer is None:
        return None
    match question.body:
        case Choice() as body if body.several:
            return [option.text for option in body.options if option.id in answer["choices"]]
        case Choice() as body:
            return next((o.text for o in body.options if o.id == answer["choice"]), None)
        case Cloze() as body:
            return [answer["gaps"].get(gap.id, "") for gap in body.gaps]
        case Matching() as body:
            targets = {target.id: target.text for target in body.targets}
            pairs = answer["pairs"]
            return [f"{p.text}: {targets[pairs[p.id]]}" for p in body.prompts if p.id in pairs]
        case Ordering() as body:
            texts = {item.id: item.text for item in body.items}
            return [texts[id_] for id_ in answer["order"]]
        case _:
            return str(answer["text"])


def points_of(share: float, points: float) -> str:
    """`2.5 of 4`: what a share of the points comes to."""
    return f"{round(share * points, 2):g} of {points:g}"
