"""What somebody has written on a worksheet or ticked on a checklist, and what is too long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.catalog.model import Checklist, Worksheet

# Some four pages of text in one field.
MAX_FIELD = 10_000


@dataclass(frozen=True, slots=True)
class ShownField:
    """`id` names the field in the form."""

    id: str
    label: str
    hint_html: str
    hint_text: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownWorksheet:
    id: str
    address: str
    title: str
    fields: tuple[ShownField, ...]
    saved_at: datetime | None = None
    most: int = MAX_FIELD
    kind: str = "worksheet"

    @property
    def anchor(self) -> str:
        return f"worksheet-{self.id}"

    @property
    def errors(self) -> dict[str, str]:
        """By the id of the field on the page."""
        return {f"{self.anchor}-{f.id}": f.error for f in self.fields if f.error}


@dataclass(frozen=True, slots=True)
class ShownTick:
    id: str
    html: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ShownChecklist:
    id: str
    address: str
    title: str
    items: tuple[ShownTick, ...]
    saved_at: datetime | None = None
    kind: str = "checklist"

    @property
    def anchor(self) -> str:
        return f"checklist-{self.id}"

    @property
    def done(self) -> int:
        return sum(item.ticked for item in self.items)


def written(kept: Mapping[str, Any] | None) -> dict[str, str]:
    """Field id → text, also of fields that the worksheet had in an earlier edition."""
    fields = kept.get("fields") if kept else None
    if not isinstance(fields, dict):
        return {}
    return {str(name): text for name, text in fields.items() if isinstance(text, str)}


def too_long(sheet: Worksheet, texts: Mapping[str, str]) -> dict[str, str]:
    """Field id → what is wrong with its text."""
    found = {}
    for field in sheet.fields:
        length = len(texts.get(field.id, ""))
        if length > MAX_FIELD:
            found[field.id] = (
                f"This is {length - MAX_FIELD:,} characters too long: a field takes {MAX_FIELD:,}."
            )
    return found


def show_worksheet(
    sheet: Worksheet,
    address: str,
    texts: Mapping[str, str],
    saved_at: datetime | None,
    errors: Mapping[str, str] | None = None,
) -> ShownWorksheet:
    fields = tuple(
        ShownField(
            field.id,
            field.label,
            field.hint_html,
            field.hint_text,
            texts.get(field.id, ""),
            (errors or {}).get(field.id, ""),
        )
        for field in sheet.fields
    )
    return ShownWorksheet(sheet.id, address, sheet.title, fields, saved_at)


def ticked(kept: Mapping[str, Any] | None) -> frozenset[str]:
    """The ids of the items that are done."""
    done = kept.get("done") if kept else None
    return frozenset(map(str, done)) if isinstance(done, list) else frozenset()


def show_checklist(
    checklist: Checklist, address: str, done: frozenset[str], saved_at: datetime | None
) -> ShownChecklist:
    items = tuple(ShownTick(i.id, i.html, i.id in done) for i in checklist.items)
    return ShownChecklist(checklist.id, address, checklist.title, items, saved_at)
