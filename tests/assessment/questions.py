"""Questions of every type, built by hand, and strategies that make arbitrary ones."""

from dataclasses import replace

from hypothesis import strategies as st

from app.catalog.places import Place
from app.catalog.questions import (
    Bank,
    CaseSet,
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    NumberRange,
    Numeric,
    OpenAnswer,
    Option,
    Ordering,
    Prompt,
    Question,
    ShortText,
    Target,
)

PLACE = Place("quizzes/tiny/01-one.md")


def make_question(type_="single", body=None, **over):
    values = {
        "id": f"{type_}-01",
        "type": type_,
        "title": f"A {type_} question",
        "stem_html": "<p>What now?</p>",
        "stem_text": "What now?",
        "body": body or BODIES[type_],
        "place": PLACE,
        "explanation_html": "<p>secret explanation</p>",
        "hint_html": "<p>secret hint</p>",
        "outcome": "scope",
        "clause": "4.3",
        "difficulty": 2,
    } | over
    question = Question(**values)
    return replace(
        question,
        item_hash=over.get("item_hash", f"item:{question.id}"),
        snapshot_hash=over.get("snapshot_hash", f"snapshot:{question.id}"),
    )


def make_choice(keys, *, total, several, weights=None, last=()):
    """Options 1 to `total`; those in `keys` are right."""
    options = tuple(
        Option(
            id=str(n),
            html=f"<p>option {n}</p>",
            text=f"option {n}",
            correct=n in keys,
            weight=(weights or {}).get(n, 1.0 if n in keys else 0.0),
            feedback_html=f"<p>secret feedback {n}</p>",
            fixed_last=n in last,
        )
        for n in range(1, total + 1)
    )
    return Choice(options, several=several)


def make_ordering(count):
    return Ordering(
        tuple(Item(str(n), f"<p>step {n}</p>", f"step {n}") for n in range(1, count + 1))
    )


def make_matching(targets_of_prompts, *, targets):
    """`targets_of_prompts[i]` is the number of the target that prompt i + 1 belongs to."""
    return Matching(
        prompts=tuple(
            Prompt(
                str(n), f"<p>prompt {n}</p>", f"prompt {n}", str(target), f"<p>secret why {n}</p>"
            )
            for n, target in enumerate(targets_of_prompts, start=1)
        ),
        targets=tuple(
            Target(str(n), f"<p>target {n}</p>", f"target {n}") for n in range(1, targets + 1)
        ),
    )


BODIES = {
    "single": make_choice({2}, total=4, several=False),
    "multiple": make_choice({1, 3}, total=5, several=True),
    "truefalse": make_choice({1}, total=2, several=False),
    "text": ShortText(("secret word", "secret alias")),
    "numeric": Numeric((NumberRange(79.5, 80.5),), "80 ± 0.5"),
    "cloze": Cloze(
        ("<p>The ", " asks for ", ".</p>"),
        (Gap("1", ("secret word",)), Gap("2", ("scope",), ("policy", "scope", "audit"))),
    ),
    "matching": make_matching([1, 2, 1], targets=3),
    "ordering": make_ordering(4),
    "open": OpenAnswer("<p>secret rubric</p>"),
}

RIGHT = {
    "single": {"choice": "2"},
    "multiple": {"choices": ["1", "3"]},
    "truefalse": {"choice": "1"},
    "text": {"text": "Secret  WORD "},
    "numeric": {"text": "80,2"},
    "cloze": {"gaps": {"1": "secret word", "2": "scope"}},
    "matching": {"pairs": {"1": "1", "2": "2", "3": "1"}},
    "ordering": {"order": ["1", "2", "3", "4"]},
    "open": {"text": "In my own words"},
}

WRONG = {
    "single": {"choice": "1"},
    "multiple": {"choices": ["2"]},
    "truefalse": {"choice": "2"},
    "text": {"text": "another"},
    "numeric": {"text": "12"},
    "cloze": {"gaps": {"1": "another", "2": "policy"}},
    "matching": {"pairs": {"1": "3", "2": "3", "3": "3"}},
    "ordering": {"order": ["4", "3", "2", "1"]},
    "open": None,
}

TYPES = tuple(BODIES)
SCORED_TYPES = tuple(t for t in TYPES if t != "open")


def make_bank(questions, *, slug="one", cases=(), draw=8, **over):
    values = {
        "slug": slug,
        "title": "Bank one",
        "questions": tuple(questions),
        "cases": tuple(cases),
        "draw": draw,
        "pass_mark": 80,
        "minutes": None,
        "attempts": None,
        "reveal": "each",
        "certainty": False,
        "place": PLACE,
    } | over
    return Bank(**values)


def make_case(id_, questions):
    return CaseSet(
        id_, f"Case {id_}", f"<p>text of {id_}</p>", tuple(questions), PLACE, f"case:{id_}"
    )


# Any JSON at all, for what a browser or an old row may hold.
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(list("12345")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["choice", "choices", "text", "gaps", "pairs", "order", "1", "2"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@st.composite
def choice_bodies(draw, *, several=True, distractors=0):
    total = draw(st.integers(2, 6))
    keys = draw(st.sets(st.integers(1, total), min_size=1, max_size=total - distractors))
    return make_choice(keys if several else {min(keys)}, total=total, several=several)


@st.composite
def questions(draw):
    """A question of any scored type and any size, with its right answer."""
    type_ = draw(st.sampled_from(SCORED_TYPES))
    scoring = draw(st.sampled_from(["all", "partial"]))
    points = draw(st.sampled_from([0.5, 1.0, 2.0]))
    body, right = BODIES[type_], RIGHT[type_]
    if type_ in {"single", "multiple"}:
        body = draw(choice_bodies(several=type_ == "multiple"))
        keys = [option.id for option in body.options if option.correct]
        right = {"choices": keys} if body.several else {"choice": keys[0]}
    elif type_ == "ordering":
        body = make_ordering(draw(st.integers(1, 6)))
        right = {"order": [item.id for item in body.items]}
    elif type_ == "matching":
        targets = draw(st.integers(1, 5))
        wanted = draw(st.lists(st.integers(1, targets), min_size=1, max_size=5))
        body = make_matching(wanted, targets=targets)
        right = {"pairs": {str(n): str(t) for n, t in enumerate(wanted, start=1)}}
    return make_question(type_, body, scoring=scoring, points=points), right
