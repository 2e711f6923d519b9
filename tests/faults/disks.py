"""A disk of a few megabytes that a test can fill to the last block."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._junk = folder / "junk"

    def fill(self) -> None:
        """Leave no block free."""
        with self._junk.open("ab", buffering=0) as junk:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        junk.write(b"\0" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        self._junk.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int, uid: int):
    """`folder` as a file system of its own in memory, which root alone may make."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={megabytes}m,mode=0700,uid={uid}"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        # Many a container lets not even root do so. test_disk.py tells the program of a full disk
        # without a file system of its own.
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
