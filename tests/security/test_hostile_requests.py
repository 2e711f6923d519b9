"""Whatever is sent to whatever address, it is answered in time with a sentence and never with a fault.

Goes along the route table: every form with hostile fields and with bodies that are no form, every
address with hostile parts, every page with hostile headers.
"""

import itertools
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.accounts import service
from app.core.settings import Settings
from app.main import create_app
from app.web.visitor import Role
from tests.browser.places import FILES
from tests.browser.world import SHEET
from tests.security.places import FIELDS, PLACES
from tests.support.browser import OWN_PAGE, Browser
from tests.support.clock import FrozenClock
from tests.support.mail import Outbox
from tests.support.people import CAST, make_learner
from tests.support.routes import addresses, parts_of, routes_of

SLOWEST = 20
RLO, ZWSP, ZWJ, ISOLATE = "\u202e", "\u200b", "\u200d", "\u2066"


class Target:
    """A site with somebody in it who may do everything, and one attempt that is open."""

    def __init__(self, app, database, site_settings) -> None:
        self.app, self.database = app, database
        with database.session(writing=True) as session:
            values = CAST["administrator"] | {"roles": set(Role)}
            self.person = make_learner(session, **values)
            self.other = make_learner(session, **CAST["learner"])
            token = service.start_session(session, self.person, FrozenClock()(), site_settings)
        self.browser = Browser(app, token)
        self.attempt = self.browser.post("/courses/tiny/first-steps/quiz").location
        self.values = PLACES | {
            "attempt_id": [self.attempt.rsplit("/", 1)[1]],
            "user_id": [str(self.other)],
        }
        self.forms = [
            address
            for address in addresses(app, "POST", self.values)
            # These end the session or what the others are sent to.
            if address.path not in {"/sign-out", "/account/sessions/end", f"{self.attempt}/submit"}
            and "/invalidate" not in address.path
        ]


@pytest.fixture(scope="module")
def target(tmp_path_factory, sqlite_template, library):
    folder = tmp_path_factory.mktemp("hostile")
    database = sqlite_template.fresh(folder)
    site_settings = Settings(_env_file=None, data_dir=folder, secret_key="x" * 40)
    app = create_app(
        site_settings, database=database, library=library, clock=FrozenClock(), mailer=Outbox()
    )
    yield Target(app, database, site_settings)
    database.close()


def sound(answer, about) -> None:
    """What any answer has to be, whatever was asked."""
    assert answer.status_code < 500, (about, answer.status_code)
    assert "Traceback" not in answer.text, about
    assert answer.elapsed.total_seconds() < SLOWEST, about
    if answer.headers.get("content-type", "").startswith("text/html") and answer.text:
        assert "<h1" in answer.text or "id=" in answer.text or answer.text.strip(), about


# As it may stand in a form, unpaired surrogates and all; what cannot be UTF-8 has a test of its own.
TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        *("", " ", "\0", "\0\0", "\r\n", "\n" * 50, "\t", "a" * 5_000, "é" * 3_000, RLO + "abc"),
        *(ZWSP, ZWJ * 20, ISOLATE, "\ufeff", "\ufffe", "\ud83d\ude00", "e" + "\u0301" * 200),
        *("<script>alert(1)</script>", "{{7*7}}", "{% for x in y %}", "${7*7}", "%s%n", "'--"),
        *('" onmouseover="x', "../../etc/passwd", "//evil.example", "javascript:alert(1)"),
        *("=1+1", "@SUM(A1)", "9" * 400, "-1", "1e309", "NaN", "٣", "１", "0x10", "1_000"),
        *("a@b.c", "a@b\r\nBcc: c@d.e", "a@" + "b" * 300 + ".c", '"a b"@c.de', "a@[127.0.0.1]"),
        *("tiny/first-steps#word", "tiny/", "#", "00000000-0000-0000-0000-000000000007"),
    ]
)
FORM = st.dictionaries(
    st.sampled_from(sorted(FIELDS)) | st.text(max_size=10),
    TEXTS | st.lists(TEXTS, max_size=3),
    max_size=8,
)


@hypothesis_settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(which=st.integers(0, 10_000), form=FORM, partial=st.booleans())
def test_any_form_is_answered_with_a_sentence_whatever_its_fields_hold(
    target, which, form, partial
):
    address = target.forms[which % len(target.forms)]
    data = {name: value for name, value in form.items() if _can_be_sent(name, value)}
    headers = {"hx-request": "true", "hx-request-type": "partial"} if partial else {}
    answer = target.browser.client.post(address.path, data=data, headers=headers | OWN_PAGE)
    sound(answer, (address, form))


