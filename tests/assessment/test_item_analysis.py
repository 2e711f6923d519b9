"""Figures agree with an independent computation and a worked example; what is planted is found."""

from random import Random

import numpy as np
import pytest

from app.assessment import item_counts
from app.assessment.item_analysis import (
    Chosen,
    Figures,
    Reliability,
    figures_by_item,
    options_in,
    reliability,
    trust_in,
)
from app.assessment.item_flags import flags, letter, reliability_in_words
from app.assessment.item_tallies import tallies
from tests.assessment.questions import make_choice, make_question
from tests.assessment.responses import Response, Sat, simulate, sit


def analysed(session, attempts):
    item_counts.count(session, sit(session, attempts))
    found = tallies(session, "tiny")
    return {k.question_id: f for k, f in figures_by_item(found).items()}, reliability(found)


def group_means(rest, values, size=0.27):
    """Means over the upper and the lower 27 per cent, by hand: learners in order, equals in parts."""
    found = []
    for order in (-1, 1):
        band = np.round(rest * 100 + 1e-6)
        total, places = 0.0, size * len(rest)
        for value in sorted(set(band), key=lambda b: order * b):
            members = values[band == value]
            taken = min(len(members), places)
            total += members.mean() * taken
            places -= taken
            if places <= 0:
                break
        found.append(total / (size * len(rest)))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_agree_with_numpy(session, seed):
    """Everybody is asked everything; shares in thirds, halves and wholes, blanks, times."""
    random = Random(seed)
    learners, items = random.randint(30, 70), random.randint(3, 9)
    shares = np.empty((learners, items))
    chosen = np.empty((learners, items), dtype=object)
    times = np.empty((learners, items))
    attempts = []
    for n in range(learners):
        strength = random.random()
        responses = []
        for m in range(items):
            good = random.random() < strength
            chosen[n, m] = random.choice([None, "1", "2", "3"])
            shares[n, m] = random.choice([1 / 3, 0.5, 1.0]) if good else 0.0
            times[n, m] = random.uniform(1, 500)
            answer = None if chosen[n, m] is None else {"choice": chosen[n, m]}
            responses.append(Response(f"q{m}", answer, shares[n, m], times[n, m]))
        attempts.append(Sat(responses))
    figures, whole = analysed(session, attempts)
    for m in range(items):
        found = figures[f"q{m}"]
        rest = np.delete(shares, m, axis=1).mean(axis=1)
        assert found.responses == learners
        assert found.facility == pytest.approx(shares[:, m].mean())
        assert found.discrimination == pytest.approx(np.corrcoef(shares[:, m], rest)[0, 1])
        assert found.unanswered == pytest.approx(np.mean([c is None for c in chosen[:, m]]))
        for option in ("1", "2", "3"):
            chose = (chosen[:, m] == option).astype(float)
            upper, lower = group_means(rest, chose)
            assert found.chosen[option].overall == pytest.approx(chose.mean())
            assert found.chosen[option].upper == pytest.approx(upper)
            assert found.chosen[option].lower == pytest.approx(lower)
    covariances = np.cov(shares, rowvar=False)
    alpha = items / (items - 1) * (1 - np.trace(covariances) / covariances.sum())
    assert whole.is_fixed
    assert whole.alpha == pytest.approx(alpha)
    spread = shares.mean(axis=1).std(ddof=1) * 100
    assert whole.error == pytest.approx(spread * np.sqrt(1 - max(alpha, 0)))
    assert whole.mean == pytest.approx(shares.mean() * 100)


def test_the_time_of_an_answer_is_since_the_one_before_and_ten_minutes_at_most(sqlite):
    with sqlite.session(writing=True) as session:
        attempts = [
            Sat([Response("q0", {"choice": "1"}, 1.0, 10 + n), Response("q1", {"choice": "1"}, 0.0, 3600)])
            for n in range(40)
        ]  # fmt: skip
        figures, _ = analysed(session, attempts)
    assert figures["q0"].seconds == pytest.approx(np.mean([10 + n for n in range(40)]), abs=0.01)
    assert figures["q1"].seconds == 600


def test_reliability_of_drawn_questions_agrees_with_an_analysis_of_variance(session):
    items = [(f"q{n}", 1.5, (n - 5) / 3, "1", "1", 4) for n in range(12)]
    attempts = simulate(Random(5), 60, items, drawn=6)
    _, whole = analysed(session, attempts)
    shares = np.array([[one.share for one in sat.responses] for sat in attempts])
    between = 6 * shares.mean(axis=1).var(ddof=1)
    within = shares.var(axis=1, ddof=1).mean()
    assert not whole.is_fixed
    assert (whole.attempts, whole.asked) == (60, 6)
    assert whole.alpha == pytest.approx((between - within) / between)


