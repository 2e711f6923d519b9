import os
from dataclasses import asdict

import pytest

from app.catalog import parsers
from app.catalog.model import Catalog

FIRST = "courses/tiny/01-first-steps.md"
SECOND = "courses/tiny/02-second-steps.md"


def test_the_site_has_no_errors(site):
    assert [str(problem) for problem in site.errors] == []


def test_modules_stand_in_the_order_of_their_numbers_with_their_banks(site):
    (course,) = site.courses
    assert [(m.number, m.slug, m.bank.slug) for m in course.modules] == [
        (1, "first-steps", "first-steps"),
        (2, "second-steps", "second-steps"),
    ]
    assert course.exam.slug == "exam"
    assert course.minutes == sum(unit.minutes for m in course.modules for unit in m.units)


def test_outcomes_of_a_module_are_those_of_its_course(site):
    (outcome,) = site.course("tiny").module("first-steps").outcomes
    assert outcome.text == "Decide whether an AI system belongs in the scope"


def test_glossary_paths_and_templates_are_read(site):
    (term,) = [term for term in site.glossary if term.id == "ai-system"]
    assert term.taught == "tiny/first-steps#boundary"
    path = site.path("practitioner")
    assert [(s.course, s.module, s.unit) for s in path.must] == [
        ("tiny", "first-steps", ""),
        ("tiny", "second-steps", "weigh"),
    ]
    assert [(s.course, s.module) for s in path.should] == [("tiny", "")]
    assert [t.id for t in site.templates] == ["T01", "T05"]


def test_a_document_template_has_fields_with_their_reasons(site):
    template = site.template("T01")
    (blank,), (filled,) = template.blank, template.filled
    assert [(f.label, f.basis.kind, f.basis.ref) for f in blank.fields] == [
        ("Sites", "42001", "4.3"),
        ("Review date", "practice", ""),
    ]
    assert filled.fields[0].text == "Utrecht, Lyon and Toronto."
    assert (template.filled_for, template.intro_text) == (
        "Veltrano",
        "A scope statement on one page.",
    )


def test_a_table_template_has_columns_and_rows(site):
    template = site.template("T05")
    (blank,), (filled,) = template.blank, template.filled
    assert [(c.label, c.basis.kind) for c in blank.columns] == [
        ("Risk", "42001"),
        ("Owner", "practice"),
    ]
    assert filled.rows == (("R-07 proxy discrimination", "Priya"),)


def test_two_reads_of_one_tree_give_the_same(site, tree):
    assert tree.load().hash == site.hash
    assert asdict(tree.load()) == asdict(site)


@pytest.mark.parametrize("missing", ["courses", "quizzes"])
def test_a_missing_folder_is_told(tree, missing):
    (tree / missing).rename(tree / "elsewhere")
    assert f"{missing}:1:1: F020 There is no such folder." in tree.errors()


def test_what_is_not_of_the_format_is_left_alone_and_misnamed_text_is_told(tree):
    for name in (
        "courses/README.md",
        "courses/LICENSE",
        "courses/tiny/.draft.md",
        "courses/tiny/NOTES.md",
        "courses/tiny/x.txt",
    ):
        tree.write(name, "not of the format <b>")
    assert tree.errors() == []
    tree.write("courses/tiny/3-third.md", "---\n")
    tree.write("courses/notes.md", "---\n")
    assert [error.split(":")[0] for error in tree.errors()] == [
        "courses/notes.md",
        "courses/tiny/3-third.md",
    ]
    assert all(" F022 " in error for error in tree.errors())


def test_a_course_without_its_file_is_told(tree):
    (tree / "courses/tiny/course.md").unlink()
    assert any(error.startswith("courses/tiny/course.md:1:1: F023 ") for error in tree.errors())


def test_a_folder_whose_name_cannot_be_an_address_is_told(tree):
    tree.write("courses/Tiny Two/course.md", "---\n")
    assert any(error.startswith("courses/Tiny Two:1:1: F021 ") for error in tree.errors())


def test_bytes_that_are_not_utf8_are_told_with_their_place(tree):
    file = tree / FIRST
    file.write_bytes(file.read_bytes().replace(b"Tomas draws", b"Tom\xe9 draws", 1))
    assert f"{FIRST}:13:4: F014 This byte is not UTF-8: save the file as UTF-8." in tree.errors()


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm(tree, site):
    file = tree / FIRST
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    catalog = tree.load()
    assert catalog.errors == ()
    first, now = (c.courses[0].modules[0] for c in (site, catalog))
    assert asdict(now) == asdict(first)


def test_a_huge_file_is_told_and_not_parsed(tree):
    tree.write(SECOND, "x" * 2_000_001)
    assert f"{SECOND}:1:1: F019 The file is larger than 2 MB." in tree.errors()


