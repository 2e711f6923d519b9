"""Two ways to use a page: with a mouse, and with the keyboard alone."""

from playwright.sync_api import expect

_IS_FOCUSED = "e => e === document.activeElement"
_FOCUS_SHOWS = """e => {
  const rings = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  for (let at = e, up = 0; at && up < 3; at = at.parentElement, up++)
    if (rings(getComputedStyle(at))) return true;
  return getComputedStyle(e).boxShadow !== "none";
}"""
# More stops of the Tab key than any page has.
_MOST_STOPS = 150


class Mouse:
    def __init__(self, person) -> None:
        self.page = person.page

    def press(self, target) -> None:
        target.click()

    def write(self, target, text: str) -> None:
        target.fill(text)

    def select(self, target, label: str) -> None:
        target.select_option(label=label)

    def tick(self, box) -> None:
        """A radio button or a box that stands in its label."""
        box.locator("xpath=ancestor::label").click()
        expect(box).to_be_checked()


class Keyboard:
    """Tab goes from stop to stop; nothing is focused, clicked or scrolled in any other way."""

    def __init__(self, person) -> None:
        self.page = person.page

    def reach(self, target) -> None:
        expect(target).to_be_visible()
        for _ in range(_MOST_STOPS):
            if target.evaluate(_IS_FOCUSED):
                assert target.evaluate(_FOCUS_SHOWS), f"nothing shows that {target} has focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target}")

    def press(self, target) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def select(self, target, label: str) -> None:
        """Typing the beginning of an option's words chooses it."""
        self.reach(target)
        for _ in range(target.locator("option").count()):
            if target.evaluate("e => e.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {label!r}")

    def tick(self, box) -> None:
        """By its number where it stands in a focused question, else by Space or the arrows."""
        question = box.locator("xpath=ancestor::*[@data-question]")
        if question.count():
            self._enter(question)
            boxes = question.locator(".choices").locator("input[type=radio], input[type=checkbox]")
            place = next(
                n
                for n in range(boxes.count())
                if boxes.nth(n).evaluate("(e, other) => e === other", box.element_handle())
            )
            self.page.keyboard.press(str(place + 1))
        else:
            self.reach(box)
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def _enter(self, question) -> None:
        """Go on until focus is somewhere in the question."""
        for _ in range(_MOST_STOPS):
            if question.evaluate("e => e.contains(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not reach the question")
