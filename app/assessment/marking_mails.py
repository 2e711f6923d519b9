"""What learners are told by mail when a trainer has marked what they wrote."""

from __future__ import annotations

from app.assessment.records import AttemptHead
from app.core.mail import Mail
from app.core.settings import Settings
from app.web.render import percent


def marked(settings: Settings, to: str, head: AttemptHead) -> Mail:
    verdict = "It is passed." if head.passed else "It is not passed."
    return Mail(
        to=to,
        subject=f"Your result is there: {head.title}",
        text=f"""All answers of your attempt {head.number} at "{head.title}" have been marked.
Your score is {percent(head.score or 0)}; {percent(head.pass_mark)} are needed. {verdict}

The result: {settings.url}{head.address}/result
""",
    )


def changed(settings: Settings, to: str, before: AttemptHead, after: AttemptHead) -> Mail:
    verdict = "It is passed." if after.passed else "It is not passed."
    if after.passed != before.passed:
        verdict = "It is passed now." if after.passed else "It is no longer passed."
    return Mail(
        to=to,
        subject=f"Your result has changed: {after.title}",
        text=f"""The mark of an answer in your attempt {after.number} at "{after.title}" was looked at again and changed.
Your score was {percent(before.score or 0)} and is {percent(after.score or 0)} now. {verdict}

The result: {settings.url}{after.address}/result
""",
    )
