"""Every page of reading and of what is kept of it, under one router."""

from __future__ import annotations

from app.learning.routes import (
    blocks,
    courses,
    crosswalk,
    files,
    my,
    reference,
    review,
    teach,
    unit,
)
from app.web.pages import Pages

pages = Pages()
# An address that is also a name within another one comes first: a file before the page of the same
# template, the printed module before a unit.
for part in (files, courses, unit, blocks, reference, crosswalk, my, review, teach):
    pages.include(part.pages)

__all__ = ["pages"]
