"""What a crosswalk is: the places of other frameworks that belong to each clause and control, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.catalog.places import Place

BasisKind = Literal["nist", "csa", "editorial"]
BASES: tuple[BasisKind, ...] = ("nist", "csa", "editorial")


@dataclass(frozen=True, slots=True)
class Pair:
    """A place of another framework that deals with the same matter. `primary` are those that the
    courses use, `doubt` says why a pair is uncertain ("": it is not).
    """

    framework: str
    ref: str
    basis: BasisKind
    primary: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class PairBasis:
    """What a pair rests on: whose judgement it is, and how it was read."""

    id: BasisKind
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    id: str
    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A clause or a control with its pairs, primary ones first within each framework. `note` says
    what stands beside them, for instance what a law asks for and the standard does not.
    """

    number: str
    title: str
    pairs: tuple[Pair, ...]
    templates: tuple[str, ...]
    note: str
    place: Place

    def of(self, framework: str) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.framework == framework)


@dataclass(frozen=True, slots=True, eq=False)
class Crosswalk:
    """Rows stand in the order of the standard; `notes` is what has to be known before it is used."""

    title: str
    as_of: str
    notes: tuple[str, ...]
    bases: tuple[PairBasis, ...]
    frameworks: tuple[Framework, ...]
    rows: tuple[CrosswalkRow, ...]

    def framework(self, framework_id: str) -> Framework | None:
        return next((f for f in self.frameworks if f.id == framework_id), None)
