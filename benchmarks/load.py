"""How load is made: wrk, which costs a small part of what it asks for, sends requests of a file."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.servers import CLIENT_CORE, Server, pinned

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as a signed-in learner sends it."""

    method: str
    path: str
    cookie: str = ""
    body: str = ""

    @property
    def line(self) -> str:
        return f"{self.method}\t{self.path}\t{self.cookie}\t{self.body}"


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run gave; `cpu_us` is the processor time of the servers for each request."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    failed: int


def write_requests(file: Path, asks: Iterable[Ask]) -> Path:
    file.write_text("".join(f"{ask.line}\n" for ask in asks))
    return file


def sample(servers: list[Server], requests: list[Path], *, at_once: int, seconds: int) -> Sample:
    """Ask all servers at the same time, with `at_once` connections over all of them."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed (scripts/benchmark_tools.sh)")
    each = max(1, at_once // len(servers))
    before = sum(server.cpu_seconds() for server in servers)

    def run(server: Server, file: Path) -> dict[str, float]:
        command = [wrk, "-t1", f"-c{each}", f"-d{seconds}s", "--timeout", "10s"]
        command += ["-s", str(SCRIPT), server.address, "--", str(file)]
        core = CLIENT_CORE if len(servers) == 1 else None
        said = subprocess.run(
            [*pinned(core), *command], capture_output=True, text=True, check=True
        ).stdout
        line = next(line for line in said.splitlines() if line.startswith("RESULT"))
        return dict(json.loads(line.removeprefix("RESULT")))

    with ThreadPoolExecutor(len(servers)) as pool:
        results = list(pool.map(run, servers, requests))
    total = sum(result["requests"] for result in results)
    used = sum(server.cpu_seconds() for server in servers) - before
    return Sample(
        per_second=sum(result["requests"] / result["seconds"] for result in results),
        p50_ms=median(result["p50_ms"] for result in results),
        p99_ms=max(result["p99_ms"] for result in results),
        cpu_us=used / total * 1e6 if total else 0.0,
        failed=int(sum(result["failed"] for result in results)),
    )


def fetch(server: Server, ask: Ask, *, packed: bool = False) -> tuple[int, bytes]:
    """Status and body of one request, as wrk sends it; `packed` asks for it compressed."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Cookie": ask.cookie} if ask.cookie else {}
    if packed:
        headers["Accept-Encoding"] = "gzip"
    if ask.method == "POST":
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "HX-Request-Type": "partial",
        }
    connection.request(ask.method, ask.path, ask.body or None, headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body
