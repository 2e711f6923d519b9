"""How far somebody is, what is left, and which step is next."""

from dataclasses import replace

import pytest

from app.catalog.model import Completion
from app.learning.progress import (
    NOTHING,
    following_step,
    preceding_unit,
    progress_of,
)
from app.learning.visibility import visible_course
from tests.learning.courses import course, module, record, unit

DEMO = course(module("a", "a1", "a2", "a3"), module("b", "b1", "b2"))


def next_address(*units, demo=DEMO, **more):
    step = progress_of(demo, record(*units, **more)).next_step
    return step.address if step else None


class TestNextStep:
    def test_begins_with_the_first_unit(self):
        assert next_address() == "/courses/demo/a/a1"

    def test_is_the_first_unit_left_after_the_one_read_last(self):
        assert next_address("a/a1") == "/courses/demo/a/a2"
        assert next_address("a/a2") == "/courses/demo/a/a3"

    def test_comes_back_to_units_that_were_skipped(self):
        assert next_address("a/a2", "a/a3") == "/courses/demo/a/a1"

    def test_goes_on_from_what_was_read_last_not_from_what_stands_last(self):
        assert next_address("a/a3", "a/a1") == "/courses/demo/a/a2"

    def test_is_the_quiz_when_a_module_is_read(self):
        assert next_address("a/a1", "a/a2", "a/a3") == "/courses/demo/a/quiz"

    def test_is_the_next_module_when_the_quiz_is_passed(self):
        assert next_address("a/a1", "a/a2", "a/a3", quizzes=["a"]) == "/courses/demo/b/b1"

    def test_is_in_the_module_where_somebody_reads_even_if_an_earlier_one_is_open(self):
        assert next_address("b/b1") == "/courses/demo/b/b2"

    def test_wraps_from_the_last_module_to_the_first(self):
        assert next_address("b/b1", "b/b2", quizzes=["b"]) == "/courses/demo/a/a1"

    def test_is_the_exam_when_all_modules_are_complete(self):
        read = ("a/a1", "a/a2", "a/a3", "b/b1", "b/b2")
        assert next_address(*read, quizzes=["a", "b"]) == "/courses/demo/exam"

    def test_is_nothing_when_the_exam_is_passed_too(self):
        read = ("a/a1", "a/a2", "a/a3", "b/b1", "b/b2")
        assert next_address(*read, quizzes=["a", "b"], exam_passed=True) is None

    def test_is_nothing_at_the_end_of_a_course_without_an_exam(self):
        demo = course(module("a", "a1"), exam=False)
        assert next_address("a/a1", quizzes=["a"], demo=demo) is None

    def test_of_two_units_completed_in_one_moment_the_later_one_counts(self):
        both = record("a/a1", "a/a2")
        at = both.units["a", "a1"].at
        both.units["a", "a2"] = replace(both.units["a", "a2"], at=at)
        step = progress_of(DEMO, both).next_step
        assert step.address == "/courses/demo/a/a3"

    def test_a_unit_that_is_gone_does_not_say_where_somebody_is(self):
        assert next_address("a/a1", "b/gone") == "/courses/demo/a/a2"


