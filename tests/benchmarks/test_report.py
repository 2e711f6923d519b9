"""The report says what was measured, each part under its own circumstances."""

from benchmarks import plot
from benchmarks.report import markdown
from benchmarks.tables import between

MADE = {
    "at": "2026-11-26 14:55 UTC",
    "commit": "abc1234",
    "cpu": "A processor",
    "cores": 2,
    "python": "3.11.7",
    "database": "SQLite 3.40.1",
    "modules": 14,
    "rounds": 5,
    "seconds": 2,
    "load_before": 0.2,
    "load_after": 1.1,
    "took": 700,
}


def growing(road, *points):
    return {
        "road": road,
        "bare_cpu_us": 100.0,
        "cpu_us": [100 * middle for middle, _, _ in points],
        "times_bare": [list(point) for point in points],
        "cpu_most_to_fewest": [1.0, 0.9, 1.1],
        "bare_p99_ms": [4.0, 3.0, 5.0],
        "p99_ms": [[50.0, 40.0, 60.0] for _ in points],
        "p99_most_to_fewest": [1.0, 0.8, 1.2],
        "failed": 0,
    }


def growth(at="2026-11-26 15:20 UTC"):
    rows = [
        growing("catalogue", (8, 7, 9), (8, 7, 9)),
        growing("result", (30, 28, 33), (31, 29, 35)),
    ]
    database = {"file_mb": 5, "seeded_seconds": 1, "backup_seconds": 1, "restore_seconds": 3}
    return {
        "made": MADE | {"at": at, "commit": "def5678", "rounds": 3, "load_before": 7.5},
        "learners": [100, 10_000],
        "databases": [database, database],
        "alone": rows,
        "together": rows,
    }


def test_each_part_tells_its_own_date_commit_load_and_rounds():
    journey = {"questions": 10, "requests": [14, 14, 14], "kb": [30, 29, 31], "ms": [120, 110, 140]}
    said = markdown({"journey": {"made": MADE} | journey, "growth": growth()})
    first, second = said.split("## With more learners")
    assert "2026-11-26 14:55 UTC, commit abc1234" in first
    assert "5 rounds of 2 s; load average 0.2 before" in first
    assert "2026-11-26 15:20 UTC, commit def5678" in second
    assert "3 rounds of 2 s; load average 7.5 before" in second


def test_postgresql_is_named_by_its_own_version():
    memory = {"idle": [100.0], "after all of this load": [110.0]}
    measured = {"roads": [], "memory": memory}
    part = {"made": MADE, "one": measured, "two": measured, "starts": [2, 1.9, 2.2]}
    said = markdown({"postgres": part | {"database": "PostgreSQL 16.14"}})
    assert said.count("PostgreSQL 16.14") == 2
    assert "SQLite" not in said


def test_a_figure_stands_with_its_least_and_its_greatest_round():
    assert between([0.191, 0.17, 0.2342], percent=True) == "19.1% (17.0–23.4)"
    assert between([66.4, 50.0, 93.0]) == "66.4 (50.0–93.0)"


def test_every_road_has_a_line_in_the_plot_and_one_that_stays_level_stays_level():
    found = growth()
    found["alone"] += [growing(f"road {n}", (20, 19, 22), (21, 19, 22)) for n in range(10)]
    svg = plot.growth(found)
    assert svg.count("<polyline") == 12
    level = svg.split('<polyline points="')[1].split('"')[0]
    heights = {point.split(",")[1] for point in level.split()}
    assert len(heights) == 1
