import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.search import SearchIndex

FIRST = "courses/tiny/01-first-steps.md"


@pytest.fixture(scope="module")
def index(site):
    return SearchIndex(site)


def found(index, query):
    return [(hit.kind, hit.title) for hit in index.search(query)]


def test_units_are_found_by_their_text_with_the_passage(index):
    hit = index.search("belongs")[0]
    assert (hit.kind, hit.title, hit.url, hit.where) == (
        "unit",
        "Where the boundary runs",
        "/courses/tiny/first-steps/boundary",
        "A tiny course, First steps",
    )
    assert ("belongs", True) in hit.passage
    assert "".join(text for text, _ in hit.passage).startswith(
        "The scope says where an AI system belongs"
    )


def test_terms_templates_and_clauses_are_found(index):
    assert ("term", "AI system") in found(index, "engineered outcome system")
    assert found(index, "review date") == [("template", "T01 Scope statement")]
    assert found(index, "risk owner")[0] == ("template", "T05 Risk register")
    assert found(index, "6.1.2")[0] == ("clause", "Clause 6.1.2: AI risk assessment")
    assert ("unit", "Weigh a risk") in found(index, "A.5.2")


def test_rows_of_the_crosswalk_are_found_by_what_other_frameworks_call_it(index):
    (hit,) = index.search("MAP 3.1")
    assert (hit.kind, hit.title, hit.url) == (
        "crosswalk",
        "A.5.2 AI system impact assessment process",
        "/crosswalk#A.5.2",
    )
    assert found(index, "scoped out") == [("crosswalk", "4.3 Determining the scope")]


def test_who_asks_for_a_number_finds_what_is_about_it_first(tree):
    unit = '\n## Objectives {#objectives control="A.6.1.2, A.5.2"}\n\nText on A.5.20 and A.6.1.2.\n'
    second = "courses/tiny/02-second-steps.md"
    tree.write(second, (tree / second).read_text() + unit)
    index = SearchIndex(tree.load())
    assert [kind for kind, _ in found(index, "6.1.2")[:2]] == ["clause", "crosswalk"]
    assert found(index, "6.1.2")[0][1] == "Clause 6.1.2: AI risk assessment"
    assert found(index, "a.6.1.2")[0][1].startswith("Control A.6.1.2:")
    assert found(index, " a.5.2 ")[0][1].startswith("Control A.5.2:")
    tree.edit(second, "Text on A.5.20", "Text on A.5.29")
    tree.edit(second, "A.6.1.2, A.5.2", "A.6.1.2")
    hits = found(SearchIndex(tree.load()), "A.5.2")
    assert ("unit", "Objectives") not in hits


def test_a_title_counts_more_than_text(index):
    assert found(index, "scope")[0] == ("template", "T01 Scope statement")


def test_the_last_word_may_be_unfinished(index):
    assert ("unit", "Where the boundary runs") in found(index, "where the bou")
    assert found(index, "bou where")[:1] != []
    assert found(index, "boundry") == []


def test_accents_and_case_do_not_matter(tree):
    tree.edit(FIRST, "Two things", "Adèle's CAFÉ things")
    index = SearchIndex(tree.load())
    assert found(index, "ADELE cafe") == [("unit", "Where the boundary runs")]


def test_where_no_page_has_all_words_any_of_them_counts(index):
    assert ("unit", "Weigh a risk") in found(index, "weighed hippopotamus risk")


@pytest.mark.parametrize("query", ["", "   ", '"', "*", "()", "- -", "\x00\x02"])
def test_a_query_without_words_finds_nothing(index, query):
    assert index.search(query) == ()


@pytest.mark.parametrize(
    "query",
    [
        'scope"',
        "scope*",
        "title:scope",
        "scope NOT line",
        "NEAR(scope line)",
        "scope AND",
        "^scope",
        "-scope",
        "{scope}",
        "scope OR",
    ],
)
def test_operators_are_words(index, query):
    assert any(
        "scope" in part.lower() for hit in index.search(query) for part, match in hit.passage
    ) or index.search(query)


@settings(max_examples=200, deadline=None)
@given(query=st.text(max_size=60))
def test_no_query_fails(index, query):
    for hit in index.search(query, 3):
        assert hit.passage


@pytest.mark.parametrize(
    "secret",
    [
        "answers when it is wrong",  # the hint of a check
        "Leave it out with reasons",  # its key
        "boundary needs its reasons",  # its feedback
        "Jo wants AskVelt out",  # its question
        "vendor's mail",  # a step of a story
        "Felix asks who decides",
    ],
)
def test_nothing_of_questions_checks_and_stories_is_found(index, secret):
    words = secret.lower().split()
    for hit in index.search(secret):
        text = "".join(part for part, _ in hit.passage).lower()
        assert not all(word in text for word in words)


def test_no_question_of_any_bank_is_in_the_index(site):
    index = SearchIndex(site)
    texts = [row[0] for row in index._database.execute("SELECT title || ' ' || body FROM page")]
    whole = "\n".join(texts).lower()
    for module in site.courses[0].modules:
        for question in module.bank.questions:
            assert question.stem_text.lower() not in whole


def test_drafts_and_what_is_retired_are_not_found(tree):
    tree.edit(
        "courses/tiny/02-second-steps.md",
        "title: Second steps",
        "title: Second steps\nstatus: draft",
    )
    assert ("unit", "Weigh a risk") not in found(SearchIndex(tree.load()), "weighed criteria")
    tree.edit("courses/tiny/course.md", "status: published", "status: retired")
    kinds = [kind for kind, _ in found(SearchIndex(tree.load()), "system")]
    assert kinds == ["term", "crosswalk"]


def test_marks_in_a_text_do_not_break_a_passage(tree):
    tree.edit(FIRST, "Two things", "Two \x02zebra\x03 things")
    (hit,) = SearchIndex(tree.load()).search("things")
    assert [piece for piece in hit.passage if piece[1]] == [("things", True)]
