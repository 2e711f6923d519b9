"""How tests read the pages of accounts: fields, errors beside them, tokens and links."""

from urllib.parse import urlsplit

from tests.support.people import PASSWORD

COOKIE = "clauseway"


def token_of(browser) -> str | None:
    return browser.client.cookies.get(COOKIE)


def errors(visit) -> dict[str, str]:
    """Field → the message that stands beside it, for every field that has one."""
    found = {}
    for field in visit.page.select("[aria-invalid=true]"):
        described = field["aria-describedby"].split()
        note = visit.page.find(id=described[0])
        found[field["name"]] = note.get_text(" ", strip=True)
    return found


def values(visit) -> dict[str, str]:
    """What stands in the fields of a form that came back."""
    return {
        field["name"]: field.get("value", "")
        for field in visit.page.select("main form input[name]")
    }


def link_in(mail, prefix: str) -> str:
    """The path of the one link in a mail that begins with `prefix`."""
    found = [word for word in mail.text.split() if urlsplit(word).path.startswith(prefix)]
    assert len(found) == 1, mail.text
    return urlsplit(found[0]).path


def sign_in_as(browser, email: str, password: str, **more):
    return browser.post("/sign-in", {"email": email, "password": password} | more)


# What asks for an address of e-mail, and must not tell whether anybody has it.
ASKED = {
    "sign-in": lambda browser, email: sign_in_as(browser, email, "not the password"),
    "reset": lambda browser, email: browser.post("/reset", {"email": email}),
    "sign-up": lambda browser, email: browser.post(
        "/sign-up", {"name": "Lena", "email": email, "password": PASSWORD}
    ),
}
