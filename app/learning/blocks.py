"""How the parts of a unit are shown to one learner: text as it is, blocks in the state they left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.catalog.model import Check, Checklist, Prose, Scenario, Unit, Worksheet
from app.learning.checks import ShownCheck, check_state, show_check
from app.learning.remembered import remembered
from app.learning.sheets import (
    ShownChecklist,
    ShownWorksheet,
    show_checklist,
    show_worksheet,
    ticked,
    written,
)
from app.learning.stories import ShownScenario, show_scenario, trail_of

ShownBlock = ShownCheck | ShownScenario | ShownWorksheet | ShownChecklist
ShownPart = Prose | ShownBlock


@dataclass(frozen=True, slots=True, eq=False)
class Untouched:
    """Parts that follow one another in which the reader has done nothing: they look the same to
    everybody, and are one and the same object for everybody, so that their HTML is found again.
    """

    parts: tuple[ShownPart, ...]
    kind: Literal["untouched"] = "untouched"


_FOLDERS = {
    "check": "checks",
    "scenario": "scenarios",
    "worksheet": "worksheets",
    "checklist": "checklists",
}


BlockKey = tuple[str, str]  # kind and id


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a block, and when."""

    state: Mapping[str, Any]
    updated_at: datetime


def block_address(unit_address: str, kind: str, block_id: str) -> str:
    """Where what is done in a block is posted to."""
    return f"{unit_address}/{_FOLDERS[kind]}/{block_id}"


def show_parts(
    unit: Unit,
    unit_address: str,
    kept: Mapping[BlockKey, Kept],
    instead: ShownBlock | None = None,
) -> tuple[Untouched | ShownBlock, ...]:
    """All parts in their order. `instead` is a block as it has just been answered, shown in place of
    what was kept of it.
    """
    touched: dict[int, ShownBlock] = {}
    for at, part in enumerate(unit.parts):
        if isinstance(part, Prose):
            continue
        if instead is not None and (instead.kind, instead.id) == (part.kind, part.id):
            touched[at] = instead
        elif found := kept.get((part.kind, part.id)):
            touched[at] = show_block(part, unit_address, found)
    shown: list[Untouched | ShownBlock] = []
    begin = 0
    for at, block in touched.items():
        if begin < at:
            shown.append(_untouched(unit, unit_address, begin, at))
        shown.append(block)
        begin = at + 1
    if begin < len(unit.parts):
        shown.append(_untouched(unit, unit_address, begin, len(unit.parts)))
    return tuple(shown)


@remembered(4_000)
def _untouched(unit: Unit, unit_address: str, begin: int, end: int) -> Untouched:
    return Untouched(
        tuple(
            part if isinstance(part, Prose) else show_block(part, unit_address, None)
            for part in unit.parts[begin:end]
        )
    )


def show_block(
    part: Check | Scenario | Worksheet | Checklist, unit_address: str, kept: Kept | None
) -> ShownBlock:
    """A block in the state that was kept of it."""
    address = block_address(unit_address, part.kind, part.id)
    state = kept.state if kept else None
    saved_at = kept.updated_at if kept else None
    match part:
        case Check():
            return show_check(part, address, check_state(part.question, state))
        case Scenario():
            return show_scenario(part, address, trail_of(part, state))
        case Worksheet():
            return show_worksheet(part, address, written(state), saved_at)
        case Checklist():
            return show_checklist(part, address, ticked(state), saved_at)
