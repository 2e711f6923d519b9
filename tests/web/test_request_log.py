"""One line for each request, with an id that the answer carries too."""

import asyncio

import pytest
from structlog.testing import capture_logs

from app.core.ids import new_token


def request_lines(logs) -> list[dict]:
    return [line for line in logs if line["event"] == "request"]


def test_a_request_leaves_one_line_with_what_and_how_long(probe):
    with capture_logs() as logs:
        probe.get("/probe/open?token=abc")
    (line,) = request_lines(logs)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/probe/open", 200)
    assert line["ms"] >= 0
    assert "abc" not in str(line), "what stands after the ? is no business of the log"


@pytest.mark.parametrize("path", ["/reset/{}", "/first-admin/{}", "/invitation/{}", "/sign-up/{}"])
def test_the_token_of_a_one_time_link_stays_out_of_the_log(probe, path):
    token = new_token()
    with capture_logs() as logs:
        probe.get(path.format(token))
    (line,) = request_lines(logs)
    assert line["path"] == path.format("…")
    assert token not in str(logs)


def test_a_fault_leaves_its_line_too(probe):
    with capture_logs() as logs:
        probe.get("/probe/broken")
    assert [line["status"] for line in request_lines(logs)] == [500]


def test_every_answer_carries_an_id_of_its_own(probe):
    ids = {probe.get(path).headers["x-request-id"] for path in ("/", "/nowhere", "/healthz")}
    assert len(ids) == 3


def test_the_id_of_a_proxy_is_kept(probe):
    answer = probe.client.get("/probe/open", headers={"x-request-id": "4bf92f3577b34da6a3ce929d"})
    assert answer.headers["x-request-id"] == "4bf92f3577b34da6a3ce929d"


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "abc def ghi", "abcdefgh\tstatus=200", "äöüäöüäöü", '{"forged":1}']
)
def test_an_id_that_looks_like_something_else_is_replaced(probe, given):
    answer = probe.client.get("/probe/open", headers={"x-request-id": given.encode()})
    assert answer.status_code == 200
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/x/favicon.svg"])
def test_what_is_asked_for_all_the_time_stays_out_of_the_usual_log(probe, path):
    with capture_logs() as logs:
        probe.get(path)
    assert [line["log_level"] for line in request_lines(logs)] == ["debug"]


def test_a_sender_who_hangs_up_is_no_fault_of_ours(app):
    came = iter(
        [
            {"type": "http.request", "body": b"name=Sa", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    headers = [(b"host", b"testserver"), (b"content-length", b"500")]
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "headers": headers}
    scope |= {"query_string": b"", "scheme": "http", "server": ("testserver", 80), "app": app}

    async def receive():
        return next(came)

    async def send(_message):
        pass

    with capture_logs() as logs:
        asyncio.run(app(scope, receive, send))
    assert [(line["event"], line["log_level"]) for line in logs] == [("request", "info")]
