"""Two requests of which one stands behind the other's transaction."""

import time

import pytest
from sqlalchemy import text

_WAITING = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def until_it_waits(database, request):
    """Until a request has got to the transaction that is open here and stands behind it."""
    if database.is_sqlite:
        # Who waits there cannot be seen. Half a second is as good as always enough, and a request
        # that comes later finds what it would have waited for: the test passes, and tells less.
        time.sleep(0.5)
        assert not request.done()
        return
    for _ in range(600):
        time.sleep(0.05)
        assert not request.done()
        with database.session(writing=False) as session:
            if session.execute(_WAITING).first():
                return
    pytest.fail("the request never waited")
