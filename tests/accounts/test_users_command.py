import json

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from app.accounts.models import AuditEntry, User
from app.cli.users import users_app
from app.core.database import Database
from app.core.process_lock import hold
from tests.support.people import PASSWORD


@pytest.fixture
def run(monkeypatch, tmp_path, sqlite):
    """run("add", …, input=…) → the result, on a database that is there already."""
    monkeypatch.setenv("CLAUSEWAY_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*arguments, **more):
        return CliRunner().invoke(users_app, list(arguments), **more)

    return run


@pytest.fixture
def lena(run):
    return run("add", "lena@example.org", "--name", "Lena Learner", input=PASSWORD + "\n")


def stored(sqlite, statement):
    with sqlite.session(writing=False) as session:
        return session.exec(statement).all()


def test_add_makes_an_account_and_says_so_in_one_line(run, sqlite):
    result = run(
        "add", "Ada@example.org", "--name", "Ada", "--role", "administrator", input=PASSWORD + "\n"
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "Made an account for ada@example.org (administrator).\n"
    assert [user.roles for user in stored(sqlite, select(User))] == ["administrator"]
    assert [entry.actor_id for entry in stored(sqlite, select(AuditEntry))] == [None]


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (["lena@north", "--name", "Lena"], PASSWORD, "email: The part after @"),
        (["lena@example.org", "--name", "☺"], PASSWORD, "name: "),
        (["lena@example.org", "--name", "Lena"], "short", "password: "),
        (["lena@example.org", "--name", "Lena"], "", "password: "),
    ],
)
def test_what_sign_up_refuses_is_refused_here_too(run, sqlite, arguments, typed, says):
    result = run("add", *arguments, input=typed + "\n")
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stdout == ""
    assert stored(sqlite, select(User)) == []


def test_a_second_account_with_an_address_is_refused(run, lena):
    result = run("add", "lena@example.org", "--name", "Eve", input=PASSWORD + "\n")
    assert result.exit_code == 1
    assert result.stderr == "There is already an account with this address.\n"


def test_list_is_for_people_and_for_programs(run, lena):
    run("extra-time", "lena@example.org", "25")
    assert run("list").stdout == "lena@example.org  Lena Learner (learner, 25 % extra time)\n"
    (person,) = json.loads(run("list", "--format", "json").stdout)
    assert (person["email"], person["roles"], person["extra_time"]) == ("lena@example.org", [], 25)


def test_an_empty_list_is_said_to_be_one(run):
    assert run("list").stdout == "There is no account yet.\n"
    assert json.loads(run("list", "--format", "json").stdout) == []


def test_roles_are_given_and_taken(run, lena, sqlite):
    assert run("role", "lena@example.org", "trainer").stdout == (
        "lena@example.org is now trainer.\n"
    )
    run("role", "lena@example.org", "manager", "--why", "Leads the team")
    assert stored(sqlite, select(User.roles)) == ["manager,trainer"]
    result = run("role", "lena@example.org", "trainer", "--remove")
    assert result.stdout == "lena@example.org is now manager.\n"
    whys = [entry.why for entry in stored(sqlite, select(AuditEntry).order_by(AuditEntry.id))]
    assert "Leads the team" in whys


def test_the_last_administrator_keeps_the_role_here_too(run, lena):
    run("role", "lena@example.org", "administrator")
    result = run("role", "lena@example.org", "administrator", "--remove")
    assert result.exit_code == 1
    assert "somebody else first" in result.stderr


def test_unknown_people_roles_and_numbers_are_refused(run, lena):
    assert run("role", "nono@example.org", "trainer").exit_code == 1
    assert run("role", "nono", "trainer").exit_code == 1
    assert run("role", "lena@example.org", "owner").exit_code == 2
    assert run("extra-time", "lena@example.org", "301").exit_code == 2
    assert run("extra-time", "nono@example.org", "5").exit_code == 1


def test_commands_work_beside_a_running_server(run, lena, tmp_path):
    held = hold(tmp_path / "clauseway.db")
    try:
        assert run("role", "lena@example.org", "trainer").exit_code == 0
    finally:
        held.close()


def test_a_database_that_does_not_answer_is_told_without_a_traceback(run, monkeypatch):
    monkeypatch.setenv("CLAUSEWAY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = run("list")
    assert result.exit_code == 1
    assert result.stderr.startswith("The database does not answer")
    assert not result.exception or isinstance(result.exception, SystemExit)


def test_the_first_command_makes_the_database(monkeypatch, tmp_path):
    monkeypatch.setenv("CLAUSEWAY_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        users_app, ["add", "ada@example.org", "--name", "Ada"], input=PASSWORD + "\n"
    )
    assert result.exit_code == 0, result.stderr
    database = Database(f"sqlite:///{tmp_path / 'new' / 'clauseway.db'}")
    with database.session(writing=False) as session:
        assert session.exec(select(User.email)).all() == ["ada@example.org"]
    database.close()
