"""A migration stops half-way: the database is as it was before, and the next start does all of it."""

import pytest
from sqlalchemy import inspect, text

from app.core import migrate
from app.core.database import Database
from tests.support.populate import populate

_BODY = '''"""half"""
import sqlalchemy as sa
from alembic import op
revision = "half"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half_done VALUES (1)")
    op.execute("UPDATE users SET name = 'half done'")
    {end}
    op.add_column("users", sa.Column("added", sa.Text))
'''


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def populated(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'some.db'}")
        migrate.upgrade(database)
        populate(database)
        yield database
        database.close()
    else:
        template = request.getfixturevalue("postgres_template")
        database = template.without_tables()
        migrate.upgrade(database)
        populate(database)
        yield database
        template.drop(database)


def version(database) -> str:
    with database.session(writing=False) as session:
        return session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()


def names(database) -> list[str]:
    with database.session(writing=False) as session:
        return list(session.scalars(text("SELECT name FROM users")))


def test_a_migration_that_stops_half_way_leaves_nothing_and_is_done_whole_next_time(
    populated, tmp_path, monkeypatch
):
    before, people = version(populated), names(populated)
    file = tmp_path / "versions/half.py"
    file.parent.mkdir()
    file.write_text(_BODY.format(before=before, end='raise KeyboardInterrupt("killed")'))
    plain = migrate.config

    def config():
        alembic = plain()
        alembic.set_main_option("version_locations", f"{migrate.VERSIONS}:{file.parent}")
        return alembic

    monkeypatch.setattr(migrate, "config", config)
    # Whether there is anything to do is seen from the program's own migrations.
    monkeypatch.setattr(migrate, "_is_newest", lambda _database: False)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(populated)
    assert version(populated) == before
    assert "half_done" not in inspect(populated.engine).get_table_names()
    assert names(populated) == people
    file.write_text(_BODY.format(before=before, end=""))
    migrate.upgrade(populated)
    assert version(populated) == "half"
    assert "added" in {column["name"] for column in inspect(populated.engine).get_columns("users")}
