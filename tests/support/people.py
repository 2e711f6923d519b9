"""The cast of every access test, and small functions that make people."""

from uuid import UUID

from sqlmodel import Session

from app.accounts import service
from app.web.visitor import Role
from tests.support.clock import START

PASSWORD = "a sentence works well"


def make_learner(session: Session, **over) -> UUID:
    """An account; `over` may name name, email, password, roles, now."""
    values = {
        "name": "Lena Learner",
        "email": "lena@example.org",
        "password": PASSWORD,
        "roles": frozenset(),
        "now": START,
    } | over
    return service.create_account(session, **values).id


CAST = {
    "learner": {"name": "Lena Learner", "email": "lena@example.org"},
    "another learner": {"name": "Otto Other", "email": "otto@example.org"},
    "trainer": {"name": "Tara Trainer", "email": "tara@example.org", "roles": {Role.TRAINER}},
    "manager": {"name": "Mira Manager", "email": "mira@example.org", "roles": {Role.MANAGER}},
    "administrator": {
        "name": "Ada Admin",
        "email": "ada@example.org",
        "roles": {Role.ADMINISTRATOR},
    },
}
