"""Posted forms: bounded, decoded as they were typed, and refused with a sentence when unreadable."""

import pytest

from app.web.forms import MAX_BYTES, MAX_FIELDS, Form
from tests.support.browser import OWN_PAGE

FORM = "application/x-www-form-urlencoded"


def send(browser, body: bytes, kind: str = FORM):
    return browser.client.post(
        "/probe/echo", content=body, headers={"content-type": kind} | OWN_PAGE
    )


def test_text_comes_as_it_was_typed(probe):
    assert (
        probe.post("/probe/echo", {"text": "  1 + 1 = 2 & more\t"}).text == "  1 + 1 = 2 & more\t"
    )


def test_line_ends_are_one_kind(probe):
    assert probe.post("/probe/echo", {"text": "a\r\nb\rc\nd"}).text == "a\nb\nc\nd"


def test_a_letter_and_its_accent_are_one_character(probe):
    assert probe.post("/probe/echo", {"text": "Zoe\u0308"}).text == "Zoë"


def test_characters_that_a_database_refuses_are_left_out(probe):
    assert probe.post("/probe/echo", {"text": "a\0b"}).text == "ab"


def test_an_empty_field_is_there_and_empty():
    form = Form([("a", "")])
    assert "a" in form
    assert form.get("a", "default") == ""
    assert form.get("b", "default") == "default"


def test_a_field_that_comes_again_counts_as_a_list_or_by_its_last():
    form = Form([("a", "1"), ("b", " x  \n y "), ("a", "2")])
    assert form.all("a") == ["1", "2"]
    assert form.get("a") == "2"
    assert form.line("b") == "x y"
    assert form.names() == ["a", "b"]


def test_no_body_is_an_empty_form(probe):
    assert (send(probe, b"").status_code, send(probe, b"").text) == (200, "")


@pytest.mark.parametrize(
    "body",
    [b"text=%ff%fe", b"text=\xff", b"&".join(b"a=1" for _ in range(MAX_FIELDS + 1))],
    ids=["not UTF-8", "bare bytes", "too many fields"],
)
def test_a_form_that_cannot_be_read_gets_400_and_a_sentence(probe, body):
    answer = send(probe, body)
    assert answer.status_code == 400
    assert "could not be read" in answer.text


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_a_body_of_another_kind_is_refused(probe, kind):
    answer = send(probe, b'{"text": "hello"}', kind)
    assert answer.status_code == 400
    assert "another kind" in answer.text


def test_the_largest_form_is_read_and_a_larger_one_is_refused(probe):
    assert send(probe, b"text=" + b"a" * (MAX_BYTES - 5)).status_code == 200
    answer = send(probe, b"text=" + b"a" * MAX_BYTES)
    assert answer.status_code == 413
    assert "shorten" in answer.text


def test_a_charset_after_the_kind_does_no_harm(probe):
    assert send(probe, b"text=hello", f"{FORM}; charset=UTF-8").text == "hello"
