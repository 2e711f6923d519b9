"""`clauseway serve` on SQLite, with a warm cache, loads nothing that its pages do not need."""

import json
import subprocess
import sys

import pytest

from tests.cli.running import environment

# Each of them costs a start between 5 and 150 ms, and memory for as long as the process lives.
UNNEEDED = {
    "alembic": "migrating",
    "app.cli.backup": "another command",
    "app.cli.check": "another command",
    "app.cli.new": "another command",
    "app.cli.users": "another command",
    "argon2": "a password",
    "docx": "a download",
    "email_validator": "a form with an address",
    "fsrs": "a question that comes back",
    "markdown_it": "parsing a file",
    "mdit_py_plugins": "parsing a file",
    "nh3": "parsing a file",
    "openpyxl": "a download",
    "psycopg": "PostgreSQL",
    "pygments": "parsing a file",
    "rich": "drawing a traceback",
    "ruamel.yaml": "parsing a file",
    "typst": "a certificate",
}

_AS_SERVE_DOES = """
import gc, json, sys
from app.cli import main
import uvicorn
def run(self, sockets):
    assert gc.isenabled() and gc.get_freeze_count() > 50_000
    print(json.dumps(sorted(sys.modules)))
uvicorn.Server.run = run
sys.argv = ["clauseway", "serve"]
main()
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules of a second start, by the time the server would answer."""
    folder = tmp_path_factory.mktemp("start")
    env = environment(folder)

    def start() -> set[str]:
        ran = subprocess.run(
            [sys.executable, "-c", _AS_SERVE_DOES],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=90,
            check=True,
        )
        return set(json.loads(next(x for x in ran.stdout.splitlines() if x.startswith("["))))

    start()
    return start()


@pytest.mark.parametrize("module", UNNEEDED)
def test_a_warm_start_does_not_load(loaded, module):
    assert "app.main" in loaded
    assert module not in loaded, f"{module} is for {UNNEEDED[module]}"
