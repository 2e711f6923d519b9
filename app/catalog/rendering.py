"""Decides what HTML the tokens become, and lets nothing through that an author could misuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import highlight as pygmentize
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from app.catalog.source_file import SourceFile

# Part of every cache key: raise it whenever the same source gives other objects or other HTML.
RENDERER = "1"

_TAGS = frozenset(
    ["a", "abbr", "aside", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "li", "ol", "p", "pre", "s", "section", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"]
)
_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "title", "rel"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "checked", "disabled"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"scope", "style"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    clean_content_tags={"script", "style"},
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
    filter_style_properties={"text-align"},
)
_FORMATTER = HtmlFormatter(nowrap=True)
_ALERT_WORDS = {
    "NOTE": "Note",
    "TIP": "Tip",
    "IMPORTANT": "Important",
    "WARNING": "Warning",
    "CAUTION": "Caution",
}


class Notes:
    """The footnotes of a text in the order in which they are first referred to."""

    def __init__(self) -> None:
        self._ids: list[int] = []

    def number(self, note_id: int) -> tuple[int, bool]:
        """The number of a footnote, and whether this is the first reference to it."""
        first = note_id not in self._ids
        if first:
            self._ids.append(note_id)
        return self._ids.index(note_id) + 1, first

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)


def highlight(code: str, language: str, _attributes: str) -> str:
    """Code with classes for its parts; "" (and so plain code) where the language is unknown."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return f'<pre class="code"><code>{pygmentize(code, lexer, _FORMATTER)}</code></pre>\n'


def finish_html(html: str, file: SourceFile) -> str:
    """Sanitized once; then the drawings, which have an allowlist of their own, take their places."""
    clean = _CLEANER.clean(html)
    if file.mark in clean:
        for number, drawing in enumerate(file.drawings):
            clean = clean.replace(f"{file.mark}{number}.", drawing)
    return clean.strip()


# The rules below are methods of the renderer in all but name.


def _raw_html(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any
) -> str:
    return escape(tokens[index].content)


def _footnote_ref(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    note_id = tokens[index].meta["id"]
    number, first = env["notes"].number(note_id)
    anchor = f' id="fnref-{note_id}"' if first else ""
    return f'<sup class="footnote-ref"{anchor}><a href="#fn-{note_id}">{number}</a></sup>'


def _picture(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any
) -> str:
    html = tokens[index].meta["html"]
    return html if isinstance(html, str) else ""


def _alert_open(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any
) -> str:
    kind = tokens[index].info
    following = tokens[index + 1 : index + 2]
    run_in = bool(following) and following[0].type == "paragraph_open"
    word = "" if run_in else f"<p><b>{_ALERT_WORDS[kind]}</b></p>\n"
    return f'<aside class="callout callout-{kind.lower()}">\n{word}'


def _alert_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "</aside>\n"


def _paragraph_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any
) -> str:
    html = renderer.renderToken(tokens, index, options, {})
    if index and tokens[index - 1].type == "alert_open":
        html += f"<b>{_ALERT_WORDS[tokens[index - 1].info]}</b> "
    return html


def _block_open(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any
) -> str:
    name, _, argument = tokens[index].info.strip().partition(" ")
    if name == "case":
        label = f"<b>The case</b> {escape(argument.strip())}".strip()
        return f'<section class="case">\n<p class="margin">{label}</p>\n'
    if name == "evidence":
        label = "<b>Evidence</b> What an auditor looks for"
        return f'<section class="evidence">\n<p class="margin">{label}</p>\n'
    return "<section>\n"


def _block_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "</section>\n"


def _table_open(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return '<div class="table-wrap">\n<table>\n'


def _table_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "</table>\n</div>\n"


def add_render_rules(md: MarkdownIt) -> None:
    rules = {
        "raw_html": _raw_html,
        "footnote_ref": _footnote_ref,
        "picture": _picture,
        "alert_open": _alert_open,
        "alert_close": _alert_close,
        "paragraph_open": _paragraph_open,
        "container_block_open": _block_open,
        "container_block_close": _block_close,
        "table_open": _table_open,
        "table_close": _table_close,
    }
    for name, rule in rules.items():
        md.add_render_rule(name, rule)
