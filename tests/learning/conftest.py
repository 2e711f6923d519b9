"""What tests of learning share: a catalogue changed for one test, and quizzes passed at once."""

from copy import copy
from dataclasses import replace

import pytest

from app.assessment.models import Attempt
from tests.support.clock import START


@pytest.fixture
def change_catalog(app):
    """change_catalog(f) serves f(catalogue) from now on, to this test alone."""

    def change(edit):
        library = copy(app.state.site.library)
        library.current = edit(library.current)
        app.state.site = replace(app.state.site, library=library)

    return change


@pytest.fixture
def change_course(change_catalog):
    """change_course(status="draft") serves the tiny course with these values."""

    def change(**values):
        change_catalog(lambda c: replace(c, courses=(replace(c.courses[0], **values),)))

    return change


@pytest.fixture
def change_module(change_catalog):
    """change_module("first-steps", status="draft") serves that module with these values."""

    def change(slug, **values):
        def edit(catalog):
            course = catalog.courses[0]
            modules = tuple(replace(m, **values) if m.slug == slug else m for m in course.modules)
            return replace(catalog, courses=(replace(course, modules=modules),))

        change_catalog(edit)

    return change


@pytest.fixture
def told(app):
    """Whom the application told of progress: pairs of person and course."""
    heard = []

    def remember(_ctx, user_id, course):
        heard.append((user_id, course.slug))

    app.state.site = replace(app.state.site, after_progress=(remember,))
    return heard


@pytest.fixture
def passes(database):
    """passes(user_id, "first-steps") records a passed quiz; without a module, the exam."""

    def record(user_id, module="", *, passed=True, score=90.0, **over):
        values = {
            "user_id": user_id,
            "course": "tiny",
            "kind": "quiz" if module else "exam",
            "module": module,
            "number": 1,
            "title": f"Quiz: {module}" if module else "Tiny exam",
            "course_version": "1.2.0",
            "course_hash": "c" * 64,
            "content_hash": "d" * 64,
            "seed": "1",
            "pass_mark": 75.0,
            "reveal": "each",
            "started_at": START,
            "submitted_at": START,
            "submitted_by": "learner",
            "score": score,
            "passed": passed,
        } | over
        with database.session(writing=True) as session:
            session.add(Attempt(**values))

    return record
