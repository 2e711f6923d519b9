"""The pages of an attempt: plain, as a part by htmx, and as a whole page by htmx."""

import pytest

from app.assessment import snapshots
from tests.assessment.sitting import EXAM, QUIZ, Sitting
from tests.support.statements import count_statements


@pytest.fixture
def quiz(learner, database):
    return Sitting(learner, database)


@pytest.fixture
def exam(learner, database):
    return Sitting(learner, database, EXAM)


@pytest.fixture(params=[None, "partial", "full"])
def way(request):
    return request.param


def heading(visit):
    return visit.page.h1.get_text()


def arrive(browser, visit):
    """Where an answer leads: a part and a form that comes back are there, all else is a redirect."""
    return browser.follow(visit) if visit.location else visit


def test_an_exam_goes_on_to_the_next_question(exam, way):
    exam.htmx = way
    visit = exam.answer(1)
    arrived = arrive(exam.browser, visit)
    assert heading(arrived) == "Question 2 of 7"
    if way == "partial":
        assert visit.headers["hx-push-url"] == f"{exam.address}?q=2"
        roots = [tag for tag in visit.page.contents if getattr(tag, "name", None)]
        assert [tag.get("id") for tag in roots] == ["attempt"]
        saved = visit.page.select_one("#saved")
        assert saved["hx-swap-oob"] == "true"
        assert saved.get_text(strip=True) == "Saved 09:00"
    else:
        assert visit.status == 303
        assert arrived.page.select_one("header #saved").get_text(strip=True) == "Saved 09:00"


def test_an_exam_goes_back_and_jumps(exam, way):
    exam.htmx = way
    assert heading(arrive(exam.browser, exam.answer(3, then="previous"))) == "Question 2 of 7"
    assert heading(arrive(exam.browser, exam.answer(3, then="6"))) == "Question 6 of 7"
    assert heading(arrive(exam.browser, exam.answer(3, then="77"))) == "Question 3 of 7"
    assert heading(arrive(exam.browser, exam.answer(1, then="previous"))) == "Question 1 of 7"


def test_the_last_question_of_an_exam_leads_to_handing_in(exam, way):
    exam.htmx = way
    visit = exam.answer(7)
    assert visit.location == f"{exam.address}/submit"
    assert visit.status == (200 if way == "partial" else 303)


def test_saving_as_one_goes_answers_with_when_it_was_saved(exam, way, clock):
    exam.htmx = way
    clock.advance(minutes=4)
    visit = exam.answer(2, then="")
    if way == "partial":
        assert visit.headers["hx-retarget"] == "#saved"
        root = visit.page.select_one("#saved")
        assert root["data-say"] == root.get_text(strip=True) == "Saved 09:04"
    else:
        assert visit.location == f"{exam.address}?q=2"
    assert exam.load()[0].items[1].is_answered


def test_a_flag_is_set_and_taken_away_with_the_answer_kept(exam, way):
    exam.htmx = way
    arrived = arrive(exam.browser, exam.answer(2, then="flag"))
    assert heading(arrived) == "Question 2 of 7"
    assert arrived.page.select_one(".cell[aria-current]")["class"] == [
        "cell",
        "is-answered",
        "is-flagged",
    ]
    assert exam.load()[0].flagged == (2,)
    exam.answer(2, then="unflag")
    assert exam.load()[0].flagged == ()
    assert exam.load()[0].items[1].is_answered


def typed_in(form, name):
    """What a browser would send of a field, without what is empty."""
    inputs = [
        field.get("value", "")
        for field in form.select(f"input[name={name}]")
        if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")
    ]
    chosen = [option["value"] for option in form.select(f"select[name={name}] option[selected]")]
    written = [area.get_text().strip() for area in form.select(f"textarea[name={name}]")]
    return [value for value in (*inputs, *chosen, *written) if value]


def test_flagging_a_quiz_question_gives_no_answer_away_and_keeps_none(quiz, way):
    quiz.htmx = way
    arrived = arrive(quiz.browser, quiz.answer(1, then="flag"))
    assert not quiz.load()[0].items[0].is_answered
    assert quiz.load()[0].items[0].flagged
    assert not arrived.page.select_one("#feedback")
    assert arrived.status == 200
    form = arrived.page.select_one("form.q")
    for name, value in quiz.fields(1).items():
        sent = [str(one) for one in (value if isinstance(value, list) else [value]) if one != ""]
        if form.select(f"[name={name}]"):
            assert typed_in(form, name) == sent


def test_a_quiz_shows_what_was_right_and_the_next_question_in_one_answer(quiz, way):
    quiz.htmx = way
    arrived = arrive(quiz.browser, quiz.answer(1))
    assert "Right." in arrived.page.select_one("#feedback h2").get_text()
    assert arrived.page.select_one("form#next")["action"] == f"{quiz.address}/answers/2"
    arrived = arrive(quiz.browser, quiz.answer(2, right=False))
    assert "Right." not in arrived.page.select_one("#feedback h2").get_text()
    assert arrived.page.select_one("#feedback .explain")


def test_when_all_are_answered_a_quiz_is_handed_in_at_once(quiz, way):
    quiz.htmx = way
    for number in (1, 2, 3):
        quiz.answer(number)
    arrived = arrive(quiz.browser, quiz.answer(4))
    assert arrived.page.select_one("form#next")["action"] == f"{quiz.address}/submit"
    assert heading(arrived) == "All questions answered"


