"""Lists too long for one page: how many rows a page has, and which rows are on one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session

T = TypeVar("T")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a long list. `at` counts from 1, and `pages` is at least 1."""

    rows: tuple[T, ...]
    at: int
    pages: int
    total: int


def place(total: int, at: int) -> tuple[int, int]:
    """Page `at` of `total` rows, and how many pages there are; a number beyond the ends gives the
    nearest page.
    """
    pages = max(1, -(-total // PER_PAGE))
    return min(max(at, 1), pages), pages


def before(at: int) -> int:
    """How many rows come before those of a page."""
    return (at - 1) * PER_PAGE


def part(
    session: Session,
    asked: Select[*tuple[Any, ...]],
    at: int,
    made: Callable[[Row[Any]], T],
) -> Part[T]:
    """Page `at` of what is asked, in two statements; a number beyond the ends gives the nearest page."""
    total = session.scalar(select(func.count()).select_from(asked.order_by(None).subquery())) or 0
    at, pages = place(total, at)
    rows = session.execute(asked.limit(PER_PAGE).offset(before(at)))
    return Part(tuple(made(row) for row in rows), at, pages, total)
