"""A seeded database has what the report asks for, at every size."""

import pytest
from sqlalchemy import text

from benchmarks.names import ACTORS, BUSY_ATTEMPTS, actors
from benchmarks.roads import busy_roads, roads
from benchmarks.seed import seed
from benchmarks.statements import statements

LEARNERS = 1230


@pytest.mark.parametrize("learners", [100, 1230, 10_000, 1_000_000])
def test_actors_are_spread_over_all_numbers(learners):
    numbers = actors(learners)
    assert len(set(numbers)) == ACTORS
    assert max(numbers) < learners
    parts = {number * 10 // learners for number in numbers}
    assert parts >= set(range(6)) if learners == 100 else parts == set(range(10))


def test_an_actor_has_the_same_pages_at_every_size():
    few, many = actors(100), actors(1_000_000)
    assert [number % 100 for number in many] == few


def test_every_road_is_answered_and_the_rows_are_there(course, migrated, tmp_path):
    seed(migrated, course, LEARNERS)
    asked = {**roads(course, LEARNERS), **busy_roads(course, LEARNERS)}
    # The last of those who ask is not among the first hundred. Raises where it is refused.
    found = statements(tmp_path, migrated, {road: asks[-1:] for road, asks in asked.items()})
    assert {row["road"] for row in found if row["statements"] > 0} == set(asked)
    with migrated.engine.connect() as connection:

        def count(what):
            return connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one()

        assert count("users") == LEARNERS
        # One each; actors have an open one and an exam besides, the busy one 499 more.
        assert count("attempts") == LEARNERS + 2 * ACTORS + BUSY_ATTEMPTS - 1
        assert count("certificates") == ACTORS
        orphans = "attempt_items i LEFT JOIN attempts a ON a.id = i.attempt_id WHERE a.id IS NULL"
        assert count(orphans) == 0
        tenth = LEARNERS / 10
        answered = "SELECT DISTINCT attempt_id FROM attempt_items WHERE answer IS NOT NULL"
        ordinary = count(f"({answered}) x JOIN attempts a ON a.id = x.attempt_id WHERE number = 1")
        assert tenth <= ordinary <= tenth + 2 * ACTORS
