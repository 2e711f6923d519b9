"""Reads the crosswalk: a row for each clause and control, with its pairs in other frameworks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from app.catalog.crosswalk import (
    BASES,
    BasisKind,
    Crosswalk,
    CrosswalkRow,
    Framework,
    Pair,
    PairBasis,
)
from app.catalog.frontmatter import read_yaml
from app.catalog.keys import Keys
from app.catalog.links import SLUG
from app.catalog.source_file import SourceFile
from app.catalog.standard import CLAUSES, CONTROLS
from app.catalog.unit import check_numbers

_TEMPLATE: Final = re.compile(r"[A-Z]+\d+")
_OTHER_KEYS: Final = ("iso42001", "title", "templates", "note")
_ORDER: Final = {number: at for at, number in enumerate((*CLAUSES, *CONTROLS))}


def parse_crosswalk(file: SourceFile) -> Crosswalk | None:
    """The crosswalk of a file that is YAML throughout; None where it cannot be read."""
    keys = read_yaml(file.text, file.path, file.problems)
    if keys is None:
        return None
    keys.word("schema", ("crosswalk/1",))
    title, as_of = keys.text("title"), keys.day("as_of", required=True)
    notes = keys.texts("notes")
    bases = _bases(keys)
    frameworks = _frameworks(keys)
    rows = _rows(keys, [f.id for f in frameworks], [basis.id for basis in bases])
    keys.finish()
    return Crosswalk(title, as_of, notes, bases, frameworks, rows)


def _bases(keys: Keys) -> tuple[PairBasis, ...]:
    """What each basis means; one that no pair has may be left out."""
    found: list[PairBasis] = []
    all_bases = keys.keys("bases")
    if all_bases is None:
        return ()
    for kind in BASES:
        basis = all_bases.keys(kind)
        if basis is not None:
            found.append(PairBasis(kind, basis.text("title"), basis.text("text"), _url(basis)))
            basis.finish()
    all_bases.finish()
    return tuple(found)


def _frameworks(keys: Keys) -> tuple[Framework, ...]:
    found: dict[str, Framework] = {}
    for item in keys.list_of_keys("frameworks", required=True):
        framework = Framework(
            item.text("id"), item.text("title"), _url(item), item.text("note", "")
        )
        item.finish()
        place, name = item.place("id"), framework.id
        if name and not SLUG.fullmatch(name):
            message = f"`{name}` is no name for a key: small letters, digits and single hyphens."
            keys.problems.error(place, "F026", message)
        elif name in _OTHER_KEYS:
            keys.problems.error(place, "F026", f"`{name}` is a key of every row: take another id.")
        elif name in found:
            keys.problems.error(place, "F027", f"The framework `{name}` stands twice.")
        found.setdefault(name, framework)
    return tuple(found.values())


def _url(keys: Keys) -> str:
    url = keys.text("url", "")
    if url and not url.startswith(("https://", "http://")):
        keys.problems.error(keys.place("url"), "F008", "A `url` begins with https://.")
    return url


def _rows(
    keys: Keys, frameworks: Sequence[str], bases: Sequence[BasisKind]
) -> tuple[CrosswalkRow, ...]:
    found: dict[str, CrosswalkRow] = {}
    for item in keys.list_of_keys("rows", required=True):
        row = _row(item, frameworks, bases)
        if row.number and row.number in found:
            message = f"{row.number} has a row already, on line {found[row.number].place.line}."
            keys.problems.error(row.place, "F027", message)
        found.setdefault(row.number, row)
    return tuple(sorted(found.values(), key=lambda row: _ORDER.get(row.number, len(_ORDER))))


def _row(keys: Keys, frameworks: Sequence[str], bases: Sequence[BasisKind]) -> CrosswalkRow:
    number, place = keys.text("iso42001"), keys.place("iso42001")
    if number:
        is_control = number.startswith("A")
        check_numbers(
            () if is_control else (number,), (number,) if is_control else (), place, keys.problems
        )
    pairs = [pair for name in frameworks for pair in _pairs(keys, name, bases)]
    row = CrosswalkRow(
        number=number,
        title=keys.text("title"),
        pairs=tuple(pairs),
        templates=_templates(keys),
        note=keys.text("note", ""),
        place=place,
    )
    keys.finish()
    return row


def _pairs(keys: Keys, framework: str, bases: Collection[BasisKind]) -> list[Pair]:
    """Primary pairs first, else in the order of the file."""
    found: dict[str, Pair] = {}
    for item in keys.list_of_keys(framework):
        ref, basis = item.text("ref"), item.word("basis", BASES)
        pair = Pair(framework, ref, basis, item.flag("primary"), item.text("doubt", ""))
        if basis not in bases and item.is_word("basis", basis):
            message = f"`bases` does not say what `{basis}` means: add `{basis}: {{title, text}}`."
            keys.problems.error(item.place("basis"), "F028", message)
        if ref and ref in found:
            keys.problems.error(item.place("ref"), "F027", f"{ref} stands twice in this list.")
        item.finish()
        found.setdefault(ref, pair)
    return sorted(found.values(), key=lambda pair: not pair.primary)


def _templates(keys: Keys) -> tuple[str, ...]:
    """Ids of templates, which need not be there yet: only those that are become links."""
    found = keys.placed_texts("templates")
    for template, place in found:
        if not _TEMPLATE.fullmatch(template):
            message = f"`{template}` is no id of a template, such as T05."
            keys.problems.error(place, "F029", message)
    return tuple(template for template, _ in found)
