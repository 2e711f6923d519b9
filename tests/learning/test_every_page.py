"""Every page of reading opens, with one heading, for nobody and for a learner."""

import pytest

PAGES = [
    "/",
    "/courses/tiny",
    "/courses/tiny/first-steps",
    "/courses/tiny/first-steps/print",
    "/courses/tiny/first-steps/boundary",
    "/courses/tiny/first-steps/statement",
    "/courses/tiny/second-steps/weigh",
    "/learning",
    "/review",
    "/review?before=tiny/second-steps",
    "/search",
    "/search?q=scope",
    "/search?q=%22%29%28*",
    "/crosswalk",
    "/crosswalk?q=zebra",
    "/glossary",
    "/paths",
    "/paths/practitioner",
    "/templates",
    "/templates/T01",
    "/templates/T05",
    "/templates/T01?filled=1",
    "/templates/T05?filled=1",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["nobody", "learner"])
def test_opens_with_one_heading(who, path, nobody, sign_in):
    browser = nobody if who == "nobody" else sign_in(who)
    visit = browser.get(path)
    assert visit.status == 200
    assert len(visit.page.find_all("h1")) == 1
    assert visit.page.find("main").find("h1").get_text(strip=True)


@pytest.mark.parametrize("path", PAGES)
def test_no_id_stands_twice(path, nobody):
    ids = [tag["id"] for tag in nobody.get(path).page.find_all(id=True)]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("path", ["/teach", "/teach/tiny/first-steps", "/teach/tiny/second-steps"])
def test_trainers_pages_open(path, sign_in):
    visit = sign_in("trainer").get(path)
    assert visit.status == 200
    assert len(visit.page.find_all("h1")) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/courses/none",
        "/courses/tiny/none",
        "/courses/tiny/none/print",
        "/courses/tiny/first-steps/none",
        "/courses/tiny/first-steps/statement/worksheets/none.docx",
        "/paths/none",
        "/templates/T99",
        "/templates/T99.docx",
        "/templates/T01.xlsx",
        "/templates/T05.docx",
        "/media/0000/courses/tiny/media/none.png",
        "/review/tiny/first-steps/bank/word",
        "/review?before=tiny/none",
        "/teach/tiny/none",
    ],
)
def test_what_is_not_there_is_not_found(path, sign_in):
    assert sign_in("trainer").get(path).status == 404


def test_nothing_is_open_where_the_site_asks_for_an_account(app, nobody):
    from dataclasses import replace

    settings = app.state.site.settings.model_copy(update={"read_without_account": False})
    app.state.site = replace(app.state.site, settings=settings)
    for path in PAGES:
        visit = nobody.get(path)
        assert visit.status == 303, path
        assert visit.location.startswith("/sign-in?next=")
