"""Log lines: one event a line whatever somebody sends, with the request's id on each."""

import json
import logging

import pytest
import structlog

from app.core.logs import configure_logs
from app.core.settings import Settings

FORGED = "harmless\nlevel=error event='admin signed in'\r\x1b[2K\u2028event=forged"


@pytest.fixture
def written(request, capsys):
    """written("json") sets logging up and gives a function that reads the lines so far."""
    root = logging.getLogger()
    before = root.handlers, root.level

    def start(log_format: str, level: str = "info"):
        configure_logs(Settings(_env_file=None, log_format=log_format, log_level=level))

        def lines() -> list[str]:
            return capsys.readouterr().err.splitlines()

        return lines

    yield start
    root.handlers, root.level = before
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_json_lines_have_time_level_event_and_values(written):
    lines = written("json")
    structlog.get_logger("test").info("something happened", count=3, name="Zoë")
    (line,) = lines()
    found = json.loads(line)
    assert found["event"] == "something happened"
    assert (found["level"], found["count"], found["name"]) == ("info", 3, "Zoë")
    assert found["timestamp"].endswith("Z")


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_what_somebody_sends_cannot_forge_a_line(written, log_format):
    lines = written(log_format)
    structlog.get_logger("test").info("request", path=FORGED)
    assert len(lines()) == 1


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_what_a_library_logs_cannot_forge_a_line_either(written, log_format):
    lines = written(log_format)
    logging.getLogger("some.library").warning("bad request: %s", FORGED)
    assert len(lines()) == 1


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_the_trace_of_a_fault_stays_on_its_line(written, log_format):
    lines = written(log_format)
    try:
        int(FORGED)
    except ValueError:
        structlog.get_logger("test").exception("it broke")
    (line,) = lines()
    assert "ValueError" in line


def test_the_request_id_is_on_every_line_of_a_request(written):
    lines = written("json")
    with structlog.contextvars.bound_contextvars(request_id="abc12345"):
        structlog.get_logger("test").info("one")
        logging.getLogger("some.library").warning("two")
    structlog.get_logger("test").info("three")
    found = [json.loads(line).get("request_id") for line in lines()]
    assert found == ["abc12345", "abc12345", None]


def test_a_line_that_cannot_be_written_fails_nothing(written, monkeypatch):
    class Full:
        def write(self, *_text):
            raise OSError(28, "No space left on device")

        flush = write

    monkeypatch.setattr("sys.stderr", Full())
    written("json")
    structlog.get_logger("test").error("nobody reads this")


def test_the_level_leaves_out_what_is_below_it(written):
    lines = written("json", level="warning")
    structlog.get_logger("test").info("quiet")
    structlog.get_logger("test").warning("heard")
    assert [json.loads(line)["event"] for line in lines()] == ["heard"]
