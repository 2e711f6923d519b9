"""Takes the keys of a YAML mapping one by one, and says what is wrong with each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar, cast

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from app.catalog.places import Place
from app.catalog.problems import Problems, did_you_mean

Word = TypeVar("Word", bound=str)


class Keys:
    """A YAML mapping whose keys are taken one by one, each with the type that is meant.

    A getter reports a wrong type and returns its default; `finish` reports the keys that nobody
    took.
    """

    def __init__(
        self, data: CommentedMap, path: str, problems: Problems, first_line: int, start: Place
    ) -> None:
        self._data = data
        self._path = path
        self._first_line = first_line
        self._taken: set[str] = set()
        self.problems = problems
        self.start = start

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def place(self, key: str) -> Place:
        """Where the key's value stands (where the mapping begins, if the key is missing)."""
        position = (self._data.lc.data or {}).get(key)
        if position is None:
            return self.start
        # ruamel keeps key line, key column, value line, value column.
        line, column = position[:2] if self._data.get(key) is None else position[2:4]
        return Place(self._path, self._first_line + line, column + 1)

    def _take(self, key: str, *, required: bool) -> Any:
        self._taken.add(key)
        value = self._data.get(key)
        if value is None and required:
            what = "is empty" if key in self._data else "is missing"
            self.problems.error(self.place(key), "F004", f"`{key}` {what}.")
        return value

    def _wrong(self, key: str, meant: str, value: object) -> None:
        place = self.place(key)
        if meant == "text" and isinstance(value, bool | int | float):
            self.problems.error(place, "F005", f"`{key}` is text: {_quote(value)}.")
        else:
            self.problems.error(place, "F006", f"`{key}` has to be {meant}.")

    def text(self, key: str, default: str | None = None) -> str:
        """Text on one line; required where no default is given."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self._wrong(key, "text", value)
            return default or ""
        return " ".join(value.split())

    def is_word(self, key: str, word: str) -> bool:
        """Whether the key is there and says just this; for keys that take a word or a list."""
        self._taken.add(key)
        return bool(self._data.get(key) == word)

    def word(self, key: str, known: Sequence[Word], default: Word | None = None) -> Word:
        """One of the known words."""
        value = self._take(key, required=default is None)
        fallback = known[0] if default is None else default
        if value is None:
            return fallback
        if isinstance(value, str) and value in known:
            return cast(Word, str(value))
        hint = did_you_mean(str(value), known) or f" Known: {', '.join(known)}."
        self.problems.error(self.place(key), "F007", f"`{key}: {value}` is unknown.{hint}")
        return fallback

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, () where it is missing."""
        return tuple(text for text, _ in self.placed_texts(key, required=required))

    def placed_texts(self, key: str, *, required: bool = False) -> tuple[tuple[str, Place], ...]:
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, CommentedSeq):
            self._wrong(key, "a list, such as `[one, two]`", value)
            return ()
        found = []
        for index, item in enumerate(value):
            place = self._item_place(key, value, index)
            if isinstance(item, str):
                found.append((str(item), place))
            elif isinstance(item, bool | int | float):
                self.problems.error(place, "F005", f"`{key}` holds texts: {_quote(item)}.")
            else:
                self.problems.error(place, "F006", f"`{key}` holds texts.")
        return tuple(found)

    def _item_place(self, key: str, value: CommentedSeq, index: int) -> Place:
        position = (value.lc.data or {}).get(index)
        if position is None:
            return self.place(key)
        return Place(self._path, self._first_line + position[0], position[1] + 1)

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int | None:
        value = self._take(key, required=False)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self._wrong(key, f"a whole number of at least {least}", value)
            return default
        return int(value)

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        value = self._take(key, required=False)
        if value is None:
            return default
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most
        ):
            self._wrong(key, f"a number from {least:g} to {most:g}", value)
            return default
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._take(key, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self._wrong(key, "true or false", value)
            return default
        return value

    def day(self, key: str, *, required: bool = False) -> str:
        """A date as YYYY-MM-DD, "" where it is missing."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self._wrong(key, "a date, such as 2026-11-23", value)
            return ""

    def keys(self, key: str) -> Keys | None:
        """A nested mapping, None where it is missing."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if not isinstance(value, CommentedMap):
            self._wrong(key, "a mapping, such as `{max: 3}`", value)
            return None
        return self._nested(value, self.place(key))

    def list_of_keys(self, key: str, *, required: bool = False) -> tuple[Keys, ...]:
        """A list of mappings; items that are no mapping are reported."""
        return tuple(item for item in self.items(key, required=required) if isinstance(item, Keys))

    def items(
        self, key: str, *, required: bool = False, texts: bool = False
    ) -> tuple[Keys | tuple[str, Place], ...]:
        """A list of mappings and, with `texts`, of texts with their places."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, CommentedSeq):
            self._wrong(key, "a list", value)
            return ()
        found: list[Keys | tuple[str, Place]] = []
        for index, item in enumerate(value):
            place = self._item_place(key, value, index)
            if isinstance(item, CommentedMap):
                found.append(self._nested(item, place))
            elif texts and isinstance(item, str):
                found.append((str(item), place))
            else:
                self.problems.error(place, "F006", f"`{key}` holds something else than meant.")
        return tuple(found)

    def counts(self, key: str) -> tuple[tuple[int, int], ...]:
        """A mapping of whole numbers to whole numbers, such as `{1: 1, 2: 3}`, in its order."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        pairs = list(value.items()) if isinstance(value, CommentedMap) else [("", "")]
        if not all(type(k) is int and type(v) is int and v >= 0 for k, v in pairs):
            self._wrong(key, "a mapping of numbers, such as `{1: 1, 2: 3}`", value)
            return ()
        return tuple((int(k), int(v)) for k, v in pairs)

    def _nested(self, data: CommentedMap, start: Place) -> Keys:
        return Keys(data, self._path, self.problems, self._first_line, start)

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        left = self._taken - set(self._data)
        for key in self._data:
            if key not in self._taken:
                hint = did_you_mean(str(key), left or self._taken)
                if not hint:
                    hint = f" Known here: {', '.join(sorted(self._taken))}."
                place = self.place(key)
                self.problems.error(place, "F003", f"Unknown key `{key}`.{hint}")


def _quote(value: object) -> str:
    """The cure for a value that YAML took for something else; 7.10 has lost its zero by now."""
    return f'quote it, for instance `"{value}"`, with the digits that you mean'
