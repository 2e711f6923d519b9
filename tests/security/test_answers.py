"""What any answer has to be, whatever was asked for: its kind, its methods, and what is not served at all."""

import ast
import re

import pytest

from app.core.settings import ROOT
from tests.security.places import FIELDS, PLACES
from tests.support.browser import OWN_PAGE
from tests.support.routes import addresses

# Made when they are asked for, and without text of a charset of their own.
_BINARY = ("application/pdf", "application/vnd.openxmlformats", "image/", "font/")


@pytest.fixture
def database(sqlite):
    return sqlite


def test_every_answer_with_a_body_names_its_kind_and_charset(app, learner):
    """And none lets another site read it."""
    kinds = set()
    for method, data in (("GET", None), ("POST", FIELDS)):
        for address in addresses(app, method, PLACES):
            headers = OWN_PAGE | {"origin": "http://127.0.0.1:8000"}
            answer = learner.client.request(method, address.path, data=data, headers=headers)
            assert "access-control-allow-origin" not in answer.headers, address
            if not answer.content:
                continue
            kind = answer.headers["content-type"]
            assert kind.startswith((*_BINARY, "application/json")) or "charset=utf-8" in kind, (
                address,
                kind,
            )
            kinds.add(kind.partition(";")[0])
    assert {"text/html", "application/json", "text/javascript"} <= kinds


@pytest.mark.parametrize(
    "method", ["TRACE", "TRACK", "CONNECT", "PUT", "PATCH", "DELETE", "OPTIONS"]
)
def test_a_method_that_no_route_has_is_refused_and_nothing_is_echoed(learner, method):
    for path in ("/", "/sign-in", "/account", "/static/x/js/clauseway.js", "/nowhere"):
        answer = learner.client.request(method, path, headers=OWN_PAGE | {"x-mine": "ECHOED"})
        assert answer.status_code in {404, 405}, (method, path)
        assert "ECHOED" not in answer.text
        assert "clauseway=" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/docs", "/redoc", "/openapi.json", "/api/docs", "/metrics", "/debug", "/server-status"),
        *("/.git/config", "/.env", "/data/clauseway.db", "/secret.key", "/pyproject.toml"),
        *("/static/", "/static/x/", "/static/x/js/", "/static/x/js", "/media/x/", "/courses/"),
        *("/static/x/.git/config", "/static/x/..%2f..%2fpyproject.toml", "/app/main.py"),
    ],
)
def test_neither_listings_nor_descriptions_nor_the_programs_own_files_are_served(learner, path):
    assert learner.get(path).status == 404


def test_what_stands_in_the_address_does_not_do_for_a_field_of_the_form(app, nobody):
    """A form is read from the body alone."""
    query = "?email=lena@example.org&password=a+sentence+works+well&name=Lena"
    assert nobody.post(f"/sign-in{query}").status == 422
    assert nobody.post(f"/sign-up{query}").status == 422


# What turns text into a program or into HTML, or lets other windows in.
_RUNS_TEXT = re.compile(
    r"\b(eval|innerHTML|outerHTML|insertAdjacentHTML|postMessage|setTimeout\(\s*[\"'`])"
    r"|\bnew Function\b|document\.write"
)


def test_our_scripts_run_no_text_and_make_no_html_of_it():
    scripts = list((ROOT / "static/js").glob("*.js"))
    assert len(scripts) >= 2
    for script in scripts:
        assert _RUNS_TEXT.findall(script.read_text()) == [], script.name


_WEB_CLIENTS = {
    "http.client",
    "httpx",
    "requests",
    "urllib.request",
    "urllib3",
    "aiohttp",
    "socket",
}


def test_the_program_asks_no_web_server_for_anything():
    """Mail leaves by one file, and the database's address is the operator's. `serve` looks for a port."""
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
            if (_WEB_CLIENTS | {"smtplib"}) & set(names):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == {"app/core/mail.py", "app/cli/serve.py"}
