"""A client that speaks like a browser: same-origin headers, parsed pages, htmx when asked."""

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

OWN_PAGE = {"sec-fetch-site": "same-origin"}


class Visit:
    """One answer, parsed. `page` is the soup of its HTML."""

    def __init__(self, response) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.location = response.headers.get("location") or response.headers.get("hx-redirect")

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def heading(self) -> str:
        return self.page.h1.get_text(" ", strip=True)


class Browser:
    """`htmx` is None (a plain request), "partial" or "full"."""

    def __init__(self, app, token: str | None = None) -> None:
        self.client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
        if token:
            # With its domain, so that an answer replaces or deletes it like a browser's own.
            self.client.cookies.set("clauseway", token, domain="127.0.0.1")

    def get(self, path: str, *, htmx: str | None = None, **more) -> Visit:
        return Visit(self.client.get(path, headers=_headers(htmx), **more))

    def post(self, path: str, data: dict | None = None, *, htmx: str | None = None) -> Visit:
        return Visit(self.client.post(path, data=data or {}, headers=_headers(htmx) | OWN_PAGE))

    def follow(self, visit: Visit) -> Visit:
        """Go where a redirect points."""
        assert visit.location, f"no redirect, but {visit.status}: {visit.text[:300]}"
        return self.get(visit.location)


def _headers(htmx: str | None) -> dict[str, str]:
    return {"hx-request": "true", "hx-request-type": htmx} if htmx else {}
