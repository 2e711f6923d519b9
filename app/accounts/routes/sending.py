"""When mails leave: after the answer, so that nobody waits for a mail server and nothing is locked."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.core.mail import Mail
from app.web.context import Context


def sends_mail(ctx: Context) -> bool:
    """Whether mails reach people; otherwise they stand in the server's log."""
    return bool(ctx.settings.smtp_host)


def send_after(ctx: Context, response: Response, mail: Mail) -> Response:
    """Send `mail` once the transaction is committed and the answer is on its way. The time of the
    answer then tells nothing about whether there was anybody to write to.
    """
    response.background = BackgroundTask(ctx.site.mailer.send, mail)
    return response
