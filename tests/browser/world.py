"""A site on which much has happened, so that every page has something to show."""

import base64
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from app.accounts import links
from app.accounts.first_admin import invitation
from app.accounts.models import User
from app.assessment import marking_queries, panels
from app.assessment.models import Attempt, AttemptItem
from app.catalog.library import Library
from app.certificates import codes
from app.certificates.models import Certificate
from app.certificates.personal import DATA as CERTIFICATES_DATA
from app.core.passwords import hash_password
from app.learning.models import UnitProgress
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.learning.reviewing import Asked, answer, meets
from tests.support.browser import Browser
from tests.support.certificates import code_of, make_certificate
from tests.support.people import PASSWORD, make_learner

SECOND_QUIZ = "/courses/tiny/second-steps/quiz"
UNIT = "/courses/tiny/first-steps/boundary"
SHEET = "/courses/tiny/first-steps/statement"


# A white square of one pixel.
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)


def every_type_library(site_folder, folder) -> Library:
    """tests/site, its first quiz asking every practice question and its exam the open one, its second
    how sure one is, and a picture that is not drawn.
    """
    shutil.copytree(site_folder, folder / "site")
    bank = folder / "site/quizzes/tiny/01-first-steps.md"
    text = bank.read_text().replace("draw: 4", "draw: 11")
    bank.write_text(text.replace("{#say type=open", "{#say type=open pool=exam"))
    sure = folder / "site/quizzes/tiny/02-second-steps.md"
    sure.write_text(sure.read_text().replace("\ndraw:", "\ncertainty: true\ndraw:", 1))
    exam = folder / "site/quizzes/tiny/exam.md"
    exam.write_text(
        exam.read_text().replace("count: 3, difficulty: {1: 1, 2: 1, 3: 1}", "count: 7")
    )
    (folder / "site/courses/tiny/media/square.png").write_bytes(_PNG)
    module = folder / "site/courses/tiny/02-second-steps.md"
    picture = '\n![A white square](media/square.png "A square")\n'
    module.write_text(module.read_text() + picture)
    library = Library(folder / "site/courses", folder / "site/quizzes", None)
    library.reload()
    assert library.healthy, "\n".join(map(str, library.latest_problems))
    return library


def mend_keys(library, folder) -> None:
    """Two questions read otherwise from now on: one has another key, one other texts besides."""
    bank = folder / "site/quizzes/tiny/01-first-steps.md"
    text = bank.read_text().replace("`20` ± `0.5`", "`25`")
    bank.write_text(text.replace("| 4.1 | Issues |", "| 4.1 | Topics |"))
    assert library.reload()


@dataclass(slots=True)
class World:
    """`names` holds what addresses are made from, `people` the ids of the cast."""

    site: object
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, object] = field(default_factory=dict)

    def browser(self, who: str) -> Browser:
        if who not in self.people:
            self.people[who] = self.site.account(who)
        return Browser(self.site.app, self.site.token(self.people[who], device="Firefox on Linux"))

    def sit(self, browser, start, **answers) -> str:
        """An attempt that is handed in; gives its address."""
        sitting = Sitting(browser, self.site.database, start)
        sitting.answer_all(**answers)
        sitting.submit()
        return sitting.address


def populate(site) -> World:
    world = World(site)
    link = invitation(site.database, site.settings, site.clock)
    world.names["first_admin"] = link.rsplit("/", 1)[1]
    learner = world.browser("learner")
    _read(world, learner)
    _pass(world, learner)
    _struggle(world, world.browser("another learner"))
    _marked(world, world.browser("manager"))
    _certificates(world)
    _review(world, world.browser("administrator"))
    _administer(world, world.browser("administrator"))
    _judge(world, learner, world.browser("trainer"))
    _pause(world)
    _mark(world, world.browser("trainer"), world.browser("administrator"))
    _set_standard(world, world.browser("trainer"), world.browser("administrator"))
    return world


def _set_standard(world, tara, ada) -> None:
    """A pass mark that a panel has set, and a second panel in its second round."""
    url = "/teach/tiny/exam/standard"
    candidate = {"candidate": "Finds the clause that applies and says what it asks for."}
    for mark in ("60", ""):
        assert tara.post(url, candidate).status == 303
        with world.site.database.session(writing=False) as session:
            items = panels.panel(session, "tiny").items
        for judge, more in ((tara, 0), (ada, 12)):
            for bank in {item.bank for item in items}:
                here = [item.position for item in items if item.bank == bank]
                ratings = {f"rating-{at}": str(50 + more + at % 7) for at in here}
                assert judge.post(f"{url}/rate/{bank}", ratings).status == 303
        assert tara.post(f"{url}/close").status == 303
        if mark:
            form = {"mark": mark, "why": "One standard error under the cut score"}
            assert ada.post(f"{url}/decide", form).status == 303
    assert tara.post(f"{url}/again").status == 303


