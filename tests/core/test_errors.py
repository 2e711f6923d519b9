"""Every error has a status, a title and a sentence that tells a learner what to do."""

import pytest

from app.core import errors
from app.core.errors import ClausewayError, NotFound, TooMany

KINDS = [ClausewayError, *ClausewayError.__subclasses__()]
OWN = [kind for kind in KINDS if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_and_what_to_do(kind):
    error = kind()
    assert 400 <= error.status < 600
    assert error.title
    assert not error.title.endswith(".")
    assert error.message.endswith(".")


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_the_module_draws_every_error_with_its_status(kind):
    line = next(line for line in errors.__doc__.splitlines() if kind.__name__ in line)
    assert kind is ClausewayError or str(kind.status) in line


def test_what_is_said_at_one_place_leaves_the_kind_as_it_was():
    assert NotFound("No such module.").message == "No such module."
    assert NotFound().message != "No such module."


def test_too_many_tries_say_how_long_to_wait():
    assert TooMany(retry_after=90).retry_after == 90
