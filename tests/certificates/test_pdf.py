import json
import re
import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import segno

from app.assessment.outcomes import OutcomeRow
from app.certificates import pdf, qr
from app.core.settings import Settings
from tests.certificates.papers import Paper, certificate, issuer

WIDTH, HEIGHT = 841.89, 595.28


@pytest.fixture
def printed(tmp_path):
    def printed(who=None, **over) -> Paper:
        return Paper(pdf.document(certificate(**over), who or issuer()), tmp_path)

    return printed


def test_the_page_says_all_that_was_earned(printed):
    words = printed().words
    for said in (
        "Certificate of completion",
        "Awarded to Lena Learner",
        "for completing A tiny course",
        "A course of two modules and its final exam, passed with 85 % (pass mark 70 %).",
        "Level one of three.",
        "having shown 4.3 Decide whether an AI system belongs in the scope",
        "6.1.2 Tell risk assessment from impact assessment",
        "23 November 2026",
        "23 November 2029",
        "1.2.0",
        "Northgate Academy, Ghent",
        "CW-7K4M-Q9XT-2HBD",
        "learn.example.org/verify",
        pdf.NOTE,
    ):
        assert " ".join(said.split()) in words, said


def test_the_page_is_one_sheet_of_a4_landscape(printed):
    paper = printed()
    assert len(paper.reader.pages) == 1
    box = paper.reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((WIDTH, HEIGHT), abs=0.1)


NAMES = [
    ("Nguyễn Thị Thanh Hà", "Serif"),
    ("Zoë O’Brien-Łukasiewicz", "Serif"),
    ("Əliyev Ɓala", "RareLetters"),
    ("Ελένη Παπαδοπούλου", "Serif"),
    ("Олександр Їжакевич", "Serif"),
    ("محمد عبد الرحمن بن سعيد الأنصاري", "Arabic"),
    ("یاسمین زهرا نوری", "Arabic"),
    ("דוד בן גוריון", "Hebrew"),
    ("श्रीमती क्ष्मा त्रिपाठी", "Devanagari"),
    ("สมชาย ใจดี", "Thai"),
    ("王小明 歐陽娜娜", "Han"),
    ("木村 さくら", "Han"),
    ("김민수", "Hangul"),
]


@pytest.mark.parametrize(("name", "font"), NAMES)
def test_a_name_in_each_script_is_printed_in_a_font_made_for_it(printed, name, font):
    paper = printed(name=name)
    assert unicodedata.normalize("NFC", name) in paper.text
    assert any(f"Certificate{font}-Regular" in found for found in paper.fonts)


@pytest.mark.parametrize(("name", "font"), NAMES)
def test_all_fonts_are_embedded_and_ours(printed, name, font):
    fonts = printed(name=name).fonts
    assert all(fonts.values())
    assert all(found.startswith("ClausewayCertificate") for found in fonts)


@pytest.mark.parametrize("name", ["محمد الأنصاري", "דוד גוריון"])
def test_a_name_that_is_read_from_the_right_begins_there(printed, name):
    first, second = name.split()
    paper = printed(name=name)
    assert paper.left_of(first) > paper.left_of(second)


@pytest.mark.parametrize(
    ("name", "runs_left"), [("Lena (דוד)", False), ("דוד (Lena)", True), ("1. محمد", True)]
)
def test_the_first_letter_decides_where_a_mixed_name_begins(name, runs_left):
    assert pdf.content(certificate(name=name), issuer())["name-rtl"] is runs_left


@pytest.mark.parametrize(
    "name",
    [
        "#strong[Lena] *b* _i_ `c` $x^2$",
        "@ref <label> // /* */ \\ ~ -- ---",
        "= Heading",
        '#eval("1+1") #read("pdf.py")',
    ],
)
def test_markup_in_a_name_is_printed_as_it_stands(printed, name):
    assert name in printed(name=name).words


