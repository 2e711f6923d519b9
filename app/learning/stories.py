"""Where somebody stands in a scenario, and which steps can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.catalog.model import Scenario, Step


@dataclass(frozen=True, slots=True)
class ShownScenario:
    """`trail` holds the words of the choices made so far; `number` counts steps from 1."""

    id: str
    address: str
    step: Step
    number: int
    trail: tuple[str, ...]
    just_now: bool = False
    kind: str = "scenario"

    @property
    def anchor(self) -> str:
        return f"scenario-{self.id}"

    @property
    def is_start(self) -> bool:
        return self.number == 1

    @property
    def is_ending(self) -> bool:
        return not self.step.choices


def trail_of(scenario: Scenario, kept: Mapping[str, Any] | None) -> tuple[Step, ...]:
    """The steps visited, from the first to where the learner stands. What an edit has taken away
    ends the trail before it.
    """
    start = scenario.steps[0]
    ids = kept.get("trail") if kept else None
    if not isinstance(ids, list) or not ids or ids[0] != start.id:
        return (start,)
    trail = [start]
    for step_id in ids[1:]:
        step = scenario.step(step_id) if _leads_to(trail[-1], step_id) else None
        if step is None:
            break
        trail.append(step)
    return tuple(trail)


def go(scenario: Scenario, trail: tuple[Step, ...], step_id: str) -> tuple[Step, ...] | None:
    """The trail with a step more; None for a step that does not follow from where it ends. Coming
    back to a step visited before leads back to that point, so that a trail has an end.
    """
    step = scenario.step(step_id)
    if step is None or not _leads_to(trail[-1], step_id):
        return None
    return (*trail[: trail.index(step)], step) if step in trail else (*trail, step)


def kept_trail(trail: tuple[Step, ...]) -> dict[str, Any]:
    return {"trail": [step.id for step in trail]}


def show_scenario(
    scenario: Scenario, address: str, trail: tuple[Step, ...], *, just_now: bool = False
) -> ShownScenario:
    return ShownScenario(
        scenario.id,
        address,
        step=trail[-1],
        number=len(trail),
        trail=tuple(_words(step, after.id) for step, after in pairwise(trail)),
        just_now=just_now,
    )


def _leads_to(step: Step, step_id: str) -> bool:
    return any(target == step_id for _, target in step.choices)


def _words(step: Step, chosen: str) -> str:
    return next(label for label, target in step.choices if target == chosen)