def test_a_quiz_question_that_is_skipped_comes_again(quiz, way):
    quiz.htmx = way

    def skip(number):
        posted = quiz.browser.post(f"{quiz.address}/answers/{number}", {"then": "next"}, htmx=way)
        return heading(arrive(quiz.browser, posted))

    assert skip(1) == "Question 2 of 4"
    assert skip(4) == "Question 1 of 4"
    for number in (1, 2, 3):
        quiz.answer(number)
    assert skip(4) == "Question 4 of 4"


def test_an_answered_quiz_question_is_shown_locked(quiz):
    quiz.answer(1)
    page = quiz.browser.get(f"{quiz.address}?q=1").page
    assert not page.select("form.q")
    assert page.select_one(".mark-right")
    assert page.select_one("a[data-next]")["href"] == f"{quiz.address}?q=2"


def test_coming_back_leads_to_the_first_unanswered_question(exam):
    exam.answer(1)
    exam.answer(2)
    assert heading(exam.browser.get(exam.address)) == "Question 3 of 7"
    assert heading(exam.browser.get(f"{exam.address}?q=99")) == "Question 3 of 7"
    assert heading(exam.browser.get(f"{exam.address}?q=x")) == "Question 3 of 7"


def test_the_grid_shows_what_is_answered_flagged_and_open(exam):
    exam.answer(1)
    exam.answer(3, then="flag")
    page = exam.browser.get(f"{exam.address}?q=2").page
    cells = [" ".join(cell["class"]) for cell in page.select(".cells .cell")]
    assert cells == ["cell is-answered", "cell", "cell is-answered is-flagged"] + ["cell"] * 4
    assert page.select_one(".cells [aria-current]").get_text() == "2, not answered"
    assert [b.get_text() for b in page.select(".tally b")] == ["2", "5", "1"]
    assert page.select_one(".tally + p a").get_text() == "Next unanswered: 4"


def test_handing_in_asks_about_what_is_unanswered_and_flagged(exam):
    exam.answer(1)
    exam.answer(2, then="flag")
    page = exam.browser.get(f"{exam.address}/submit").page
    lists = [[a["href"] for a in cells.select("a")] for cells in page.select(".cells-few")]
    assert lists == [[f"{exam.address}?q={n}" for n in range(3, 8)], [f"{exam.address}?q=2"]]
    assert "Time left: 20 minutes." in page.select_one(".lead").get_text()
    assert page.select_one("form")["action"] == f"{exam.address}/submit"
    assert exam.head().is_open


def test_a_late_answer_by_htmx_takes_the_place_of_the_page(exam, clock):
    clock.advance(minutes=30)
    exam.htmx = "partial"
    late = exam.answer(1)
    assert late.status == 409
    assert late.headers["hx-retarget"] == "#main"
    assert late.page.select_one("#late h1").get_text() == "Time is up."
    assert not late.page.select_one("html")


def test_all_ids_on_a_page_are_different(quiz):
    quiz.answer(1)
    page = quiz.browser.get(f"{quiz.address}?q=2&after=1").page
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for described in page.select("[aria-describedby], [aria-labelledby]"):
        names = described.get("aria-describedby", "") + " " + described.get("aria-labelledby", "")
        assert set(names.split()) <= set(ids)


@pytest.mark.parametrize("start", [QUIZ, EXAM])
def test_statements_a_page(learner, database, start, monkeypatch):
    sitting = Sitting(learner, database, start, htmx="partial")
    second = sitting.fields(1)
    # PostgreSQL locks the attempt, and before it commits, is asked whether the account is still there.
    asked_besides = 0 if database.is_sqlite else 2
    for address in (sitting.address, f"{sitting.address}?q=2", f"{sitting.address}/submit"):
        monkeypatch.setattr(snapshots, "_known", {})
        with count_statements(database) as sent:
            learner.get(address)
        assert len(sent) <= 3, sent
    for then in ("", "next", "flag"):
        monkeypatch.setattr(snapshots, "_known", {})
        with count_statements(database) as sent:
            learner.post(f"{sitting.address}/answers/1", second | {"then": then}, htmx="partial")
        assert len(sent) <= 4 + asked_besides, sent
    sitting.answer_all()
    with count_statements(database) as sent:
        sitting.submit()
    # Statistics count it in one statement; what was asked in a quiz comes back for review: what there
    # is of it is read, and written.
    assert len(sent) <= (8 if start == QUIZ else 6) + asked_besides, sent
    with count_statements(database) as sent:
        sitting.result()
    assert len(sent) <= 4, sent


def test_a_quiz_takes_few_requests_from_start_to_result(learner, database, monkeypatch):
    sent = []
    for name in ("get", "post"):
        plain = getattr(learner.client, name)

        def counted(*args, plain=plain, **more):
            sent.append(args[0])
            return plain(*args, **more)

        monkeypatch.setattr(learner.client, name, counted)
    quiz = Sitting(learner, database, htmx="partial")
    learner.get(quiz.address)
    for number in range(1, 5):
        last = quiz.answer(number)
    learner.post(last.page.select_one("form#next")["action"])
    assert quiz.result().heading == "You passed."
    # Start, first question, one for each answer, handing in, result: 14 for a quiz of ten.
    assert len(sent) == 4 + 4
