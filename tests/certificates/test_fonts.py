import hashlib
import json

import pytest
from fontTools.ttLib import TTFont

from app.accounts import names
from app.certificates.pdf import FOLDER

FONTS = FOLDER / "fonts"
MANIFEST = json.loads((FONTS / "MANIFEST.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def covered():
    return {char for entry in MANIFEST for char in TTFont(FONTS / entry["file"]).getBestCmap()}


def test_every_character_that_is_accepted_in_a_name_is_in_a_font(covered):
    lacking = [
        f"U+{code:04X}"
        for code in range(0x20, 0x20000)
        if not names.unprintable(f"a{chr(code)}a"[1:-1]) and code not in covered
    ]
    assert lacking == []


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
@pytest.mark.parametrize("font", ["arabic", "devanagari"])
def test_joiners_are_in_the_fonts_whose_words_they_shape(joiner, font):
    cmap = TTFont(FONTS / f"clauseway-certificate-{font}.ttf").getBestCmap()
    assert ord(joiner) in cmap


@pytest.mark.parametrize("char", ["☺", "🎓", "ᠮ", "ⲁ", "ა", "Ա", "\u202e"])
def test_what_no_font_has_is_refused_in_names(covered, char):
    assert ord(char) not in covered
    assert names.unprintable(char) == char


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_each_font_is_the_one_that_was_made_and_has_its_licence(entry):
    data = (FONTS / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    licence = (FONTS / entry["licence_file"]).read_text(encoding="utf-8")
    assert ("SIL OPEN FONT LICENSE" in licence.upper()) == (entry["licence"] == "OFL-1.1")
    assert ("Apache" in licence) == (entry["licence"] == "Apache-2.0")


def test_nothing_lies_among_the_fonts_that_the_manifest_does_not_name():
    named = {entry[key] for entry in MANIFEST for key in ("file", "licence_file")}
    assert {path.name for path in FONTS.iterdir()} == named | {"MANIFEST.json"}


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_a_changed_font_does_not_carry_a_reserved_name(entry):
    shown = {
        record.toUnicode()
        for record in TTFont(FONTS / entry["file"])["name"].names
        if record.nameID in (1, 3, 4, 6, 16)
    }
    assert all("Clauseway" in text for text in shown)


def test_the_fonts_together_stay_small():
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 10_000_000
