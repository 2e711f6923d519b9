import pytest

from tests.catalog.pages import FRONT, read_module, read_unit
from tests.catalog.reading import cases

UNIT = "## A {#a}\n\nText.\n"


@pytest.mark.parametrize(("source", "expected"), cases("module_errors.md"))
def test_what_is_wrong_with_a_module_is_told_with_its_place(source, expected):
    _, problems = read_module(source)
    assert problems == expected.splitlines()


@pytest.mark.parametrize(("source", "expected"), cases("front_matter_errors.md"))
def test_what_is_wrong_with_front_matter_is_told_with_its_place(source, expected):
    _, problems = read_module("", front=f"---\n{source}---\n{UNIT}")
    told = [line for line in expected.splitlines() if line]
    lines = source.count("\n") + 2 + UNIT.count("\n")
    assert [_moved(problem, lines) for problem in problems] == told


def _moved(problem, lines):
    line, _, rest = problem.partition(":")
    return f"{int(line) + lines}:{rest}"


@pytest.mark.parametrize("front", ["", "Text\n---\n", "\n---\ntitle: x\n---\n"])
def test_a_file_that_does_not_begin_with_front_matter_is_told_so(front):
    _, problems = read_module(UNIT, front=front)
    cure = "The first line is not `---`: the file has to begin with its front matter."
    assert _moved(problems[0], front.count("\n")) == f"1:1 F001 {cure}"
    assert not any("F004" in problem for problem in problems)


def test_front_matter_that_is_not_closed_is_told():
    _, problems = read_module("", front="---\ntitle: x\n")
    assert any("F001" in problem for problem in problems)


def test_a_module_is_named_and_ordered_by_its_file():
    parsed, problems = read_module(UNIT, path="courses/tiny/07-clause-6-planning.md")
    assert problems == []
    assert (parsed.course, parsed.module.slug, parsed.module.number) == (
        "tiny",
        "clause-6-planning",
        7,
    )
    assert parsed.module.status == "published"


def test_what_stands_before_the_first_unit_is_the_scene():
    parsed, _ = read_module(f"Tomas draws a *circle*.\n\n{UNIT}")
    assert parsed.module.scene_html == "<p>Tomas draws a <em>circle</em>.</p>"


def test_parts_stand_in_the_order_of_the_file():
    unit = read_unit(
        "One.\n\n::: case A\nTwo.\n:::\n\n"
        "::: checklist ready Ready?\n- [ ] Three *now* {#three}\n:::\n\nFour.\n\n"
        "::: worksheet sheet A sheet\nField {#field}\n: What to write.\n:::\n"
    )
    assert [part.kind for part in unit.parts] == ["prose", "checklist", "prose", "worksheet"]
    checklist, sheet = unit.part("checklist", "ready"), unit.part("worksheet", "sheet")
    assert (checklist.title, sheet.title) == ("Ready?", "A sheet")
    assert [(i.id, i.html, i.text) for i in checklist.items] == [
        ("three", "Three <em>now</em>", "Three now")
    ]
    assert [(f.id, f.label, f.hint_text) for f in sheet.fields] == [
        ("field", "Field", "What to write.")
    ]
    assert sheet.fields[0].hint_html == "What to write."


def test_a_story_has_steps_choices_and_coloured_endings():
    unit = read_unit(
        "::: scenario\n### Start {#start}\nText.\n\n- [Go *left*](#left)\n- [Go right](#right)\n\n"
        "### Left {#left .poor}\nBad.\n\n- [Think again](#start)\n\n"
        "### Right {#right .good}\nGood.\n\n:::\n"
    )
    (story,) = unit.parts
    assert story.id == "start"
    assert [(s.id, s.ending) for s in story.steps] == [
        ("start", ""),
        ("left", "poor"),
        ("right", "good"),
    ]
    assert story.step("start").choices == (("Go left", "left"), ("Go right", "right"))
    assert story.step("start").html == "<p>Text.</p>"


def test_a_list_of_other_links_in_a_step_is_no_choice():
    unit = read_unit("::: scenario\n### Start {#start}\n- [The course](course.md)\n- Text\n:::\n")
    (story,) = unit.parts
    assert story.steps[0].choices == ()
    assert story.steps[0].ending == "plain"
    assert "/courses/tiny" in story.steps[0].html


