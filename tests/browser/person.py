"""Somebody before a browser: where they look, what they do, with which hands."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.layout import look_at
from tests.browser.watch import Watch


class Person:
    """`hands` is "mouse" or "keyboard"; `javascript`, `width`, `scheme`, `scale` are the browser's.
    With `looks` the layout of every page is judged when it is come to.
    """

    def __init__(
        self,
        chromium,
        site,
        *,
        hands: str = "mouse",
        javascript: bool = True,
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        scale: float = 1,
        looks: bool = False,
        **more,
    ) -> None:
        self.site, self.javascript, self.looks = site, javascript, looks
        self.context = chromium.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            device_scale_factor=scale,
            **more,
        )
        self.context.set_default_timeout(30_000)
        self.watch = Watch(self.context, site.url)
        self.page = self.context.new_page()
        self.presses = 0
        self.hands = {"mouse": Mouse, "keyboard": Keyboard}[hands](self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    # Where they are

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").first.inner_text().split())

    def sign_in_as(self, who: str):
        """Signed in without the form, as a member of the cast."""
        return self.hold_session_of(self.site.account(who))

    def hold_session_of(self, user_id):
        token = self.site.token(user_id)
        cookie = {"name": "clauseway", "value": token, "url": self.site.url, "httpOnly": True}
        self.context.add_cookies([cookie])
        self.user_id = user_id
        return self

    # What they do

    def go(self, path: str):
        """Type an address."""
        self.page.goto(path)
        self.look()
        return self

    def button(self, name, **more):
        return self.page.get_by_role("button", name=name, **more)

    def link(self, name, **more):
        return self.page.get_by_role("link", name=name, **more)

    def press(self, target):
        """Press a link or a button, whatever comes of it."""
        self.presses += 1
        self.hands.press(target.first)
        return self

    def sees(self, target) -> None:
        expect(target.first).to_be_visible()
        self.look()

    def arrives(self, path: str) -> None:
        self.page.wait_for_url(self.site.url + path)
        self.look()

    def arrives_like(self, pattern: str) -> None:
        """The end of the address has to match."""
        self.page.wait_for_url(re.compile(pattern))
        self.look()

    def open_menu(self) -> None:
        """On a narrow screen links stand behind a button."""
        menu = self.page.locator("details.menu > summary")
        if menu.is_visible():
            self.press(menu)

    def look(self) -> None:
        if self.looks:
            look_at(self.page)
