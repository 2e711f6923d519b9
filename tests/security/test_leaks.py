"""Every byte that can be had while an attempt is open, asked for along the route table.

Who: the one who sits a quiz and an exam, another learner who has failed the exam, a manager, and a
reader without an account; of trainers and administrators, who may see keys, the pages that tell them. What: every address that answers GET, whole, as a part, as JSON; every address
that takes a form, with and without fields. Nothing of it may hold a key, a weight, feedback or an
explanation of the attempts' questions or of any question of the exam pool (see `tree`).
"""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from app.assessment import queries
from app.assessment.models import Attempt
from app.catalog.questions import Question
from app.main import create_app
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.browser.places import FILES
from tests.security.places import FIELDS, PLACES
from tests.security.tree import ASKED, TOLD, write_tree
from tests.support.browser import OWN_PAGE, Browser
from tests.support.certificates import code_of, make_certificate
from tests.support.routes import addresses

WATCHERS = ["sitter", "another learner", "manager", "nobody"]
# Who has sat no exam must not even learn what it asks.
HAVE_SAT_NOTHING = {"manager", "nobody"}
# Where trainers and administrators are told keys, by what they may (docs/security.md).
TELLS_TRAINERS = {"/teach/{course}/{module}", "/teach/marking/{attempt_id:uuid}/{position}"}
TELLS_ADMINISTRATORS = TELLS_TRAINERS | {"/admin/attempts/{attempt_id:uuid}/record"}
# How a page can be asked for: as it is, as htmx does, as a program does.
WAYS = {
    "plain": {},
    "partial": {"hx-request": "true", "hx-request-type": "partial"},
    "full": {"hx-request": "true", "hx-request-type": "full"},
    "json": {"accept": "application/json"},
}
# What would end the attempts or the session they are watched from; what they lead to is theirs to tell.
ENDING = {
    "/attempts/{attempt_id:uuid}/submit",
    "/account/delete",
    "/account/sessions/end",
    "/account/sessions/{session_id:uuid}/end",
    "/sign-out",
}
THEN = ["", "next", "previous", "flag", "unflag", "3"]
WORDS = ["EXPLAINED", "FEEDBACK-exam-single", "STEM-exam-text", "ACCEPTED", "scope", "exam"]


@pytest.fixture
def database(sqlite):
    """What pages say does not depend on the database."""
    return sqlite


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return write_tree(tmp_path_factory.mktemp("marked"))


@pytest.fixture
def library(marked):
    return marked


@pytest.fixture
def app(settings, database, library, clock, outbox):
    return create_app(settings, database=database, library=library, clock=clock, mailer=outbox)


