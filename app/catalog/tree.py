"""Decides which files of the two folders are read, and reads them without trusting them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.catalog.links import (
    BANK_FILE,
    COURSE_FILE,
    EXAM_FILE,
    MODULE_FILE,
    SLUG,
    TEMPLATE_FILE,
)
from app.catalog.places import Place
from app.catalog.problems import Problems

MOST_BYTES: Final = 2_000_000
_MOST_PICTURE_BYTES: Final = 10_000_000
_SINGLE: Final = ("courses/crosswalk.yaml", "courses/glossary.md", "courses/paths.md")
_NAMED: Final = (BANK_FILE, COURSE_FILE, EXAM_FILE, MODULE_FILE, TEMPLATE_FILE)


class Tree:
    """The folders `courses` and `quizzes`; every path begins with one of these two names.

    A symbolic link is followed as long as it stays inside its folder.
    """

    def __init__(self, courses_dir: Path, quizzes_dir: Path, problems: Problems) -> None:
        self._roots = {"courses": courses_dir, "quizzes": quizzes_dir}
        self._problems = problems
        self._pictures: dict[str, bytes | None] = {}
        self._digests: dict[str, str] = {}

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """The path and the bytes of every file of the format, in the order of their paths."""
        for path in sorted(self._paths()):
            data = self._read(path, MOST_BYTES)
            if data is not None:
                yield path, data

    def picture(self, path: str) -> bytes | None:
        """The bytes of a picture, None where there is none that may be shown."""
        if path not in self._pictures:
            exists = self._file(path).is_file()
            self._pictures[path] = self._read(path, _MOST_PICTURE_BYTES) if exists else None
        return self._pictures[path]

    def picture_digest(self, path: str) -> str:
        """SHA-256 in hex, "" where there is no such picture."""
        if path not in self._digests:
            data = self.picture(path)
            self._digests[path] = sha256(data).hexdigest() if data is not None else ""
        return self._digests[path]

    def _file(self, path: str) -> Path:
        root, _, rest = path.partition("/")
        return self._roots[root] / rest

    def _paths(self) -> Iterator[str]:
        for root in self._roots:
            if not self._file(f"{root}/").is_dir():
                self._problems.error(Place(root), "F020", "There is no such folder.")
                continue
            for name, is_folder in self._entries(root):
                if is_folder:
                    yield from self._in_folder(root, name)
                elif f"{root}/{name}" in _SINGLE:
                    yield f"{root}/{name}"
                else:
                    self._report_stray(f"{root}/{name}")

    def _in_folder(self, root: str, folder: str) -> Iterator[str]:
        found = [name for name, is_folder in self._entries(f"{root}/{folder}") if not is_folder]
        paths = [f"{root}/{folder}/{name}" for name in found]
        named = [path for path in paths if any(p.fullmatch(path) for p in _NAMED)]
        if not SLUG.fullmatch(folder):
            if any(_is_meant(name) for name in found):
                message = "A course's folder has a name of small letters, digits and hyphens."
                self._problems.error(Place(f"{root}/{folder}"), "F021", message)
            return
        yield from named
        for path in set(paths) - set(named):
            self._report_stray(path)

    def _entries(self, folder: str) -> list[tuple[str, bool]]:
        """Names in a folder and whether they are folders; hidden ones do not count."""
        try:
            found = [p for p in self._file(f"{folder}/").iterdir() if not p.name.startswith(".")]
            return sorted((p.name, p.is_dir()) for p in found)
        except OSError as error:
            self._problems.error(Place(folder), "F017", f"It cannot be read: {error.strerror}.")
            return []

    def _report_stray(self, path: str) -> None:
        if _is_meant(path.rpartition("/")[2]):
            message = (
                "No file of the format has this name: a module or a bank is `NN-slug.md` in the "
                "folder of a course, a template `T01-slug.md`, the crosswalk `crosswalk.yaml`."
            )
            self._problems.error(Place(path), "F022", message)

    def _read(self, path: str, most: int) -> bytes | None:
        file = self._file(path)
        try:
            root = self._roots[path.partition("/")[0]].resolve()
            if not file.resolve().is_relative_to(root):
                self._problems.error(Place(path), "F018", "This link leads out of the folder.")
                return None
            if file.stat().st_size > most:
                message = f"The file is larger than {most // 1_000_000} MB."
                self._problems.error(Place(path), "F019", message)
                return None
            return file.read_bytes()
        except (OSError, RuntimeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "the link goes in circles"
            self._problems.error(Place(path), "F017", f"It cannot be read: {reason}.")
            return None


def _is_meant(name: str) -> bool:
    """Notes in capitals (README.md) are for people; any other Markdown is meant to be read."""
    return (name.endswith(".md") and not name[:1].isupper()) or name == "crosswalk.yml"
