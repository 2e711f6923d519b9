"""A mailer that keeps what it was given."""

from app.core.mail import Mail


class Outbox:
    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> bool:
        self.mails.append(mail)
        return True
