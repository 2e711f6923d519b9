"""Marks attempts anew when a key proved wrong: by question, logged, and learners are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts import queries as accounts
from app.assessment import item_counts, queries, service, snapshots
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem
from app.assessment.records import Attempt, AttemptHead, Item
from app.assessment.rekeying import rekeyed
from app.assessment.scoring import score
from app.catalog.model import Catalog
from app.catalog.questions import Question
from app.core.errors import NotFound
from app.core.mail import Mail
from app.core.settings import Settings
from app.web.context import Context
from app.web.render import percent


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose key is another than it was when it was asked. `attempts` can be marked anew;
    `lost` cannot, because the question's texts have changed as well.
    """

    course: str
    bank: str
    question_id: str
    stem: str
    attempts: int
    lost: int


def changed_keys(session: Session, catalog: Catalog) -> tuple[Changed, ...]:
    """Every question that was asked with another key than it has now."""
    found: dict[tuple[str, str, str], Changed] = {}
    rows = _asked(session, catalog)
    known = snapshots.load(session, [hash_ for _, _, hash_, _ in rows])
    for key, current, hash_, count in rows:
        if current.type == "open":  # It has no key: a trainer marks it, and can mark it otherwise.
            continue
        new = rekeyed(known.question(hash_), current)
        if new is not None and new.snapshot_hash == hash_:
            continue
        so_far = found.get(key, Changed(*key, current.stem_text, 0, 0))
        found[key] = (
            replace(so_far, lost=so_far.lost + count)
            if new is None
            else replace(so_far, attempts=so_far.attempts + count)
        )
    return tuple(sorted(found.values(), key=lambda c: (c.course, c.bank, c.question_id)))


def _asked(
    session: Session, catalog: Catalog
) -> list[tuple[tuple[str, str, str], Question, str, int]]:
    """((course, bank, question), the question now, hash as asked, how often), where these differ."""
    columns = (
        col(AttemptTable.course),
        col(AttemptItem.bank),
        col(AttemptItem.question_id),
        col(AttemptItem.snapshot_hash),
    )
    rows = session.execute(
        select(*columns, func.count())
        .join(AttemptTable, col(AttemptTable.id) == col(AttemptItem.attempt_id))
        .where(col(AttemptTable.invalidated_at).is_(None))
        .group_by(*columns)
    )
    found = []
    for course, bank, question_id, hash_, count in rows:
        current = _current(catalog, course, bank, question_id)
        if current is not None and current.snapshot_hash != hash_:
            found.append(((course, bank, question_id), current, hash_, count))
    return found


def _current(catalog: Catalog, course: str, bank: str, question_id: str) -> Question | None:
    found = catalog.course(course)
    module = found.module(bank) if found else None
    return module.bank.question(question_id) if module and module.bank else None


@dataclass(frozen=True, slots=True)
class Remarked:
    """What came of it: how many attempts were marked anew, and the mails to those whose result is
    another than before.
    """

    attempts: int
    mails: tuple[Mail, ...]


def remark(
    ctx: Context, *, actor: UUID, course: str, bank: str, question_id: str, why: str
) -> Remarked:
    """Mark every attempt with this question by its key of now. Certificates stay as they are; where
    a pass was lost, the audit log says so. Raises NotFound for a question that is not there.
    """
    current = _current(ctx.catalog, course, bank, question_id)
    if current is None:
        raise NotFound
    mails: list[Mail] = []
    concerned = _concerned(ctx.session, course, bank, question_id)
    marked = 0
    counts = item_counts.Changes(ctx.session)
    for attempt_id, user_id in concerned:
        # The account first, as whoever deletes it does (see `access.attempt_of_anybody`).
        accounts.hold(ctx.session, user_id)
        attempt = queries.attempt(ctx.session, attempt_id, lock=True)
        # An open one may have gone with its person.
        if attempt is None:
            continue
        new = _mended(ctx.session, attempt, bank, current)
        if new is None:
            continue
        counts.discount(attempt_id)
        after = _marked_anew(ctx, attempt, new)
        counts.count(attempt_id)
        marked += 1
        if after.head.score != attempt.head.score:
            mails += _tell(ctx, attempt.head, after.head, actor, question_id, why)
    counts.keep()
    audit.record(
        ctx.session,
        actor=actor,
        act="question re-marked",
        subject=None,
        why=why,
        now=ctx.now,
        details={"question": f"{course}/{bank}#{question_id}", "attempts": marked},
    )
    return Remarked(marked, tuple(mails))


