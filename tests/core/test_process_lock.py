"""One process per SQLite file: the lock names its holder, and goes with it however it ends."""

import os

import pytest

from app.core.process_lock import AlreadyRunning, hold


def test_a_second_holder_is_refused_and_told_who_is_first(tmp_path):
    file = tmp_path / "clauseway.db"
    with hold(file), pytest.raises(AlreadyRunning) as caught:
        hold(file)
    said = str(caught.value)
    assert str(file) in said
    assert f"process {os.getpid()}" in said
    assert "CLAUSEWAY_DATABASE_URL" in said


def test_the_lock_is_free_once_it_is_let_go(tmp_path):
    file = tmp_path / "clauseway.db"
    hold(file).close()
    hold(file).close()


def test_two_databases_in_one_folder_have_two_locks(tmp_path):
    with hold(tmp_path / "one.db"), hold(tmp_path / "two.db"):
        pass


def test_the_folder_is_made_where_it_is_missing(tmp_path):
    file = tmp_path / "new" / "clauseway.db"
    hold(file).close()
    assert file.parent.is_dir()
    assert not file.exists()
