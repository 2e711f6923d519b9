from collections import Counter

from app.catalog.standard import (
    AREAS,
    CLAUSES,
    CONTROLS,
    REQUIREMENT_CLAUSES,
    area_of,
    covered_by,
    unknown_clause,
    unknown_control,
)


def test_annex_a_has_thirty_eight_controls_in_nine_areas():
    by_area = Counter(area_of(control) for control in CONTROLS)
    assert list(by_area) == list(AREAS)
    assert list(by_area.values()) == [3, 2, 5, 4, 9, 5, 4, 3, 3]
    assert len(CONTROLS) == 38


def test_the_requirements_stand_in_the_deepest_subclauses_from_4_1_to_10_2():
    assert REQUIREMENT_CLAUSES[0] == "4.1"
    assert REQUIREMENT_CLAUSES[-1] == "10.2"
    assert {"6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.3", "7.5.3", "9.2.2", "9.3.3"} <= set(
        REQUIREMENT_CLAUSES
    )
    assert not {"4", "6.1", "7.5", "9.2", "9.3"} & set(REQUIREMENT_CLAUSES)


def test_every_number_of_the_lists_is_known():
    assert [unknown_clause(clause) for clause in CLAUSES] == [""] * len(CLAUSES)
    assert [unknown_control(control) for control in CONTROLS] == [""] * len(CONTROLS)


def test_a_wrong_number_is_named_with_what_may_be_meant():
    assert "7.10" in unknown_clause("7.10")
    assert 'control="A.6.2.4"' in unknown_clause("A.6.2.4")
    assert "A.5.2" in unknown_control("A.5")
    assert "A.6.2.4" in unknown_control("6.2.4")
    assert "A.11.1" in unknown_control("A.11.1")


def test_a_subclause_is_taught_with_the_clause_it_is_a_part_of_but_not_with_a_whole_one():
    assert covered_by("7.5.1") == ("7.5.1", "7.5")
    assert covered_by("6.2") == ("6.2",)
    assert covered_by("A.6.2.4") == ("A.6.2.4",)
    assert covered_by("4") == ("4",)
