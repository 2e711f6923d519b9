"""Where to find every page, in every state worth looking at: route → who goes where.

A place is "who address", with "= status" where the answer is meant to be an error. `{names}` are
made by `world`. A route of HTML that is missing here fails test_every_page.
"""

from dataclasses import dataclass

_QUESTIONS = tuple(f"learner {{open_quiz}}?q={number}" for number in range(1, 12))
_EXAM = tuple(f"another learner {{open_exam}}?q={number}" for number in ("1", "2", "{open}", "10"))
_UNIT = "/courses/tiny/first-steps"

PLACES: dict[str, tuple[str, ...]] = {
    "/": ("nobody /", "learner /"),
    "/account": ("learner /account",),
    "/account/delete": ("learner /account/delete",),
    "/admin": ("administrator /admin", "administrator /admin?q=nobody", "learner /admin = 403"),
    "/admin/attempts/{attempt_id:uuid}": (
        "administrator /admin/attempts/{failed_exam_id}",
        "administrator /admin/attempts/{paused_exam_id}",
    ),
    "/admin/attempts/{attempt_id:uuid}/invalidate": (
        "administrator /admin/attempts/{failed_exam_id}/invalidate",
    ),
    "/admin/attempts/{attempt_id:uuid}/record": (
        "administrator /admin/attempts/{failed_exam_id}/record",
        "administrator /admin{passed_exam}/record",
        "administrator /admin{open_exam}/record = 404",
    ),
    "/admin/certificates": ("administrator /admin/certificates",),
    "/admin/certificates/{certificate_id:uuid}": (
        "administrator /admin/certificates/{valid_id}",
        "administrator /admin/certificates/{revoked_id}",
        "administrator /admin/certificates/{withdrawn_id}",
    ),
    "/admin/invitations": ("administrator /admin/invitations",),
    "/admin/log": ("administrator /admin/log",),
    "/admin/people/{user_id:uuid}": ("administrator /admin/people/{otto}",),
    "/admin/people/{user_id:uuid}/attempts": ("administrator /admin/people/{otto}/attempts",),
    "/admin/re-mark": ("administrator /admin/re-mark",),
    "/attempts": ("learner /attempts", "trainer /attempts"),
    "/attempts/certainty": ("learner /attempts/certainty", "trainer /attempts/certainty"),
    "/attempts/{attempt_id:uuid}": (
        *_QUESTIONS,
        *_EXAM,
        "learner {open_quiz}?q=4&after=1",
        "learner {open_quiz}?q=4&after=2",
        "trainer {open_quiz} = 404",
        "trainer {sure_quiz}?q=2&after=1",
    ),
    "/attempts/{attempt_id:uuid}/record": (
        "manager {passed_exam}/record",
        "learner {passed_quiz}/record",
        "learner {sure_result}/record",
    ),
    "/attempts/{attempt_id:uuid}/pause": ("paused {paused_exam}/pause",),
    "/attempts/{attempt_id:uuid}/result": (
        "learner {failed_quiz}/result",
        "learner {passed_quiz}/result",
        "learner {open_result}/result",
        "learner {sure_result}/result",
        "another learner {failed_exam}/result",
        "manager {passed_exam}/result",
    ),
    "/attempts/{attempt_id:uuid}/submit": (
        "learner {open_quiz}/submit",
        "another learner {open_exam}/submit",
    ),
    "/certificates": ("learner /certificates", "trainer /certificates"),
    "/courses/{course}": (
        "nobody /courses/tiny",
        "learner /courses/tiny",
        "nobody /courses/none = 404",
    ),
    "/courses/{course}/exam": (
        "nobody /courses/tiny/exam",
        "trainer /courses/tiny/exam",
        "learner /courses/tiny/exam",
        "another learner /courses/tiny/exam",
        "manager /courses/tiny/exam",
    ),
    "/courses/{course}/{module}": (
        f"nobody {_UNIT}",
        f"learner {_UNIT}",
        "administrator /courses/tiny/second-steps",
    ),
    "/courses/{course}/{module}/print": (f"nobody {_UNIT}/print",),
    "/courses/{course}/{module}/quiz": (
        f"nobody {_UNIT}/quiz",
        f"learner {_UNIT}/quiz",
        "learner /courses/tiny/second-steps/quiz",
    ),
    "/courses/{course}/{module}/{unit}": (
        f"nobody {_UNIT}/boundary",
        f"nobody {_UNIT}/statement",
        f"learner {_UNIT}/boundary",
        f"learner {_UNIT}/statement",
        "learner /courses/tiny/second-steps/weigh",
    ),
    "/crosswalk": (
        "nobody /crosswalk",
        "nobody /crosswalk?q=zebra",
        "learner /crosswalk?part=4&framework=nist-ai-rmf",
    ),
    "/first-admin/{token}": ("nobody /first-admin/{first_admin} = 404",),
    "/glossary": ("nobody /glossary",),
    "/imprint": ("nobody /imprint",),
    "/invitation/{token}": (
        "nobody /invitation/{invitation}",
        "nobody /invitation/none = 404",
    ),
    "/learning": (
        "nobody /learning",
        "learner /learning",
        "trainer /learning",
        "administrator /learning",
    ),
    "/paths": ("nobody /paths",),
    "/paths/{path}": ("nobody /paths/practitioner", "learner /paths/practitioner"),
    "/privacy": ("nobody /privacy",),
    "/report": ("nobody /report",),
    "/reset": ("nobody /reset",),
    "/reset/{token}": ("nobody /reset/{reset}", "nobody /reset/none = 404"),
    "/review": (
        "nobody /review",
        "learner /review",
        "administrator /review",
        "administrator /review?at=2",
        "administrator /review?before=tiny/second-steps",
        "administrator /review?before=tiny/second-steps&at=4",
        "manager /review",
    ),
    "/review/{course}/{module}/{kind}/{question}": (
        "administrator {reviewed}?at=1",
        "nobody /review/tiny/first-steps/bank/word = 404",
    ),
    "/search": ("nobody /search", "nobody /search?q=scope", "nobody /search?q=zebra"),
    "/sign-in": ("nobody /sign-in", "nobody /sign-in?next=/learning"),
    "/sign-up": ("nobody /sign-up",),
    "/sign-up/{token}": ("nobody /sign-up/{sign_up}",),
    "/teach": ("trainer /teach",),
    "/teach/marking": ("trainer /teach/marking", "administrator /teach/marking"),
    "/teach/marking/{attempt_id:uuid}/{position}": (
        "trainer {to_mark}",
        "trainer {to_decide}",
        "administrator {to_decide}",
    ),
    "/teach/{course}/exam/standard": (
        "trainer /teach/tiny/exam/standard",
        "administrator /teach/tiny/exam/standard",
    ),
    "/teach/{course}/exam/standard/rate/{bank}": (
        "trainer /teach/tiny/exam/standard/rate/first-steps",
    ),
    "/teach/{course}/exam/statistics": ("trainer /teach/tiny/exam/statistics",),
    "/teach/{course}/statistics": ("trainer /teach/tiny/statistics",),
    "/teach/{course}/{module}/statistics": (
        "trainer /teach/tiny/first-steps/statistics",
        "trainer /teach/tiny/first-steps/statistics?sort=-facility",
    ),
    "/teach/{course}/{module}": (
        "trainer /teach/tiny/first-steps",
        "trainer /teach/tiny/second-steps",
    ),
    "/templates": ("nobody /templates",),
    "/templates/{template}": (
        "nobody /templates/T01",
        "nobody /templates/T05",
        "nobody /templates/T01?filled=1",
        "nobody /templates/T05?filled=1",
    ),
    "/verify": ("nobody /verify", "nobody /verify?code=nonsense = 422"),
    "/verify/{code}": (
        *(
            f"nobody /verify/{{{standing}_code}}"
            for standing in ("valid", "expired", "revoked", "replaced", "withdrawn")
        ),
        "nobody /verify/CW-2222-2222-2222 = 404",
    ),
}

