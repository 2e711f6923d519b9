"""My learning: what I have begun, tried and written."""

from __future__ import annotations

from starlette.responses import Response

from app.assessment.queries import exam_scores, newest_attempts
from app.assessment.service import settle_overdue
from app.learning import queries
from app.learning.access import is_trainer, reader_id
from app.learning.catalogue_view import visible_courses
from app.learning.course_pages import LearningPage
from app.learning.learning_view import ATTEMPTS_SHOWN, attempt_lines, course_line, sheet_lines
from app.learning.review_queries import held_with_worksheets
from app.learning.review_view import review_line
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()


@pages.page("/learning", access=Access.READER, hot=True)
def learning(ctx: Context) -> Response:
    """Also for learners without an account: what they have read is theirs in this browser."""
    user_id = reader_id(ctx)
    if user_id is None:
        page = LearningPage((), (), (), None, has_account=False)
        return render(ctx, "learning/learning.html", page, section="learning")
    settle_overdue(ctx, user_id)
    newest = newest_attempts(ctx.session, user_id, ATTEMPTS_SHOWN)
    courses = visible_courses(
        ctx.catalog, queries.records(ctx.session, user_id), is_trainer=is_trainer(ctx)
    )
    scores = exam_scores(ctx.session, user_id) if any(c.exam_passed for c in courses) else {}
    held, sheets = held_with_worksheets(ctx.session, user_id)
    # Whoever has completed nothing is spared the statement.
    may_have = any(c.exam_passed or c.is_complete for c in courses)
    page = LearningPage(
        courses=tuple(
            course_line(c, scores.get(c.course.slug), ctx.now)
            for c in courses
            if c.is_begun or c.sitting(ctx.now)
        ),
        attempts=attempt_lines(newest.attempts),
        worksheets=sheet_lines(ctx.catalog, sheets),
        review=review_line(ctx.catalog, held, ctx.now),
        has_account=ctx.visitor is not None and not ctx.visitor.is_anonymous,
        said_certainty=newest.asked_certainty,
        certificates=ctx.site.certificates_of(ctx, user_id) if may_have else (),
    )
    return render(ctx, "learning/learning.html", page, section="learning")
