"""Makes a unit of a `##` section: its parts, its contents, its minutes and its hash."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

from app.catalog.blocks import read_block
from app.catalog.hashing import content_of, digest, fold
from app.catalog.markdown import (
    Block,
    Section,
    attributes_of,
    block_of,
    html_of,
    notes_html,
    text_of,
    top_level,
)
from app.catalog.model import Check, Checklist, Part, Prose, Scenario, TocEntry, Unit, Worksheet
from app.catalog.places import Place
from app.catalog.problems import Problems
from app.catalog.rendering import Notes
from app.catalog.source_file import SourceFile, line_of
from app.catalog.standard import unknown_clause, unknown_control

WORDS_A_MINUTE: Final = 180
RESERVED: Final = ("exam", "quiz", "print", "statistics")
# Ids that every page has of its own.
_OF_THE_PAGE: Final = ("main", "live", "alert", "saved")
_MINUTES: Final = {"check": 1, "scenario": 3, "worksheet": 10}
_LONGEST: Final = 240


class Anchors:
    """The ids of a module's page: given ones may stand once, made ones are counted on."""

    def __init__(self, taken: Sequence[str] = ()) -> None:
        self._taken = {*taken, *_OF_THE_PAGE}
        # How far each title was counted, so that a thousand equal ones are not counted a million times.
        self._counted: dict[str, int] = {}

    def take(self, anchor: str) -> bool:
        """False where the id is taken already."""
        new = anchor not in self._taken
        self._taken.add(anchor)
        return new

    def make(self, title: str) -> str:
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "section"
        number = self._counted.get(stem, 0) + 1
        anchor = stem if number == 1 else f"{stem}-{number}"
        while not self.take(anchor):
            number += 1
            anchor = f"{stem}-{number}"
        self._counted[stem] = number
        return anchor


class _Builder:
    """Collects the parts of one unit in the order of the file."""

    def __init__(self, file: SourceFile, anchors: Anchors) -> None:
        self.file = file
        self.anchors = anchors
        self.parts: list[Part] = []
        self.toc: list[TocEntry] = []
        self.texts: list[str] = []
        self.words = 0
        self.minutes = 0
        self._notes = Notes()
        self._static: list[Token] = []

    def add(self, tokens: tuple[Token, ...]) -> None:
        block = block_of(tokens)
        part = read_block(block, self.file) if block else None
        if part is not None:
            self._flush()
            self._add_part(part, self.file.place(line_of(tokens[0])))
        elif block is None or block.name in ("case", "evidence"):
            self._name(tokens, block)
            self._static += tokens

    def finish(self) -> None:
        """Footnotes stand below the last text of the unit."""
        self._flush()
        notes = notes_html(self._notes, self.file)
        if notes:
            self.parts.append(Prose(notes))

    def _flush(self) -> None:
        if self._static:
            self._read(text_of(self._static))
            html = html_of(_headings_raised(self._static), self.file, self._notes)
            if html:
                self.parts.append(Prose(html))
            self._static = []

    def _read(self, text: str) -> None:
        self.texts.append(text)
        self.words += len(text.split())

    def _add_part(self, part: Check | Scenario | Worksheet | Checklist, place: Place) -> None:
        self.parts.append(part)
        self.minutes += _MINUTES.get(part.kind, 0)
        anchor = f"{part.kind}-{part.id}"
        if not self.anchors.take(anchor):
            message = f"Another {part.kind} of this module has the id `#{part.id}`."
            self.file.problems.error(place, "M015", message)
        self.toc.append(TocEntry(anchor, _title_of(part)))
        if isinstance(part, Worksheet):
            # Labels and hints are found by search; they are worked on, not read, so the minutes
            # of a worksheet are counted as a whole.
            self.texts.append("\n".join([part.title, *(f.label for f in part.fields)]))
        elif isinstance(part, Checklist):
            self._read("\n".join([part.title, *(item.text for item in part.items)]))

    def _name(self, tokens: tuple[Token, ...], block: Block | None) -> None:
        """Give what the contents list names its anchor."""
        opening = tokens[0]
        if block is not None:
            title = "The case" if block.name == "case" else "Evidence"
            self._enter(opening, self.anchors.make(title), title)
        elif opening.type == "heading_open" and opening.tag == "h3":
            attributes = attributes_of(opening)
            attributes.check(self.file.problems)
            title = text_of(tokens)
            if attributes.id and not self.anchors.take(attributes.id):
                message = (
                    f"The id `#{attributes.id}` stands twice in this module, or is the page's own."
                )
                self.file.problems.error(attributes.place, "M015", message)
            self._enter(opening, attributes.id or self.anchors.make(title), title)

    def _enter(self, opening: Token, anchor: str, title: str) -> None:
        opening.attrSet("id", anchor)
        self.toc.append(TocEntry(anchor, title))


def _title_of(part: Check | Scenario | Worksheet | Checklist) -> str:
    if isinstance(part, Check):
        return "Check"
    if isinstance(part, Scenario):
        return part.steps[0].title
    return part.title


def _headings_raised(tokens: Sequence[Token]) -> Sequence[Token]:
    """The unit's title is the page's `h1`, so a `###` of the file is an `h2` of the page."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1:]) - 1)}"
    return tokens


def read_unit(section: Section, file: SourceFile, anchors: Anchors) -> Unit:
    attributes = section.attributes
    attributes.check(file.problems, ("outcome", "clause", "control", "minutes"))
    unit_id = attributes.required_id(section.title, file.problems)
    if unit_id in RESERVED:
        message = f"`#{unit_id}` is reserved for an address of its own: choose another id."
        file.problems.error(attributes.place, "M016", message)
    clauses, controls = attributes.words("clause"), attributes.words("control")
    check_numbers(clauses, controls, attributes.place, file.problems)
    said = [
        fold(section.title),
        attributes.words("outcome"),
        clauses,
        controls,
        content_of(section.tokens),
    ]
    unit_hash = digest(said)
    builder = _Builder(file, anchors)
    for tokens in top_level(section.tokens):
        builder.add(tokens)
    builder.finish()
    if not builder.parts:
        file.problems.error(section.place, "M017", f'The unit "{section.title}" is empty.')
    minutes = _given_minutes(section, file) or max(
        1, math.ceil(builder.words / WORDS_A_MINUTE + builder.minutes)
    )
    return Unit(
        id=unit_id,
        title=section.title,
        outcomes=attributes.words("outcome"),
        clauses=clauses,
        controls=controls,
        minutes=minutes,
        parts=tuple(builder.parts),
        toc=tuple(builder.toc),
        text="\n".join(text for text in builder.texts if text),
        words=builder.words,
        place=section.place,
        hash=unit_hash,
    )


def _given_minutes(section: Section, file: SourceFile) -> int:
    written = section.attributes.get("minutes")
    if not written:
        return 0
    if not re.fullmatch(r"[0-9]{1,3}", written) or not 1 <= int(written) <= _LONGEST:
        message = f"`minutes={written}` has to be a whole number from 1 to {_LONGEST}."
        file.problems.error(section.attributes.place, "M018", message)
        return 0
    return int(written)


def check_numbers(
    clauses: Sequence[str], controls: Sequence[str], place: Place, problems: Problems
) -> None:
    """Report clauses and controls that ISO/IEC 42001 does not have."""
    faults = [unknown_clause(clause) for clause in clauses]
    faults += [unknown_control(control) for control in controls]
    for fault in filter(None, faults):
        problems.error(place, "F010", f"{fault[:1].upper()}{fault[1:]}.")
