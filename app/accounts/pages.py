"""What each page of accounts, administration and the site's own texts is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.accounts.queries import Invitation, LogEntry, Person, SignedIn
from app.core.listing import Part
from app.web.paging import Pager
from app.web.visitor import Role

Errors = Mapping[str, str]

ROLE_HINTS = (
    (
        Role.TRAINER,
        "courses in the making and their problems, banks with keys, statistics without names, marking open answers, judging pass marks",
    ),
    (Role.MANAGER, "so far nothing more than a learner may; pages for managers are to come"),
    (
        Role.ADMINISTRATOR,
        "people, roles, extra time and pauses, keys, statistics and marking, deciding open answers and pass marks, declaring attempts invalid, marking anew, certificates, the audit log",
    ),
)


@dataclass(frozen=True, slots=True)
class NewAccountPage:
    """The form that makes an account: signing up, an invitation, the first administrator."""

    kind: str
    action: str
    name: str = ""
    email: str = ""
    domains: tuple[str, ...] = ()
    next: str = ""
    keeps_work: bool = False
    reading_is_free: bool = True
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignInPage:
    email: str = ""
    next: str = ""
    can_sign_up: bool = True
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailPage:
    """Says that a mail is on its way, in the same words whether or not the address is known."""

    email: str
    about: str
    sends_mail: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    name: str
    email: str
    action: str
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskResetPage:
    email: str = ""
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewPasswordPage:
    email: str
    action: str
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountPage:
    person: Person
    name: str
    time_zone: str
    language: str
    zones: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    sessions: tuple[SignedIn, ...]
    this_session: object
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeletePage:
    email: str
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: Part[Person]
    search: str
    pager: Pager


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`typed` holds what came with a form that was refused, by field."""

    person: Person
    roles: frozenset[Role]
    extra_time: str
    log: Part[LogEntry]
    role_hints: tuple[tuple[Role, str], ...] = ROLE_HINTS
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """`link` is a fresh invitation's address, shown once because only its hash is kept."""

    invitations: tuple[Invitation, ...]
    email: str = ""
    why: str = ""
    roles: frozenset[Role] = frozenset()
    link: str = ""
    invited: str = ""
    sends_mail: bool = False
    role_hints: tuple[tuple[Role, str], ...] = ROLE_HINTS
    errors: Errors = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogPage:
    log: Part[LogEntry]
    pager: Pager


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    contact: str
    imprint_url: str
    session_days: int
    anonymous_days: int
    sends_mail: bool


@dataclass(frozen=True, slots=True)
class ImprintPage:
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`came_from` is the path of this site from which the reader came, "" when it is not known."""

    came_from: str
    imprint_url: str
