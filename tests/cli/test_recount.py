"""`clauseway recount`: what was handed in before there were counts is in the statistics afterwards."""

from random import Random

from app.assessment import item_counts
from app.assessment.item_tallies import tallies
from app.core import migrate
from app.core.database import Database
from tests.assessment.responses import simulate, sit
from tests.cli.running import environment, run


def test_counts_what_was_handed_in_before(tmp_path):
    (tmp_path / "data").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'data' / 'clauseway.db'}")
    migrate.upgrade(database)
    items = [(f"q{n}", 1.5, 0.0, "1", "1", 4) for n in range(3)]
    with database.session(writing=True) as session:
        sit(session, simulate(Random(1), 5, items))
        sit(session, simulate(Random(2), 4, items), course="other")
        assert tallies(session, "tiny") == ()
    for _ in range(2):
        done = run(tmp_path, environment(tmp_path), "recount")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == ["Counted other.", "Counted tiny."]
    with database.session(writing=False) as session:
        assert sum(tally.responses for tally in tallies(session, "tiny")) == 5 * 3
        assert sum(tally.responses for tally in tallies(session, "other")) == 4 * 3
        assert item_counts.courses(session) == ("other", "tiny")
    database.close()
