"""`clauseway recount`: counts anew, from the attempts, what the statistics of questions stand on."""

from __future__ import annotations

from app.assessment import item_counts
from app.cli.database import migrated
from app.cli.output import say
from app.cli.settings import settings_of_records


def recount() -> None:
    """Count the answers for the statistics anew: once after an upgrade from 0.1, and if in doubt."""
    database = migrated(settings_of_records())
    with database.session(writing=False) as session:
        courses = item_counts.courses(session)
    for course in courses:
        # A course at a time, so that whoever hands in meanwhile waits for one course at most.
        with database.session(writing=True) as session:
            item_counts.recount(session, course)
        say(f"Counted {course}.")
    database.close()