def test_markup_in_what_a_course_says_is_printed_as_it_stands(printed):
    words = printed(title="#smile *x*", outcomes=(("4.1", "= a #b[c] $d$ _e_"),)).words
    assert "#smile *x*" in words
    assert "= a #b[c] $d$ _e_" in words


def assert_inside(paper):
    assert len(paper.reader.pages) == 1
    for left, top, right, bottom in paper.boxes:
        assert left >= 80, "runs into the spine"
        assert right <= 792, "runs into the margin at the right"
        assert top >= 30
        assert bottom <= 580


@pytest.mark.parametrize(
    "name",
    [
        "Li",
        "Maria-Magdalena Anastasia von Hohenlohe-Waldenburg-Schillingsfürst zu Sayn-Wittgenstein",
        "W" * 120,
        "Wm " * 40,
        "م" * 120,
        "محمد بن عبد الرحمن بن سعيد بن خالد بن إبراهيم بن عبد العزيز بن فيصل الأنصاري التميمي",
        "明" * 120,
    ],
)
@pytest.mark.parametrize("count", [2, 11])
def test_no_name_leaves_its_place(printed, name, count):
    outcomes = (("6.1.2", "Rate an AI risk by its consequences for people and societies " * 2),)
    assert_inside(printed(name=name, outcomes=outcomes * count))


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6, 11, 20, 40])
@pytest.mark.parametrize(
    "text", ["Tell one from the other", "Rate an AI risk by what it does " * 4]
)
def test_outcomes_stay_on_the_page_however_many_there_are(printed, count, text):
    outcomes = tuple((f"{4 + at // 6}.{at % 6 + 1}", text.strip()) for at in range(count))
    paper = printed(outcomes=outcomes)
    assert_inside(paper)
    shown = paper.words.count(text.split()[0] + " ")
    left_out = count - shown
    assert (f"and {left_out} more outcomes" in paper.words) == (left_out > 0)


def test_eleven_outcomes_of_two_lines_are_all_shown(printed):
    text = "Distinguish the impact assessment from the risk assessment, and show how one feeds it"
    paper = printed(outcomes=tuple((f"6.{at}", text) for at in range(1, 12)))
    assert paper.words.count("Distinguish") == 11


def test_where_not_all_fit_those_shown_are_of_every_clause(printed):
    text = "Rate an AI risk by what it does to people, groups and societies in the long run " * 2
    outcomes = tuple((f"{4 + at // 6}.{at % 6 + 1}", text) for at in range(42))
    words = printed(outcomes=outcomes).words
    assert all(f" {clause}.1 Rate" in words for clause in range(4, 11))


@pytest.mark.parametrize(
    "over",
    [
        {
            "name": "Verein zur Förderung der Digitalen Verwaltung e.V.",
            "place": "Frankfurt am Main",
        },
        {"name": "N" * 60, "place": "Somewhere " * 8},
        {"url": "https://very-long-subdomain.learning.example.organisation.example.org:8443"},
    ],
)
def test_no_issuer_leaves_their_place(printed, over):
    assert_inside(printed(who=issuer(**over)))


def test_the_document_is_tagged_for_those_who_have_it_read_out(printed):
    paper = printed()
    root = paper.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.reader.metadata.title == "Certificate of completion: Lena Learner, A tiny course"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    kinds = [kind for kind, _ in paper.tags]
    assert kinds.count("H1") == 1
    assert kinds.count("LI") == 2
    assert ("Figure", "QR code of https://learn.example.org/verify/CW-7K4M-Q9XT-2HBD") in paper.tags
    # The ornament is nothing to be read: the code is the one picture.
    assert kinds.count("Figure") == 1


RESULTS = (
    OutcomeRow("Decide whether an AI system belongs in the scope", "4.1, 4.3", 3, 4),
    OutcomeRow("Tell risk assessment from impact assessment", "6.1.2", 2, 3),
)