# What is downloaded and not looked at: route → who, address, its type.
FILES: dict[str, tuple[str, str, str]] = {
    "/account/export": ("learner", "/account/export", "application/json"),
    "/certificates/{code}.pdf": ("learner", "/certificates/{own_code}.pdf", "application/pdf"),
    "/courses/{course}/{module}/{unit}/worksheets/{block}.docx": (
        "learner",
        f"{_UNIT}/statement/worksheets/scope-statement.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "/crosswalk.csv": ("nobody", "/crosswalk.csv", "text/csv"),
    "/teach/{course}/statistics.csv": ("trainer", "/teach/tiny/statistics.csv", "text/csv"),
    "/crosswalk.xlsx": (
        "nobody",
        "/crosswalk.xlsx?q=scope",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "/media/{digest}/{path:path}": ("nobody", "{media}", "image/png"),
    "/templates/{template}.docx": (
        "nobody",
        "/templates/T01.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "/templates/{template}.xlsx": (
        "nobody",
        "/templates/T05.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    who: str
    address: str
    status: int


def place(text: str, names: dict[str, str]) -> Place:
    """`another learner {open_exam}?q=2 = 404`, with the names filled in."""
    rest, _, status = text.partition(" = ")
    who, _, address = rest.rpartition(" ")
    return Place(who, address.format_map(names), int(status or 200))
