"""A disk of a few megabytes that a test can fill to the last block."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.faults.streaming import Streamer, differences


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


def save_until_refused(streamer: Streamer, records, most: int) -> None:
    """Answer until the disk is full, in at most so many answers: the refusal is a sentence, all that
    was acknowledged is there, and it can be read.
    """
    refused = None
    for number in range(most):
        position, choice = number % 4 + 1, str((number // 4 + 2) % 4 + 1)
        answer = streamer.save(position, choice)
        if answer.status_code != 200:
            refused = answer
            break
        streamer.kept[position] = choice
    assert refused is not None, "the disk was never full"
    assert refused.status_code == 503
    assert "Not available just now" in BeautifulSoup(refused.text, "html.parser").get_text()
    assert "Traceback" not in refused.text
    assert differences(streamer, records) == []
    # What is there can be read all the while.
    assert streamer.client.get("/courses/tiny").status_code == 200
    assert streamer.client.get(streamer.attempt).status_code == 200
