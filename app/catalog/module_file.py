"""Reads a module's file; what depends on other files (outcomes, bank) is left to the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from app.catalog.frontmatter import read_front_matter
from app.catalog.hashing import content_of, digest, fold
from app.catalog.inspection import INTERACTIVE
from app.catalog.keys import Keys
from app.catalog.links import MODULE_FILE, SLUG
from app.catalog.lone_module import ModuleFile
from app.catalog.markdown import Section, html_of, split_sections, tokens_of
from app.catalog.model import Module, Outcome, Source, Status, Unit
from app.catalog.places import Place
from app.catalog.source_file import SourceFile, line_of
from app.catalog.unit import RESERVED, Anchors, check_numbers, read_unit

STATUSES: tuple[Status, ...] = ("published", "draft", "retired")
AUDIENCES = ("practitioner", "compliance", "risk", "product", "executive", "auditor", "legal")


def parse_module(file: SourceFile) -> ModuleFile | None:
    match = MODULE_FILE.fullmatch(file.path)
    if match is None:
        return None
    course, number, slug = match.groups()
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    keys.word("schema", ("module/1",))
    if slug in RESERVED:
        file.error(1, "F011", f"`{slug}` is reserved for an address of its own: rename the file.")
    tokens = tokens_of(body, first_line, file)
    scene, sections = split_sections(tokens, 2)
    outcomes = read_outcomes(keys)
    units = _read_units(sections, file)
    module = Module(
        slug=slug,
        number=int(number),
        title=keys.text("title"),
        summary=keys.text("summary"),
        status=keys.word("status", STATUSES, "published"),
        clauses=keys.texts("clauses"),
        controls=keys.texts("controls"),
        outcomes=tuple(outcome for _, outcome, _ in outcomes if outcome),
        audiences=read_audiences(keys, (*AUDIENCES, "all")),
        sources=tuple(_source(item) for item in keys.list_of_keys("sources")),
        as_of=keys.day("as_of"),
        scene_html=html_of(scene, file),
        units=units,
        bank=None,
        aliases=read_aliases(keys),
        minutes=sum(unit.minutes for unit in units),
        place=Place(file.path),
    )
    check_front_numbers(module.clauses, module.controls, keys)
    keys.finish()
    _check_scene(scene, file)
    module = replace(module, hash=_hash(module, content_of(scene)))
    return ModuleFile(course, module, tuple((name, place) for name, _, place in outcomes))


def check_front_numbers(clauses: Sequence[str], controls: Sequence[str], keys: Keys) -> None:
    check_numbers(clauses, (), keys.place("clauses"), keys.problems)
    check_numbers((), controls, keys.place("controls"), keys.problems)


def _read_units(sections: Sequence[Section], file: SourceFile) -> tuple[Unit, ...]:
    anchors = Anchors([section.attributes.id for section in sections])
    units: list[Unit] = []
    for section in sections:
        if section.level == 1:
            message = (
                "A module has no `#` heading: its title is in the front matter, units have `##`."
            )
            file.error(section.line, "M002", message)
            continue
        unit = read_unit(section, file, anchors)
        if unit.id and unit.id in [other.id for other in units]:
            message = f"The unit `#{unit.id}` stands twice in this module."
            file.problems.error(section.attributes.place, "M015", message)
        units.append(unit)
    if not units:
        file.error(1, "M004", "A module needs at least one unit: `## Title {#id}`.")
    return tuple(units)


def _check_scene(scene: Sequence[Token], file: SourceFile) -> None:
    for token in scene:
        if token.type == "container_block_open" and token.info.split()[0] in INTERACTIVE:
            message = f"`::: {token.info.split()[0]}` belongs in a unit, below a `##` heading."
            file.error(line_of(token), "M024", message)


def _hash(module: Module, scene: list[Any]) -> str:
    return digest(
        [
            fold(module.title),
            fold(module.summary),
            [[outcome.id, fold(outcome.text)] for outcome in module.outcomes],
            [[fold(source.title), source.url, source.seen] for source in module.sources],
            module.as_of,
            scene,
            [unit.hash for unit in module.units],
        ]
    )


def _source(keys: Keys) -> Source:
    source = Source(keys.text("title"), keys.text("url", ""), keys.day("seen"))
    if source.url and not source.url.startswith(("https://", "http://")):
        keys.problems.error(keys.place("url"), "F008", "A source's `url` begins with https://.")
    keys.finish()
    return source


def read_outcomes(keys: Keys) -> list[tuple[str, Outcome | None, Place]]:
    """Ids in the order of the file, with the outcome where it is defined on the spot."""
    found: list[tuple[str, Outcome | None, Place]] = []
    for item in keys.items("outcomes", texts=True):
        if isinstance(item, Keys):
            outcome = Outcome(item.text("id"), item.text("text"), item.text("clause", ""))
            if outcome.id and not SLUG.fullmatch(outcome.id):
                message = f"The id `{outcome.id}` is made of small letters, digits and hyphens."
                keys.problems.error(item.place("id"), "M012", message)
            if outcome.clause:
                check_numbers((outcome.clause,), (), item.place("clause"), keys.problems)
            item.finish()
            found.append((outcome.id, outcome, item.place("id")))
        else:
            found.append((item[0], None, item[1]))
    ids = [id_ for id_, _, _ in found]
    for number, (id_, _, place) in enumerate(found):
        if id_ in ids[:number]:
            keys.problems.error(place, "F009", f"The outcome `{id_}` stands twice.")
    return found


def read_audiences(keys: Keys, known: tuple[str, ...]) -> tuple[str, ...]:
    found = keys.placed_texts("audiences")
    for word, place in found:
        if word not in known:
            message = f"Unknown audience `{word}`. Known: {', '.join(known)}."
            keys.problems.error(place, "F007", message)
    return tuple(word for word, _ in found)


def read_aliases(keys: Keys) -> tuple[str, ...]:
    """Former slugs, whose addresses lead on to the present one."""
    found = keys.placed_texts("aliases")
    for alias, place in found:
        if not SLUG.fullmatch(alias) or alias in RESERVED:
            keys.problems.error(place, "F012", f"`{alias}` cannot be an address.")
    return tuple(alias for alias, _ in found)
