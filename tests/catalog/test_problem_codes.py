"""Holds docs/content-problems.md to the code: every code is explained, and none that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"([FMQXLCW]\d{3})"')
ROW = re.compile(r"^\| ([FMQXLCW]\d{3}) \| (.+) \| (.+) \|$", re.MULTILINE)


def explained():
    return ROW.findall((ROOT / "docs/content-problems.md").read_text())


def test_every_code_is_explained_and_every_explained_code_exists():
    used = {
        code
        for file in (ROOT / "app/catalog").glob("*.py")
        for code in CODE.findall(file.read_text())
    }
    assert {code for code, _, _ in explained()} == used


def test_every_code_is_explained_once():
    codes = [code for code, _, _ in explained()]
    assert len(codes) == len(set(codes))
