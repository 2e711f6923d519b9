"""Listens to a browser and keeps what nobody should ever see in it."""

from urllib.parse import urlsplit

# Chromium reports each refused request on the console too; statuses are kept from the answer itself.
_REFUSED = "Failed to load resource: the server responded with a status of"

# Runs before the page's own scripts. Focus counts as lost when it was somewhere before htmx swapped
# something in and is nowhere once the page has come to rest.
_LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  watched(`CSP: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`));
let held = false;
document.addEventListener("htmx:before:swap", () => {
  held = document.activeElement && document.activeElement !== document.body;
}, true);
document.addEventListener("htmx:after:settle", () => setTimeout(() => {
  const nowhere = !document.activeElement || document.activeElement === document.body;
  if (held && nowhere) watched("focus was lost after a swap at " + location.pathname);
}, 60));
"""


class Watch:
    """`expected` are the statuses of 400 and more that a test means to see."""

    def __init__(self, context, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        self.requests: list[str] = []
        context.expose_function("watched", self._told)
        context.add_init_script(_LISTEN)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _told(self, trouble: str) -> None:
        self.troubles.append(trouble)

    def _console(self, message) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_REFUSED):
            self.troubles.append(f"console: {message.text}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        self.requests.append(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.troubles.append(f"another host was asked: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} from {response.request.method} {response.url}")

    def check(self) -> None:
        assert not self.troubles, "\n".join(self.troubles)