def test_a_worked_example(session):
    """By hand: thirty learners, three questions. Ten have all right, ten the first alone, ten none.

    The totals are 3, 1 and 0: mean 4/3, sample variance 10 (25/9 + 1/9 + 16/9) / 29 = 140/87. The
    first question is right for 20 of 30 (variance 20/87), the others for 10 of 30 (20/87 each). KR-20
    is 3/2 (1 - 60/140) = 6/7. The rest of the first is 1, 0, 0: its covariance with the question is
    1/3 - 2/3 x 1/3 = 1/9, both variances are 2/9, so that the correlation is 1/2. The rest of the
    second is 1, 1/2, 0 (variance 1/6): 1/3 - 1/3 x 1/2 = 1/6, over the root of 2/9 x 1/6 = 1/27, is
    sqrt(27)/6. The error is the standard deviation of the totals, times the root of 1/7, of 3 points.
    """
    groups = [(1, 1, 1), (1, 0, 0), (0, 0, 0)]
    attempts = [
        Sat([Response(f"q{m}", {"choice": "12"[1 - s]}, float(s)) for m, s in enumerate(group)])
        for group in groups
        for _ in range(10)
    ]
    figures, whole = analysed(session, attempts)
    assert figures["q0"].facility == pytest.approx(2 / 3)
    assert figures["q0"].discrimination == pytest.approx(1 / 2)
    assert figures["q1"].discrimination == pytest.approx(27**0.5 / 6)
    assert whole.alpha == pytest.approx(6 / 7)
    assert whole.error == pytest.approx(100 / 3 * (140 / 87 / 7) ** 0.5)
    # The upper 8.1 and the lower 8.1 of the first: those with a rest of 1, and 8.1 of the other 20.
    assert figures["q0"].chosen["1"].upper == pytest.approx(1)
    assert figures["q0"].chosen["1"].lower == pytest.approx(1 / 2)


class TestPlanted:
    """Eight good items, one whose key is wrong, one that luck alone answers."""

    @pytest.fixture
    def figures(self, sqlite):
        good = [(f"good-{n}", 1.5, (n - 5) / 5, "1", "1", 4) for n in range(8)]
        wrong_key = ("wrong-key", 1.5, -0.3, "3", "1", 4)
        chance = ("chance", 0.0, 0.0, "1", "1", 4)
        with sqlite.session(writing=True) as session:
            attempts = simulate(Random(42001), 600, [*good, wrong_key, chance])
            return analysed(session, attempts)[0]

    def test_the_wrong_key_and_the_item_that_does_not_discriminate_are_flagged(self, figures):
        question = make_question(body=make_choice({1}, total=4, several=False))
        (key, discrimination, *_) = flags(question, figures["wrong-key"], "exam")
        assert key.text == "The key may be wrong: strong learners choose C"
        assert discrimination.text == "Does not tell strong from weak: weak learners do better"
        assert {key.kind, discrimination.kind} == {"bad"}
        texts = [flag.text for flag in flags(question, figures["chance"], "exam")]
        assert any(text.startswith("Does not tell strong from weak") for text in texts)

    def test_good_ones_are_not(self, figures):
        question = make_question(body=make_choice({1}, total=4, several=False))
        for n in range(8):
            assert flags(question, figures[f"good-{n}"], "exam") == ()

    def test_a_draw_finds_them_too(self, sqlite):
        good = [(f"good-{n}", 1.5, (n - 9) / 7, "1", "1", 4) for n in range(18)]
        planted = ("wrong-key", 1.5, 0.0, "2", "1", 4)
        with sqlite.session(writing=True) as session:
            attempts = simulate(Random(3), 500, [*good, planted], drawn=10)
            figures, whole = analysed(session, attempts)
        question = make_question(body=make_choice({1}, total=4, several=False))
        bad = {id_ for id_, f in figures.items() for flag in flags(question, f, "exam") if flag.kind == "bad"}  # fmt: skip
        assert bad == {"wrong-key"}
        assert 0.4 < whole.alpha < 0.9


class TestTooFew:
    def test_29_are_suppressed_and_30_are_not(self, sqlite):
        pair = [("q0", 1.5, 0.0, "1", "1", 4), ("q1", 1.5, 0.0, "1", "1", 4)]
        with sqlite.session(writing=True) as session:
            figures, whole = analysed(session, simulate(Random(1), 29, pair))
            assert figures["q0"] == Figures(29, "suppressed")
            assert whole == Reliability(29, 2, "suppressed")
            figures, whole = analysed(session, simulate(Random(2), 1, pair))
            assert (figures["q0"].responses, figures["q0"].trust) == (30, "caution")
            assert figures["q0"].facility is not None
            assert whole.alpha is not None

    @pytest.mark.parametrize(
        ("responses", "trust"),
        [(0, "none"), (1, "suppressed"), (29, "suppressed"), (30, "caution"), (99, "caution"), (100, "sound")],
    )  # fmt: skip
    def test_how_far_numbers_are_trusted(self, responses, trust):
        assert trust_in(responses) == trust

    def test_nothing_is_said_of_what_is_suppressed(self):
        assert flags(make_question(), Figures(12, "suppressed"), "exam") == ()
        assert reliability(()) == Reliability(0, 0, "none")


