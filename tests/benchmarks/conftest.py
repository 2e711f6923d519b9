"""The course whose learners are seeded, and databases as an operator's are: made by migrations."""

import pytest

from app.catalog.library import Library
from app.core import migrate
from app.core.database import Database
from app.core.settings import ROOT


@pytest.fixture(scope="package")
def course():
    library = Library(ROOT / "courses", ROOT / "quizzes", None)
    library.reload()
    return library.current.courses[0]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'clauseway.db'}")
        migrate.upgrade(database)
        yield database
        database.close()
        return
    template = request.getfixturevalue("postgres_template")
    database = template.without_tables()
    migrate.upgrade(database)
    yield database
    template.drop(database)
