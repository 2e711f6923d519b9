"""Gives a question that was asked before the key that it has now, where it is still the same question.

When a key proves wrong, the author mends it in the bank. What people were shown stays as it was:
only what is right about it changes, so that their answers can be marked anew.
"""

from __future__ import annotations

from dataclasses import replace

from app.catalog.hashing import digest
from app.catalog.questions import (
    Body,
    Choice,
    Cloze,
    Matching,
    Numeric,
    Ordering,
    Question,
    ShortText,
)


def rekeyed(shown: Question, current: Question) -> Question | None:
    """`shown` with the key, feedback and explanation of `current`; None where the options, gaps or
    items are no longer the same texts, so that old answers cannot be carried over. It is `shown`
    itself where nothing about the key has changed.
    """
    if shown.type != current.type:
        return None
    body = _body(shown.body, current.body)
    if body is None:
        return None
    if _key(body) == _key(shown.body) and shown.scoring == current.scoring:
        return shown
    return replace(
        shown,
        body=body,
        scoring=current.scoring,
        explanation_html=current.explanation_html,
        item_hash=_item_hash(shown, body, current),
        snapshot_hash=digest(["rekeyed", shown.snapshot_hash, current.snapshot_hash]),
    )


def _item_hash(shown: Question, body: Body, current: Question) -> str:
    """That of now where the question was worded and numbered as it is now. Otherwise one of its own:
    statistics neither mix two wordings, nor count answers by the numbers of other options.
    """
    if shown.stem_html == current.stem_html and body == current.body:
        return current.item_hash
    return digest(["rekeyed", shown.item_hash, current.item_hash])


def _body(shown: Body, current: Body) -> Body | None:
    match shown, current:
        case Choice(), Choice():
            return _choice(shown, current)
        case ShortText(), ShortText():
            return current
        case Numeric(), Numeric():
            return current
        case Cloze(), Cloze():
            return _cloze(shown, current)
        case Matching(), Matching():
            return _matching(shown, current)
        case Ordering(), Ordering():
            return _ordering(shown, current)
        case _:
            return None


def _choice(shown: Choice, current: Choice) -> Choice | None:
    by_text = {option.text: option for option in current.options}
    if sorted(by_text) != sorted(option.text for option in shown.options):
        return None
    options = []
    for old in shown.options:
        new = by_text[old.text]
        options.append(
            replace(old, correct=new.correct, weight=new.weight, feedback_html=new.feedback_html)
        )
    return replace(shown, options=tuple(options))


def _cloze(shown: Cloze, current: Cloze) -> Cloze | None:
    if len(shown.gaps) != len(current.gaps):
        return None
    pairs = list(zip(shown.gaps, current.gaps, strict=True))
    if any(sorted(old.choices) != sorted(new.choices) for old, new in pairs):
        return None
    gaps = tuple(replace(old, accepted=new.accepted) for old, new in pairs)
    return replace(shown, gaps=gaps, exact=current.exact)


def _matching(shown: Matching, current: Matching) -> Matching | None:
    old_targets = {target.text: target.id for target in shown.targets}
    new_targets = {target.id: target.text for target in current.targets}
    prompts = {prompt.text: prompt for prompt in current.prompts}
    same_prompts = sorted(prompts) == sorted(prompt.text for prompt in shown.prompts)
    if not same_prompts or sorted(old_targets) != sorted(new_targets.values()):
        return None
    changed = []
    for old in shown.prompts:
        new = prompts[old.text]
        target = old_targets[new_targets[new.target]]
        changed.append(replace(old, target=target, why_html=new.why_html))
    return replace(shown, prompts=tuple(changed))


def _ordering(shown: Ordering, current: Ordering) -> Ordering | None:
    by_text = {item.text: item for item in shown.items}
    wanted = [item.text for item in current.items]
    if sorted(by_text) != sorted(wanted):
        return None
    # The ids stay with their items: what was answered names them.
    return Ordering(tuple(by_text[text] for text in wanted))


def _key(body: Body) -> object:
    """What of a body decides whether an answer is right."""
    match body:
        case Choice():
            return [(option.id, option.correct, option.weight) for option in body.options]
        case Matching():
            return [(prompt.id, prompt.target) for prompt in body.prompts]
        case Ordering():
            return [item.id for item in body.items]
        case Cloze():
            return [gap.accepted for gap in body.gaps], body.exact
        case Numeric():
            return body.ranges
        case ShortText():
            return body.accepted, body.exact
        case _:
            return None
