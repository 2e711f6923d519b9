"""`clauseway serve`: what it prints, when it refuses to start, and that it never shows a traceback."""

import json
import logging
import os
import shutil
import signal
import socket
import sqlite3
import stat
import time

import httpx
import pytest
import structlog
from typer.testing import CliRunner

from app.cli.commands import command_line
from tests.cli.running import Server, environment, run
from tests.conftest import SITE

ADMIN = {"name": "Ada Admin", "email": "ada@example.org", "password": "a sentence works well"}


@pytest.fixture
def refused(tmp_path, monkeypatch):
    """refused(CLAUSEWAY_PORT="x") → what `clauseway serve` says instead of starting, and its code."""
    for name in [name for name in os.environ if name.startswith("CLAUSEWAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    mask, handlers, level = os.umask(0o022), root.handlers, root.level

    def refused(**over: str) -> tuple[str, int]:
        own = environment(tmp_path, **over)
        answer = CliRunner().invoke(command_line(), ["serve"], env=own)
        assert isinstance(answer.exception, SystemExit), answer.exc_info
        assert answer.stdout == ""
        return answer.stderr, answer.exit_code

    yield refused
    os.umask(mask)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with Server(folder, environment(folder, CLAUSEWAY_LOG_FORMAT="json")) as server:
        yield server


def test_the_printed_address_answers(server):
    assert server.client.get("/healthz").json() == {"status": "ok"}
    assert server.client.get("/readyz").json()["status"] == "ready"
    assert server.client.get("/courses/tiny").status_code == 200


def test_port_0_is_a_number_by_the_time_it_is_printed(server):
    assert int(server.address.rpartition(":")[2]) > 0


def test_what_the_server_keeps_is_its_own_users_alone(server):
    data = server.folder / "data"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.iterdir())}
    assert "clauseway.db" in modes
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_a_log_line_is_one_line_of_json_with_the_id_of_the_answer(server):
    answer = server.client.get("/nowhere/%0d%0a%1b[2Jforged", headers={"x-request-id": "of-a-test"})
    assert answer.headers["x-request-id"] == "of-a-test"
    assert within_seconds(lambda: "of-a-test" in server.log)
    lines = [json.loads(line) for line in server.log.splitlines()]
    (line,) = [line for line in lines if line.get("request_id") == "of-a-test"]
    assert line["path"] == "/nowhere/\r\n\x1b[2Jforged"
    assert line["status"] == 404


def test_a_second_process_on_the_same_file_refuses_and_says_what_to_do(server):
    folder = server.folder
    second = run(folder, environment(folder), "serve")
    assert second.returncode == 1
    assert second.stdout == ""
    assert "is in use by another Clauseway process" in second.stderr
    assert f"(process {server.process.pid})" in second.stderr
    assert "CLAUSEWAY_DATABASE_URL" in second.stderr
    assert "Traceback" not in second.stderr
    assert server.client.get("/healthz").status_code == 200


def test_the_first_link_makes_an_administrator_once(tmp_path):
    with Server(tmp_path, environment(tmp_path)) as server:
        link = server.wait_for(server.address)
        assert "/first-admin/" in link
        assert server.client.get(link).status_code == 200
        made = server.client.post(link, data=ADMIN)
        assert (made.status_code, made.headers["location"]) == (303, "/admin")
        assert server.client.get("/admin").status_code == 200
        assert httpx.post(link, data=ADMIN, trust_env=False).status_code == 404
        assert link.rpartition("/")[2] not in server.log
    with Server(tmp_path, environment(tmp_path)) as again:
        assert again.client.get("/healthz").status_code == 200
        assert again.stop() == 0
        assert again.rest() == [], "there is an administrator: no link any more"


@pytest.mark.parametrize(("with_signal", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -15)])
def test_it_ends_in_good_order(tmp_path, with_signal, code):
    with Server(tmp_path, environment(tmp_path)) as server:
        assert server.stop(with_signal) == code
        assert "Traceback" not in server.log


