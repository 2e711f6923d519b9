"""Decides what HTML the tokens become, and lets nothing through that an author could misuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "aside",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "input",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "section",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "title", "rel", "role", "aria-label"},
    "div": {"role", "tabindex", "aria-label"},
    "section": {"aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "checked", "disabled"},
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
    return (
        f'<sup><a href="#fn-{note_id}"{anchor} role="doc-noteref" '
        f'aria-label="Footnote {number}">{number}</a></sup>'
    )


def footnotes_html(texts: Iterable[tuple[int, str]]) -> str:
    """The list of footnotes, from pairs of footnote id and HTML."""
    items = []
    for note_id, text in texts:
        back = (
            f' <a href="#fnref-{note_id}" role="doc-backlink" aria-label="Back to the text">↩</a>'
        )
        body = text.removesuffix("</p>")
        end = "</p>" if body != text else ""
        items.append(f'<li id="fn-{note_id}">{body}{back}{end}</li>')
    return (
        f'<section class="footnotes" aria-label="Footnotes"><ol>{"".join(items)}</ol></section>'
        if items
        else ""
    )


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
    word = "" if run_in else f'<p><b class="run-in">{_ALERT_WORDS[kind]}.</b></p>\n'
    return f'<div class="call call-{kind.lower()}">\n{word}'


def _alert_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "</div>\n"


def _paragraph_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any
) -> str:
    html = renderer.renderToken(tokens, index, options, {})
    if index and tokens[index - 1].type == "alert_open":
        html += f'<b class="run-in">{_ALERT_WORDS[tokens[index - 1].info]}.</b> '
    return html


def _block_open(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    name, _, argument = tokens[index].info.strip().partition(" ")
    anchor = tokens[index].attrGet("id")
    named = f' id="{anchor}"' if anchor else ""
    if name == "case":
        label = f"<span>{escape(argument.strip())}</span>" if argument.strip() else ""
        return (
            f'<section class="row block case"{named}>\n'
            f'<p class="margin"><b>The case</b>{label}</p>\n<div class="story">\n'
        )
    env["evidence"] = name == "evidence"
    return (
        f'<section class="row row-rule block"{named}>\n'
        '<p class="margin"><b>Evidence</b><span>What an auditor looks for</span></p>\n<div>\n'
    )


def _block_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, env: EnvType
) -> str:
    env["evidence"] = False
    return "</div>\n</section>\n"


def _dl_open(
    _renderer: RendererHTML,
    _tokens: Sequence[Token],
    _index: int,
    _options: OptionsDict,
    env: EnvType,
) -> str:
    return '<dl class="evidence">\n' if env.get("evidence") else "<dl>\n"


def _dt_open(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "<div><dt>"


def _dd_close(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, _env: Any
) -> str:
    """Each term is in a group with its definitions, so that it can be laid out as a row."""
    last = index + 1 == len(tokens) or tokens[index + 1].type != "dd_open"
    return "</dd></div>\n" if last else "</dd>\n"


def _table_open(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    # A wide table scrolls in a box of its own, which the keyboard has to be able to reach.
    return '<div class="table-wrap" role="group" aria-label="Table" tabindex="0">\n<table class="table">\n'


def _table_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _o: OptionsDict, _env: Any
) -> str:
    return "</table>\n</div>\n"


def _cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """A head without a word is no head; where the first column has none, its cells name the rows."""
    html = renderer.renderToken(tokens, index, options, env)
    is_open = tokens[index].nesting == 1
    at = index if is_open else index - 2
    is_first = tokens[at - 1].type == "tr_open"
    if tokens[at].type == "th_open":
        is_empty = not tokens[at + 1].content.strip()
        if is_first and is_open:
            env["rows_are_named"] = is_empty
        if not is_empty:
            return html
        return "<td>" if is_open else "</td>\n"
    if is_first and env.get("rows_are_named"):
        return html.replace("<td", '<th scope="row"', 1).replace("</td", "</th", 1)
    return html


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
        "dl_open": _dl_open,
        "dt_open": _dt_open,
        "dd_close": _dd_close,
        "table_open": _table_open,
        "table_close": _table_close,
        "th_open": _cell,
        "th_close": _cell,
        "td_open": _cell,
        "td_close": _cell,
    }
    for name, rule in rules.items():
        md.add_render_rule(name, rule)
