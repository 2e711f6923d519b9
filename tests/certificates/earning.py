"""Makes people who have done all of the tiny course, or all but something."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.assessment.models import Attempt
from app.catalog.model import Course
from app.certificates import queries, service
from app.learning.models import UnitProgress
from app.web.context import Context
from app.web.forms import Form
from tests.support.clock import START


def context(app, session: Session, *, catalog=None, writing: bool = True) -> Context:
    """What a handler is given, for calling a use case without a request."""
    site = app.state.site
    return Context(
        site=site,
        request=None,
        session=session,
        now=site.clock(),
        catalog=catalog or site.library.current,
        form=Form(),
        writing=writing,
    )


def read_all(session: Session, user_id: UUID, course: Course, *, but: str = "") -> None:
    """Complete every unit, except the one with the id `but`."""
    for module in course.modules:
        for unit in module.units:
            if unit.id != but:
                session.add(
                    UnitProgress(
                        user_id=user_id,
                        course=course.slug,
                        module=module.slug,
                        unit=unit.id,
                        unit_hash=unit.hash,
                        completed_at=START,
                    )
                )
    session.flush()


def sit(
    session: Session,
    user_id: UUID,
    course: Course,
    *,
    module: str = "",
    score: float = 85.0,
    at: datetime = START,
    number: int = 1,
) -> UUID:
    """Finish a quiz (or, without `module`, the exam) with a score; 70 passes."""
    attempt = Attempt(
        user_id=user_id,
        course=course.slug,
        kind="quiz" if module else "exam",
        module=module,
        number=number,
        title="Some attempt",
        course_version=course.version,
        course_hash=course.hash,
        content_hash="some hash",
        seed="1",
        pass_mark=70.0,
        reveal="always",
        started_at=at,
        submitted_at=at,
        submitted_by="learner",
        score=score,
        passed=score >= 70,
    )
    session.add(attempt)
    session.flush()
    return attempt.id


def do_everything(session: Session, user_id: UUID, course: Course, *, but: str = "") -> UUID:
    """Read all, pass all quizzes and the exam; gives the exam's attempt."""
    read_all(session, user_id, course, but=but)
    for module in course.modules:
        sit(session, user_id, course, module=module.slug)
    return sit(session, user_id, course)


def earn(app, database, user_id: UUID) -> queries.Shown:
    """A certificate for the tiny course."""
    with database.session(writing=True) as session:
        course = app.state.site.library.current.course("tiny")
        do_everything(session, user_id, course)
        service.issue_if_due(context(app, session), user_id, course)
    return certificates_of(database, user_id)[0]


def certificates_of(database, user_id: UUID) -> tuple[queries.Shown, ...]:
    with database.session(writing=False) as session:
        return queries.of_person(session, user_id)
