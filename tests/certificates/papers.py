"""Makes certificates without a database, and reads their PDFs back with other people's tools."""

import os
import shutil
import subprocess
import unicodedata
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.certificates import pdf
from app.certificates.queries import Shown

ISSUED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OUTCOMES = (
    ("4.3", "Decide whether an AI system belongs in the scope"),
    ("6.1.2", "Tell risk assessment from impact assessment"),
)
_DIRECTIONS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u2066\u2067\u2069"))


def certificate(**over) -> Shown:
    values = {
        "id": uuid4(),
        "code": "7K4MQ9XT2HBD",
        "user_id": uuid4(),
        "name": "Lena Learner",
        "course": "tiny",
        "title": "A tiny course",
        "level": "fundamentals",
        "language": "en",
        "modules": 2,
        "course_version": "1.2.0",
        "course_hash": "some hash",
        "outcomes": OUTCOMES,
        "attempt_id": uuid4(),
        "score": 85.0,
        "results": (),
        "pass_mark": 70.0,
        "issued_at": ISSUED,
        "expires_at": datetime(2029, 11, 23, 23, 59, 59, tzinfo=UTC),
        "revoked_at": None,
        "revoked_why": "",
        "replaced_at": None,
        "replaced_by": "",
    }
    return Shown(**(values | over))


def issuer(**over) -> pdf.Issuer:
    values = {
        "name": "Northgate Academy",
        "place": "Ghent",
        "logo": "",
        "url": "https://learn.example.org",
        "zone": ZoneInfo("UTC"),
        "names_score": True,
    }
    return pdf.Issuer(**(values | over))


class Paper:
    """A PDF as other programs see it."""

    def __init__(self, data: bytes, folder) -> None:
        self.data = data
        self.file = folder / "certificate.pdf"
        self.file.write_bytes(data)
        self.reader = PdfReader(BytesIO(data))

    @property
    def text(self) -> str:
        """In lines as they stand on the page, NFC, without marks of direction."""
        out = self._run("pdftotext", "-layout", str(self.file), "-")
        return unicodedata.normalize("NFC", out).translate(_DIRECTIONS)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def fonts(self) -> dict[str, bool]:
        """Name of each font in it → whether it is embedded."""
        lines = self._run("pdffonts", str(self.file)).splitlines()[2:]
        # The last columns are: emb sub uni object-number generation.
        return {line.split()[0].partition("+")[2]: line.split()[-5] == "yes" for line in lines}

    @property
    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Where each word stands: left, top, right, bottom, in points."""
        sides = ("xmin", "ymin", "xmax", "ymax")
        return [tuple(float(word[side]) for side in sides) for word in self._words()]

    def left_of(self, text: str) -> float:
        """How far from the left a word begins. This tool gives letters in the order of the page, so
        a word is known by its letters in any order.
        """
        for word in self._words():
            if sorted(word.text) == sorted(text):
                return float(word["xmin"])
        raise LookupError(text)

    def _words(self):
        html = self._run("pdftotext", "-bbox", str(self.file), "-")
        return BeautifulSoup(html, "html.parser").find_all("word")

    @cached_property
    def _picture(self) -> tuple[int, bytes]:
        """The page as a printer would draw it: its width in dots, and a byte of grey for each."""
        stem = self.file.with_suffix("")
        self._run("pdftoppm", "-r", "300", "-gray", "-singlefile", str(self.file), str(stem))
        _kind, size, _most, dots = stem.with_suffix(".pgm").read_bytes().split(b"\n", 3)
        return int(size.split()[0]), dots

    @property
    def picture_width(self) -> int:
        return self._picture[0]

    def is_dark(self, x: float, y: float) -> bool:
        width, dots = self._picture
        return dots[int(y) * width + int(x)] < 128

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The structure in reading order: each element with its alternative text."""
        return list(_walk(self.reader.trailer["/Root"]["/StructTreeRoot"]))

    def _run(self, program: str, *arguments: str) -> str:
        path = shutil.which(program)
        if path is None:
            say = pytest.fail if os.environ.get("CLAUSEWAY_TEST_NO_SKIP") == "1" else pytest.skip
            say(f"{program} is not installed; `make test` installs it where apt may")
        run = subprocess.run([path, *arguments], capture_output=True, check=True)
        return run.stdout.decode()


def _walk(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _walk(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])[1:], str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _walk(node["/K"])
