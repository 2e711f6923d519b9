"""What the pages of a unit and a module are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.assessment.presentation import ShownQuestion
from app.catalog.model import Prose, Source
from app.learning.blocks import ShownBlock, Untouched
from app.learning.outline import Outline
from app.learning.page_parts import Crumbs, Link, Row
from app.learning.review_pages import RecallBox


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes after a unit: `lead` above it, `button` does it."""

    lead: str
    title: str
    button: str
    url: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry of the contents of a page."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class UnitFrame:
    """What stands around the text of a unit for everybody; one object, so that its HTML is found
    again. `elsewhere` leads to what other frameworks say on the matter.
    """

    crumbs: Crumbs
    address: str
    module_title: str
    margin: str
    title: str
    minutes: int
    teaches: str
    contents: tuple[Anchor, ...]
    previous: Link | None
    print_url: str
    elsewhere: tuple[Link, ...]
    edition: str
    as_of: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`now` is when the page was made, so that times of today can be shown as such. `completed_at`
    is None for a unit that is not complete; `changed` says that it reads otherwise now than when it
    was completed.
    """

    now: datetime
    outline: Outline
    frame: UnitFrame
    parts: tuple[Untouched | ShownBlock, ...]
    ahead: Ahead
    completed_at: datetime | None
    changed: bool


@dataclass(frozen=True, slots=True)
class BlockPage:
    """A block alone, for what is swapped into a page that is there."""

    block: ShownBlock
    now: datetime


@dataclass(frozen=True, slots=True)
class ModulePage:
    outline: Outline
    crumbs: Crumbs
    margin: str
    title: str
    facts: tuple[str, ...]
    summary: str
    scene_html: str
    outcomes: tuple[tuple[str, str], ...]
    next: Link | None
    units: tuple[Row, ...]
    recall: RecallBox | None
    print_url: str
    edition: str
    as_of: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A block as it is printed: with room for a pen. `question` is None but for a check."""

    kind: str
    title: str
    question: ShownQuestion | None = None
    fields: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    story_html: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    margin: str
    title: str
    parts: tuple[Prose | Blank, ...]


@dataclass(frozen=True, slots=True)
class PrintPage:
    crumbs: Crumbs
    title: str
    margin: tuple[str, ...]
    scene_html: str
    units: tuple[PrintedUnit, ...]
    edition: str
    as_of: str
    sources: tuple[Source, ...]
    url: str
