"""Learners who answer as fast as they can, each remembering what the server said it had kept."""

import threading
from random import Random
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select
from sqlmodel import col

from app.assessment.models import Attempt, AttemptItem

QUIZ = "/courses/tiny/second-steps/quiz"
PASSWORD = "a sentence works well"
PART = {"hx-request": "true", "hx-request-type": "partial"}


class Streamer:
    """One learner at one attempt. `kept` is position → the choice that was acknowledged last,
    `on_its_way` the one that was sent after it and not answered.
    """

    def __init__(self, address: str, random: Random) -> None:
        self.random = random
        self.client = httpx.Client(base_url=address, timeout=30, trust_env=False)
        self.kept: dict[int, str] = {}
        self.on_its_way: tuple[int, str] | None = None
        self.answered = 0
        self.refusals: list[httpx.Response] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._answer)

    def begin(self) -> None:
        form = {"name": "Sam", "email": f"{uuid4().hex}@example.org", "password": PASSWORD}
        answer = self.client.post("/sign-up", data=form)
        assert answer.status_code == 303, answer.text
        started = self.client.post(QUIZ)
        assert started.status_code == 303, started.text
        self.attempt = started.headers["location"]

    @property
    def attempt_id(self) -> UUID:
        return UUID(self.attempt.rsplit("/", 1)[1])

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        while not self._stop.is_set():
            position, choice = self.random.randint(1, 4), str(self.random.randint(1, 4))
            self.on_its_way = (position, choice)
            try:
                answer = self.save(position, choice)
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                self.kept[position] = choice
                self.answered += 1
            else:
                self.refusals.append(answer)
            self.on_its_way = None

    def save(self, position: int, choice: str) -> httpx.Response:
        path = f"{self.attempt}/answers/{position}"
        return self.client.post(path, data={"choice": choice}, headers=PART)

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(60)

    def move_to(self, address: str) -> None:
        """Go on at a server that was started anew."""
        self.client.base_url = httpx.URL(address)
        self.on_its_way = None

    def close(self) -> None:
        self.stop()
        self.client.close()


def stored(database, attempt_id: UUID) -> dict[int, str]:
    """Position → the choice in the database, as its position on the page."""
    with database.session(writing=False) as session:
        assert session.scalar(select(col(Attempt.id)).where(col(Attempt.id) == attempt_id))
        rows = session.scalars(
            select(AttemptItem).where(col(AttemptItem.attempt_id) == attempt_id)
        ).all()
    return {
        row.position: str(row.arrangement.order.index(row.answer["choice"]) + 1)
        for row in rows
        if row.answer
    }


def differences(streamer: Streamer, database) -> list[str]:
    """Where the database says something else than the learner was told."""
    found = stored(database, streamer.attempt_id)
    wrong = []
    for position in range(1, 5):
        allowed = {streamer.kept.get(position)}
        if streamer.on_its_way and streamer.on_its_way[0] == position:
            allowed.add(streamer.on_its_way[1])
        if found.get(position) not in allowed:
            wrong.append(f"question {position}: {found.get(position)} is not of {allowed}")
    return wrong