def _concerned(
    session: Session, course: str, bank: str, question_id: str
) -> Sequence[tuple[UUID, UUID]]:
    """The attempts with this question, and who sits each."""
    found = session.execute(
        select(col(AttemptTable.id), col(AttemptTable.user_id))
        .join(AttemptItem, col(AttemptItem.attempt_id) == col(AttemptTable.id))
        .where(
            col(AttemptTable.course) == course,
            col(AttemptItem.bank) == bank,
            col(AttemptItem.question_id) == question_id,
            col(AttemptTable.invalidated_at).is_(None),
        )
        # All who write to several attempts take them in this order.
        .order_by(col(AttemptTable.id))
    )
    return [(row.id, row.user_id) for row in found]


@dataclass(frozen=True, slots=True)
class _Mended:
    """A question of an attempt with the key of now."""

    item: Item
    question: Question


def _mended(session: Session, attempt: Attempt, bank: str, current: Question) -> _Mended | None:
    """None where nothing changes for this attempt, or where its answer cannot be carried over."""
    (item,) = (i for i in attempt.items if (i.bank, i.question_id) == (bank, current.id))
    known = snapshots.load(session, [item.snapshot_hash])
    new = rekeyed(known.question(item.snapshot_hash), current)
    if new is None or new.snapshot_hash == item.snapshot_hash:
        return None
    return _Mended(item, new)


def _marked_anew(ctx: Context, attempt: Attempt, mended: _Mended) -> Attempt:
    """The attempt with a question under the key of now, kept. An open one is only prepared: it is
    scored when it is handed in.
    """
    item, new = mended.item, mended.question
    snapshots.store(ctx.session, [new], [], ctx.now)
    share = None if attempt.head.is_open else score(new, item.answer).share
    marked = replace(item, snapshot_hash=new.snapshot_hash, share=share)
    items = tuple(marked if i.position == item.position else i for i in attempt.items)
    ctx.session.execute(
        update(AttemptItem)
        .where(
            col(AttemptItem.attempt_id) == attempt.head.id,
            col(AttemptItem.position) == item.position,
        )
        .values(
            snapshot_hash=new.snapshot_hash,
            item_hash=new.item_hash,
            share=share,
            # The first key is the one of the sitting, however often it is mended.
            asked_hash=func.coalesce(col(AttemptItem.asked_hash), item.snapshot_hash),
        ),
        execution_options={"synchronize_session": False},
    )
    if attempt.head.is_open:
        return Attempt(attempt.head, items)
    known = snapshots.load(ctx.session, (i.snapshot_hash for i in items))
    outcome = service.outcome(attempt.head, items, known)
    head = replace(attempt.head, **outcome)
    _keep(ctx.session, head.id, outcome)
    return Attempt(head, items)


def _keep(session: Session, attempt_id: UUID, outcome: dict[str, Any]) -> None:
    session.execute(
        update(AttemptTable).where(col(AttemptTable.id) == attempt_id).values(**outcome),
        execution_options={"synchronize_session": False},
    )


def _tell(
    ctx: Context, before: AttemptHead, after: AttemptHead, actor: UUID, question_id: str, why: str
) -> list[Mail]:
    """Log one changed result, say that something was passed, and write to the person."""
    audit.record(
        ctx.session,
        actor=actor,
        act="attempt re-marked",
        subject=after.user_id,
        why=why,
        now=ctx.now,
        details={
            "attempt": str(after.id),
            "question": question_id,
            **service.result_details(before, after),
        },
    )
    if after.passed and not before.passed:
        service.announce(ctx, after)
    try:
        person = accounts.person(ctx.session, after.user_id)
    except NotFound:
        return []
    return [_mail(ctx.settings, person.email, before, after)]


def _mail(settings: Settings, to: str, before: AttemptHead, after: AttemptHead) -> Mail:
    verdict = "It is passed." if after.passed else "It is not passed."
    if after.provisional:
        verdict = "It still waits for a trainer, who marks what you wrote."
    elif after.passed != before.passed:
        verdict = "It is passed now." if after.passed else "It is no longer passed."
    return Mail(
        to=to,
        subject=f"Your result has changed: {after.title}",
        text=f"""The key of a question proved wrong, and your attempt {after.number} at "{after.title}" has been
marked again. Your score was {percent(before.score or 0)} and is {percent(after.score or 0)} now.
{verdict}

The result: {settings.url}{after.address}/result
""",
    )
