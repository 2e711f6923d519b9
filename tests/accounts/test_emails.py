import pytest

from app.accounts import emails


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("lena@example.org", "lena@example.org"),
        ("  Lena.Learner@Example.ORG ", "lena.learner@example.org"),
        ("thanh.ha@northgate.example", "thanh.ha@northgate.example"),
        ("jörg@müller.de", "jörg@müller.de"),
        ("a+b@sub.example.co.uk", "a+b@sub.example.co.uk"),
    ],
)
def test_an_address_is_stored_in_one_way(typed, stored):
    assert emails.normalise(typed) == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please type"),
        ("lena", "An @ is missing"),
        ("@example.org", "The part before @ is missing"),
        ("lena@", "The part after @ is not complete: for example, northgate.example"),
        ("thanh.ha@northgate", "The part after @ is not complete: for example, northgate.example"),
        ("lena@example.", "The part after @ is not complete"),
        ("le na@example.org", "before the @"),
        ("lena@exa_mple.org", "after the @"),
        ("a" * 250 + "@example.org", "too long"),
    ],
)
def test_a_wrong_address_is_refused_with_what_is_wrong(typed, says):
    with pytest.raises(emails.BadAddress, match=says):
        emails.normalise(typed)
