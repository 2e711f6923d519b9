import unicodedata

import pytest

from app.accounts import names


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Thanh Hà",
        "Zoë O’Brien-Łukasiewicz",
        "D'Angelo St. John, Jr.",
        "Ελένη Παπαδοπούλου",
        "Олександр Їжакевич",
        "محمد بن عبد الله",
        "یاسمین\u200cزهرا نوری",
        "דָּוִד בֶּן־גּוּרִיּוֹן",
        "श्रीमती क्ष्मा त्रिपाठी",
        "क्\u200dष",
        "สมชาย ใจดี",
        "王小明",
        "々木 さくら・アン",
        "김민수",
    ],
)
def test_names_in_every_supported_script_can_be_printed(name):
    assert names.problem(unicodedata.normalize("NFC", name)) == ""


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("Lena ☺", "☺"),
        ("Lena 🎓🎓", "🎓"),
        ("ชื่อ ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠯ"),
        ("Lena\u202e rerreaL", "\u202e"),
        ("Lena\u2066X", "\u2066"),
        ("Le\u200bna", "\u200b"),
        ("Le\u200dna", "\u200d"),
        ("\u200cم", "\u200c"),
        ("Le\u00adna", "\u00ad"),
        ("Le\ufeffna", "\ufeff"),
        ("Le\x07na", "\x07"),
        ("م\u061cم", "\u061c"),
        ("Le\ue000na", "\ue000"),
    ],
)
def test_characters_a_certificate_cannot_show_are_found(name, bad):
    assert names.unprintable(name) == bad
    assert names.problem(name).startswith("A certificate cannot show")


def test_visible_characters_are_shown_and_hidden_ones_named_by_number():
    assert "“☺” and U+202E" in names.problem("Lena ☺\u202e")


def test_stacks_of_combining_marks_are_refused():
    assert names.problem("Z\u0334\u0335\u0336algo")
    assert not names.problem("A\u0331\u0301 Ba")


@pytest.mark.parametrize("name", ["", "   ", "123", "...", "\u0301"])
def test_a_name_needs_a_letter(name):
    assert names.problem(name) == "Please type your name as it should stand on a certificate"


def test_a_name_has_an_end():
    assert names.problem("a" * 120) == ""
    assert "no more than 120" in names.problem("a" * 121)
