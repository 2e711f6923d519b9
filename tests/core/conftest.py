"""Tests here make tables of their own, while one PostgreSQL database serves many tests."""

import pytest
from sqlalchemy import inspect, text
from sqlmodel import SQLModel


@pytest.fixture
def database(database):
    yield database
    if database.is_sqlite:
        return
    own = set(inspect(database.engine).get_table_names()) - set(SQLModel.metadata.tables)
    with database.session(writing=True) as session:
        for name in own:
            session.execute(text(f'DROP TABLE "{name}" CASCADE'))