def _pause(world) -> None:
    """An exam that is paused, after an answer from another sign-in: by somebody besides the cast,
    because what an open exam asks comes back to nobody who sits it.
    """
    with world.site.database.session(writing=True) as session:
        user_id = make_learner(session, name="Paula Paused", email="paula@example.org")
        session.execute(update(User).where(col(User.id) == user_id).values(pause_minutes=15))
    world.people["paused"] = user_id
    person = world.browser("paused")
    for unit in (UNIT, SHEET, "/courses/tiny/second-steps/weigh"):
        person.post(f"{unit}/complete")
    world.sit(person, QUIZ)
    world.sit(person, SECOND_QUIZ)
    exam = Sitting(person, world.site.database, EXAM)
    exam.answer(1)
    exam.browser = world.browser("paused")
    exam.answer(2)
    report = {"kind": "device-clock", "seconds": "-240"}
    assert person.post(f"{exam.address}/incidents", report).status == 204
    assert exam.answer(3, then="pause").status == 303
    world.names["paused_exam"] = exam.address
    world.names["paused_exam_id"] = str(exam.id)


def _read(world, learner) -> None:
    check = f"{UNIT}/checks/check-outside"
    assert learner.post(check, {"choice": "1", "go": "answer"}).status == 303
    assert learner.post(f"{UNIT}/complete").status == 303
    assert learner.post(f"{SHEET}/worksheets/scope-statement", {"sites": "Utrecht"}).status == 303
    assert learner.post(f"{SHEET}/scenarios/start", {"step": "left-out"}).status == 303
    assert learner.post(f"{SHEET}/checklists/readiness", {"done": "roles-set"}).status == 303
    assert learner.post(f"{SHEET}/complete").status == 303
    assert learner.post("/courses/tiny/second-steps/weigh/complete").status == 303
    # One unit was read in an earlier wording.
    with world.site.database.session(writing=True) as session:
        session.execute(
            update(UnitProgress)
            .where(col(UnitProgress.unit) == "statement")
            .values(unit_hash="earlier")
        )


def _pass(world, learner) -> None:
    names = world.names
    names["failed_quiz"] = world.sit(learner, QUIZ, right=False)
    names["passed_quiz"] = world.sit(learner, QUIZ, but=(2, 3))
    world.sit(learner, SECOND_QUIZ)
    exam = Sitting(learner, world.site.database, EXAM)
    exam.answer_all()
    exam.submit()
    names["open_result"] = exam.address
    # A third quiz stands open: some answered rightly, some wrongly, one flagged.
    quiz = Sitting(learner, world.site.database, QUIZ)
    quiz.answer(1)
    quiz.answer(2, right=False)
    quiz.answer(3, then="flag")
    names["open_quiz"] = quiz.address


def _judge(world, learner, tara) -> None:
    """Quizzes that ask how sure one is: some that are done, and one that is open."""
    for turn in range(4):
        quiz = Sitting(learner, world.site.database, SECOND_QUIZ)
        for item in quiz.load()[0].items:
            place = item.position
            quiz.answer(place, right=(turn + place) % 3 > 0, sure=3 if place < 4 else place % 3)
        quiz.submit()
        world.names["sure_result"] = quiz.address
    quiz = Sitting(tara, world.site.database, SECOND_QUIZ)
    quiz.answer(1, right=False, sure=3)
    world.names["sure_quiz"] = quiz.address


def _struggle(world, otto) -> None:
    """Somebody who has failed the exam once and sits it again."""
    site, names = world.site, world.names
    for unit in (UNIT, SHEET, "/courses/tiny/second-steps/weigh"):
        otto.post(f"{unit}/complete")
    world.sit(otto, QUIZ)
    world.sit(otto, SECOND_QUIZ)
    names["failed_exam"] = world.sit(otto, EXAM, right=False)
    site.clock.advance(hours=25)
    exam = Sitting(otto, site.database, EXAM)
    exam.answer(1)
    exam.answer(2, then="flag")
    names["open_exam"] = exam.address
    # Where in it the one question stands that a trainer marks.
    names["open"] = next(
        str(item.position) for item in exam.load()[0].items if item.question_id == "say"
    )


