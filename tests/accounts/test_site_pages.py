import pytest

from tests.support.browser import Browser


@pytest.mark.parametrize("path", ["/privacy", "/imprint", "/report"])
def test_every_page_links_the_sites_own_pages_and_they_are_there(nobody, path):
    links = {a["href"] for a in nobody.get("/sign-in").page.select("footer a")}
    assert path in links
    visit = nobody.get(path)
    assert visit.status == 200
    assert len(visit.page.select("h1")) == 1


def test_privacy_names_periods_and_contact_from_the_settings(site):
    page = (
        Browser(site(privacy_contact="dpo@northgate.example", session_days=7)).get("/privacy").page
    )
    assert "dpo@northgate.example" in page.main.text
    assert "after 7 days" in page.main.text
    assert "after 30 days" in page.main.text


def test_the_imprint_is_the_operators_text_in_paragraphs(site):
    browser = Browser(site(imprint="Northgate Ltd\n1 Quay\n\n<b>Registered</b> here"))
    paragraphs = browser.get("/imprint").page.select(".prose p")
    assert paragraphs[0].get_text("|") == "Northgate Ltd|1 Quay"
    assert paragraphs[1].text == "<b>Registered</b> here"


def test_an_imprint_that_is_not_written_says_so(nobody):
    assert "CLAUSEWAY_IMPRINT" in nobody.get("/imprint").page.main.text


def test_the_report_page_names_the_page_one_came_from(app):
    client = Browser(app).client
    for referrer, shown in {
        "http://127.0.0.1:8000/courses/tiny/one": "/courses/tiny/one",
        "https://evil.example/courses": None,
        "http://[evil.example": None,
        "": None,
    }.items():
        page = client.get("/report", headers={"referer": referrer}).text
        assert ("/courses/tiny/one" in page) == (shown is not None)
        assert "evil.example" not in page