def test_minutes_are_reading_and_what_is_done():
    text = "word " * 181
    blocks = (
        "\n\n::: worksheet sheet A\nField {#field}\n: What.\n:::\n"
        "\n::: scenario\n### Start {#start}\nText.\n:::\n"
    )
    assert read_unit(text).minutes == 2
    assert read_unit(text).words == 181
    assert read_unit(text + blocks).minutes == 15
    assert read_unit(text + blocks).words == 181


def test_given_minutes_count():
    parsed, _ = read_module("## A {#a minutes=8}\n\nText.\n\n## B {#b}\n\nText.\n")
    assert [unit.minutes for unit in parsed.module.units] == [8, 1]
    assert parsed.module.minutes == 9


def test_the_contents_name_headings_cases_and_blocks():
    unit = read_unit(
        "### One way\n\nText.\n\n### One way\n\n### Other {#other}\n\n::: case A\nText.\n:::\n\n"
        "::: evidence\nAsks\n: Text.\n:::\n\n::: checklist ready Ready?\n- [ ] a {#a}\n:::\n"
    )
    assert [(entry.anchor, entry.title) for entry in unit.toc] == [
        ("one-way", "One way"),
        ("one-way-2", "One way"),
        ("other", "Other"),
        ("the-case", "The case"),
        ("evidence", "Evidence"),
        ("checklist-ready", "Ready?"),
    ]
    assert '<h2 id="one-way-2">One way</h2>' in unit.parts[0].html


def test_anchors_are_unique_in_a_module_so_that_it_can_be_one_page():
    parsed, _ = read_module("## A {#one}\n\n### One\n\nText.\n\n## B {#b}\n\n### One\n\nText.\n")
    assert [unit.toc[0].anchor for unit in parsed.module.units] == ["one-2", "one-3"]


def test_a_heading_never_takes_an_id_of_the_page_around_it():
    assert read_unit("### Main\n\nText.\n").toc[0].anchor == "main-2"
    _, problems = read_module("## A {#a}\n\n### Main {#main}\n\nText.\n")
    assert [problem.split(" ")[1] for problem in problems] == ["M015"]


def test_footnotes_stand_once_below_the_whole_unit():
    unit = read_unit(
        "One[^a].\n\n::: checklist ready Ready?\n- [ ] a {#a}\n:::\n\nTwo[^b].\n\n[^a]: First.\n[^b]: Second.\n"
    )
    assert [part.kind for part in unit.parts] == ["prose", "checklist", "prose", "prose"]
    assert "footnotes" not in unit.parts[0].html
    notes = unit.parts[3].html
    assert notes.index("First") < notes.index("Second")
    assert notes.count("<li") == 2


def test_search_reads_text_and_labels_but_no_question_and_no_hint():
    unit = read_unit(
        "Prose.\n\n::: check\n### Asked {#asked}\n\nStem?\n\n- [x] Key\n  > Feedback\n- [ ] Wrong\n  > Feedback\n\n> [!NOTE]\n> Because.\n:::\n\n"
        "::: worksheet sheet Sheet\nField {#field}\n: What.\n:::\n\n::: scenario\n### Start {#start}\nStory.\n:::\n"
    )
    assert unit.text.split() == ["Prose.", "Sheet", "Field"]


def test_a_unit_teaches_several_clauses_and_outcomes():
    parsed, problems = read_module(
        '## A {#a outcome="scope risk" clause="4.3, 6.1.2" control="A.5.2"}\n\nText.\n'
    )
    (unit,) = parsed.module.units
    assert problems == []
    assert (unit.outcomes, unit.clauses, unit.controls) == (
        ("scope", "risk"),
        ("4.3", "6.1.2"),
        ("A.5.2",),
    )


def test_outcomes_are_named_or_defined_on_the_spot():
    front = FRONT.replace("summary", "outcomes: [scope, {id: own, text: Mine}]\nsummary")
    parsed, problems = read_module(UNIT, front=front)
    assert problems == []
    assert [outcome_id for outcome_id, _ in parsed.outcome_ids] == ["scope", "own"]
    assert [outcome.text for outcome in parsed.module.outcomes] == ["Mine"]
