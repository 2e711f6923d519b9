from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.catalog.model import CertificateRule
from app.certificates.eligibility import Earlier, expiry, is_due

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEFORE, LATER = NOW - timedelta(days=2), NOW + timedelta(days=2)


@pytest.fixture
def course(catalog):
    return catalog.course("tiny")


def without_exam(course):
    return replace(course, completion=replace(course.completion, exam=""))


def test_a_certificate_is_due_when_modules_are_complete_and_the_exam_is_passed(course):
    assert is_due(course, (), NOW, None, NOW)


def test_none_is_due_while_a_module_is_missing(course):
    assert not is_due(course, course.modules[:1], NOW, None, NOW)


def test_none_is_due_before_the_exam_is_passed(course):
    assert not is_due(course, (), None, None, NOW)


def test_a_course_without_an_exam_is_complete_with_its_modules(course):
    assert is_due(without_exam(course), (), None, None, NOW)


def test_a_course_without_a_certificate_gives_none(course):
    assert not is_due(replace(course, certificate=None), (), NOW, None, NOW)


def test_a_draft_gives_none(course):
    assert not is_due(replace(course, status="draft"), (), NOW, None, NOW)


def test_a_course_of_which_nothing_is_published_gives_none(course):
    modules = tuple(replace(module, status="draft") for module in course.modules)
    assert not is_due(replace(without_exam(course), modules=modules), (), None, None, NOW)


@pytest.mark.parametrize("ends", [None, LATER])
def test_one_that_stands_is_enough(course, ends):
    assert not is_due(course, (), NOW, Earlier(ends, None), NOW)


def test_one_that_has_run_out_is_followed_after_a_new_exam_only(course):
    ran_out = Earlier(BEFORE, None)
    assert not is_due(course, (), BEFORE - timedelta(days=1), ran_out, NOW)
    assert is_due(course, (), NOW, ran_out, NOW)


def test_what_was_revoked_is_not_issued_again_on_the_same_exam(course):
    revoked = Earlier(LATER, BEFORE)
    assert not is_due(course, (), BEFORE - timedelta(days=1), revoked, NOW)
    assert is_due(course, (), NOW, revoked, NOW)


def test_what_was_revoked_in_a_course_without_an_exam_is_not_issued_again(course):
    assert not is_due(without_exam(course), (), None, Earlier(None, BEFORE), NOW)


def test_a_certificate_is_valid_until_the_end_of_the_day_that_stands_on_it(course):
    until = expiry(course, NOW, ZoneInfo("Europe/Brussels"))
    assert until == datetime(2029, 11, 23, 22, 59, 59, tzinfo=UTC)


def test_the_day_is_the_one_at_the_site(course):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    until = expiry(course, late, ZoneInfo("Asia/Tokyo"))
    assert until.astimezone(ZoneInfo("Asia/Tokyo")).date().isoformat() == "2029-11-24"


def test_one_issued_on_a_leap_day_ends_on_the_last_of_february(course):
    until = expiry(course, datetime(2028, 2, 29, 9, tzinfo=UTC), ZoneInfo("UTC"))
    assert until.date().isoformat() == "2031-02-28"


def test_a_certificate_without_a_period_has_no_end(course):
    forever = replace(course, certificate=CertificateRule("A tiny course"))
    assert expiry(forever, NOW, ZoneInfo("UTC")) is None
