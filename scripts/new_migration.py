"""Writes a migration from the difference between the tables and an up-to-date database.

Usage: `.venv/bin/python scripts/new_migration.py "what changes"`. Read what it wrote before you
commit it: renames look like a drop and an add, and data has to be moved by hand.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.core import migrate
from app.core.database import Database


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        migrate.upgrade(database)
        alembic = migrate.config()
        with database.engine.connect() as connection:
            alembic.attributes["connection"] = connection
            number = len(list((migrate.VERSIONS).glob("[0-9]*.py"))) + 1
            command.revision(alembic, message=message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
