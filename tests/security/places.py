"""What stands for the parts of addresses, for tests that go along the route table."""

from tests.support.people import PASSWORD

NOBODY = "00000000-0000-0000-0000-000000000007"
UNIT = "/courses/{course}/{module}/{unit}"
_BLOCKS = [
    ("checks", "boundary", "check-outside", ""),
    ("scenarios", "statement", "start", ""),
    ("worksheets", "statement", "scope-statement", ""),
    ("worksheets", "statement", "scope-statement", ".docx"),
    ("checklists", "statement", "readiness", ""),
]

# Nothing here belongs to anybody; tests put the ids of what they made in the place of NOBODY.
PLACES: dict[str, list[str]] = {
    "attempt_id": [NOBODY],
    "position": ["1"],
    "course": ["tiny"],
    "module": ["first-steps"],
    "bank": ["first-steps"],
    "unit": ["boundary"],
    "block": ["check-outside"],
    "kind": ["bank", "check"],
    "question": ["practice-single", "exam-single", "check-outside"],
    **{
        f"{UNIT}/{kind}/{{block}}{suffix}": [
            f"/courses/tiny/first-steps/{unit}/{kind}/{block}{suffix}"
        ]
        for kind, unit, block, suffix in _BLOCKS
    },
    "user_id": [NOBODY],
    "session_id": [NOBODY],
    "certificate_id": [NOBODY],
    "token": ["none"],
    "code": ["CW-2222-2222-2222"],
    "path": ["practitioner"],
    "template": ["T01", "T05"],
    "/media/{digest}/{path:path}": ["/media/x/none.png"],
    "/static/{digest}/{path:path}": ["/static/x/js/clauseway.js"],
}

# Every field that any form has, with a value that means something to it.
FIELDS: dict[str, str] = {
    "choice": "1",
    "text": "47",
    **{f"{kind}-{n}": str(n) for kind in ("gap", "pair", "order") for n in range(1, 5)},
    "certainty": "3",
    "then": "next",
    "go": "show",
    "step": "left-out",
    "done": "roles-set",
    "sites": "Utrecht",
    "shortcut": "on",
    "name": "Lena Learner",
    "email": "lena@example.org",
    "password": "not the password",
    "new_password": "another sentence works",
    "current_password": "not the password",
    "time_zone": "Europe/Brussels",
    "language": "en",
    "question": "tiny/first-steps#exam-single",
    "q": "ACCEPTED-exam-text",
    "code": "CW-2222-2222-2222",
    "roles": "trainer",
    "extra_time": "25",
    "pause_minutes": "15",
    "minutes": "5",
    "seconds": "90",
    "kind": "offline",
    "candidate": "Reads the clauses",
    "mark": "65",
    "rating-1": "60",
    "invitation": NOBODY,
    **dict.fromkeys(
        (
            *("why", "roles_why", "extra_time_why", "pauses_why", "access_why"),
            *("withdraw_why", "revoke_why", "correct_why"),
        ),
        "because",
    ),
    "points": "1",
    "comment": "A comment.",
    "seen": "0",
    "name_why": "because",
    "next": "/",
    "asked": "practice-single",
    "at": "2",
    "before": "tiny/second-steps",
}
assert PASSWORD not in FIELDS.values()
