"""Errors: the same sentence as a page, as a fragment for htmx or as JSON, and never a trace."""

import json

import pytest
from structlog.testing import capture_logs


def test_an_address_that_leads_nowhere_gets_a_page_with_a_way_on(probe):
    answer = probe.get("/nowhere")
    assert answer.status == 404
    assert answer.heading == "There is nothing here"
    assert [link["href"] for link in answer.page.select("main a")] == ["/", "/search"]
    assert answer.headers["cache-control"] == "no-store"


def test_htmx_gets_the_sentence_for_the_one_alert_of_the_page(probe):
    answer = probe.get("/nowhere", htmx="partial")
    assert answer.status == 404
    assert answer.headers["hx-retarget"] == "#alert"
    assert answer.page.find("html") is None
    assert len(answer.page.find_all(True, recursive=False)) == 1
    assert "may have moved" in answer.page.get_text()


def test_going_back_with_htmx_gets_the_whole_page(probe):
    assert probe.get("/nowhere", htmx="full").page.find("html")


def test_a_program_gets_json(probe):
    answer = probe.client.get("/nowhere", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.json()) == {"title", "detail"}


def test_a_fault_is_told_without_its_details_and_logged_with_them(probe):
    with capture_logs() as logs:
        answer = probe.get("/probe/broken")
    assert answer.status == 500
    assert "fault is on our side" in answer.page.get_text()
    for shown in (answer.text, json.dumps(dict(answer.headers))):
        assert "secret detail" not in shown
        assert "Traceback" not in shown
        assert "RuntimeError" not in shown
    (line,) = [line for line in logs if line["event"] == "unexpected error"]
    assert str(line["exc_info"]) == "a secret detail of the fault"
    assert line["path"] == "/probe/broken"


@pytest.mark.parametrize("htmx", [None, "partial", "full"])
def test_a_fault_is_answered_in_every_form_with_the_number_of_its_line_in_the_log(probe, htmx):
    answer = probe.get("/probe/broken", htmx=htmx)
    assert answer.status == 500
    (number,) = answer.page.select("code")
    assert number.get_text() == answer.headers["x-request-id"]
    assert "If you report this, give this number" in answer.page.get_text()


@pytest.mark.parametrize("htmx", [None, "partial"])
@pytest.mark.parametrize("path", ["/nowhere", "/probe/busy"])
def test_what_is_no_fault_has_no_number(probe, path, htmx):
    assert probe.get(path, htmx=htmx).page.select("code") == []


def test_the_wrong_method_is_named(probe):
    answer = probe.post("/probe/open")
    assert answer.status == 405
    assert "does not answer that kind of request" in answer.page.get_text()


def test_too_many_tries_say_when_to_come_back(probe):
    answer = probe.get("/probe/busy")
    assert answer.status == 429
    assert answer.headers["retry-after"] == "90"


def test_what_was_asked_for_is_not_repeated_as_html(probe):
    answer = probe.get("/nowhere/<script>alert(1)</script>?q=<b>")
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/courses/..%2f..%2fetc",
        "/courses/%00",
        "/attempts/x",
        "/%ff",
        "/verify/%F0%9F%92%A9",
    ],
)
def test_a_strange_address_is_nothing_to_break_on(probe, path):
    assert probe.get(path).status in {303, 404}
