"""`clauseway users`: make accounts, list them, give roles, extra time and pauses, beside a running server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.accounts import administration, audit, emails, forms, queries, service
from app.accounts import roles as role_text
from app.cli.output import fail, say
from app.cli.settings import settings_of_records
from app.core import migrate
from app.core.clock import system_clock
from app.core.database import Database
from app.core.errors import ClausewayError
from app.web.forms import Form
from app.web.visitor import Role

users_app = typer.Typer(
    help="Make accounts, list them, give roles, extra time and pauses.", no_args_is_help=True
)

Why = Annotated[str, typer.Option(help="The reason, for the audit log.")]
IN_TERMINAL = "Done in the operator's terminal"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@users_app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    name: Annotated[str, typer.Option(help="Name, as it should stand on certificates.")],
    role: Annotated[list[Role] | None, typer.Option(help="A role; may be given again.")] = None,
    why: Why = IN_TERMINAL,
) -> None:
    """Make an account. The password is asked for, or read from the first line that is piped in."""
    form = forms.new_account(Form([("name", name), ("email", email), ("password", _password())]))
    if form.errors:
        fail("\n".join(f"{field}: {problem}" for field, problem in form.errors.items()))
    roles = frozenset(role or ())
    with _database() as session:
        now = system_clock()
        user = service.create_account(
            session, name=form.name, email=form.email, password=form.password, now=now, roles=roles
        )
        audit.record(
            session,
            actor=None,
            act="account made",
            subject=user.id,
            why=why,
            now=now,
            details={"roles": role_text.to_text(roles)},
        )
    say(f"Made an account for {form.email} ({_in_words(roles)}).")


@users_app.command("list")
def list_users(
    format_: Annotated[
        Format, typer.Option("--format", help="For people or for programs.")
    ] = Format.TEXT,
) -> None:
    """List all accounts, the oldest first."""
    with _database() as session:
        people = queries.everybody(session)
    if format_ is Format.JSON:
        say(json.dumps([_as_json(person) for person in people], ensure_ascii=False, indent=2))
        return
    width = max((len(person.email) for person in people), default=0)
    for person in people:
        notes = [_in_words(frozenset(person.roles))]
        if person.extra_time:
            notes.append(f"{person.extra_time} % extra time")
        if person.pause_minutes:
            notes.append(f"pauses of {person.pause_minutes} minutes")
        if not person.is_active:
            notes.append("suspended")
        say(f"{person.email:<{width}}  {person.name} ({', '.join(notes)})")
    if not people:
        say("There is no account yet.")


@users_app.command("role")
def set_role(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    role: Annotated[Role, typer.Argument(help="The role.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take it instead of giving it.")] = False,
    why: Why = IN_TERMINAL,
) -> None:
    """Give a role, or take it."""
    with _database() as session:
        person = _person(session, email)
        held = frozenset(person.roles)
        roles = held - {role} if remove else held | {role}
        administration.set_roles(
            session, actor=None, subject=person.id, roles=roles, why=why, now=system_clock()
        )
    say(f"{person.email} is now {_in_words(roles)}.")


@users_app.command("extra-time")
def set_extra_time(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    per_cent: Annotated[
        int,
        typer.Argument(
            min=0, max=administration.MOST_EXTRA_TIME, help="Per cent of an exam's minutes."
        ),
    ],
    why: Why = IN_TERMINAL,
) -> None:
    """Give a person more time in exams that begin from now on."""
    with _database() as session:
        person = _person(session, email)
        administration.set_extra_time(
            session,
            actor=None,
            subject=person.id,
            per_cent=per_cent,
            why=why,
            now=system_clock(),
        )
    say(f"{person.email} now has {per_cent} % extra time.")


@users_app.command("pauses")
def set_pauses(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    minutes: Annotated[
        int,
        typer.Argument(
            min=0,
            max=administration.MOST_PAUSE_MINUTES,
            help="Minutes in all for which each exam may be paused.",
        ),
    ],
    why: Why = IN_TERMINAL,
) -> None:
    """Let a person pause exams that begin from now on."""
    with _database() as session:
        person = _person(session, email)
        administration.set_pauses(
            session, actor=None, subject=person.id, minutes=minutes, why=why, now=system_clock()
        )
    say(f"{person.email} may now pause each exam for {minutes} minutes in all.")


@contextmanager
def _database() -> Iterator[Session]:
    """A writing session, whose failures become a message. An empty database is migrated first, so
    that the first administrator can be made before the first start; one in use is left to `serve`.
    """
    settings = settings_of_records()
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_address, pool=1)
    try:
        if not inspect(database.engine).has_table("users"):
            migrate.upgrade(database)
        with database.session(writing=True) as session:
            yield session
    except ClausewayError as error:
        fail(error.message)
    except OperationalError as error:
        fail(f"The database does not answer: {str(error.orig).strip()}")
    finally:
        database.close()


def _person(session: Session, email: str) -> queries.Person:
    try:
        person = queries.by_email(session, emails.normalise(email))
    except emails.BadAddress as error:
        fail(f"{email}: {error}")
    if person is None:
        fail(f"There is no account for {email}.")
    return person


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _in_words(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles) or "learner"


def _as_json(person: queries.Person) -> dict[str, object]:
    return {
        "id": str(person.id),
        "email": person.email,
        "name": person.name,
        "roles": [role.value for role in person.roles],
        "extra_time": person.extra_time,
        "pause_minutes": person.pause_minutes,
        "is_active": person.is_active,
        "created_at": person.created_at.isoformat(),
        "last_seen": person.last_seen.isoformat(),
    }
