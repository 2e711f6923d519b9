"""Takes the HTML of a field apart into paragraphs, for files that are not HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, Literal

Kind = Literal["text", "bullet", "number"]
_BLOCKS: Final = {"p", "li", "dt", "dd", "h3", "h4", "h5", "h6", "pre", "tr", "blockquote", "div"}
_BOLD: Final = {"strong", "b", "th", "dt"}
_ITALIC: Final = {"em", "i"}


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(slots=True)
class Paragraph:
    """`level` is how deep a list stands, from 0; `starts` marks the first item of a numbered list."""

    kind: Kind = "text"
    level: int = 0
    starts: bool = False
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def paragraphs_of(html: str) -> list[Paragraph]:
    """The paragraphs and list items of a fragment, without those that are empty."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [tidied for tidied in map(_tidied, reader.found) if tidied.text]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._lists: list[str] = []
        self._bold = self._italic = 0
        self._first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._bold += tag in _BOLD
        self._italic += tag in _ITALIC
        if tag in {"ul", "ol"}:
            self._lists.append(tag)
            self._first = True
        elif tag == "li":
            kind: Kind = "number" if self._lists[-1:] == ["ol"] else "bullet"
            level = max(0, len(self._lists) - 1)
            self.found.append(Paragraph(kind, level, starts=self._first))
            self._first = False
        elif tag == "br":
            self._add("\n")
        # The first paragraph of an item is the item.
        elif tag in _BLOCKS and not (self.found and self._lists and not self.found[-1].text):
            self.found.append(Paragraph())

    def handle_endtag(self, tag: str) -> None:
        self._bold -= tag in _BOLD
        self._italic -= tag in _ITALIC
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in {"td", "th"}:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        self._add(data if data.strip() else " ")

    def _add(self, text: str) -> None:
        if not self.found:
            self.found.append(Paragraph())
        self.found[-1].runs.append(Run(text, self._bold > 0, self._italic > 0))


def _tidied(paragraph: Paragraph) -> Paragraph:
    """With white space as a page shows it: single, and none at the ends."""
    runs: list[Run] = []
    for run in paragraph.runs:
        text = "\n" if run.text == "\n" else _single(run.text)
        if not runs or runs[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            runs.append(Run(text, run.bold, run.italic))
    while runs and not runs[-1].text.rstrip():
        runs.pop()
    if runs:
        last = runs.pop()
        runs.append(Run(last.text.rstrip(), last.bold, last.italic))
    return Paragraph(paragraph.kind, paragraph.level, paragraph.starts, runs)


def _single(text: str) -> str:
    words = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{words}{' ' * (text[-1:].isspace() and bool(words))}"
