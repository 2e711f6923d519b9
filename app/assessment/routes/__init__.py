"""Every page of assessment, under one router."""

from __future__ import annotations

from app.assessment.routes import (
    administration,
    attempts,
    course_of_exam,
    marking,
    record,
    starting,
    statistics,
)
from app.web.pages import Pages

pages = Pages()
for part in (starting, attempts, course_of_exam, record, administration, marking, statistics):
    pages.include(part.pages)

__all__ = ["pages"]
