"""Headers and cookies that hold for every answer, whatever it is."""

from http.cookies import SimpleCookie

import pytest

from tests.web.conftest import gentle

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(answer) -> dict[str, list[str]]:
    parts = answer.headers["content-security-policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts)}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-in",
        "/nowhere",
        "/probe/broken",
        "/healthz",
        "/readyz",
        "/static/x/css/tokens.css",
        "/static/x/no",
    ],
)
def test_every_answer_carries_the_headers(probe, path):
    answer = probe.get(path)
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value
    found = policy(answer)
    assert found["default-src"] == ["'self'"]
    assert found["frame-ancestors"] == found["base-uri"] == found["object-src"] == ["'none'"]
    assert found["form-action"] == ["'self'"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up", "/nowhere", "/privacy"])
def test_no_page_needs_what_the_policy_forbids(probe, path):
    page = probe.get(path).page
    assert not [tag for tag in page.find_all("script") if not tag.get("src")]
    assert not page.find_all("style")
    assert not page.select("[style]")
    handlers = [
        a for tag in page.find_all(True) for a in tag.attrs if a.startswith(("on", "hx-on"))
    ]
    assert handlers == []


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere"])
def test_a_page_fetches_nothing_from_another_host(probe, path):
    page = probe.get(path).page
    fetched = [tag["src"] for tag in page.select("[src]")]
    fetched += [tag["href"] for tag in page.select("link[href]")]
    assert fetched
    assert all(address.startswith("/") and not address.startswith("//") for address in fetched)


def test_only_a_site_on_https_promises_to_stay_there(probing):
    assert "strict-transport-security" not in gentle(probing()).get("/").headers
    secure = gentle(probing(public_url="https://learn.example.org"))
    promise = secure.get("/").headers["strict-transport-security"]
    assert "max-age=31536000" in promise
    assert "includeSubDomains" in promise


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [("", "clauseway", False), ("https://learn.example.org", "__Host-clauseway", True)],
)
def test_the_session_cookie_is_bound_as_tightly_as_the_address_allows(
    probing, public_url, name, secure
):
    browser = gentle(probing(public_url=public_url))
    form = {"name": "Lena", "email": "lena@example.org", "password": "a sentence works well"}
    answer = browser.post("/sign-up", form)
    cookies = SimpleCookie()
    for header in answer.response.headers.get_list("set-cookie"):
        cookies.load(header)
    cookie = cookies[name]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert bool(cookie["secure"]) is secure


@pytest.mark.parametrize("public_url", ["", "https://learn.example.org"])
def test_every_cookie_is_bound_to_this_host_where_the_address_allows(probing, public_url):
    browser = gentle(probing(public_url=public_url))
    cookies = SimpleCookie()
    for path, form in (
        ("/probe/save", {"n": "1"}),
        ("/search/shortcut", {"shortcut": "off"}),
        (
            "/sign-up",
            {"name": "Lena", "email": "lena@example.org", "password": "a sentence works well"},
        ),
    ):
        for header in browser.post(path, form).response.headers.get_list("set-cookie"):
            cookies.load(header)
    prefix = "__Host-" if public_url else ""
    assert set(cookies) == {prefix + name for name in ("flash", "shortcut", "clauseway")}
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"].lower() == "lax"
        assert bool(cookie["secure"]) is bool(public_url)


def test_a_cookie_that_is_bound_to_this_host_is_read_again(probing):
    browser = gentle(probing(public_url="https://learn.example.org"))
    browser.client.base_url = "https://learn.example.org"
    browser.post("/probe/save", {"n": "1"})
    assert browser.get("/sign-in").page.select_one(".flash").get_text(strip=True) == "Saved it."
    assert browser.get("/sign-in").page.select_one(".flash") is None
    browser.post("/search/shortcut", {"shortcut": "off"})
    assert browser.get("/sign-in").page.html["data-shortcuts"] == "off"


def test_the_server_does_not_say_what_it_runs_on(probe):
    assert "server" not in probe.get("/").headers
    assert "x-powered-by" not in probe.get("/").headers


def test_what_depends_on_who_asks_is_kept_nowhere(probe, sign_in):
    assert probe.get("/probe/open").headers["cache-control"] == "no-cache"
    assert sign_in("learner").get("/").headers["cache-control"] == "no-store"
    assert "Cookie" in probe.get("/probe/open").headers["vary"]