def test_session_outlives_all_that_was_sent(target):
    for address in target.forms:
        sound(target.browser.client.post(address.path, data=FIELDS, headers=OWN_PAGE), address)
    assert target.browser.get("/account").status == 200
    assert target.browser.get(target.attempt).status == 200


def _can_be_sent(name, value) -> bool:
    try:
        str([name, value]).encode()
        "".join([name, *([value] if isinstance(value, str) else value)]).encode()
    except UnicodeEncodeError:
        return False
    return True


FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
BODIES = {
    "bytes that are not UTF-8": (b"name=%ff%fe&email=%c3%28&why=%80", FORM_TYPE),
    "bytes as they are": (b"name=\xff\xfe\x00", FORM_TYPE),
    "half a surrogate pair": (b"name=%ed%a0%80&why=%ed%b0%80", FORM_TYPE),
    "too much": (b"name=" + b"a" * 1_100_000, FORM_TYPE),
    "too many fields": (b"&".join(b"a%d=1" % n for n in range(600)), FORM_TYPE),
    "half an escape": (b"name=%&why=%f&x=%zz", FORM_TYPE),
    "JSON": (b'{"name": {"$ne": 1}}', {"content-type": "application/json"}),
    "parts": (
        b'--x\r\nContent-Disposition: form-data; name="name"; filename="../../x"\r\n\r\na\r\n--x--\r\n',
        {"content-type": "multipart/form-data; boundary=x"},
    ),
    "XML": (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        {"content-type": "text/xml"},
    ),
    "no type": (b"name=a", {}),
    "a strange type": (
        b"name=a",
        {"content-type": "application/x-www-form-urlencoded; charset=utf-7"},
    ),
}


@pytest.mark.parametrize("body", BODIES)
def test_every_form_refuses_a_body_that_is_none(target, body):
    content, headers = BODIES[body]
    for address in target.forms:
        answer = target.browser.client.post(
            address.path, content=content, headers=headers | OWN_PAGE
        )
        sound(answer, (address, body))
        if body not in {"half an escape", "a strange type"}:
            assert 400 <= answer.status_code < 500, (address, answer.status_code)
            assert "<h1" in answer.text


