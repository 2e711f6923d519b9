"""Mail: handed to an SMTP server, or written to the log; a server that fails is no fault of a page."""

import email
import email.policy
import socketserver
import threading

import pytest
import structlog
from structlog.testing import capture_logs

from app.core.mail import LogMailer, Mail, SmtpMailer, make_mailer
from app.core.settings import Settings

MAIL = Mail("lena@example.org", "Set a new password", "Follow this link:\n\nhttp://x/reset/abc\n")


class _Smtp(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs; `server.answer` is said after the text."""

    def handle(self):
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                text = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    text += line
                self.server.mails.append(text)
                self._say(self.server.answer)
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 test")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def smtp():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.daemon_threads = True
        server.mails, server.answer = [], "250 kept"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def settings(port: int) -> Settings:
    return Settings(
        _env_file=None,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="Clauseway <learn@example.org>",
    )


def test_a_mail_arrives_as_it_was_written(smtp):
    assert make_mailer(settings(smtp.server_address[1])).send(MAIL)
    (raw,) = smtp.mails
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["To"] == MAIL.to
    assert message["Subject"] == MAIL.subject
    assert message["From"] == "Clauseway <learn@example.org>"
    assert message["Date"]
    assert message["Message-ID"]
    assert message.get_content().replace("\r\n", "\n") == MAIL.text


def test_a_name_in_another_script_survives_the_way(smtp):
    mail = Mail("lena@example.org", "Chào mừng Nguyễn Thị Ánh", "مرحبا\n")
    assert make_mailer(settings(smtp.server_address[1])).send(mail)
    message = email.message_from_bytes(smtp.mails[0], policy=email.policy.default)
    assert message["Subject"] == mail.subject
    assert message.get_content().strip() == "مرحبا"


def test_a_line_break_in_a_header_is_refused_before_anything_is_sent(smtp):
    mailer = make_mailer(settings(smtp.server_address[1]))
    with pytest.raises(ValueError, match="linefeed"):
        mailer.send(Mail("lena@example.org\nBcc: all@example.org", "Hello", "text"))
    assert smtp.mails == []


def test_a_server_that_refuses_a_mail_is_logged_and_answered_with_false(smtp):
    smtp.answer = "550 no"
    with capture_logs() as logs:
        assert not make_mailer(settings(smtp.server_address[1])).send(MAIL)
    assert [line["event"] for line in logs] == ["mail not sent"]


def test_a_server_that_is_away_is_logged_and_answered_with_false(smtp):
    port = smtp.server_address[1]
    smtp.shutdown()
    smtp.server_close()
    with capture_logs() as logs:
        assert not make_mailer(settings(port)).send(MAIL)
    assert logs[0]["to"] == MAIL.to
    assert "abc" not in str(logs), "a link that makes a new password is no business of this log"


def test_without_a_server_the_mail_stands_in_the_log():
    mailer = make_mailer(Settings(_env_file=None))
    assert isinstance(mailer, LogMailer)
    with capture_logs() as logs:
        assert mailer.send(MAIL)
    assert logs[0]["text"] == MAIL.text


def test_with_a_server_mail_is_sent_over_a_protected_connection_unless_told_otherwise():
    mailer = make_mailer(Settings(_env_file=None, smtp_host="mail.example.org"))
    assert isinstance(mailer, SmtpMailer)
    assert Settings(_env_file=None).smtp_security == "starttls"
    structlog.reset_defaults()