def _marked(world, mira) -> None:
    """An exam that waited to be marked and was passed then, so that its key may be shown."""
    for unit in (UNIT, SHEET, "/courses/tiny/second-steps/weigh"):
        mira.post(f"{unit}/complete")
    world.sit(mira, QUIZ)
    world.sit(mira, SECOND_QUIZ)
    world.names["passed_exam"] = world.sit(mira, EXAM, but=(1, 2))
    attempt_id = UUID(world.names["passed_exam"].rsplit("/", 1)[1])
    with world.site.database.session(writing=True) as session:
        session.execute(
            update(AttemptItem)
            .where(col(AttemptItem.attempt_id) == attempt_id, col(AttemptItem.share).is_(None))
            .values(share=0.5)
        )
        session.execute(
            update(Attempt)
            .where(col(Attempt.id) == attempt_id)
            .values(score=78.5, passed=True, provisional=False)
        )


def _mark(world, *markers) -> None:
    """One open answer that nobody has marked yet, and one about which two markers differ."""
    with world.site.database.session(writing=False) as session:
        waiting = marking_queries.waiting(session, world.people["trainer"])
    at = {f"/attempts/{one.attempt_id}": one.address for one in waiting}
    world.names["to_mark"] = at[world.names["open_result"]]
    world.names["to_decide"] = at[world.names["failed_exam"]]
    for marker, points in zip(markers, ("0", "1"), strict=True):
        form = {"points": points, "comment": "The reasons are those of clause 4.1."}
        assert marker.post(world.names["to_decide"], form).status == 303


def _review(world, ada) -> None:
    """Somebody to whom every type of question comes back, some of it answered; mira has paused."""
    catalog, long_ago = world.site.library.current, world.site.clock() - timedelta(days=30)
    for name in ("several", "truth", "word", "share", "fill", "match", "order"):
        meets(world.site.database, world.people["administrator"], catalog, name, at=long_ago)
    asked = Asked(catalog, ada.get("/review").page)
    assert answer(ada, asked, right=False).status == 303
    world.names["reviewed"] = asked.address
    assert world.browser("manager").post("/review/pause", {"course": ""}).status == 303


def _certificates(world) -> None:
    """One of each standing, besides those that the exams have brought."""
    site = world.site
    with site.database.session(writing=True) as session:
        for standing in ("valid", "expired", "revoked", "replaced", "withdrawn"):
            holder = make_learner(
                session, name=f"{standing.title()} Holder", email=f"{standing}@example.org"
            )
            session.add(make_certificate(site, holder, standing))
            session.flush()
            if standing == "withdrawn":
                CERTIFICATES_DATA.erase(session, holder)
        session.add(make_certificate(site, world.people["learner"], "own"))
        session.flush()
        rows = session.execute(select(col(Certificate.code), col(Certificate.id))).all()
    world.names["media"] = next(
        f"/media/{media.digest}/{path}" for path, media in site.library.current.media.items()
    )
    by_code = {code: str(id_) for code, id_ in rows}
    for standing in ("own", "valid", "expired", "revoked", "replaced", "withdrawn"):
        code = code_of(standing)
        world.names[f"{standing}_code"] = codes.shown(code)
        world.names[f"{standing}_id"] = by_code[code]


def _administer(world, admin) -> None:
    """Roles, extra time, an invitation and an invalid attempt, all of which the log tells."""
    site, names = world.site, world.names
    otto = names["otto"] = str(world.people["another learner"])
    person = f"/admin/people/{otto}"
    time = {"extra_time": "25", "extra_time_why": "Agreed with the works council"}
    assert admin.post(f"{person}/extra-time", time).status == 303
    ines = {"email": "ines@example.org", "roles": "trainer", "why": "She writes the courses"}
    assert admin.post("/admin/invitations", ines).status == 200
    names["failed_exam_id"] = names["failed_exam"].rsplit("/", 1)[1]
    names["failed_quiz_id"] = names["failed_quiz"].rsplit("/", 1)[1]
    invalidate = f"/admin/attempts/{names['failed_quiz_id']}/invalidate"
    assert admin.post(invalidate, {"why": "Sat by somebody else"}).status == 303
    with site.database.session(writing=True) as session:
        lena, now = world.people["learner"], site.clock()
        names["reset"] = links.make(session, links.Kind.RESET, now, user_id=lena)
        names["invitation"] = links.make(
            session, links.Kind.INVITATION, now, email="ivo@example.org"
        )
        names["sign_up"] = links.make(
            session,
            links.Kind.SIGN_UP,
            now,
            name="Sofia Signing",
            email="sofia@example.org",
            password_hash=hash_password(PASSWORD),
        )
