"""Unsafe requests that another site caused are refused, by what browsers say about themselves."""

import pytest

HOST = "127.0.0.1:8000"
OWN = f"http://{HOST}"


def post(browser, headers, path="/probe/echo"):
    return browser.client.post(path, data={"text": "hello"}, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": OWN},
        {"origin": OWN},
        {},
    ],
    ids=str,
)
def test_a_form_of_our_own_page_is_taken(probe, headers):
    answer = post(probe, headers)
    assert (answer.status_code, answer.text) == (200, "hello")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "SAME-ORIGIN "},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site", "origin": OWN},
        {"origin": "https://evil.example"},
        {"origin": f"http://evil.example?{HOST}"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": f"{OWN}.evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://[evil"},
    ],
    ids=str,
)
def test_a_form_of_another_page_is_refused_and_does_nothing(probe, headers):
    answer = post(probe, headers, "/probe/save")
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert probe.get("/probe/count").text == "0"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_every_unsafe_method_is_looked_at(probe, method):
    answer = probe.client.request(method, "/probe/echo", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_reading_may_begin_anywhere(probe):
    answer = probe.client.get("/probe/open", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200


def test_behind_a_proxy_the_public_address_is_our_own_too(probing):
    from tests.web.conftest import gentle

    browser = gentle(probing(public_url="https://learn.example.org"))
    assert post(browser, {"origin": "https://learn.example.org"}).status_code == 200
    assert post(browser, {"origin": "https://learn.example.com"}).status_code == 403


def test_the_refusal_has_the_same_headers_as_every_answer(probe):
    answer = post(probe, {"sec-fetch-site": "cross-site"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
