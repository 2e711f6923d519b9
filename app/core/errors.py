"""What can go wrong on a request, each with a status and a sentence that a learner understands.

ClausewayError
├── BadRequest        400  the request itself cannot be read
├── SignInNeeded      401  nobody is signed in
├── Forbidden         403  somebody is, without the right to this
├── NotFound          404  nothing there, or nothing for you
├── Conflict          409  the state does not allow it (any more)
├── TooLarge          413  more was sent than is read
├── TooMany           429  too many tries
└── Unavailable       503  a part the server needs does not answer
"""

from __future__ import annotations


class ClausewayError(Exception):
    """`message` is shown to the person; `title` heads the page."""

    status = 500
    title = "Something went wrong"
    message = "The fault is on our side. Nothing you had saved is lost; please try again."

    def __init__(self, message: str = "", *, title: str = "") -> None:
        self.message = message or self.message
        self.title = title or self.title
        super().__init__(self.message)


class BadRequest(ClausewayError):
    status = 400
    title = "This request could not be read"
    message = "Please go back, reload the page and try again."


class SignInNeeded(ClausewayError):
    status = 401
    title = "Please sign in"
    message = "This page needs an account."


class Forbidden(ClausewayError):
    status = 403
    title = "This is not open to you"
    message = "Your account does not have the role that this page needs."


class NotFound(ClausewayError):
    status = 404
    title = "There is nothing here"
    message = "The page may have moved, or the address may be mistyped. Search or the courses will take you on."


class Conflict(ClausewayError):
    status = 409
    title = "This cannot be done now"
    message = "Something changed in the meantime. Please reload the page."


class TooLarge(ClausewayError):
    status = 413
    title = "That is too much text"
    message = "What you sent is larger than this page takes. Please shorten it."


class TooMany(ClausewayError):
    status = 429
    title = "Too many tries"
    message = "Please wait a few minutes and try again."

    def __init__(self, message: str = "", *, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Unavailable(ClausewayError):
    status = 503
    title = "Not available just now"
    message = "A part of the server does not answer. Nothing you had saved is lost; please try again in a minute."