def test_where_everybody_wins_the_same_nothing_is_said_to_discriminate(sqlite):
    with sqlite.session(writing=True) as session:
        alike = [Sat([Response(q, {"choice": "1"}, 1.0) for q in ("q0", "q1")]) for _ in range(40)]
        figures, whole = analysed(session, alike)
    assert figures["q0"].discrimination is None
    assert (whole.alpha, whole.error, whole.mean) == (None, None, 100)


def figures(facility=0.6, discrimination=0.4, **chosen):
    """a=(overall, upper, lower) and so on for each option."""
    by_id = {str(ord(key) - 96): Chosen(*shares) for key, shares in chosen.items()}
    return Figures(200, "sound", facility, discrimination, 0.0, 20.0, by_id)


ALL = {"a": (0.6, 0.9, 0.3), "b": (0.2, 0.05, 0.3), "c": (0.1, 0.03, 0.2), "d": (0.1, 0.02, 0.2)}


class TestFlags:
    QUESTION = make_question(body=make_choice({1}, total=4, several=False))

    @pytest.mark.parametrize(
        ("over", "kind", "texts"),
        [
            ({}, "exam", []),
            ({"facility": 0.3, "discrimination": 0.2}, "exam", []),
            ({"facility": 0.85}, "exam", []),
            ({"facility": 0.29}, "exam", ["Too hard"]),
            ({"facility": 0.86}, "exam", ["Too easy"]),
            ({"facility": 0.96}, "quiz", []),
            ({"discrimination": 0.19}, "exam", ["Hardly tells strong from weak"]),
            ({"discrimination": 0.1}, "exam", ["Hardly tells strong from weak"]),
            ({"discrimination": 0.09}, "exam", ["Does not tell strong from weak"]),
            ({"discrimination": None}, "exam", []),
            ({"d": (0.0, 0.0, 0.0)}, "exam", ["Nobody chooses D"]),
            ({"d": (0.04, 0, 0.1), "c": (0.02, 0, 0.1)}, "exam", ["Hardly anybody chooses C or D"]),
            ({"d": (0.05, 0.0, 0.1)}, "exam", []),
        ],
    )
    def test_bands(self, over, kind, texts):
        assert [f.text for f in flags(self.QUESTION, figures(**ALL | over), kind)] == texts

    def test_a_hard_question_that_strong_learners_get_right_has_the_right_key(self):
        hard = figures(0.35, 0.3, a=(0.35, 0.7, 0.1), b=(0.4, 0.2, 0.4), c=(0.1, 0.05, 0.2), d=(0.15, 0.05, 0.3))  # fmt: skip
        assert flags(self.QUESTION, hard, "exam") == ()

    def test_of_several_keys_one_may_be_wrong(self):
        question = make_question("multiple", make_choice({1, 2}, total=4, several=True))
        found = figures(0.2, -0.2, a=(0.8, 0.9, 0.6), b=(0.3, 0.1, 0.5), c=(0.6, 0.8, 0.3), d=(0.2, 0.1, 0.3))  # fmt: skip
        assert flags(question, found, "exam")[0].text.endswith("strong learners choose C")

    def test_a_question_without_options_has_no_distractors(self):
        assert flags(make_question("text"), figures(), "exam") == ()


@pytest.mark.parametrize(
    ("choice", "ids"),
    [("", ()), ("*", ()), ("2", ("2",)), ('["1","3"]', ("1", "3")), ('["1", "10"]', ("1", "10")), ("[]", ())],
)  # fmt: skip
def test_options_of_a_choice(choice, ids):
    assert options_in(choice) == ids


def test_options_have_letters():
    assert [letter(n) for n in ("1", "4", "26", "27")] == ["A", "D", "Z", "27"]


@pytest.mark.parametrize(
    ("alpha", "kind", "level", "words"),
    [
        (0.70, "exam", "fundamentals", "Reliable enough for a certificate: 0.70"),
        (0.79, "exam", "advanced", "Not reliable enough for a certificate: 0.80"),
        (0.84, "exam", "specialist", "Not reliable enough for a certificate: 0.85"),
        (0.40, "quiz", "fundamentals", "For practice"),
        (-0.1, "exam", "fundamentals", "no more than chance"),
        (None, "exam", "fundamentals", "All scores are the same"),
    ],
)
def test_reliability_in_words(alpha, kind, level, words):
    found = Reliability(200, 40, "sound", is_fixed=True, mean=60.0, alpha=alpha, error=4.0)
    assert words in reliability_in_words(found, kind, level)
