"""Reads a branching story, and makes sure that it can be gone through to an ending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markdown_it.token import Token

from app.catalog.markdown import Block, Section, html_of, split_sections, text_of, top_level
from app.catalog.model import Scenario, Step
from app.catalog.problems import did_you_mean
from app.catalog.source_file import SourceFile

Ending = Literal["", "good", "fair", "poor", "plain"]
ENDINGS: tuple[Ending, ...] = ("good", "fair", "poor")


def read_scenario(block: Block, file: SourceFile) -> Scenario | None:
    preamble, sections = split_sections(block.tokens, 3)
    if not sections or text_of(preamble):
        file.error(
            block.line,
            "M041",
            "`::: scenario` begins with the heading of its first step: `### Title {#id}`.",
        )
        return None
    steps = tuple(_read_step(section, file) for section in sections)
    _check_story(steps, sections, file)
    return Scenario(steps[0].id, steps)


def _read_step(section: Section, file: SourceFile) -> Step:
    attributes = section.attributes
    attributes.check(file.problems, (), ENDINGS)
    step_id = attributes.required_id(section.title, file.problems)
    text: list[Token] = []
    choices: list[tuple[str, str]] = []
    for tokens in top_level(section.tokens):
        found = _choices(tokens)
        choices += found
        if not found:
            text += tokens
    html = html_of(text, file)
    ending: Ending = next(
        (word for word in ENDINGS if word in attributes.classes), "" if choices else "plain"
    )
    return Step(step_id, section.title, html, tuple(choices), ending)


def _choices(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Pairs of label and step id of a list whose items are each a link to a step; else none."""
    if tokens[0].type not in ("bullet_list_open", "ordered_list_open"):
        return []
    found = []
    for item in top_level(tokens[1:-1]):
        inlines = [token for token in item if token.type == "inline"]
        children = (inlines[0].children or []) if len(inlines) == 1 else []
        if len(children) < 3 or (children[0].type, children[-1].type) != (
            "link_open",
            "link_close",
        ):
            return []
        href = str(children[0].attrGet("href") or "")
        if not href.startswith("#"):
            return []
        found.append((text_of(inlines), href[1:]))
    return found


def _check_story(steps: Sequence[Step], sections: Sequence[Section], file: SourceFile) -> None:
    """Every step has its own id, every choice leads to a step, every step is on some way, and
    from every step some way leads to an ending.
    """
    ids = [step.id for step in steps]
    for number, (step, section) in enumerate(zip(steps, sections, strict=True)):
        if step.id in ids[:number]:
            file.error(
                section.line, "M045", f"The step `#{step.id}` stands twice in this scenario."
            )
        for label, target in step.choices:
            if target not in ids:
                hint = did_you_mean(target, ids)
                message = f'The choice "{label}" leads to `#{target}`, which is no step.{hint}'
                file.error(section.line, "M042", message)
    onward = {step.id: [target for _, target in step.choices] for step in steps}
    reached = _reachable(ids[0], onward)
    for step, section in zip(steps, sections, strict=True):
        if step.id not in reached:
            file.error(section.line, "M043", f"No choice leads to the step `#{step.id}`.")
        elif not any(not onward[s] for s in _reachable(step.id, onward) if s in onward):
            file.error(
                section.line, "M044", f"From the step `#{step.id}` no way leads to an ending."
            )


def _reachable(start: str, onward: dict[str, list[str]]) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        for target in onward.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen
