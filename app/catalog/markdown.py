"""Decides how Markdown is read: which language it is, how it is cut into sections and made HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from app.catalog.attributes import Attributes, trailing_braces
from app.catalog.inspection import inspect
from app.catalog.places import Place
from app.catalog.quotation_marks import curl
from app.catalog.rendering import Notes, add_render_rules, finish_html, footnotes_html, highlight
from app.catalog.source_file import SourceFile, line_of

BLOCK_OPEN, BLOCK_CLOSE = "container_block_open", "container_block_close"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading at top level with all that follows it, up to the next of its level or above."""

    title: str
    level: int
    attributes: Attributes
    heading: Token
    tokens: tuple[Token, ...]
    place: Place

    @property
    def line(self) -> int:
        return self.place.line


@dataclass(frozen=True, slots=True)
class Block:
    """`::: name argument … :::`."""

    name: str
    argument: str
    tokens: tuple[Token, ...]
    line: int


def _made() -> MarkdownIt:
    md = MarkdownIt(
        "gfm-like2",
        {
            "html": False,
            "linkify": False,
            "strikethrough_single_tilde": False,
            "highlight": highlight,
            "typographer": True,
        },
    )
    # Authors type straight quotes and apostrophes; readers see curly ones. Nothing else is replaced.
    md.enable("smartquotes")
    md.core.ruler.at("smartquotes", curl)
    # Bare addresses become links when they name their protocol. `course.md` and `www.` stay text,
    # as do mails.
    md.use(gfm_autolink_plugin).disable(["gfm_autolink_www", "gfm_autolink_email", "linkify"])
    md.use(deflist_plugin).use(footnote_plugin)
    md.use(container_plugin, "block", validate=_is_block)
    md.inline.ruler.at("html_inline", _raw_html)
    md.core.ruler.after("block", "attributes", _attributes)
    add_render_rules(md)
    return md


def _is_block(params: str, _markup: str) -> bool:
    return bool(params.strip())


def _raw_html(state: StateInline, silent: bool) -> bool:
    """Raw HTML is never passed on, but it is told apart from text, so that it can be reported."""
    if state.src[state.pos] != "<":
        return False
    rest = state.src[state.pos :]
    # `search` would look for a beginning at every character that follows.
    match = HTML_TAG_RE.match(rest)
    length = match.end() if match else (4 if rest.startswith("<!--") else 0)
    if not length:
        return False
    if not silent:
        state.push("raw_html", "", 0).content = rest[:length]
    state.pos += length
    return True


def _attributes(state: StateCore) -> None:
    """Take the braces off headings, tasks, terms and columns, and keep them with their token."""
    file: SourceFile = state.env["file"]
    columns: bool = state.env.get("columns", False)
    for index, token in enumerate(state.tokens):
        strict = token.type in ("heading_open", "dt_open")
        if strict or (token.type == "th_open" and columns):
            holder = state.tokens[index + 1]
        elif token.type == "list_item_open":
            if index + 2 >= len(state.tokens) or state.tokens[index + 1].type != "paragraph_open":
                continue
            holder = state.tokens[index + 2]
        else:
            continue
        _take_braces(token, holder, file, strict=strict)


def _take_braces(token: Token, holder: Token, file: SourceFile, *, strict: bool) -> None:
    line = line_of(holder)
    braces = trailing_braces(holder.content, strict=strict)
    if braces is None:
        token.meta["attributes"] = Attributes(file.place(line))
        return
    written = holder.content[braces.start :].strip()
    line += holder.content[: braces.start].count("\n")
    place = file.place_of(line, written)
    holder.content = holder.content[: braces.start].rstrip()
    if braces.fault:
        file.problems.error(place, "M013", braces.fault)
    token.meta["attributes"] = Attributes(place, braces.id, braces.classes, braces.values)


_MD = _made()


def tokens_of(
    source: str, first_line: int, file: SourceFile, *, columns: bool = False
) -> list[Token]:
    """The tokens of a text that begins on `first_line` of the file.

    Headings, list items, terms and, with `columns`, table heads carry their attributes. Links and
    pictures are resolved; what is wrong is reported to the file.
    """
    # Empty lines in front make the parser count in lines of the file.
    env = {"file": file, "columns": columns}
    tokens = _without_alert_titles(_MD.parse("\n" * (first_line - 1) + source, env))
    inspect(tokens, file)
    return _without_footnotes(tokens, file)


def _without_alert_titles(tokens: list[Token]) -> list[Token]:
    """The parser's own title of an alert goes: the word runs into the first line instead."""
    kept: list[Token] = []
    in_title = False
    for token in tokens:
        in_title = in_title or token.type == "alert_title_open"
        if not in_title:
            kept.append(token)
        in_title = in_title and token.type != "alert_title_close"
    return kept


def _without_footnotes(tokens: list[Token], file: SourceFile) -> list[Token]:
    """Footnotes come at the end of the file; they are kept aside and set below what they note."""
    kept: list[Token] = []
    note: list[Token] | None = None
    for token in tokens:
        if token.type in ("footnote_block_open", "footnote_block_close", "footnote_anchor"):
            continue
        if token.type == "footnote_open":
            note = []
            file.footnotes[token.meta["id"]] = note
        elif token.type == "footnote_close":
            note = None
        elif note is not None:
            note.append(token)
        else:
            kept.append(token)
    for child in (c for token in kept for c in token.children or [] if c.type == "footnote_ref"):
        # What a footnote says belongs to the text that refers to it, for instance in its hash.
        child.meta["note"] = file.footnotes.get(child.meta["id"], ())
    return kept


def attributes_of(token: Token) -> Attributes:
    """The attributes of the opening token of a heading, list item, term or column."""
    found = token.meta.get("attributes")
    return found if isinstance(found, Attributes) else Attributes(Place("", line_of(token)))


def split_sections(
    tokens: Sequence[Token], level: int
) -> tuple[tuple[Token, ...], tuple[Section, ...]]:
    """Cut at the top-level headings of `level` or above: what comes before the first, and each."""
    depth = tokens[0].level if tokens else 0
    starts = [
        i
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == depth and int(token.tag[1:]) <= level
    ]
    preamble = tuple(tokens[: starts[0]] if starts else tokens)
    ends = [*starts[1:], len(tokens)] if starts else []
    return preamble, tuple(
        _section(tokens, start, end) for start, end in zip(starts, ends, strict=True)
    )


def _section(tokens: Sequence[Token], start: int, end: int) -> Section:
    opening, heading = tokens[start], tokens[start + 1]
    attributes = attributes_of(opening)
    place = Place(attributes.place.path, line_of(opening))
    body = tuple(tokens[start + 3 : end])
    return Section(text_of([heading]), int(opening.tag[1:]), attributes, heading, body, place)


def top_level(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The tokens block by block: each from its opening to its closing token."""
    start, depth = 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tuple(tokens[start : index + 1])
            start = index + 1


def block_of(tokens: Sequence[Token]) -> Block | None:
    """The `:::` block that these tokens are, or None if they are something else."""
    if tokens[0].type != BLOCK_OPEN:
        return None
    name, _, argument = tokens[0].info.strip().partition(" ")
    return Block(name, " ".join(argument.split()), tuple(tokens[1:-1]), line_of(tokens[0]))


def html_of(tokens: Sequence[Token], file: SourceFile, notes: Notes | None = None) -> str:
    """Clean HTML. Footnotes are set below, unless `notes` collects them over several texts."""
    own = Notes() if notes is None else notes
    html = finish_html(_MD.renderer.render(tokens, _MD.options, {"notes": own}), file)
    return html + notes_html(own, file) if notes is None else html


def inline_html(token: Token, file: SourceFile) -> str:
    """The HTML of one inline token, without a paragraph around it."""
    return finish_html(_MD.renderer.render([token], _MD.options, {"notes": Notes()}), file)


def notes_html(notes: Notes, file: SourceFile) -> str:
    """The footnotes that were referred to, as a list."""
    texts = []
    for note_id in notes:
        env = {"notes": Notes()}
        tokens = file.footnotes.get(note_id, ())
        texts.append((note_id, _MD.renderer.render(tokens, _MD.options, env).strip()))
    return finish_html(footnotes_html(texts), file)


_BLOCK_ENDS = re.compile(r"[ \t]*\n[ \t]*")


def text_of(tokens: Sequence[Token]) -> str:
    """The plain text, one line for each paragraph, item, cell or code block."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(_inline_text(token.children or []))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip())
    return _BLOCK_ENDS.sub("\n", "\n".join(line for line in lines if line.strip())).strip()


def _inline_text(children: Sequence[Token]) -> str:
    out = []
    for child in children:
        if child.type in ("text", "code_inline", "raw_html"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append(" ")
    return " ".join("".join(out).split())
