"""How mail leaves: by SMTP when a server is set, else as a line in the log."""

from __future__ import annotations

import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

import structlog

from app.core.settings import Settings

log = structlog.get_logger(__name__)

# How many seconds of silence until a mail server is given up. A page never waits for it (see
# BackgroundMailer), but the mails behind it do.
TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    text: str


class Mailer(Protocol):
    def send(self, mail: Mail) -> bool:
        """True when the mail was handed over. A failure is logged, never raised."""
        ...


class LogMailer:
    """Writes mails to the log, so that a site without mail can still reset a password."""

    def send(self, mail: Mail) -> bool:
        log.info("mail", to=mail.to, subject=mail.subject, text=mail.text)
        return True


class SmtpMailer:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> bool:
        message = EmailMessage()
        message["From"] = self._settings.mail_from
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = make_msgid(domain="clauseway.invalid")
        message.set_content(mail.text)
        try:
            with self._connect() as server:
                if self._settings.smtp_user:
                    server.login(
                        self._settings.smtp_user, self._settings.smtp_password.get_secret_value()
                    )
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            log.exception("mail not sent", to=mail.to, error=str(error))
            return False
        return True

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(
                settings.smtp_host,
                settings.smtp_port,
                timeout=TIMEOUT,
                context=ssl.create_default_context(),
            )
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


class BackgroundMailer:
    """Hands mails to a few threads of its own. A server that hangs then holds neither the threads
    that serve pages nor the connection of the browser whose page caused the mail.
    """

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="mail")

    def send(self, mail: Mail) -> bool:
        """True: it is on its way. What becomes of it stands in the log."""
        self._threads.submit(self._mailer.send, mail)
        return True


def make_mailer(settings: Settings) -> Mailer:
    return SmtpMailer(settings) if settings.smtp_host else LogMailer()
