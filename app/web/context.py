"""What a handler is given: the site it belongs to, the request, one session, one moment, one visitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request

from app.catalog.library import Library
from app.catalog.model import Catalog, Course
from app.core.clock import Clock
from app.core.database import Database
from app.core.errors import SignInNeeded
from app.core.mail import Mailer
from app.core.settings import Settings
from app.web.forms import Form
from app.web.visitor import Visitor

if TYPE_CHECKING:
    from app.web.render import Templates
    from app.web.static import StaticFiles

T = TypeVar("T")
Authenticate = Callable[[Session, str, datetime], Visitor | None]
# Asked before anything is committed: raises where the visitor's account was deleted meanwhile.
Confirm = Callable[[Session, Visitor], None]

# Assessment asks whether somebody may sit a course's exam, and says that a score may have completed
# a course. What answers stands in higher slices, so `main` hands it down: the gate gives what is
# missing (nothing: it is open), the others act within the same transaction.
ExamGate = Callable[[Session, UUID, Course], tuple["Missing", ...]]
AfterProgress = Callable[["Context", UUID, Course], None]


@dataclass(frozen=True, slots=True)
class Missing:
    """A module to complete before an exam: where it is, what is `left` of it in words, and the title
    and address of its next step.
    """

    title: str
    address: str
    left: str
    next: tuple[str, str]

    @property
    def sentence(self) -> str:
        return f"“{self.title}” is not complete: {self.left}."


@dataclass(frozen=True, slots=True)
class MetQuestion:
    """A question that was answered, in a quiz or on a page. `share` is the part of its points that
    was earned, from 0 to 1; None while a trainer has to mark it.
    """

    question_id: str
    item_hash: str
    share: float | None


# Assessment tells which questions of a course's module were met in a quiz, once their answers may be
# shown, and when it was handed in.
AfterQuiz = Callable[["Context", UUID, str, str, tuple[MetQuestion, ...], datetime], None]


@dataclass(frozen=True, slots=True)
class Earned:
    """A certificate in a few words. `url` verifies it; `kind` and `word` tell its standing, `until`
    is "" where it does not run out, `pdf_url` where there is no document.
    """

    code: str
    title: str
    url: str
    kind: str
    word: str
    until: str
    pdf_url: str


# Learning asks what a person has earned, to show it beside what they have learnt.
CertificatesOf = Callable[["Context", UUID], tuple[Earned, ...]]


class PersonalData(Protocol):
    """What a slice keeps of a person, so that accounts can merge, export and erase without knowing
    the slice. Each slice that stores anything of a person supplies one, and `main` lists them.
    """

    def merge(self, session: Session, source: UUID, target: UUID) -> None:
        """Move what `source`, a learner without an account, has done over to `target`."""
        ...

    def export(
        self,
        session: Session,
        user_id: UUID,
        catalog: Catalog,
        now: datetime,
    ) -> dict[str, Any]:
        """All that is kept of the person, as JSON-ready values under a heading of the slice's own.
        `catalog` has the words for what is kept by id; `now` is when it is told.
        """
        ...

    def erase(self, session: Session, user_id: UUID) -> None:
        """Forget the person; what stays (attempts, certificates) stays without a name."""
        ...


class HangsOnAttempt(Protocol):
    """What a higher slice has issued because of an attempt. Assessment, which does not know the
    slice, names it to whoever declares the attempt invalid, and takes it back in the same act.
    """

    def named(self, session: Session, attempt_id: UUID) -> tuple[str, ...]:
        """What still stands, in a few words each."""
        ...

    def take_back(
        self, session: Session, *, actor: UUID, attempt_id: UUID, why: str, now: datetime
    ) -> None:
        """End all of it for the same reason."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that lives as long as the process; made in `app.main`, kept in `app.state.site`."""

    settings: Settings
    database: Database
    library: Library
    templates: Templates
    static: StaticFiles
    mailer: Mailer
    clock: Clock
    secret: str
    authenticate: Authenticate
    confirm: Confirm
    personal_data: tuple[PersonalData, ...]
    exam_gate: ExamGate
    after_progress: tuple[AfterProgress, ...]
    after_quiz: tuple[AfterQuiz, ...]
    hangs_on_attempt: tuple[HangsOnAttempt, ...]
    certificates_of: CertificatesOf
    new_random: Callable[[], Random]


class NeedsWrite(Exception):
    """Raised by a reading handler that finds it has to write; it is run again with a writing session."""


class Apart(Exception):
    """Raised by a handler for work that takes long: what the handler wrote is undone, the work is done
    while nothing is held, and the handler runs again.
    """

    def __init__(self, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
        super().__init__()
        self.work, self.given = work, given


@dataclass(slots=True)
class Context:
    """One request. `catalog` is the tree as it was when the request began; `new_session` and
    `end_session` tell the shell what to do with the session cookie.
    """

    site: Site
    request: Request
    session: Session
    now: datetime
    catalog: Catalog
    form: Form
    writing: bool
    visitor: Visitor | None = None
    new_session: str | None = None
    end_session: bool = False
    flash: str = ""
    held: bool = False
    done_apart: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    scope: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def person(self) -> Visitor:
        """The visitor where there is an account; raises SignInNeeded for everybody else."""
        if self.visitor is None or self.visitor.is_anonymous:
            raise SignInNeeded
        return self.visitor

    def hold_account(self) -> None:
        """Keep the visitor's account from being deleted until this is committed; raises where it is
        deleted already. Done for every request that writes, at its end; a handler that locks
        something of the account asks for it before: whoever deletes an account locks it first.
        """
        if self.visitor is not None and not self.held:
            self.site.confirm(self.session, self.visitor)
            self.held = True

    @property
    def is_partial(self) -> bool:
        """True when htmx asks for a fragment. Back and boosted links ask for whole pages."""
        return self.request.headers.get("hx-request-type") == "partial"

    def query(self, name: str, default: str = "") -> str:
        return self.request.query_params.get(name, default).replace("\0", "")

    def need_write(self) -> None:
        """Go on only with a writing session; a reading handler is started again with one."""
        if not self.writing:
            raise NeedsWrite

    def apart(self, work: Callable[..., T], *given: Any) -> T:
        """What `work(*given)` gives. A password takes 50 ms, in which a handler that has begun to write
        would keep everybody else from saving: see `Apart`.
        """
        if (work, *given) not in self.done_apart:
            raise Apart(work, given)
        found: T = self.done_apart[work, *given]
        return found
