import pytest

from app.catalog.course_file import parse_course
from app.catalog.crosswalk_file import parse_crosswalk
from app.catalog.glossary_file import parse_glossary
from app.catalog.paths_file import parse_paths
from app.catalog.template_file import parse_template
from tests.catalog.pages import source_file, told
from tests.catalog.reading import cases

PARSERS = {
    "courses/crosswalk.yaml": parse_crosswalk,
    "courses/glossary.md": parse_glossary,
    "courses/paths.md": parse_paths,
    "courses/templates/T01-scope.md": parse_template,
    "courses/tiny/course.md": parse_course,
}


@pytest.mark.parametrize(("source", "expected"), cases("other_file_errors.md"))
def test_what_is_wrong_is_told_with_its_place(source, expected):
    path, _, text = source.partition("\n")
    file = source_file(text, path)
    PARSERS[path](file)
    assert told(file.problems) == expected.splitlines()


def test_terms_stand_in_the_order_of_the_alphabet():
    text = "---\nschema: glossary/1\ntitle: G\n---\n" + "".join(
        f"## {title} {{#{title[-1]}}}\n\nText.\n\n"
        for title in ("Zeb a", "Élan b", "elan c", "Apple d")
    )
    terms = parse_glossary(source_file(text, "courses/glossary.md"))
    assert [term.id for term in terms] == ["d", "b", "c", "a"]


def test_a_course_has_its_rule_its_certificate_and_its_outcomes():
    text = (
        "---\nschema: course/1\ntitle: A\nlevel: advanced\nsummary: x\nversion: 1.2.3-rc.1\n"
        "outcomes: [{id: own, text: Mine}]\n"
        "completion: {modules: [one, two], exam: exam, exam_requires: none}\n"
        "certificate: {title: A, valid: P3Y}\nreviewed: 2026-11-23\n---\nAn *introduction*.\n"
    )
    file = source_file(text, "courses/tiny/course.md")
    course = parse_course(file)
    assert told(file.problems) == []
    assert (course.slug, course.level, course.language) == ("tiny", "advanced", "en")
    assert course.completion.modules == ("one", "two")
    assert (course.completion.exam, course.completion.exam_requires) == ("exam", "none")
    assert (course.certificate.title, course.certificate.valid) == ("A", "P3Y")
    assert course.intro_html == "<p>An <em>introduction</em>.</p>"
    assert (course.reviewed, course.review_by) == ("2026-11-23", "")
