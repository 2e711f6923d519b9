import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.next_page import own_path


@pytest.mark.parametrize(
    "path", ["/", "/courses/tiny/one", "/search?q=a%20b&x=1", "/a#b", "/a/https://b"]
)
def test_paths_of_this_site_are_followed(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /x",
        "javascript:alert(1)",
        "evil.example",
        "/a b",
        "/ä",
        "/" + "a" * 2000,
    ],
)
def test_addresses_elsewhere_are_not_followed(address):
    assert own_path(address) == ""


@given(st.text(alphabet="/\\.:@ab\t\n ?#", max_size=12))
def test_whatever_is_followed_begins_with_one_slash(address):
    found = own_path(address)
    assert found in {"", address}
    assert not found or (found[0] == "/" and found[1:2] not in {"/", "\\"})
