"""Decides which parser reads which file, and takes the result from the cache where it can."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, cast

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from app.catalog.cache import Cache, Parsed
from app.catalog.crosswalk import Crosswalk
from app.catalog.links import (
    BANK_FILE,
    COURSE_FILE,
    EXAM_FILE,
    MODULE_FILE,
    TEMPLATE_FILE,
)
from app.catalog.lone_module import ModuleFile
from app.catalog.model import Course, DocumentTemplate, LearningPath, Term
from app.catalog.places import Place
from app.catalog.problems import Problems
from app.catalog.questions import Bank, Exam
from app.catalog.source_file import Link, SourceFile
from app.catalog.tree import Tree


class _Kept(TypedDict, total=False):
    """What the cache keeps of a file, under its kind, which is also its name in `Files`. One shape for
    all kinds, because making one takes half as long as making each.
    """

    modules: Parsed[ModuleFile | None]
    banks: Parsed[Bank | None]
    exams: Parsed[Exam | None]
    courses: Parsed[Course | None]
    templates: Parsed[DocumentTemplate | None]
    terms: Parsed[tuple[Term, ...] | None]
    paths: Parsed[tuple[LearningPath, ...] | None]
    crosswalk: Parsed[Crosswalk | None]


_KEPT: Final = cast("TypeAdapter[Mapping[str, Parsed[Any]]]", TypeAdapter(_Kept))
_PATHS: Final[Mapping[str, re.Pattern[str]]] = {
    "modules": MODULE_FILE,
    "banks": BANK_FILE,
    "exams": EXAM_FILE,
    "courses": COURSE_FILE,
    "templates": TEMPLATE_FILE,
    "terms": re.compile(r"courses/glossary\.md"),
    "paths": re.compile(r"courses/paths\.md"),
    "crosswalk": re.compile(r"courses/crosswalk\.yaml"),
}


@dataclass(slots=True)
class Files:
    """What the files of a tree hold, each on its own; banks and exams by the slug of the course."""

    modules: list[ModuleFile] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    banks: dict[str, list[Bank]] = field(default_factory=dict)
    exams: dict[str, Exam] = field(default_factory=dict)
    templates: list[DocumentTemplate] = field(default_factory=list)
    terms: tuple[Term, ...] = ()
    paths: tuple[LearningPath, ...] = ()
    crosswalk: Crosswalk | None = None
    links: list[Link] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def read_files(tree: Tree, cache: Cache, problems: Problems) -> Files:
    """Parse every file of the tree that the cache does not know as it is."""
    files = Files()
    for path, data in tree.sources():
        kind = kind_of(path)
        files.digests[path] = sha256(data).hexdigest()
        kept = cache.get(path, data, _KEPT, tree.picture_digest)
        parsed = kept.get(kind) if kept is not None else None
        if parsed is None:
            parsed = _parse(kind, path, data, tree)
            cache.put(path, data, _KEPT, {kind: parsed})
        problems.extend(parsed.problems)
        files.links.extend(parsed.links)
        files.pictures.update(parsed.pictures)
        if parsed.value is not None:
            _keep(files, kind, path, parsed.value)
    return files


def kind_of(path: str) -> str:
    return next(kind for kind, pattern in _PATHS.items() if pattern.fullmatch(path))


def _keep(files: Files, name: str, path: str, value: Any) -> None:
    course = path.split("/")[1]
    if name == "banks":
        files.banks.setdefault(course, []).append(value)
    elif name == "exams":
        files.exams[course] = value
    elif name in ("terms", "paths", "crosswalk"):
        setattr(files, name, value)
    else:
        getattr(files, name).append(value)


def _parse(kind: str, path: str, data: bytes, tree: Tree) -> Parsed[Any]:
    # Most starts find all in the cache, and then need neither Markdown nor YAML: 15 MB, 100 ms.
    from app.catalog.parsers import PARSERS  # noqa: PLC0415

    problems = Problems()
    text = _text(path, data, problems)
    file = SourceFile(path, text, problems, tree.picture)
    try:
        value = PARSERS[kind](file)
    except RecursionError:
        problems.error(Place(path), "F015", "The file is nested too deeply to be read.")
        value = None
    return Parsed(value, tuple(file.links), tuple(file.pictures.items()), problems.sorted())


def _text(path: str, data: bytes, problems: Problems) -> str:
    """What can be read of the bytes, so that the rest of the file is checked all the same."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(path, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        problems.error(place, "F014", "This byte is not UTF-8: save the file as UTF-8.")
        text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
