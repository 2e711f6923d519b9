"""When mails leave: after the answer, so that nobody waits for a mail server and nothing is locked."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.core.mail import Mail, Mailer
from app.web.context import Context


def sends_mail(ctx: Context) -> bool:
    """Whether mails reach people; otherwise they stand in the server's log."""
    return bool(ctx.settings.smtp_host)


def send_after(ctx: Context, response: Response, *mails: Mail) -> Response:
    """Send `mails` once the transaction is committed and the answer is on its way. The time of the
    answer then tells nothing about whether there was anybody to write to, and nobody is told of
    what did not happen.
    """
    response.background = BackgroundTask(_send, ctx.site.mailer, mails)
    return response


def _send(mailer: Mailer, mails: Sequence[Mail]) -> None:
    for mail in mails:
        mailer.send(mail)