class TestOnesOwnCopy:
    def test_a_second_page_tells_the_result_by_outcome(self, printed):
        paper = printed(results=RESULTS)
        first, second = (page.extract_text() for page in paper.reader.pages)
        assert "Result by outcome" not in first
        assert "Lena Learner, A tiny course, 23 November 2026" in second
        for line in (
            r"4\.1, 4\.3\s+Decide whether an AI system belongs in the scope\s+3 of 4",
            r"6\.1\.2\s+Tell risk assessment from impact assessment\s+2 of 3",
            r"All questions\s+5 of 7",
        ):
            assert re.search(line, second), second

    def test_points_stand_where_a_question_can_be_right_in_part(self, printed):
        in_points = OutcomeRow("Say what is risky", "6.1.2", 7.25, 12.0, in_points=True)
        paper = printed(results=(RESULTS[0], in_points), score=76.19)
        second = " ".join(paper.reader.pages[1].extract_text().split())
        assert "Decide whether an AI system belongs in the scope 3 of 4" in second
        assert "Say what is risky 7.25 of 12 points" in second
        # Points and questions do not add up.
        assert "All questions 76.1 % of the points" in second
        assert "how many of the points were reached" in second

    def test_its_first_page_is_the_one_to_hand_on(self, printed):
        own, to_hand_on = printed(results=RESULTS), printed()
        assert own.reader.pages[0].extract_text() == to_hand_on.reader.pages[0].extract_text()

    def test_it_is_tagged_as_a_table_with_its_heads(self, printed):
        paper = printed(results=RESULTS)
        assert b"pdfuaid:part" in paper.reader.trailer["/Root"]["/Metadata"].get_data()
        kinds = [kind for kind, _ in paper.tags]
        assert (kinds.count("H1"), kinds.count("H2")) == (1, 1)
        assert (kinds.count("Table"), kinds.count("TH"), kinds.count("TR")) == (1, 3, 4)
        assert kinds.count("Figure") == 1

    @pytest.mark.parametrize("count", [1, 15, 60])
    def test_no_outcome_is_left_out_or_leaves_the_page(self, printed, count):
        text = "Rate an AI risk by what it does to people, groups and societies in the long run "
        rows = tuple(OutcomeRow(text * 2, "6.1.2, 6.1.3", at % 5, 4) for at in range(count))
        paper = printed(results=rows)
        assert paper.words.count("Rate an AI risk") == 2 * count
        for left, top, right, bottom in paper.boxes:
            assert left >= 80
            assert right <= 792
            assert top >= 30
            assert bottom <= 580

    def test_it_is_small_and_the_same_file_each_time(self):
        rows = tuple(replace(RESULTS[at % 2], reached=at % 5, possible=4) for at in range(15))
        one = certificate(name="Nguyễn Thị Thanh Hà", results=rows)
        assert len(pdf.document(one, issuer())) <= 60_000
        assert pdf.document(one, issuer()) == pdf.document(one, issuer())

    def test_markup_is_printed_as_it_stands(self, printed):
        rows = (OutcomeRow("= a #b[c] $d$ _e_", "4.1", 1, 1),)
        assert "= a #b[c] $d$ _e_" in printed(results=rows).words


def test_the_same_certificate_is_the_same_file(tmp_path):
    one = certificate()
    assert pdf.document(one, issuer()) == pdf.document(one, issuer())


def test_a_certificate_of_any_moment_is_printed(tmp_path):
    # A real clock has microseconds, which typst does not take.
    issued = certificate().issued_at.replace(microsecond=250_000)
    paper = Paper(pdf.document(certificate(issued_at=issued), issuer()), tmp_path)
    assert len(paper.reader.pages) == 1


@pytest.mark.parametrize("name", ["Lena Learner", "Nguyễn Thị Thanh Hà"])
def test_a_certificate_is_small(name):
    assert len(pdf.document(certificate(name=name), issuer())) <= 60_000


