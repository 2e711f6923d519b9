"""Every address there is, made from the application's own route table: a new route is tried as soon
as it exists, or fails because nobody has said what its parts may stand for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

_PART = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, slots=True)
class Address:
    """`route` is the pattern, `path` one address that it answers."""

    method: str
    route: str
    path: str


def routes_of(app) -> list[tuple[str, str]]:
    """(method, pattern) of all routes, HEAD left out because GET stands for it."""
    found = []
    for route in app.routes:
        methods = getattr(route, "methods", None)
        if methods is None:
            raise AssertionError(f"{route!r} is no route of a kind that these tests know")
        found += [(method, route.path) for method in sorted(methods - {"HEAD"})]
    return found


def parts_of(pattern: str) -> list[str]:
    """The names of what varies in an address."""
    return _PART.findall(pattern)


def addresses(app, method: str, values: Mapping[str, Sequence[str]]) -> Iterator[Address]:
    """Every address with this method. `values` says what each part may stand for; the name of a
    whole pattern, where it is there, says instead which addresses to ask for.
    """
    for known, pattern in routes_of(app):
        if known != method:
            continue
        if pattern in values:
            yield from (Address(method, pattern, path) for path in values[pattern])
            continue
        names = parts_of(pattern)
        unknown = [name for name in names if name not in values]
        assert not unknown, (
            f"{method} {pattern} is new: say what {unknown} may stand for, so that it is tried too"
        )
        for chosen in product(*(values[name] for name in names)):
            filled = iter(chosen)
            yield Address(method, pattern, _PART.sub(lambda _part, it=filled: next(it), pattern))