def test_a_link_out_of_the_folder_is_not_followed(tree, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text((tree / SECOND).read_text())
    (tree / SECOND).unlink()
    (tree / SECOND).symlink_to(secret)
    assert f"{SECOND}:1:1: F018 This link leads out of the folder." in tree.errors()


def test_a_link_in_the_folder_is_followed(tree):
    (tree / "courses/tiny/media/real.md").write_text((tree / SECOND).read_text())
    (tree / SECOND).unlink()
    (tree / SECOND).symlink_to("media/real.md")
    assert tree.errors() == []


def test_a_link_in_circles_is_told(tree):
    (tree / SECOND).unlink()
    (tree / SECOND).symlink_to("02-second-steps.md")
    assert any(error.startswith(f"{SECOND}:1:1: F017 ") for error in tree.errors())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_told(tree):
    (tree / SECOND).chmod(0)
    assert f"{SECOND}:1:1: F017 It cannot be read: Permission denied." in tree.errors()


def test_a_folder_with_the_name_of_a_file_is_told(tree):
    (tree / "courses/glossary.md").unlink()
    (tree / "courses/glossary.md").mkdir()
    assert any(" L001 " in error for error in tree.errors())


@pytest.mark.parametrize(
    "nested", ["> " * 5000, "- " * 5000, "[" * 20000, "*a " * 5000, "::: case\n" * 500]
)
def test_deep_nesting_is_read_or_told_but_never_fails(tree, nested):
    tree.write(SECOND, (tree / SECOND).read_text() + f"\n{nested}x\n")
    assert isinstance(tree.load(), Catalog)


def test_deeply_nested_front_matter_is_told(tree):
    tree.edit(SECOND, "sources: []", "sources: " + "[" * 3000 + "]" * 3000)
    assert any(error.startswith(f"{SECOND}:2:1: F001 ") for error in tree.errors())


def test_a_file_that_a_parser_goes_too_deep_for_is_told(tree, monkeypatch):
    def parse(file):
        raise RecursionError

    monkeypatch.setitem(parsers.PARSERS, "terms", parse)
    told = "F015 The file is nested too deeply to be read."
    assert f"courses/glossary.md:1:1: {told}" in tree.errors()


def test_a_module_that_takes_an_address_of_the_program_is_told(tree):
    tree.write("courses/tiny/03-quiz.md", (tree / SECOND).read_text())
    assert any(e.startswith("courses/tiny/03-quiz.md:1:1: F011 `quiz`") for e in tree.errors())


def test_two_modules_of_one_address_or_one_number_are_told(tree):
    text = (tree / SECOND).read_text()
    tree.write("courses/tiny/03-second-steps.md", text)
    tree.write("courses/tiny/02-other.md", text)
    errors = tree.errors()
    assert any("03-second-steps.md:1:1: F024 `second-steps` is the address of" in e for e in errors)
    assert any(" F025 " in e for e in errors)


def test_an_alias_that_is_taken_is_told(tree):
    tree.edit(FIRST, "aliases: [beginning]", "aliases: [second-steps]")
    assert f"{FIRST}:1:1: F024 `second-steps` is the address of {SECOND} already." in tree.errors()


def test_an_outcome_that_the_course_does_not_have_is_told(tree):
    tree.edit(FIRST, "outcomes: [scope]", "outcomes: [scop]")
    assert (
        f'{FIRST}:7:12: C020 The course has no outcome `scop`. Did you mean "scope"?'
        in tree.errors()
    )


def test_dead_links_of_every_file_are_told_where_they_stand(tree):
    tree.edit(FIRST, "02-second-steps.md#weigh", "02-second-steps.md#weight")
    tree.edit("courses/glossary.md", "first-steps#boundary", "first-steps#nowhere")
    tree.edit("courses/paths.md", "tiny/01-first-steps.md", "tiny/09-none.md")
    places = [error.rpartition(" L001")[0] for error in tree.errors()]
    assert places == [
        "courses/glossary.md:5:14:",
        "courses/paths.md:11:17:",
        f"{FIRST}:17:88:",
    ]


def test_a_picture_that_pages_refer_to_is_kept_with_its_digest(tree):
    (tree / "courses/tiny/media/dot.png").write_bytes(b"\x89PNG")
    tree.edit(FIRST, "### Three lines", "![A dot](media/dot.png)\n\n### Three lines")
    catalog = tree.load()
    assert catalog.errors == ()
    (picture,) = catalog.media.values()
    assert (picture.path, picture.media_type, picture.data) == (
        "courses/tiny/media/dot.png",
        "image/png",
        b"\x89PNG",
    )
    html = catalog.courses[0].modules[0].units[0].parts[0].html
    assert f'src="/media/{picture.digest}/{picture.path}"' in html


def test_a_number_changes_nothing_but_the_order(tree, site):
    (tree / SECOND).rename(tree / "courses/tiny/09-second-steps.md")
    (tree / "quizzes/tiny/02-second-steps.md").rename(tree / "quizzes/tiny/09-second-steps.md")
    for file in (FIRST, "courses/paths.md"):
        tree.edit(file, "02-second-steps", "09-second-steps")
    catalog = tree.load()
    assert catalog.errors == ()
    before, after = (c.courses[0].module("second-steps") for c in (site, catalog))
    assert (after.number, after.hash) == (9, before.hash)
    assert (
        catalog.courses[0].module("first-steps").hash == site.courses[0].module("first-steps").hash
    )
