"""What the mails say that accounts send."""

from __future__ import annotations

from app.core.mail import Mail
from app.core.settings import Settings


def reset(settings: Settings, email: str, token: str) -> Mail:
    return Mail(
        to=email,
        subject="Choose a new password",
        text=f"""Somebody, we hope you, asked for a new password for your account at {settings.url}.

Choose one here, within an hour:
{settings.url}/reset/{token}

If it was not you, do nothing: the password stays as it is.
""",
    )


def confirm_sign_up(settings: Settings, email: str, token: str) -> Mail:
    return Mail(
        to=email,
        subject="Finish creating your account",
        text=f"""Somebody, we hope you, is creating an account with this address at {settings.url}.

Finish here, within a day, with the password you chose:
{settings.url}/sign-up/{token}

If it was not you, do nothing: without this link there will be no account.
""",
    )


def already_there(settings: Settings, email: str) -> Mail:
    return Mail(
        to=email,
        subject="You have an account already",
        text=f"""Somebody, we hope you, wanted to create an account with this address at {settings.url}.
There is one already. Sign in here:
{settings.url}/sign-in

Is the password forgotten? Choose a new one:
{settings.url}/reset

If it was not you, do nothing: your account stays as it is.
""",
    )


def invited(settings: Settings, email: str, token: str) -> Mail:
    return Mail(
        to=email,
        subject=f"You are invited to {settings.issuer_name}",
        text=f"""You are invited to learn at {settings.url}.

Create your account here, within 14 days:
{settings.url}/invitation/{token}
""",
    )


def password_changed(settings: Settings, email: str) -> Mail:
    return Mail(
        to=email,
        subject="Your password was changed",
        text=f"""The password of your account at {settings.url} was changed, and every other device was signed out.

If it was not you, choose a new one at once:
{settings.url}/reset
""",
    )
