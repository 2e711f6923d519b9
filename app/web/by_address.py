"""How a request finds its route among many: by the shape of its path, not one after the other.

The router compares a path with every pattern until one fits, which for the last of seventy takes
longer than a small page. Here only those are compared that begin with the same word and have as many
parts, in the order in which they were registered. What fits none of them (another method, a slash
at the end, an address that does not exist) is left to the router.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

_Shape = tuple[str, int]


class ByAddress:
    """Looks at the routes at the first request, when all of them are there."""

    def __init__(self, app: ASGIApp, routes: list[BaseRoute]) -> None:
        self.app = app
        self._routes = routes
        self._by_shape: dict[_Shape, list[Route]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._by_shape is None:
                self._by_shape = _by_shape(self._routes)
            for route in self._by_shape.get(_shape(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def _shape(path: str) -> _Shape:
    parts = path.split("/")
    return parts[1] if len(parts) > 1 else "", len(parts)


def _by_shape(routes: list[BaseRoute]) -> dict[_Shape, list[Route]]:
    """Without routes that begin with a parameter or take any number of parts: a path that one of
    them could mean is compared by the router alone.
    """
    shapes: dict[_Shape, list[Route]] = {}
    for route in routes:
        if not isinstance(route, Route) or ":path}" in route.path or route.path.startswith("/{"):
            continue
        shapes.setdefault(_shape(route.path), []).append(route)
    return shapes
