"""Debian's nginx with the shipped configuration, but for the addresses of a test."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.settings import ROOT
from tests.cli.running import PATIENCE

SHIPPED = ROOT / "deploy" / "nginx.conf"


def program() -> str:
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if found is None:
        say = pytest.fail if os.environ.get("CLAUSEWAY_TEST_NO_SKIP") == "1" else pytest.skip
        say("nginx is not installed; `make test` installs it where apt may")
    return found


@contextmanager
def proxy(folder: Path, port: int, changes: dict[str, str], more: str = ""):
    """Listen on `port` of 127.0.0.1; what is changed has to stand once in the shipped file."""
    nginx = program()
    ours = SHIPPED.read_text()
    for old, new in ({"listen 80;": f"listen 127.0.0.1:{port};"} | changes).items():
        assert ours.count(old) == 1, f"the shipped configuration reads otherwise now: {old}"
        ours = ours.replace(old, new)
    folder.mkdir()
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log {folder}/errors;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{more}{ours}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "errors").read_text()
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