class Watched:
    """Two open attempts, half answered, and everybody who may look on."""

    def __init__(self, app, database, sign_in, clock, library) -> None:
        self.app = app
        sitter = sign_in("learner")
        self.quiz, self.exam = Sitting(sitter, database, QUIZ), Sitting(sitter, database, EXAM)
        for sitting in (self.quiz, self.exam):
            for number in range(1, 7):
                # What somebody types themselves is theirs to read again, so it is never the key.
                typed = sitting.question(number).type in {"text", "numeric", "cloze"}
                sitting.answer(number, right=not typed and number % 2 == 0)
        other = sign_in("another learner")
        # Who failed the exam once must not learn from it what somebody else is being asked.
        failed = Sitting(other, database, EXAM)
        failed.answer_all(right=False)
        failed.submit()
        assert not failed.head().passed
        self.browsers = {
            "sitter": sitter,
            "another learner": other,
            "nobody": Browser(app),
            **{who: sign_in(who) for who in ("manager", "trainer", "administrator")},
        }
        site = SimpleNamespace(clock=clock, library=library)
        with database.session(writing=True) as session:
            for standing, who in (("own", sitter), ("valid", other)):
                session.add(make_certificate(site, who.user_id, standing))
            session.flush()
            attempt = queries.attempt(session, self.exam.id)
        self.hashes = [item.snapshot_hash for item in (*attempt.items, *self.quiz.load()[0].items)]
        self.values = self._values(failed, library)

    def _values(self, failed, library) -> dict[str, list[str]]:
        media = next(iter(library.current.media), "none.png")
        return PLACES | {
            "attempt_id": [str(self.quiz.id), str(self.exam.id), str(failed.id)],
            "user_id": [str(self.browsers["sitter"].user_id)],
            "position": ["1", "2", "3", "99"],
            "unit": ["boundary", "statement"],
            "code": [code_of("own"), code_of("valid")],
            "/media/{digest}/{path:path}": [f"/media/x/{media}"],
        }

    def get(self, who: str):
        """(address, answer) for all that can be read."""
        client = self.browsers[who].client
        for address in addresses(self.app, "GET", self.values):
            if address.route in FILES:
                yield address.path, client.get(address.path)
                continue
            for way, headers in WAYS.items():
                for query in self._queries(address, way):
                    yield address.path + query, client.get(address.path + query, headers=headers)

    def _queries(self, address, way: str) -> list[str]:
        if way in {"full", "json"}:
            return [""]
        if address.route == "/attempts/{attempt_id:uuid}":
            return ["", *(f"?q={n}&after={n}" for n in range(1, 12)), "?q=1&after=4"]
        if address.route == "/search":
            return [f"?q={word}" for word in WORDS]
        return [""] if way == "partial" else ["", "?filled=1&page=2&code=x&next=/"]

    def post(self, who: str):
        """(address, answer) for all that can be sent."""
        client = self.browsers[who].client
        for address in addresses(self.app, "POST", self.values):
            if address.route in ENDING and who != "nobody":
                continue
            thens = THEN if "answers" in address.route else ["next"]
            for way in ("plain", "partial"):
                sent = [{}, *(FIELDS | {"then": then} for then in thens)]
                for data in sent:
                    headers = WAYS[way] | OWN_PAGE
                    yield address.path, client.post(address.path, data=data, headers=headers)


@pytest.fixture
def watched(app, database, sign_in, clock, library):
    return Watched(app, database, sign_in, clock, library)


def text_of(answer) -> str:
    """All that can be read of an answer: its headers, and its body unpacked."""
    kind = answer.headers.get("content-type", "")
    if "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            body = " ".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
            )
    elif kind.startswith("application/pdf"):
        reader = PdfReader(io.BytesIO(answer.content))
        body = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    else:
        body = answer.content.decode("utf-8", "replace")
    return f"{dict(answer.headers)} {body}"


def told(text: str, asked: str) -> list[str]:
    """What is in it that must not be, but for what the one who asks has said: a page of search
    repeats the words.
    """
    return [one for one in TOLD.findall(text) if one not in asked]


@pytest.mark.parametrize("who", WATCHERS)
def test_nothing_that_can_be_read_tells_a_key(watched, who):
    seen, statuses = 0, set()
    for address, answer in watched.get(who):
        text = text_of(answer)
        assert not told(text, address), (who, address)
        assert not [h for h in watched.hashes if h in text], (who, address)
        if who in HAVE_SAT_NOTHING:
            # Nor that the question exists.
            assert not [one for one in ASKED.findall(text) if one not in address], (who, address)
        seen += 1
        statuses.add(answer.status_code)
        assert answer.status_code < 500, address
    assert seen > 200
    assert {200, 404} <= statuses


@pytest.mark.parametrize("who", WATCHERS)
def test_nothing_that_can_be_sent_is_answered_with_a_key(watched, who):
    seen = 0
    for address, answer in watched.post(who):
        text = text_of(answer)
        assert not told(text, str(FIELDS)), (who, address)
        assert not [h for h in watched.hashes if h in text], (who, address)
        assert answer.status_code < 500, address
        seen += 1
    assert seen > 100
    for sitting in (watched.quiz, watched.exam):
        assert sitting.head().is_open, "what was watched has ended on the way"


