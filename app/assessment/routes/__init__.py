"""Every page of assessment, under one router."""

from __future__ import annotations

from app.assessment.routes import (
    administration,
    attempts,
    course_of_exam,
    marking,
    rating,
    record,
    standard,
    starting,
    statistics,
)
from app.web.pages import Pages

pages = Pages()
_PARTS = (
    starting,
    attempts,
    course_of_exam,
    record,
    administration,
    marking,
    standard,
    rating,
    statistics,
)
for part in _PARTS:
    pages.include(part.pages)

__all__ = ["pages"]