def test_broken_courses_are_told_with_their_place_and_the_program_starts_all_the_same(tmp_path):
    tree = shutil.copytree(SITE, tmp_path / "tree")
    course = tree / "courses" / "tiny" / "course.md"
    whole = course.read_text()
    course.write_text("no front matter")
    folders = {f"CLAUSEWAY_{n.upper()}_DIR": str(tree / n) for n in ("courses", "quizzes")}
    with Server(tmp_path, environment(tmp_path, **folders), "--reload") as server:
        assert "courses/tiny/course.md:1:1: F001" in server.log
        assert server.client.get("/readyz").status_code == 503
        assert server.client.get("/").status_code == 200
        course.write_text(whole)
        assert within_seconds(lambda: server.client.get("/readyz").status_code == 200)


def test_with_reload_a_page_follows_its_file(tmp_path):
    tree = shutil.copytree(SITE, tmp_path / "tree")
    folders = {f"CLAUSEWAY_{n.upper()}_DIR": str(tree / n) for n in ("courses", "quizzes")}
    course = tree / "courses" / "tiny" / "course.md"
    with Server(tmp_path, environment(tmp_path, **folders), "--reload") as server:
        course.write_text(course.read_text() + "\nA sentence that was not there before.\n")
        assert within_seconds(lambda: "not there before" in server.client.get("/courses/tiny").text)
        course.write_text("no front matter")
        assert within_seconds(lambda: "F001" in server.log)
        assert "not there before" in server.client.get("/courses/tiny").text


def within_seconds(holds, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"CLAUSEWAY_PORT": "many"}, "CLAUSEWAY_PORT: "),
        ({"CLAUSEWAY_SECRET_KEY": "short"}, "at least 32 characters"),
        ({"CLAUSEWAY_ENVIRONMENT": "production"}, "CLAUSEWAY_PUBLIC_URL"),
        ({"CLAUSEWAY_TIME_ZONE": "Mars"}, "CLAUSEWAY_TIME_ZONE: "),
        ({"CLAUSEWAY_DATABASE_URL": "mysql://x/y"}, "postgresql://"),
    ],
)
def test_a_refused_setting_is_named_and_ends_with_code_2(refused, over, said):
    text, code = refused(**over)
    assert said in text
    assert code == 2


def test_all_refused_settings_are_told_at_once(refused):
    text, _ = refused(CLAUSEWAY_PORT="many", CLAUSEWAY_LOG_LEVEL="loud")
    assert len(text.splitlines()) == 2


def test_a_port_in_use_is_told_with_the_cure(refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        text, code = refused(CLAUSEWAY_PORT=port)
    assert f"port {port}" in text
    assert "--port" in text
    assert code == 1


def test_an_address_that_is_not_this_machines_is_told(refused):
    text, code = refused(CLAUSEWAY_HOST="192.0.2.1")
    assert "192.0.2.1" in text
    assert code == 1


def test_a_data_folder_that_cannot_be_one_is_told(refused, tmp_path):
    (tmp_path / "data").write_text("a file")
    text, code = refused()
    assert "CLAUSEWAY_DATA_DIR" in text
    assert code == 1


def test_a_file_that_is_no_database_is_told_and_left_alone(refused, tmp_path):
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "clauseway.db"
    file.write_bytes(b"not a database, " * 100)
    text, code = refused()
    assert "cannot be used" in text
    assert code == 1
    assert file.read_bytes() == b"not a database, " * 100


def test_a_database_of_a_newer_version_is_told(refused, tmp_path):
    (tmp_path / "data").mkdir()
    connection = sqlite3.connect(tmp_path / "data" / "clauseway.db")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.commit()
    connection.close()
    text, code = refused()
    assert "newer version of Clauseway" in text
    assert code == 1


def test_a_database_that_is_away_is_told_without_its_password(refused):
    text, code = refused(CLAUSEWAY_DATABASE_URL="postgresql://ada:sesame@127.0.0.1:1/x")
    assert "does not answer" in text
    assert "sesame" not in text
    assert code == 1


def test_a_database_in_memory_is_refused(refused):
    text, code = refused(CLAUSEWAY_DATABASE_URL="sqlite://")
    assert "has to name a file" in text
    assert code == 1


def test_the_help_names_every_command():
    answer = CliRunner().invoke(command_line(), ["--help"])
    assert answer.exit_code == 0
    for command in ("serve", "check", "new", "backup", "restore", "users"):
        assert command in answer.stdout
