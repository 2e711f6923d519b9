"""Keeps compiled templates as Python keeps its modules: in `__pycache__` beside them.

Compiling the first page's templates takes a tenth of a second, an attempt's as long. What is kept is
code, which is run, so it lies where only those can write who can change the program as well, and
not in the data folder. Where nobody can, as in the container, it is put there when that is built.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache


class Compiled(FileSystemBytecodeCache):
    """One file for each template, replaced when the template, Jinja or our use of it changes.

    It never fails: what cannot be read counts as missing, what cannot be written is left.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "__pycache__"
        super().__init__(str(self._folder), f"%s.{sys.implementation.cache_tag}.pyc")

    def get_source_checksum(self, source: str) -> str:
        return sha256(f"{_use_of_jinja()}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001  (a file that was cut off fails in one of many ways)
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def _use_of_jinja() -> str:
    """What decides besides a template's text what it is compiled to."""
    environment = Path(__file__).with_name("render.py").read_bytes()
    return sha256(version("jinja2").encode() + b"\0" + environment).hexdigest()
