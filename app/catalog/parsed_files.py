"""Decides which parser reads which file, and takes the result from the cache where it can."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from pydantic import TypeAdapter

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


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file: its name in `Files`, the paths that have it, and its shape."""

    name: str
    path: re.Pattern[str]
    adapter: TypeAdapter[Parsed[Any]]


_KINDS: Final = (
    _Kind("modules", MODULE_FILE, TypeAdapter(Parsed[ModuleFile | None])),
    _Kind("banks", BANK_FILE, TypeAdapter(Parsed[Bank | None])),
    _Kind("exams", EXAM_FILE, TypeAdapter(Parsed[Exam | None])),
    _Kind("courses", COURSE_FILE, TypeAdapter(Parsed[Course | None])),
    _Kind("templates", TEMPLATE_FILE, TypeAdapter(Parsed[DocumentTemplate | None])),
    _Kind(
        "terms",
        re.compile(r"courses/glossary\.md"),
        TypeAdapter(Parsed[tuple[Term, ...] | None]),
    ),
    _Kind(
        "paths",
        re.compile(r"courses/paths\.md"),
        TypeAdapter(Parsed[tuple[LearningPath, ...] | None]),
    ),
    _Kind(
        "crosswalk",
        re.compile(r"courses/crosswalk\.yaml"),
        TypeAdapter(Parsed[Crosswalk | None]),
    ),
)


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
        kind = next(kind for kind in _KINDS if kind.path.fullmatch(path))
        files.digests[path] = sha256(data).hexdigest()
        parsed = cache.get(path, data, kind.adapter, tree.picture_digest)
        if parsed is None:
            parsed = _parse(kind, path, data, tree)
            cache.put(path, data, kind.adapter, parsed)
        problems.extend(parsed.problems)
        files.links.extend(parsed.links)
        files.pictures.update(parsed.pictures)
        if parsed.value is not None:
            _keep(files, kind.name, path, parsed.value)
    return files


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


def _parse(kind: _Kind, path: str, data: bytes, tree: Tree) -> Parsed[Any]:
    # Most starts find all in the cache, and then need neither Markdown nor YAML: 15 MB, 100 ms.
    from app.catalog.parsers import PARSERS  # noqa: PLC0415

    problems = Problems()
    text = _text(path, data, problems)
    file = SourceFile(path, text, problems, tree.picture)
    try:
        value = PARSERS[kind.name](file)
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