def test_the_code_on_the_page_leads_to_the_verification_page(printed):
    address = "https://learn.example.org/verify/CW-7K4M-Q9XT-2HBD"
    # The mask is one of eight ways to draw the same code; a reader is told in the code which it is.
    code = segno.make(address, error="m", mask=qr.MASK)
    expected = [[bool(module) for module in row] for row in code.matrix]
    paper = printed()
    # The code stands 84 pixels wide at 969, 602 of a page that is 1123 wide.
    scale = paper.picture_width / 1123
    step = 84 * scale / len(expected)
    seen = [
        [
            paper.is_dark(969 * scale + (x + 0.5) * step, 602 * scale + (y + 0.5) * step)
            for x in range(len(expected))
        ]
        for y in range(len(expected))
    ]
    assert seen == expected


def test_the_address_is_a_link_too(printed):
    annotations = printed().reader.pages[0]["/Annots"]
    targets = {a.get_object()["/A"]["/URI"] for a in annotations}
    assert targets == {"https://learn.example.org/verify/CW-7K4M-Q9XT-2HBD"}


def test_the_score_is_left_out_where_the_site_wants_it(printed):
    words = printed(who=issuer(names_score=False)).words
    assert "85" not in words.replace("CW-7K4M", "")
    assert "A course of two modules and its final exam, passed. Level one of three." in words


def test_a_score_is_never_rounded_up():
    said = pdf.sentence(certificate(score=79.96, pass_mark=70), names_score=True)
    assert "79.9\u00a0%" in said


@pytest.mark.parametrize(
    ("over", "said"),
    [
        (
            {"modules": 1, "score": None, "pass_mark": None},
            "A course of one module. Level one of three.",
        ),
        ({"modules": 14, "level": "specialist"}, "A course of 14 modules"),
        ({"level": "advanced"}, "Level two of three."),
    ],
)
def test_the_sentence_fits_the_course(over, said):
    assert said in pdf.sentence(certificate(**over), names_score=True)


def test_a_certificate_without_an_end_names_none(printed):
    assert "Valid until" not in printed(expires_at=None).words


def test_dates_are_those_of_the_sites_zone(printed):
    late = certificate().issued_at.replace(hour=23)
    words = printed(who=issuer(zone=ZoneInfo("Asia/Tokyo")), issued_at=late).words
    assert "24 November 2026" in words


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20">'
    '<rect width="100" height="20" fill="#900"/></svg>'
)


def test_the_issuers_logo_takes_the_place_of_the_mark(printed):
    assert ("Figure", "Logo of Northgate Academy") in printed(who=issuer(logo=LOGO)).tags


@pytest.mark.parametrize("logo", ["no drawing at all", "<svg", "<html></html>"])
def test_a_logo_that_cannot_be_drawn_keeps_nobody_from_their_certificate(printed, logo):
    paper = printed(who=issuer(logo=logo))
    assert "Lena Learner" in paper.words
    assert "Logo" not in json.dumps(paper.tags)


def test_a_logo_that_is_not_there_is_none(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, issuer_logo=tmp_path / "none.svg")
    assert pdf.issuer_of(settings).logo == ""


def test_the_issuer_is_the_one_of_the_settings(tmp_path):
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        issuer_name="Northgate Academy",
        issuer_place="Ghent",
        issuer_logo=tmp_path / "logo.svg",
        public_url="https://learn.example.org/",
    )
    assert pdf.issuer_of(settings) == issuer(logo=LOGO)


def test_a_course_text_with_a_character_that_no_font_has_is_printed_all_the_same(printed):
    paper = printed(outcomes=(("4.1", "Smile ☺ at risks"),))
    assert "Smile" in paper.words
    assert paper.reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("slug", ["fundamentals", "../../etc/passwd", 'a"; x="b', "курс", "a\r\nb"])
def test_the_file_has_a_name_that_every_disk_takes(slug):
    name = pdf.file_name(replace(certificate(), course=slug))
    assert name.isascii()
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
    assert name.endswith("-CW-7K4M-Q9XT-2HBD.pdf")
