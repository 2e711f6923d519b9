"""Cuts the YAML off the top of a file and reads it."""

from __future__ import annotations

import re
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from app.catalog.keys import Keys
from app.catalog.places import Place
from app.catalog.problems import Problems

_FENCE = re.compile(r"---[ \t]*")
_BRACKET = re.compile(r"[\[\]{}]")
_DEEPEST = 50
# The reader takes a second for each forty thousand characters; the longest honest one has two thousand.
_LONGEST = 100_000
_DUPLICATE = re.compile(r'duplicate key "([^"]*)"')


class _Constructor(RoundTripConstructor):
    """Leaves dates as they are written, so that one that does not exist is told like any other."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_scalar)


def read_front_matter(source: str, path: str, problems: Problems) -> tuple[Keys, str, int]:
    """The keys before the text, the text, and the line of the file on which the text begins.

    A file without front matter, or with one that cannot be read, gives empty keys (whose getters
    then report nothing: one message about the cause is enough).
    """
    lines = source.split("\n")
    nothing = Keys(CommentedMap(), path, Problems(), 1, Place(path))
    if not _FENCE.fullmatch(lines[0]):
        problems.error(
            Place(path),
            "F001",
            "The first line is not `---`: the file has to begin with its front matter.",
        )
        return nothing, source, 1
    end = next((i for i, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        problems.error(Place(path), "F001", "The front matter is not closed by a line `---`.")
        return nothing, "", len(lines)
    written = "\n".join(lines[1:end])
    if len(written) > _LONGEST:
        message = f"The front matter is longer than {_LONGEST // 1000} kB."
        problems.error(Place(path), "F001", message)
        return nothing, "\n".join(lines[end + 1 :]), end + 2
    keys = read_yaml(written, path, problems, first_line=2)
    return keys or nothing, "\n".join(lines[end + 1 :]), end + 2


def read_yaml(source: str, path: str, problems: Problems, first_line: int = 1) -> Keys | None:
    """A YAML mapping whose first line is `first_line` of the file; None where it cannot be read."""
    reader = YAML(typ="rt", pure=True)
    reader.Constructor = _Constructor
    start = Place(path, first_line)
    if _bracket_depth(source) > _DEEPEST:
        # The reader takes seconds for a thousand of them and gives up in the end.
        problems.error(start, "F001", "This is not YAML: too many brackets are open at once.")
        return None
    try:
        data = reader.load(StringIO(source))
    except DuplicateKeyError as error:
        found = _DUPLICATE.search(str(error.problem or ""))
        name = f"`{found.group(1)}`" if found else "A key"
        problems.error(_mark(error, path, first_line), "F002", f"{name} stands twice.")
        return None
    except MarkedYAMLError as error:
        message = f"This is not YAML: {error.problem or error.context or 'it cannot be read'}."
        problems.error(_mark(error, path, first_line), "F001", message)
        return None
    except (YAMLError, RecursionError, ValueError) as error:
        problems.error(start, "F001", f"This is not YAML: {type(error).__name__}.")
        return None
    if not isinstance(data, CommentedMap):
        problems.error(start, "F001", "This is not a list of `key: value` lines.")
        return None
    return Keys(data, path, problems, first_line, start)


def _bracket_depth(source: str) -> int:
    """The most brackets open at once, counted roughly: those in texts count too."""
    depth = deepest = 0
    for character in _BRACKET.findall(source):
        depth = depth + 1 if character in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _mark(error: MarkedYAMLError, path: str, first_line: int) -> Place:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Place(path, first_line)
    return Place(path, first_line + mark.line, mark.column + 1)
