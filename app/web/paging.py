"""Which page of a long list an address asks for, and where the pages before and after it are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.catalog.numbers import whole
from app.web.context import Context

# Longer than any name or address; SQLite refuses patterns beyond a length.
_LONGEST_SEARCH = 300


@dataclass(frozen=True, slots=True)
class Pager:
    """What stands below a long list (`ui.pagination`): page `at` of `pages`, and the addresses of its
    neighbours, "" where there is none.
    """

    at: int
    pages: int
    previous_url: str
    next_url: str


def pager(path: str, at: int, pages: int, **query: str) -> Pager:
    """For the list at `path`; what else its addresses say is in `query`, without what is empty."""
    kept = {name: value for name, value in query.items() if value}

    def address(number: int) -> str:
        return f"{path}?{urlencode({**kept, 'page': number})}" if 1 <= number <= pages else ""

    return Pager(at, pages, address(at - 1), address(at + 1))


def page_number(ctx: Context) -> int:
    """The page that is asked for, the first where that is no number; it may lie beyond the last."""
    return whole(ctx.query("page"), 1)


def search_words(ctx: Context) -> str:
    """What a list is looked through for, on one line; "" for all of it."""
    return " ".join(ctx.query("q").split())[:_LONGEST_SEARCH]