class TestCounting:
    def test_minutes_left_are_those_of_units_not_read(self):
        demo = course(module("a", unit("a1", 4), unit("a2", 7)))
        assert progress_of(demo, NOTHING).minutes_left == 11
        assert progress_of(demo, record("a/a1")).minutes_left == 7

    def test_a_module_is_complete_with_all_units_and_its_quiz(self):
        read = ("a/a1", "a/a2", "a/a3")
        assert not progress_of(DEMO, record(*read)).module("a").is_complete
        assert not progress_of(DEMO, record("a/a1", quizzes=["a"])).module("a").is_complete
        assert progress_of(DEMO, record(*read, quizzes=["a"])).module("a").is_complete

    def test_a_removed_unit_no_longer_counts(self):
        progress = progress_of(DEMO, record("a/a1", "a/gone", "gone/x"))
        assert progress.module("a").done == 1

    def test_an_edited_unit_stays_complete_and_says_that_it_changed(self):
        edited = course(module("a", unit("a1", unit_hash="2"), "a2"))
        progress = progress_of(edited, record("a/a1")).module("a")
        assert progress.states == ("changed", "todo")
        assert progress.done == 1
        assert progress.minutes_left == 5

    def test_the_course_is_complete_with_its_modules_and_the_exam(self):
        read = record("a/a1", "a/a2", "a/a3", "b/b1", "b/b2", quizzes=["a", "b"])
        assert not progress_of(DEMO, read).is_complete
        assert progress_of(DEMO, replace(read, exam_passed=True)).is_complete

    def test_only_modules_of_the_completion_rule_are_missing(self):
        demo = replace(DEMO, completion=Completion(modules=("b",), exam="exam"))
        assert [m.slug for m in progress_of(demo, NOTHING).missing] == ["b"]

    @pytest.mark.parametrize("status", ["draft", "retired"])
    def test_a_module_that_is_not_published_is_asked_of_nobody(self, status):
        demo = course(module("a", "a1"), module("b", "b1", status=status))
        assert [m.slug for m in progress_of(demo, NOTHING).missing] == ["a"]


class TestReadingOn:
    def steps(self, unit_at, **more):
        a = DEMO.modules[0]
        step = following_step(DEMO, a, a.units[unit_at], record(**more))
        return step.address

    def test_the_next_unit_follows_also_when_it_was_read(self):
        a = DEMO.modules[0]
        step = following_step(DEMO, a, a.units[0], record("a/a2"))
        assert step.address == "/courses/demo/a/a2"

    def test_the_quiz_follows_the_last_unit_until_it_is_passed(self):
        assert self.steps(2) == "/courses/demo/a/quiz"
        assert self.steps(2, quizzes=["a"]) == "/courses/demo/b/b1"

    def test_the_exam_follows_the_last_module(self):
        b = DEMO.modules[1]
        step = following_step(DEMO, b, b.units[1], record(quizzes=["b"]))
        assert step.address == "/courses/demo/exam"

    def test_before_the_first_unit_of_a_module_stands_the_last_of_the_one_before(self):
        a, b = DEMO.modules
        assert preceding_unit(DEMO, b, b.units[0]) == (a, a.units[2])
        assert preceding_unit(DEMO, a, a.units[1]) == (a, a.units[0])
        assert preceding_unit(DEMO, a, a.units[0]) is None


class TestVisibility:
    def test_drafts_are_for_trainers(self):
        draft = replace(DEMO, status="draft")
        assert visible_course(draft, record("a/a1"), is_trainer=False) is None
        assert visible_course(draft, NOTHING, is_trainer=True) is draft

    def test_a_retired_course_is_for_those_who_began_it(self):
        retired = replace(DEMO, status="retired")
        assert visible_course(retired, NOTHING, is_trainer=False) is None
        assert visible_course(retired, record("a/a1"), is_trainer=False) is retired

    def test_a_retired_module_is_for_those_who_began_it(self):
        demo = course(module("a", "a1"), module("b", "b1", status="retired"))

        def seen(read):
            return [m.slug for m in visible_course(demo, read, is_trainer=False).modules]

        assert seen(record("a/a1")) == ["a"]
        assert seen(record("b/b1")) == ["a", "b"]
        assert seen(record(quizzes=["b"])) == ["a", "b"]

    def test_a_draft_module_is_not_seen_even_by_those_with_progress(self):
        demo = course(module("a", "a1"), module("b", "b1", status="draft"))
        visible = visible_course(demo, record("b/b1"), is_trainer=False)
        assert [m.slug for m in visible.modules] == ["a"]
        assert visible_course(demo, NOTHING, is_trainer=True).modules == demo.modules
