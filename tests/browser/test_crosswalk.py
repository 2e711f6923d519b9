"""The crosswalk as it is looked through: while typing, without JavaScript, and from a link to a row."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-roads")]


def rows(one):
    return one.page.locator("li.pairing")


def test_rows_follow_what_is_typed_and_chosen_and_the_field_keeps_the_focus(site, person):
    one = person(site)
    one.go("/crosswalk")
    words = one.page.get_by_label("Number or words")
    words.focus()
    # So fast that no pause between two letters is taken for the end.
    words.evaluate("""e => {
      for (const c of "risk") {
        e.value += c;
        e.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }""")
    expect(rows(one)).to_have_count(2)
    expect(words).to_be_focused()
    expect(one.page.locator("#live")).to_have_text("2 of 4 rows")
    one.page.get_by_label("Framework").select_option("iso27001")
    expect(rows(one)).to_have_count(1)
    assert "q=risk" in one.page.url
    assert "framework=iso27001" in one.page.url
    assert [sent.path for sent in site.sent].count("/crosswalk") <= 3
    one.page.reload()
    expect(rows(one)).to_have_count(1)
    expect(words).to_have_value("risk")


def test_the_form_works_without_javascript(site, person):
    one = person(site, javascript=False, width=390)
    one.go("/crosswalk")
    one.page.get_by_label("Part of the standard").select_option("A.5")
    one.press(one.button("Show"))
    expect(rows(one)).to_have_count(1)
    one.press(one.link("Show all"))
    expect(rows(one)).to_have_count(4)


def test_a_link_to_a_row_comes_to_rest_at_it(site, person):
    one = person(site)
    one.go("/courses/tiny/second-steps/weigh")
    one.press(one.link("A.5.2 in other frameworks"))
    one.arrives("/crosswalk#A.5.2")
    expect(one.page.locator('[id="A.5.2"]')).to_be_in_viewport()
