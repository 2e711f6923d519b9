"""How long commands of Clauseway take, from their start to their end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def timed(data: Path, *words: str, **settings: str) -> float:
    """Seconds; `settings` are those of the environment, without their prefix."""
    env = os.environ | {f"CLAUSEWAY_{name.upper()}": value for name, value in settings.items()}
    command = [str(Path(sys.executable).with_name("clauseway")), *words]
    began = time.perf_counter()
    done = subprocess.run(
        command,
        env=env | {"CLAUSEWAY_DATA_DIR": str(data)},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"clauseway {' '.join(words)}: {done.stderr}")
    return time.perf_counter() - began


def backup_and_restore(data: Path, **settings: str) -> dict[str, float]:
    """Seconds of both, and how large the file is that lies between them."""
    file = data / "records.backup"
    backup = timed(data, "backup", str(file), **settings)
    restore = timed(data, "restore", str(file), "--yes", **settings)
    size = file.stat().st_size / 1e6
    file.unlink()
    return {"backup_seconds": backup, "restore_seconds": restore, "backup_mb": size}
