"""Many learners at once: first attempts put straight into the tables, from what each of them answered."""

from dataclasses import dataclass, field
from datetime import timedelta
from math import exp
from random import Random

from sqlalchemy import insert, select

from app.accounts.models import User
from app.assessment import item_counts
from app.assessment.arrangement import Arrangement
from app.assessment.models import Attempt, AttemptItem, ItemCount, Snapshot
from app.core.ids import new_id
from tests.support.clock import START


@dataclass
class Response:
    """What one learner answered to one question; the answer as in `scoring`, its share of the points."""

    question: str
    answer: dict | None
    share: float
    seconds: float = 20
    item_hash: str = ""
    bank: str = "first-steps"


@dataclass
class Sat:
    """An attempt and its responses; the first of a new learner unless `over` says otherwise."""

    responses: list[Response]
    over: dict = field(default_factory=dict)


def sit(session, attempts, *, course="tiny", kind="quiz", module="first-steps"):
    """Insert finished attempts; gives their ids."""
    users, heads, items, hashes = [], [], [], set()
    for number, sat in enumerate(attempts):
        user_id = sat.over.get("user_id") or new_id()
        if "user_id" not in sat.over:
            users.append(
                {
                    "id": user_id,
                    "name": f"Learner {number}",
                    "email": f"{user_id}@example.org",
                    "is_anonymous": False,
                    "roles": "",
                    "time_zone": "",
                    "language": "en",
                    "extra_time": 0,
                    "is_active": True,
                    "created_at": START,
                    "last_seen": START,
                }
            )
        heads.append(_head(user_id, course, kind, module) | sat.over | {"user_id": user_id})
        at = START
        for position, one in enumerate(sat.responses, start=1):
            at += timedelta(seconds=one.seconds)
            hash_ = one.item_hash or f"item:{one.question}"
            hashes.add(hash_)
            items.append(
                {
                    "attempt_id": heads[-1]["id"],
                    "position": position,
                    "bank": one.bank,
                    "question_id": one.question,
                    "item_hash": hash_,
                    "snapshot_hash": hash_,
                    "arrangement": Arrangement(),
                    "answer": one.answer,
                    "answered_at": None if one.answer is None else at,
                    "flagged": False,
                    "share": one.share,
                }
            )
    _insert(session, users, heads, items, hashes)
    return [head["id"] for head in heads]


def _head(user_id, course, kind, module):
    return {
        "id": new_id(),
        "course": course,
        "kind": kind,
        "module": module if kind == "quiz" else "",
        "number": 1,
        "title": "Seeded",
        "course_version": "1.0.0",
        "course_hash": "c",
        "content_hash": "h",
        "seed": "0",
        "extra_time": 0,
        "pass_mark": 70.0,
        "reveal": "after-submit",
        "certainty": False,
        "started_at": START,
        "submitted_at": START + timedelta(minutes=30),
        "submitted_by": "learner",
        "score": 50.0,
        "passed": False,
        "provisional": False,
        "invalidated_at": None,
        "invalidated_why": "",
    }


def _insert(session, users, heads, items, hashes):
    known = set(session.scalars(Snapshot.__table__.select()))
    new = [
        {"hash": hash_, "kind": "question", "content": {}, "stored_at": START}
        for hash_ in sorted(hashes - known)
    ]
    for table, rows in ((User, users), (Snapshot, new), (Attempt, heads), (AttemptItem, items)):
        if rows:
            session.execute(insert(table), rows)


def rows(session):
    """The counts that are there, as (key, sums), to as many digits as matter."""
    table = ItemCount.__table__
    keys = [column for column in table.c if column.primary_key]
    sums = [column for column in table.c if not column.primary_key]
    found = session.execute(select(*keys, *sums).where(table.c.responses != 0).order_by(*keys))
    return [(row[:9], tuple(round(value, 4) for value in row[9:])) for row in found]


def counted_all(database, course="tiny"):
    """How many responses are counted, once it is sure that counting anew gives the same."""
    with database.session(writing=True) as session:
        kept = rows(session)
        item_counts.recount(session, course)
        assert rows(session) == kept
        return sum(sums[0] for _, sums in kept)


def simulate(random: Random, learners: int, items, *, drawn: int | None = None):
    """Learners by the two-parameter logistic model. `items` are (question id, discrimination a,
    difficulty b, key, options); who does not know chooses among the other options by chance. With
    `drawn`, each is asked that many of the items. Gives attempts.
    """
    attempts = []
    for _ in range(learners):
        ability = random.gauss(0, 1)
        asked = random.sample(items, drawn) if drawn else list(items)
        attempts.append(Sat([_response(random, ability, *item) for item in asked]))
    return attempts


def _response(random, ability, question, a, b, truth, key, options):
    """`truth` is what those who know choose, `key` what the bank calls right."""
    knows = random.random() < 1 / (1 + exp(-a * (ability - b)))
    others = [str(n) for n in range(1, options + 1) if str(n) != truth]
    choice = truth if knows else random.choice(others)
    return Response(question, {"choice": choice}, float(choice == key), random.uniform(5, 60))
