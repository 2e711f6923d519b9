"""Answers the question on the screen, rightly or wrongly, by looking its words up in the catalogue."""

from bs4 import BeautifulSoup
from playwright.sync_api import expect

from app.catalog.questions import Choice, Cloze, Matching, OpenAnswer, Ordering


def words(html: str) -> str:
    """What is read of some HTML, without what is only heard and without fields."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(".sr, select, input"):
        tag.decompose()
    return " ".join(soup.get_text(" ").split())


def known_questions(catalog) -> dict:
    """Its words as they stand on a screen → the question, for banks and inline checks."""
    found = {}
    for course in catalog.courses:
        for module in course.modules:
            checks = [p.question for u in module.units for p in u.parts if p.kind == "check"]
            for question in [*module.bank.questions, *checks]:
                gaps = question.body.segments if isinstance(question.body, Cloze) else ()
                key = words(" ".join([question.stem_html, *gaps]))
                assert key not in found, f"two questions read alike: {key}"
                found[key] = question
    return found


class Asked:
    """A question as it stands in `root`, a form on a person's screen."""

    def __init__(self, person, root) -> None:
        self.person, self.root, self.hands = person, root, person.hands
        parts = [root.locator(".stem").inner_html()]
        if root.locator(".cloze").count():
            parts.append(root.locator(".cloze").inner_html())
        self.question = known_questions(person.site.library.current)[words(" ".join(parts))]

    def answer(self, *, right: bool) -> None:
        match self.question.body:
            case Choice() as body:
                self._choose(body, right)
            case Cloze() as body:
                self._fill(body, right)
            case Matching() as body:
                self._match(body, right)
            case Ordering() as body:
                self._order(body, right)
            case OpenAnswer():
                self._type("Because the reasons come from 4.1 and 4.2.")
            case body:
                key = body.accepted[0] if body.kind == "text" else str(body.ranges[0].low)
                self._type(key if right else "12345")

    def _type(self, text: str) -> None:
        self.hands.write(self.root.locator("[name=text]"), text)

    def _choose(self, body: Choice, right: bool) -> None:
        wanted = [option.text for option in body.options if option.correct is right]
        for text in wanted if body.several and right else wanted[:1]:
            label = self.root.locator("label.choice").filter(has_text=text)
            exact = [n for n in range(label.count()) if self._says(label.nth(n), text)]
            self.hands.tick(label.nth(exact[0]).locator("input"))

    def _says(self, label, text: str) -> bool:
        return words(label.locator("span").first.inner_html()) == " ".join(text.split())

    def _fill(self, body: Cloze, right: bool) -> None:
        for place, gap in enumerate(body.gaps):
            field = self.root.locator(".gap").nth(place)
            if gap.choices:
                wrong = next(choice for choice in gap.choices if choice not in gap.accepted)
                self.hands.select(field, gap.accepted[0] if right else wrong)
            else:
                self.hands.write(field, gap.accepted[0] if right else "nonsense")

    def _match(self, body: Matching, right: bool) -> None:
        text = {target.id: target.text for target in body.targets}
        for place, prompt in enumerate(body.prompts):
            wrong = next(id_ for id_ in text if id_ != prompt.target)
            chosen = text[prompt.target if right else wrong]
            self.hands.select(self.root.locator(".pair select").nth(place), chosen)

    def _order(self, body: Ordering, right: bool) -> None:
        wanted = [item.text for item in body.items]
        if not right:
            wanted.reverse()
        if self.person.javascript:
            self._move(wanted)
        else:
            for row in self.root.locator(".ordering li").all():
                place = wanted.index(words(row.locator("[data-text]").inner_html()))
                self.hands.write(row.locator("input"), str(place + 1))

    def _move(self, wanted: list[str]) -> None:
        """Bring each item to its place from below, one step at a time."""
        rows = self.root.locator(".ordering > li")
        for place, text in enumerate(wanted):
            row = rows.filter(has=self.person.page.locator("[data-text]", has_text=text))
            while (at := self._place(rows, text)) > place:
                self.hands.press(row.locator('[data-move="-1"]'))
                expect(rows.nth(at - 1)).to_contain_text(text)

    def _place(self, rows, text: str) -> int:
        return [words(row.locator("[data-text]").inner_html()) for row in rows.all()].index(text)


class Sitting:
    """A quiz or an exam from its first question to its result."""

    def __init__(self, person) -> None:
        self.person, self.page = person, person.page
        self.asked: list[str] = []

    @property
    def form(self):
        return self.page.locator("form#next")

    def answer(self, *, right: bool) -> None:
        """Answer what is asked and go on."""
        asked = Asked(self.person, self.form)
        asked.answer(right=right)
        self.asked.append(asked.question.id)
        self._go_on()

    def _go_on(self) -> None:
        action = self.form.get_attribute("action")
        self.person.press(self.form.locator("button[data-next]"))
        # The same question asked again, or none: the next screen is another form or another page.
        expect(self.page.locator(f'form#next[action="{action}"]')).to_have_count(0)
        self.person.look()

    def answer_all(self, *, right: bool = True, wrong: int = 0) -> None:
        """All rightly but for the first `wrong`, or all wrongly; up to where it is handed in."""
        while self.form.count() and "/answers/" in self.form.get_attribute("action"):
            self.answer(right=right and len(self.asked) >= wrong)

    def hand_in(self) -> None:
        """From the last screen, wherever that leaves off, to the result."""
        press = self.person.press
        if self.form.count():
            press(self.form.locator("button[data-next]"))
        else:
            press(self.person.button("Submit the"))
        self.person.arrives_like(r"/attempts/[0-9a-f-]+/result$")