PARTS = [
    *("%00", "%ff", "%c3%28", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%5c..%5c", ".", "~"),
    *("a" * 4_000, quote(RLO), quote(ZWSP), quote("é"), quote("<script>"), "'", "%22", "%0d%0aX:y"),
    *(
        "-1",
        "0",
        "9" * 60,
        quote("٣"),
        "{x}",
        "*",
        "a;b",
        "null",
        "00000000-0000-0000-0000-00000000000g",
    ),
]


def test_every_address_is_answered_whatever_stands_in_its_place(target):
    for method, pattern in routes_of(target.app):
        if not parts_of(pattern) or pattern == "/account/sessions/{session_id:uuid}/end":
            continue
        for part in PARTS:
            everywhere = {name: [part] for name in parts_of(pattern)}
            for address in _addresses_of(target, method, pattern, everywhere):
                if method == "GET":
                    answer = target.browser.client.get(address)
                else:
                    answer = target.browser.client.post(address, data={}, headers=OWN_PAGE)
                sound(answer, (method, address))


def _addresses_of(target, method, pattern, values):
    found = addresses(target.app, method, _Any(values))
    return [a.path for a in found if a.route == pattern]


class _Any(dict):
    """Values for the parts of one pattern; those of others are of no interest."""

    def __contains__(self, name: object) -> bool:
        return not str(name).startswith("/")

    def __missing__(self, name: str) -> list[str]:
        return ["x"]


QUERIES = [
    "filled=%00&q=%00&page=-1&code=%E2%80%AE&after=%ff&next=//evil.example",
    "q=%ff%fe&page=%D9%A3&code=%00&after=-1&next=%0d%0aSet-Cookie:x=y",
    "q=%22%28%29*%20NEAR&q=2&page=" + "9" * 50 + "&after=" + "9" * 50 + "&code=" + "A" * 5_000,
    "q=" + "a" * 5_000 + "&page=1e9&next=https://evil.example",
    "=&=&&;&q=" + quote(RLO + ZWSP),
]


def test_every_page_is_answered_whatever_stands_in_its_query(target):
    for address in addresses(target.app, "GET", target.values):
        # Files that are made when they are asked for are slow, and read one word of the query.
        for query in QUERIES[:1] if address.route in FILES else QUERIES:
            answer = target.browser.client.get(f"{address.path}?{query}")
            sound(answer, (address, query))
            assert "evil.example" not in (answer.headers.get("location") or "")
            assert "set-cookie" not in (answer.headers.get("location") or "").lower()


HEADERS = [
    {"cookie": "clauseway=" + "%00" * 10 + "; flash=x.y.z; shortcut=\x80"},
    {"cookie": "clauseway=\xe9; ; =; flash"},
    {"cookie": "flash=" + "a" * 4_000},
    {"x-request-id": "a b\tc"},
    {"x-request-id": "a" * 5_000},
    {"referer": "http://[::1"},
    {"referer": "javascript:alert(1)"},
    {"host": "evil.example"},
    {"host": "[::1"},
    {"accept": "application/json;q=\xff"},
    {"user-agent": "\xff\xfe" * 500},
    {"hx-request": "true", "hx-request-type": "partial", "hx-target": "<script>"},
    {"x-forwarded-for": "1.2.3.4, \xff, ::1, unknown"},
    {"x-forwarded-proto": "javascript", "x-forwarded-host": "evil.example"},
    {"accept-encoding": "gzip;q=nan, br"},
    {"range": "bytes=0-0,-1,99999999999999-"},
    {"if-modified-since": "never", "if-none-match": '"x" " y'},
]


@pytest.mark.parametrize("number", range(len(HEADERS)))
def test_pages_are_answered_whatever_stands_in_the_headers(target, number):
    headers = {
        name: value.encode("latin-1") if isinstance(value, str) else value
        for name, value in HEADERS[number].items()
    }
    paths = ["/", "/sign-in", "/report", "/search?q=scope", "/account", "/nowhere", "/readyz"]
    for browser in (target.browser, Browser(target.app)):
        for path in paths:
            answer = browser.client.get(path, headers=headers)
            sound(answer, (path, headers))
            # No address is ever made of what a client says it was called by.
            assert "evil.example" not in answer.text
            assert "<script>" not in answer.text
    for address in itertools.islice(target.forms, 12):
        answer = target.browser.client.post(address.path, data={}, headers=headers | OWN_PAGE)
        sound(answer, (address, headers))


HIDDEN = {
    "right to left": f"Lena {RLO}renraeL",
    "an isolate": f"Lena {ISOLATE}Learner",
    "a space of no width": f"Le{ZWSP}na Learner",
    "a joiner between Latin letters": f"Le{ZWJ}na Learner",
    "a soft hyphen": "Le\u00adna Learner",
    "a mark of byte order": "\ufeffLena Learner",
    "invisible letters": "Lena\u2063Learner",
    "tags": "Lena\U000e0041 Learner",
    "a filler": "Lena \u3164",
    "a private letter": "Lena \ue000",
    "a tower of accents": "Le\u0301\u0302\u0303\u0304\u0305na",
}
NAMING = ["/sign-up", "/account"]


@pytest.mark.parametrize("trick", HIDDEN)
@pytest.mark.parametrize("path", NAMING)
def test_name_that_hides_something_is_refused_beside_its_field(target, path, trick):
    browser = target.browser if path == "/account" else Browser(target.app)
    data = {"name": HIDDEN[trick], "email": "new@example.org", "password": "a sentence works well"}
    visit = browser.post(path, data | {"time_zone": "", "language": "en"})
    assert visit.status == 422
    field = visit.page.select_one("input[name=name]")
    assert field["aria-invalid"] == "true"
    told = " ".join(visit.page.find(id=one).get_text() for one in field["aria-describedby"].split())
    assert "cannot show" in told


MARKUP = "<b>Lena</b> & {{7*7}} ${x} #eval(1) \\def $a$ 'Learner'"


def test_markup_in_a_name_and_in_an_answer_is_text_on_pages_and_in_documents(target):
    browser = target.browser
    assert (
        browser.post("/account", {"name": MARKUP, "time_zone": "", "language": "en"}).status == 303
    )
    sites = "=cmd|' /C calc'!A0\n<w:p>]]>&amp;\x07\x0b\ufffe"
    assert browser.post(f"{SHEET}/worksheets/scope-statement", {"sites": sites}).status == 303
    page = browser.get("/account").page
    assert page.select_one("input[name=name]")["value"] == MARKUP
    assert not page.select("main b")
    data = browser.client.get(f"{SHEET}/worksheets/scope-statement.docx").content
    lines = [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs]
    assert any(line.startswith(f"{MARKUP}, ") for line in lines)
    assert "=cmd|' /C calc'!A0" in lines
    assert "<w:p>]]>&amp;" in lines
    exported = browser.client.get("/account/export").json()
    assert exported["account"]["name"] == MARKUP
