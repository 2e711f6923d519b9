import threading

import pytest

from app.catalog.library import Library

FIRST = "courses/tiny/01-first-steps.md"


@pytest.fixture
def shelf(tree):
    library = Library(tree / "courses", tree / "quizzes", tree.cache)
    library.reload()
    return library


def test_before_the_first_tree_nothing_is_served(tree):
    library = Library(tree / "courses", tree / "quizzes", None)
    assert (library.current.courses, library.healthy) == ((), False)


def test_a_tree_without_errors_is_served(shelf):
    assert shelf.healthy
    assert [course.slug for course in shelf.current.courses] == ["tiny"]


def test_a_tree_with_errors_never_replaces_the_one_that_is_served(shelf, tree):
    served = shelf.current
    tree.edit(FIRST, "Two things", "Two <b>things</b>")
    assert shelf.reload() is False
    assert shelf.current is served
    assert not shelf.healthy
    assert {problem.code for problem in shelf.latest_problems if problem.severity == "error"} == {
        "M001"
    }


def test_a_first_tree_with_errors_serves_nothing_and_says_so(tree):
    tree.edit(FIRST, "Two things", "Two <b>things</b>")
    library = Library(tree / "courses", tree / "quizzes", None)
    assert library.reload() is False
    assert library.current.courses == ()
    assert library.latest_problems


def test_a_mended_tree_is_served_again(shelf, tree):
    tree.edit(FIRST, "Two things", "Two <b>things</b>")
    shelf.reload()
    tree.edit(FIRST, "Two <b>things</b>", "Three things")
    assert shelf.reload() is True
    assert shelf.healthy
    assert "Three things" in shelf.current.courses[0].modules[0].units[0].text


def test_warnings_do_not_keep_a_tree_from_being_served(shelf):
    assert any(problem.severity == "warning" for problem in shelf.latest_problems)
    assert shelf.healthy


def test_reloads_of_several_threads_do_not_meet(shelf):
    results = []
    threads = [threading.Thread(target=lambda: results.append(shelf.reload())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4
