"""How the parts of a unit are shown to one learner: text as it is, blocks in the state they left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.catalog.model import Check, Checklist, Part, Prose, Scenario, Unit, Worksheet
from app.learning.checks import ShownCheck, check_state, show_check
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
) -> tuple[ShownPart, ...]:
    """All parts in their order. `instead` is a block as it has just been answered, shown in place of
    what was kept of it.
    """
    return tuple(_show(part, unit_address, kept, instead) for part in unit.parts)


def _show(
    part: Part, unit_address: str, kept: Mapping[BlockKey, Kept], instead: ShownBlock | None
) -> ShownPart:
    if isinstance(part, Prose):
        return part
    if instead is not None and (instead.kind, instead.id) == (part.kind, part.id):
        return instead
    found = kept.get((part.kind, part.id))
    return show_block(part, unit_address, found) if found else _untouched(part, unit_address)


# Blocks as they are before anybody has done anything in them, with the part that each was made of:
# the same object for every reader, so that its HTML is found again. A part belongs to a catalogue
# and never changes; the number only keeps catalogues that were replaced from being remembered.
_shown: dict[tuple[int, str], tuple[Part, ShownBlock]] = {}
_SHOWN_MOST = 10_000


def _untouched(part: Check | Scenario | Worksheet | Checklist, unit_address: str) -> ShownBlock:
    key = id(part), unit_address
    found = _shown.get(key)
    if found is None or found[0] is not part:
        if len(_shown) >= _SHOWN_MOST:
            _shown.clear()
        found = _shown[key] = part, show_block(part, unit_address, None)
    return found[1]


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
