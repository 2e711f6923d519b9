"""Processes that are measured: started on one core, asked what they cost, ended by their id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
# What is measured has a core of its own, and whoever asks has the other one.
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]


def pinned(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "-c", str(core)]


@dataclass(frozen=True, slots=True)
class Server:
    """A running process and its port. `start_seconds` is the time to its first answer."""

    pid: int
    port: int
    start_seconds: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """User and system time since it was started, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """Resident memory in millions of bytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024 / 1e6
        raise RuntimeError("no VmRSS")


@contextmanager
def running(
    command: list[str], port: int, *, core: int | None, env: Mapping[str, str], ready: str
) -> Iterator[Server]:
    """The process until the block ends; `ready` is the path whose first 200 counts as started."""
    began = time.perf_counter()
    with subprocess.Popen(
        [*pinned(core), *command],
        env=os.environ | dict(env),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(process, port, ready)
            yield Server(process.pid, port, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.01)
        finally:
            connection.close()
    raise RuntimeError(f"no answer at port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def bare(*, core: int | None = SERVER_CORE) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare", str(port)]
    with running(command, port, core=core, env={}, ready="/10") as server:
        yield server


@contextmanager
def clauseway(
    data: Path,
    *program: str,
    core: int | None = SERVER_CORE,
    ready: str = "/",
    **settings: str,
) -> Iterator[Server]:
    """Clauseway as an operator starts it, request log and all, or a program that does so in its place;
    `settings` without the prefix.
    """
    port = free_port()
    env = {
        "CLAUSEWAY_DATA_DIR": str(data),
        "CLAUSEWAY_PORT": str(port),
        "CLAUSEWAY_SECRET_KEY": "b" * 40,
    } | {f"CLAUSEWAY_{name.upper()}": value for name, value in settings.items()}
    command = list(program) or [str(Path(sys.executable).with_name("clauseway")), "serve"]
    with running(command, port, core=core, env=env, ready=ready) as server:
        yield server