@pytest.mark.parametrize(
    ("who", "tells"), [("trainer", TELLS_TRAINERS), ("administrator", TELLS_ADMINISTRATORS)]
)
def test_only_pages_that_are_there_for_it_tell_keys_to_whoever_may_see_them(watched, who, tells):
    """And none of them says what is being asked in an attempt that is open."""
    client, found = watched.browsers[who].client, set()
    open_ones = {str(watched.quiz.id), str(watched.exam.id)}
    # The open question of the exam that was handed in, whose rubric its marker sees, stands anywhere.
    values = watched.values | {"position": [str(number) for number in range(1, 15)]}
    for address in addresses(watched.app, "GET", values):
        for way in ("plain", "partial", "json"):
            answer = client.get(address.path, headers=WAYS[way])
            text = text_of(answer)
            if told(text, address.path) or [h for h in watched.hashes if h in text]:
                found.add(address.route)
                assert not open_ones & set(address.path.split("/")), address
    assert found == tells


def test_what_a_failed_exam_keeps_from_its_sitter_is_in_its_record(watched):
    """The words that no one above may read are there to be read, by an administrator."""
    failed = watched.values["attempt_id"][-1]
    other = watched.browsers["another learner"]
    for address in (f"/attempts/{failed}/record", f"/admin/attempts/{failed}/record"):
        for way in WAYS.values():
            answer = other.client.get(address, headers=way)
            assert not told(text_of(answer), address), (address, way)
    administrator = watched.browsers["administrator"]
    record = administrator.client.get(f"/admin/attempts/{failed}/record")
    assert told(text_of(record), "")


def test_an_answer_is_met_alike_whether_it_is_right_or_wrong(watched):
    """All pages but the one with the answer itself are the same to the byte."""
    sitter = watched.browsers["sitter"]
    pages = {}
    for right in (True, False):
        for sitting in (watched.quiz, watched.exam):
            sitting.answer_all(right=right)
        pages[right] = {
            address.path: sitter.client.get(address.path).text
            for address in addresses(watched.app, "GET", watched.values)
            # What one has answered oneself is in the export; files carry the minute they are made in.
            if address.route not in FILES
        }
    differ = {path for path in pages[True] if pages[True][path] != pages[False][path]}
    # A question's own page shows what was chosen.
    assert differ == {watched.quiz.address, watched.exam.address}


def test_choices_differ_in_their_words_and_numbers_alone(watched):
    """Neither a class nor an attribute tells the right one, whatever the type."""
    types = set()
    for sitting in (watched.quiz, watched.exam):
        attempt, known = sitting.load()
        for item in attempt.items:
            question: Question = known.question(item.snapshot_hash)
            sitting.browser.post(f"{sitting.address}/answers/{item.position}", {"then": "next"})
            page = sitting.browser.get(f"{sitting.address}?q={item.position}").page
            for kind in ("label.choice", "form.q option", ".ordering li", ".matching tr"):
                shapes = {_shape(one) for one in page.select(kind)}
                assert len(shapes - {""}) <= 1, (question.id, kind, shapes)
            types.add(question.type)
    assert types == {
        *("single", "multiple", "truefalse", "text", "numeric"),
        *("cloze", "matching", "ordering", "open"),
    }


def _shape(element) -> str:
    """The markup of a choice without its words and numbers."""
    if element.name == "option" and not element.get("value"):
        return ""
    return re.sub(r">[^<]*<", "><", re.sub(r"\d+", "0", str(element)))


def test_the_watch_finds_everything_once_it_is_due(watched):
    """What it is measured with is not blind: a passed exam shows its keys, and they are found."""
    sitter, exam = watched.browsers["sitter"], watched.exam
    exam.answer_all()
    exam.submit()
    with exam.database.session(writing=True) as session:
        # Nobody can mark the open question of it yet.
        session.execute(update(Attempt).values(passed=True, provisional=False))
    text = text_of(sitter.get(f"{exam.address}/result").response)
    kinds = {one.rsplit("-exam", 1)[0] for one in told(text, "")}
    assert {"EXPLAINED", "FEEDBACK", "WHY", "RUBRIC", "ACCEPTED"} <= kinds
    assert ASKED.findall(text)
