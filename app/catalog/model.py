"""What a course is, once parsed: the frozen objects that every page reads and nothing changes.

A course, a module and a unit are the same as themselves alone (`eq=False`): what is worked out from
one is remembered under it, and comparing all that hangs on it would cost more than working it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from app.catalog.crosswalk import Crosswalk
from app.catalog.places import Place, Problem
from app.catalog.questions import Bank, Exam, Question

Status = Literal["draft", "published", "retired"]
Level = Literal["fundamentals", "advanced", "specialist"]
LEVELS: tuple[Level, ...] = ("fundamentals", "advanced", "specialist")


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    url: str = ""
    seen: str = ""


# The parts of a unit, in the order of the file. Text, cases, call-outs, evidence and figures are
# rendered together into `Prose`; the other parts have a state for each learner.


@dataclass(frozen=True, slots=True)
class Prose:
    html: str
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Check:
    """One question answered on the page, with feedback, not scored."""

    id: str
    question: Question
    kind: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class Step:
    """`choices` are pairs of label and step id; a step without any is an ending. `ending` colours
    a step: "plain" where an ending has no colour, "" where the story just goes on.
    """

    id: str
    title: str
    html: str
    choices: tuple[tuple[str, str], ...]
    ending: Literal["", "good", "fair", "poor", "plain"] = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branching story; it begins at the first step, whose id is also the scenario's."""

    id: str
    steps: tuple[Step, ...]
    kind: Literal["scenario"] = "scenario"

    def step(self, step_id: str) -> Step | None:
        return next((s for s in self.steps if s.id == step_id), None)


@dataclass(frozen=True, slots=True)
class WorksheetField:
    id: str
    label: str
    hint_html: str
    hint_text: str


@dataclass(frozen=True, slots=True)
class Worksheet:
    id: str
    title: str
    fields: tuple[WorksheetField, ...]
    kind: Literal["worksheet"] = "worksheet"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    id: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    title: str
    items: tuple[ChecklistItem, ...]
    kind: Literal["checklist"] = "checklist"


Part = Annotated[
    Prose | Check | Scenario | Worksheet | Checklist,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class TocEntry:
    anchor: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One page, one step of progress. `text` is the plain text that search reads; `hash` changes
    when anything a reader sees changes.
    """

    id: str
    title: str
    outcomes: tuple[str, ...]
    clauses: tuple[str, ...]
    controls: tuple[str, ...]
    minutes: int
    parts: tuple[Part, ...]
    toc: tuple[TocEntry, ...]
    text: str
    words: int
    place: Place
    hash: str = ""

    def part(self, kind: str, part_id: str) -> Part | None:
        return next(
            (p for p in self.parts if p.kind == kind and getattr(p, "id", None) == part_id), None
        )


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """`number` is the NN of the file name; `outcomes` are resolved (course's and own); `bank` is
    None only in a tree with errors.
    """

    slug: str
    number: int
    title: str
    summary: str
    status: Status
    clauses: tuple[str, ...]
    controls: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    audiences: tuple[str, ...]
    sources: tuple[Source, ...]
    as_of: str
    scene_html: str
    units: tuple[Unit, ...]
    bank: Bank | None
    aliases: tuple[str, ...]
    minutes: int
    place: Place
    hash: str = ""

    def unit(self, unit_id: str) -> Unit | None:
        return next((u for u in self.units if u.id == unit_id), None)


@dataclass(frozen=True, slots=True)
class Completion:
    """Which modules must be complete (None: all) and whether an exam ends the course; with
    `exam_requires` "none" the exam opens at once.
    """

    modules: tuple[str, ...] | None = None
    exam: str = ""
    exam_requires: Literal["modules", "none"] = "modules"


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """`valid` is an ISO 8601 period such as P3Y, "" where a certificate does not expire."""

    title: str
    valid: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    slug: str
    title: str
    level: Level
    status: Status
    summary: str
    version: str
    language: str
    audiences: tuple[str, ...]
    prerequisites: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    completion: Completion
    certificate: CertificateRule | None
    covers: str
    reviewed: str
    review_by: str
    intro_html: str
    intro_text: str
    modules: tuple[Module, ...]
    exam: Exam | None
    aliases: tuple[str, ...]
    minutes: int
    place: Place
    hash: str = ""

    def module(self, slug: str) -> Module | None:
        return next((m for m in self.modules if m.slug == slug), None)

    def outcome(self, outcome_id: str) -> Outcome | None:
        for outcome in self.outcomes:
            if outcome.id == outcome_id:
                return outcome
        for module in self.modules:
            for outcome in module.outcomes:
                if outcome.id == outcome_id:
                    return outcome
        return None

    @property
    def required_modules(self) -> tuple[Module, ...]:
        if self.completion.modules is None:
            return self.modules
        return tuple(m for m in self.modules if m.slug in self.completion.modules)


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry; `taught` is `course/module#unit` or ""."""

    id: str
    title: str
    html: str
    text: str
    source: str
    taught: str
    place: Place


@dataclass(frozen=True, slots=True)
class PathStep:
    """What a learning path points at: a course, a module of it, or a unit of that."""

    course: str
    module: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LearningPath:
    id: str
    title: str
    intro_html: str
    intro_text: str
    must: tuple[PathStep, ...]
    should: tuple[PathStep, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a template has a field: a requirement of the standard, of the AI Act, or good practice."""

    kind: Literal["42001", "ai-act", "practice"]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class TemplateField:
    label: str
    basis: Basis
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    label: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """A `##` of a template: fields for a document, columns and rows (plain text) for a table."""

    title: str
    intro_html: str
    intro_text: str
    fields: tuple[TemplateField, ...] = ()
    columns: tuple[TemplateColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """`blank` is to be filled in, `filled` the same for the case named `filled_for`."""

    id: str
    title: str
    kind: Literal["document", "table"]
    clauses: tuple[str, ...]
    controls: tuple[str, ...]
    intro_html: str
    intro_text: str
    blank: tuple[TemplateSection, ...]
    filled: tuple[TemplateSection, ...]
    filled_for: str
    place: Place


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that pages refer to by address (drawings are inlined instead); `digest` is in the
    address, so that it may be kept for ever.
    """

    path: str
    digest: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that is served, with the problems found while reading it. Courses stand in the order
    of level, then slug. Errors keep a tree from being served; warnings do not.
    """

    courses: tuple[Course, ...] = ()
    glossary: tuple[Term, ...] = ()
    paths: tuple[LearningPath, ...] = ()
    templates: tuple[DocumentTemplate, ...] = ()
    crosswalk: Crosswalk | None = None
    media: Mapping[str, Media] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    hash: str = ""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity == "error")

    def course(self, slug: str) -> Course | None:
        return next((c for c in self.courses if c.slug == slug), None)

    def path(self, path_id: str) -> LearningPath | None:
        return next((p for p in self.paths if p.id == path_id), None)

    def template(self, template_id: str) -> DocumentTemplate | None:
        return next((t for t in self.templates if t.id == template_id), None)
