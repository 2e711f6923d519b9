"""What a module's file gives on its own, before it is joined with the rest of its course."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.model import Module
from app.catalog.places import Place


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A module on its own: `outcome_ids` in the order of the front matter, of which those that the
    module defines itself are in `module.outcomes` already.
    """

    course: str
    module: Module
    outcome_ids: tuple[tuple[str, Place], ...]
