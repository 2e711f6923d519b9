"""What pages look like after something was done on them: forms that come back, blocks that answer."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from app.catalog.library import Library
from tests.browser.closely import bring_axe, look_closely
from tests.browser.questions import Asked
from tests.browser.world import SHEET, UNIT
from tests.conftest import SITE
from tests.support.live import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-pages")]


def send(name):
    """Sends the form of this button as it came."""

    def act(one):
        one.press(one.button(name))
        expect(one.page.locator(".error, .errors").first).to_be_visible()

    return act


def sign_in_wrongly(one):
    one.page.get_by_label("E-mail").fill("lena@example.org")
    one.page.get_by_label("Password").fill("not her password")
    one.press(one.button("Sign in"))
    one.sees(one.page.get_by_text("do not belong together"))
    expect(one.page.get_by_label("E-mail")).to_have_value("lena@example.org")


def ask_for_a_link(one):
    one.page.get_by_label("E-mail").fill("nobody@example.org")
    one.press(one.page.locator("main button[type=submit]"))
    expect(one.page.get_by_label("E-mail")).to_have_count(0)


def forget_the_name(one):
    one.page.get_by_label("Name on certificates").fill("")
    one.press(one.button("Save"))
    one.sees(one.page.locator(".errors"))
    assert one.page.evaluate("document.activeElement.className") == "errors"


def delete_wrongly(one):
    one.page.get_by_label("Password").fill("not her password")
    send("Delete my account")(one)


def invite(one):
    one.page.get_by_label("E-mail").fill("ivy@example.org")
    one.page.get_by_label("Why").first.fill("A colleague")
    one.press(one.button("Make the invitation"))
    one.sees(one.page.locator("[data-invitation]"))


# Who, where, what they do, the status it is answered with, and the fields that are told to be wrong.
FORMS = {
    "sign up": ("nobody", "/sign-up", send("Create account"), 422, "name email password"),
    "sign in": ("nobody", "/sign-in", send("Sign in"), 422, "email password"),
    "sign in wrongly": ("nobody", "/sign-in", sign_in_wrongly, 422, "password"),
    "reset": ("nobody", "/reset", ask_for_a_link, 0, ""),
    "new password": ("nobody", "/reset/{reset}", send(re.compile("password")), 422, "new_password"),
    "confirm": ("nobody", "/sign-up/{sign_up}", send(re.compile(".")), 422, "password"),
    "invitation": (
        "nobody",
        "/invitation/{invitation}",
        send("Create account"),
        422,
        "name password",
    ),
    "account": ("learner", "/account", forget_the_name, 422, "name"),
    "password": (
        "learner",
        "/account",
        send("Change password"),
        422,
        "current_password new_password",
    ),
    "delete": ("learner", "/account/delete", delete_wrongly, 422, "password"),
    "roles": ("administrator", "/admin/people/{otto}", send("Set roles"), 422, "roles_why"),
    "suspend": ("administrator", "/admin/people/{otto}", send("Suspend"), 422, "access_why"),
    "invite": ("administrator", "/admin/invitations", invite, 0, ""),
    "invalidate": (
        "administrator",
        "/admin/attempts/{failed_exam_id}/invalidate",
        send(re.compile("[Ii]nvalid")),
        422,
        "why",
    ),
    "correct": (
        "administrator",
        "/admin/certificates/{valid_id}",
        send(re.compile("Issue|Correct")),
        422,
        "name correct_why",
    ),
    "mark anew": (
        "administrator",
        "/admin/re-mark",
        send(re.compile("^Mark \\d+ anew")),
        422,
        "why",
    ),
    "revoke": (
        "administrator",
        "/admin/certificates/{valid_id}",
        send("Revoke"),
        422,
        "revoke_why",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_comes_back_with_what_is_wrong(form, world, people):
    who, address, act, status, wrong = FORMS[form]
    one = people(who)
    one.watch.troubles.clear()
    one.watch.expected = {status} if status else set()
    one.go(address.format_map(world.names))
    act(one)
    look_closely(one.page)
    told_of = one.page.locator("[aria-invalid=true]").all()
    assert {field.get_attribute("name") for field in told_of} == set(wrong.split())
    for field in told_of:
        told = (field.get_attribute("aria-describedby") or "").split()
        assert any(one.page.locator(f"#{id_}.error").count() for id_ in told)
    one.watch.check()


def check_without_an_answer(one):
    check = one.page.locator("#check-check-outside")
    one.press(check.get_by_role("button", name="Check the answer"))
    expect(check.get_by_role("alert")).to_be_visible()


def check_answered(right):
    def act(one):
        check = one.page.locator("#check-check-outside")
        Asked(one, check).answer(right=right)
        one.press(check.get_by_role("button", name="Check the answer"))
        expect(check.locator(".why")).to_be_visible()

    return act


def check_shown(one):
    check_answered(False)(one)
    check = one.page.locator("#check-check-outside")
    one.press(check.get_by_role("button", name="Show the answer"))
    expect(check.locator(".explain")).to_be_visible()


def hint_open(one):
    one.press(one.page.get_by_text("Show a hint"))
    one.sees(one.page.get_by_text("Who answers when it is wrong?"))


def step(*choices, ending):
    def act(one):
        story = one.page.locator("#scenario-start")
        for choice in choices:
            one.press(story.get_by_role("button", name=choice))
        expect(story.locator(".ending")).to_contain_text(ending)

    return act


def sheet_too_long(one):
    sheet = one.page.locator("#worksheet-scope-statement")
    field = sheet.get_by_label("AI systems")
    field.evaluate("e => e.removeAttribute('maxlength')")
    field.fill("long " * 3000)
    one.press(sheet.get_by_role("button", name="Save"))
    expect(sheet.locator(".errors")).to_be_visible()
    assert field.input_value().startswith("long long")


BLOCKS = {
    "a check without an answer": (UNIT, check_without_an_answer, 422),
    "a check answered wrongly": (UNIT, check_answered(False), 0),
    "a check answered rightly": (UNIT, check_answered(True), 0),
    "a check with its answer": (UNIT, check_shown, 0),
    "a check with its hint": (UNIT, hint_open, 0),
    "a poor turn": (SHEET, step("Leave ShiftWise out", ending="poor"), 0),
    "a good end": (SHEET, step("Keep it in", ending="A sound end"), 0),
    "a sheet that is too long": (SHEET, sheet_too_long, 422),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_block_answers_in_its_place_and_keeps_the_focus(block, world, person):
    address, act, status = BLOCKS[block]
    one = person(world.site, reduced_motion="reduce")
    bring_axe(one)
    one.watch.expected = {status} if status else set()
    one.go(address)
    documents = sum(url.endswith(address) for url in one.watch.requests)
    act(one)
    assert sum(url.endswith(address) for url in one.watch.requests) == documents, "it was reloaded"
    look_closely(one.page)


def test_somebody_who_tries_too_often_is_told_when_to_come_back(world, person):
    one = person(world.site, reduced_motion="reduce")
    bring_axe(one)
    one.watch.expected = {422, 429}
    one.go("/sign-in")
    for _ in range(11):
        one.page.get_by_label("E-mail").fill("often@example.org")
        one.page.get_by_label("Password").fill("not the password")
        one.press(one.button("Sign in"))
        one.page.wait_for_load_state("load")
        if one.heading == "Too many tries":
            break
    assert one.heading == "Too many tries"
    look_closely(one.page)


def test_first_administrator_is_made_by_the_link_that_was_printed(site, person):
    from app.accounts.first_admin import invitation

    one = person(site, reduced_motion="reduce")
    bring_axe(one)
    one.go(invitation(site.database, site.settings, site.clock))
    look_closely(one.page)
    one.page.get_by_label("Name").fill("Ada Admin")
    one.page.get_by_label("E-mail").fill("ada@example.org")
    one.page.get_by_label("Password").fill("a sentence works well")
    one.press(one.button("Create account"))
    one.arrives("/admin")
    look_closely(one.page)


def test_a_site_whose_courses_have_errors_says_so_on_every_page(sqlite, tmp_path, person):
    shutil.copytree(SITE, tmp_path / "site")
    (tmp_path / "site/courses/tiny/02-second-steps.md").write_text("# No front matter\n")
    library = Library(tmp_path / "site/courses", tmp_path / "site/quizzes", None)
    assert not library.reload()
    with serve(tmp_path, sqlite, library) as site:
        one = person(site, reduced_motion="reduce")
        bring_axe(one)
        one.sign_in_as("trainer")
        for address in ("/", "/teach", "/learning"):
            one.go(address)
            expect(one.page.locator(".problem")).to_be_visible()
            look_closely(one.page)
        one.go("/teach")
        one.sees(one.page.get_by_text("02-second-steps.md:1").first)
