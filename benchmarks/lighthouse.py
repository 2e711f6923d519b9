"""Lighthouse's marks for pages as a phone sees them: `npx`, from Debian's npm, fetches it once."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load import Ask
from benchmarks.names import actors
from benchmarks.roads import question, roads
from benchmarks.run import Run
from benchmarks.servers import Server, clauseway

_LIGHTHOUSE = "lighthouse@12.8.2"
_MARKS = ("performance", "accessibility", "best-practices")


_LEARNERS = 100


def measure(run: Run) -> dict[str, Any]:
    """What a phone gets of the pages a learner sees most."""
    folder, _ = run.seeded("data", _LEARNERS)
    asked = roads(run.course, _LEARNERS)
    pages = {name: asked[name][0] for name in ("catalogue", "unit", "result")}
    pages["question"] = question(actors(_LEARNERS)[0])
    with clauseway(folder, core=None) as server:
        return {"pages": [_marks(server, *page, run.rounds) for page in pages.items()]}


def _marks(server: Server, name: str, ask: Ask, times: int) -> dict[str, Any]:
    """The median of each mark, of 100, over so many visits with nothing kept from before."""
    found = [_visit(server, ask) for _ in range(times)]
    return {"page": name} | {mark: median(one[mark] for one in found) for mark in _MARKS}


def _visit(server: Server, ask: Ask) -> dict[str, float]:
    browser = shutil.which("chromium")
    if browser is None:
        raise RuntimeError("Chromium is not installed (make browser)")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lighthouse.json"
        command = ["npx", "--yes", _LIGHTHOUSE, server.address + ask.path, "--quiet"]
        command += ["--extra-headers", json.dumps({"Cookie": ask.cookie})]
        command += ["--chrome-path", browser]
        command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        command += ["--only-categories=" + ",".join(_MARKS)]
        command += ["--output=json", f"--output-path={out}"]
        subprocess.run(command, check=True, capture_output=True)
        categories = json.loads(out.read_text())["categories"]
    return {mark: round(categories[mark]["score"] * 100) for mark in _MARKS}
