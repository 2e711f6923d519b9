"""Measures whether the time of an answer tells that an address is known: `.venv/bin/python scripts/answer_times.py`.

Asks for a known and an unknown address in turns, in one process, and compares both. `tells` is how
often a known one took longer than an unknown one, of all pairs: 50 % is nothing, 100 % a certain sign.
Beside it stands the same for two halves of unknown addresses, which is what chance alone brings about.
Figures of one run stand in docs/security.md; what is done for both is held equal by
tests/accounts/test_enumeration.py.
"""

import statistics
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import delete
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.models import Throttle
from app.catalog.library import Library
from app.core.database import Database
from app.core.settings import ROOT, Settings
from app.main import create_app
from tests.accounts.pages import ASKED
from tests.support.browser import Browser
from tests.support.clock import FrozenClock
from tests.support.databases import PostgresTemplate, SqliteTemplate, postgres_server
from tests.support.mail import Outbox
from tests.support.people import make_learner


class Timed:
    """The application, and how long it took until the last byte of an answer was on its way; mail is
    sent after that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.milliseconds = app, 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                self.milliseconds = 1000 * (time.perf_counter() - started)

        await self.app(scope, receive, sending)


TIMES = int(sys.argv[1]) if len(sys.argv) > 1 else 300


def tells(longer: list[float], shorter: list[float]) -> float:
    """The share of pairs in which the first is longer; a tie counts half (Mann and Whitney's U)."""
    ordered = sorted(shorter)
    won = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in longer)
    return won / 2 / len(longer) / len(shorter)


def measure(kind: str, database: Database, library: Library, folder: Path) -> None:
    settings = Settings(_env_file=None, data_dir=folder, secret_key="x" * 40, smtp_host="mail.here")
    app = create_app(
        settings, database=database, library=library, clock=FrozenClock(), mailer=Outbox()
    )
    timed = Timed(app)
    browser, numbers, random = Browser(timed), count(), Random(1)
    with database.session(writing=True) as session:
        known = [f"known{n:05}@example.org" for n in range(20)]
        for email in known:
            make_learner(session, email=email)
    for what, ask in ASKED.items():
        times: dict[str, list[float]] = {"known": [], "unknown": [], "unknown too": []}
        for turn in range(TIMES + 10):
            order = list(times)
            random.shuffle(order)
            for which in order:
                new = f"other{next(numbers):05}@example.org"
                email = random.choice(known) if which == "known" else new
                ask(browser, email)
                if turn >= 10:  # the first ones fill caches
                    times[which].append(timed.milliseconds)
                with database.session(writing=True) as session:
                    session.execute(delete(Throttle))
        medians = {which: statistics.median(taken) for which, taken in times.items()}
        print(
            f"| {kind} | {what} | {medians['known']:.2f} | {medians['unknown']:.2f} "
            f"| {tells(times['known'], times['unknown']):.0%} "
            f"| {tells(times['unknown too'], times['unknown']):.0%} |",
            flush=True,
        )


def main() -> None:
    site = ROOT / "tests" / "site"
    library = Library(site / "courses", site / "quizzes", None)
    library.reload()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| Database | Form | Known, ms | Unknown, ms | Tells | By chance |")
        print("|---|---|---|---|---|---|")
        sqlite = SqliteTemplate(folder)
        measure("SQLite", sqlite.fresh(folder), library, folder)
        postgres = PostgresTemplate(postgres_server("timing"))
        measure("PostgreSQL", postgres.fresh(folder), library, folder)


if __name__ == "__main__":
    main()
