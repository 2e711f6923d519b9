"""The crosswalk as it is read, the units that teach its rows, and the one that is shipped."""

from dataclasses import replace
from datetime import date

import pytest

from app.catalog.loader import load
from app.catalog.standard import CONTROLS, REQUIREMENT_CLAUSES
from app.catalog.teaching import units_by_number, units_teaching
from app.core.settings import ROOT

SECOND = "courses/tiny/02-second-steps.md"


def test_a_crosswalk_stands_in_the_order_of_the_standard_with_primary_pairs_first(site):
    crosswalk = site.crosswalk
    assert (crosswalk.title, crosswalk.as_of) == ("Crosswalk", "2026-11-23")
    assert [row.number for row in crosswalk.rows] == ["4.3", "6.1.2", "7.5.1", "A.5.2"]
    assert [basis.id for basis in crosswalk.bases] == ["nist", "csa", "editorial"]
    scope, *_, assessment = crosswalk.rows
    assert [(p.ref, p.basis, p.primary) for p in assessment.of("nist-ai-rmf")] == [
        ("MAP 1.1", "nist", True),
        ("MAP 3.1", "nist", False),
    ]
    uncertain, editorial = scope.of("nist-ai-rmf")
    assert uncertain.doubt == "Its line contradicts itself."
    assert (editorial.basis, editorial.primary, editorial.doubt) == ("editorial", False, "")
    assert (scope.templates, scope.place.line) == (("T01", "T22"), 23)


def test_a_tree_without_a_crosswalk_has_none(tree):
    (tree / "courses/crosswalk.yaml").unlink()
    catalog = tree.load()
    assert catalog.crosswalk is None
    assert catalog.errors == ()


def test_a_crosswalk_under_another_ending_is_told(tree):
    (tree / "courses/crosswalk.yaml").rename(tree / "courses/crosswalk.yml")
    assert any(error.startswith("courses/crosswalk.yml:1:1: F022 ") for error in tree.errors())


def test_a_change_of_the_crosswalk_is_a_change_of_the_catalogue(tree, site):
    tree.edit("courses/crosswalk.yaml", "Determining the scope", "Determine the scope")
    assert tree.load().hash != site.hash


def taught(catalog, number):
    return [one.url for one in units_teaching(number, units_by_number(catalog))]


def test_units_teach_what_they_name_and_what_belongs_to_it(tree):
    unit = '\n## Records {#records clause="7.5 7.5.2" control="A.5.2"}\n\nText.\n'
    tree.write(SECOND, (tree / SECOND).read_text() + unit)
    catalog = tree.load()
    weigh, records = "/courses/tiny/second-steps/weigh", "/courses/tiny/second-steps/records"
    assert taught(catalog, "7.5.1") == [records]
    assert taught(catalog, "7.5.2") == [records]
    assert taught(catalog, "A.5.2") == [weigh, records]
    assert taught(catalog, "9.1") == []


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_published_teaches_nobody(status, site):
    (course,) = site.courses
    assert taught(site, "6.1.2")
    modules = tuple(replace(module, status=status) for module in course.modules)
    for changed in (replace(course, modules=modules), replace(course, status=status)):
        assert taught(replace(site, courses=(changed,)), "6.1.2") == []


@pytest.fixture(scope="module")
def shipped():
    return load(ROOT / "courses", ROOT / "quizzes", today=date(2026, 11, 23)).crosswalk


def test_the_shipped_crosswalk_has_a_row_for_every_clause_and_control(shipped):
    numbers = [row.number for row in shipped.rows]
    assert numbers == [*REQUIREMENT_CLAUSES, *CONTROLS]


def test_an_editorial_pair_beside_published_ones_is_never_a_primary_one(shipped):
    for row in shipped.rows:
        pairs = row.of("nist-ai-rmf")
        if any(pair.basis == "nist" for pair in pairs):
            assert not [pair for pair in pairs if pair.basis == "editorial" and pair.primary]
        assert 1 <= sum(pair.primary for pair in pairs) <= 3


def test_only_the_columns_that_have_a_published_source_name_one(shipped):
    rests = {(pair.framework, pair.basis) for row in shipped.rows for pair in row.pairs}
    assert {framework for framework, basis in rests if basis == "nist"} == {"nist-ai-rmf"}
    assert {framework for framework, basis in rests if basis == "csa"} == {"eu-ai-act"}


def test_the_pairs_that_their_sources_leave_open_say_so(shipped):
    doubtful = {(row.number, pair.ref) for row in shipped.rows for pair in row.pairs if pair.doubt}
    assert {("A.3.2", "GOVERN 3.2"), ("A.2.2", "MAP 1.4")} <= doubtful
    third_table = {
        (row.number, pair.ref)
        for row in shipped.rows
        for pair in row.of("iso27701")
        if pair.ref.startswith("A.3.")
    }
    assert third_table
    assert third_table <= doubtful
