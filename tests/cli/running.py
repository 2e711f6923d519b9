"""A `clauseway` of its own: commands in a process, and a server that is started, asked and ended."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import httpx

from tests.conftest import SITE
from tests.support.patience import PATIENCE

COMMAND = str(Path(sys.executable).with_name("clauseway"))


def environment(folder: Path, **over: str) -> dict[str, str]:
    """The settings of a test's own: the small site, a folder of its own, a free port."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSEWAY_")}
    # Every command would otherwise compile all that it imports.
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    own = {
        "CLAUSEWAY_DATA_DIR": str(folder / "data"),
        "CLAUSEWAY_COURSES_DIR": str(SITE / "courses"),
        "CLAUSEWAY_QUIZZES_DIR": str(SITE / "quizzes"),
        "CLAUSEWAY_PORT": "0",
    }
    return clean | own | over


def run(folder: Path, env: dict[str, str], *arguments: object, answer: str = ""):
    return subprocess.run(
        [COMMAND, *(str(one) for one in arguments)],
        cwd=folder,
        env=env,
        input=answer,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Server:
    """`clauseway serve` in a process of its own, from its printed address to Ctrl+C."""

    def __init__(self, folder: Path, env: dict[str, str], *arguments: str) -> None:
        self.folder = folder
        self._log = folder / f"server-{time.monotonic_ns()}.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", *arguments],
                cwd=folder,
                env=env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._said: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self.address = self.wait_for("Clauseway is at ").removeprefix("Clauseway is at ")
        except AssertionError:
            self.process.kill()
            raise
        self.client = httpx.Client(base_url=self.address, timeout=30, trust_env=False)

    def _listen(self) -> None:
        for line in self.process.stdout:
            self._said.put(line.rstrip("\n"))

    def wait_for(self, beginning: str) -> str:
        """The next line on stdout that begins like this."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (self.process.poll() is None or self._said.qsize()):
            try:
                line = self._said.get(timeout=0.2)
            except queue.Empty:
                continue
            self.said.append(line)
            if line.startswith(beginning):
                return line
        raise AssertionError(f"no line {beginning!r} in {self.said}, but:\n{self.log}")

    def rest(self) -> list[str]:
        """What else stood on stdout, once the process has ended."""
        return list(self._said.queue)

    @property
    def log(self) -> str:
        return self._log.read_text()

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> int:
        self.client.close()
        self.process.send_signal(with_signal)
        code = self.process.wait(timeout=PATIENCE)
        self._listener.join(PATIENCE)
        self.process.stdout.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
