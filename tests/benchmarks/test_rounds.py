"""What the report says of several rounds agrees with itself, whatever single rounds gave."""

from random import Random
from statistics import median

import pytest

from benchmarks.load import Ask, Sample
from benchmarks.rounds import Asked, measure, ratio, row, spread


def samples(per_second, cpu_us):
    return [
        Sample(per_second=many, p50_ms=1.0, p99_ms=2.0, cpu_us=cpu, failed=0)
        for many, cpu in zip(per_second, cpu_us, strict=True)
    ]


@pytest.fixture
def answering(monkeypatch):
    """Servers by name that answer at once, and who was asked in which order."""
    asked = []

    def give(named):
        left = {name: iter(found) for name, found in named.items()}

        def sample(servers, _files, *, at_once, seconds):
            name = "+".join(servers)
            asked.append((name, at_once, seconds))
            return named[name][0] if seconds == 1 else next(left[name])

        monkeypatch.setattr("benchmarks.rounds.sample", sample)
        monkeypatch.setattr("benchmarks.rounds.size_of", lambda _server, _asks: 100)
        return asked

    return give


def test_a_share_is_that_of_the_two_figures_beside_it(answering):
    bare = samples([6000, 9000, 7000, 12000, 5000], [100, 90, 110, 80, 120])
    page = samples([1200, 1100, 900, 1500, 700], [800, 900, 1000, 700, 1300])
    answering({"bare": bare, "page": page})
    found = row("page", "bare", Asked(["page"], [Ask("GET", "/")]), at_once=8, rounds=5, seconds=2)
    assert found["share"][0] == found["per_second"] / found["bare_per_second"] == 1100 / 7000
    assert found["cpu_share"][0] == found["bare_cpu_us"] / found["cpu_us"] == 100 / 900
    assert found["share"][1:] == [1100 / 9000, 1200 / 6000]


def test_a_share_lies_between_those_of_single_rounds():
    random = Random(42001)
    for _ in range(200):
        rounds = random.randint(1, 6)
        above = [random.uniform(1, 100) for _ in range(rounds)]
        below = [random.uniform(1, 100) for _ in range(rounds)]
        middle, least, greatest = ratio(above, below)
        assert least * (1 - 1e-9) <= middle <= greatest * (1 + 1e-9)


def test_a_spread_is_the_median_with_the_least_and_the_greatest():
    assert spread([3, 1, 2]) == [median([3, 1, 2]), 1, 3]


def test_within_each_round_everybody_is_asked_once_and_another_one_begins(answering):
    many = samples([1, 1, 1], [1, 1, 1])
    asked = answering({"bare": many, "few": many, "most": many})
    sides = {name: Asked([name], [Ask("GET", "/")]) for name in ("few", "most")}
    measure("bare", sides, at_once=1, rounds=3, seconds=2)
    turns = [name for name, _, seconds in asked if seconds == 2]
    assert turns == ["bare", "few", "most", "few", "most", "bare", "most", "bare", "few"]


def test_one_at_a_time_is_asked_of_one_of_two_processes(answering):
    one = samples([1], [1])
    asked = answering({"bare": one, "first": one, "first+second": one})
    both = {"page": Asked(["first", "second"], [Ask("GET", "/"), Ask("GET", "/")])}
    measure("bare", both, at_once=1, rounds=1, seconds=2)
    assert {name for name, _, _ in asked} == {"bare", "first"}
