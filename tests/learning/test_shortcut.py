"""The key "/" can be turned off in a browser, with or without an account."""


def shortcut_is_on(visit) -> bool:
    return visit.page.html.get("data-shortcuts") != "off"


def test_the_key_leads_to_search_until_it_is_turned_off(nobody):
    assert shortcut_is_on(nobody.get("/search"))
    assert nobody.post("/search/shortcut", {"shortcut": "off"}).location == "/search"
    page = nobody.get("/courses/tiny")
    assert not shortcut_is_on(page)
    assert page.page.find("kbd", string="/") is None


def test_the_key_can_be_turned_on_again(nobody):
    nobody.post("/search/shortcut", {"shortcut": "off"})
    button = nobody.get("/search").page.find("button", attrs={"name": "shortcut"})
    assert button["value"] == "on"
    nobody.post("/search/shortcut", {"shortcut": "on"})
    assert shortcut_is_on(nobody.get("/"))


def test_an_error_page_knows_who_reads_it(learner):
    page = learner.get("/attempts/00000000-0000-7000-8000-000000000000")
    assert page.status == 404
    assert "Sign in" not in page.page.header.get_text()
