"""Goes once over the tokens of a file: resolves links and pictures, reports what is no language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath

from markdown_it.token import Token

from app.catalog.attributes import Attributes
from app.catalog.figures import inline_svg
from app.catalog.links import MODULE_FILE, resolve, resolve_picture
from app.catalog.pictures import MEDIA_DIGITS, PICTURE_TYPES
from app.catalog.problems import did_you_mean
from app.catalog.source_file import Link, SourceFile, line_of

BLOCKS = ("case", "evidence", "check", "scenario", "worksheet", "checklist")
INTERACTIVE = BLOCKS[2:]
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", re.IGNORECASE)
_EXTERNAL = "noopener noreferrer"


def inspect(tokens: Sequence[Token], file: SourceFile) -> None:
    """Change the tokens in place: links get their addresses, pictures their HTML."""
    block: Token | None = None
    for index, token in enumerate(tokens):
        if token.type == "container_block_open":
            _inspect_block(token, block, file)
            block = block or token
        elif token.type == "container_block_close":
            block = None if block is not None and token.level == block.level else block
        elif token.type == "inline":
            in_story = block is not None and block.info.split()[0] == "scenario"
            _inspect_inline(token, file, in_story=in_story)
            _make_figure(tokens, index, file)
        elif token.type == "heading_open":
            _name_heading(token)
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _inspect_block(token: Token, outer: Token | None, file: SourceFile) -> None:
    name, line = token.info.split()[0], line_of(token)
    if outer is not None:
        opened = f"`::: {outer.info.split()[0]}` of line {line_of(outer)}"
        file.error(line, "M021", f"Blocks do not nest: close the {opened} by a line `:::` first.")
        return
    if name not in BLOCKS:
        hint = did_you_mean(name, BLOCKS) or f" Known: {', '.join(BLOCKS)}."
        file.error(line, "M020", f"Unknown block `::: {name}`.{hint}")
    elif name in INTERACTIVE and not MODULE_FILE.fullmatch(file.path):
        file.error(line, "M024", f"`::: {name}` belongs in a unit of a module.")
    if token.level:
        file.error(
            line, "M023", f"`::: {name}` has to stand at the margin, outside lists and quotes."
        )
    end = token.map[1] if token.map else 0
    closing = file.lines[end].strip() if end < len(file.lines) else ""
    if not re.fullmatch(r":{3,}", closing):
        file.error(line, "M022", f"`::: {name}` is not closed by a line `:::`.")


def _name_heading(token: Token) -> None:
    found = token.meta.get("attributes")
    if isinstance(found, Attributes) and found.id:
        token.attrSet("id", found.id)


def _inspect_inline(token: Token, file: SourceFile, *, in_story: bool) -> None:
    line = line_of(token)
    last = max(line, token.map[1] if token.map else line)
    # Text inside a quote that begins like an alert was swallowed by the one before it; a line of
    # colons is the end of a block that was closed before.
    starts_line = True
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
            starts_line = True
            continue
        if child.type == "raw_html":
            place = file.place_of(line, child.content.split("\n")[0], last)
            shown = child.content.split("\n")[0][:40]
            message = f"Raw HTML `{shown}`: write it in Markdown, or as code in backticks."
            file.problems.error(place, "M001", message)
        elif child.type == "link_open":
            _inspect_link(child, file, line, last, in_story=in_story)
        elif child.type == "image":
            _inspect_picture(child, file, line, last)
        elif child.type == "text" and starts_line:
            _inspect_text(child, file, line)
        starts_line = starts_line and not child.content.strip()


def _inspect_text(child: Token, file: SourceFile, line: int) -> None:
    text = child.content.lstrip()
    if _ALERT.match(text):
        message = "Put an empty line before this alert; as it stands, it is text of another block."
        file.error(line, "M030", message)
    elif text.startswith(":::"):
        file.error(line, "M025", "This `:::` opens and closes nothing.")


def _inspect_link(child: Token, file: SourceFile, line: int, last: int, *, in_story: bool) -> None:
    written = str(child.attrGet("href") or "")
    if in_story and written.startswith("#"):
        return
    place = file.place_of(line, written, last)
    found = resolve(written, file.path)
    if isinstance(found, str):
        file.problems.error(place, "L002", found)
        child.attrSet("href", "#")
        return
    child.attrSet("href", found.href)
    if found.external:
        child.attrSet("rel", _EXTERNAL)
    if found.kind == "term" and found.target:
        child.attrJoin("class", "term")
    if found.kind is not None:
        file.links.append(Link(found.kind, found.target, written, place))


def _inspect_picture(child: Token, file: SourceFile, line: int, last: int) -> None:
    written = str(child.attrGet("src") or "")
    place = file.place_of(line, written, last)
    alternative = child.content.strip()
    if not alternative:
        message = "This picture has no alternative text: say in the brackets what it shows."
        file.problems.error(place, "L011", message)
    child.type = "picture"
    child.meta = {"html": "", "digest": "", "caption": str(child.attrGet("title") or "")}
    path = resolve_picture(written, file.path)
    suffix = PurePosixPath(path or "").suffix.lower()
    if path is None or suffix not in PICTURE_TYPES:
        message = f"`{written}`: a picture is a file of the tree, such as `media/name.svg`."
        file.problems.error(place, "L012", message)
        return
    data = file.picture(path)
    if data is None:
        file.problems.error(place, "L010", f"`{written}`: there is no such picture.")
        return
    digest = sha256(data).hexdigest()
    child.meta["digest"] = digest
    if suffix != ".svg":
        source = escape(f"/media/{digest[:MEDIA_DIGITS]}/{path}")
        child.meta["html"] = f'<img src="{source}" alt="{escape(alternative)}" loading="lazy">'
        return
    drawing, faults = inline_svg(data, alternative)
    for fault in dict.fromkeys(faults):
        file.problems.error(place, "L013", f"`{written}`: {fault}.")
    child.meta["html"] = f"{file.mark}{len(file.drawings)}."
    file.drawings.append(drawing)


def _make_figure(tokens: Sequence[Token], index: int, file: SourceFile) -> None:
    """A picture alone in its paragraph is a figure, with its title as the caption.

    In a module, figures are numbered: `Figure 5.3` is the third of module 5.
    """
    inline, opening = tokens[index], tokens[index - 1]
    children = inline.children or []
    if opening.type != "paragraph_open" or len(children) != 1 or children[0].type != "picture":
        return
    picture = children[0]
    closing = tokens[index + 1]
    opening.type, opening.tag = "figure_open", "figure"
    closing.type, closing.tag = "figure_close", "figure"
    opening.hidden = closing.hidden = False
    opening.attrSet("class", "figure")
    html = picture.meta["html"]
    module = MODULE_FILE.fullmatch(file.path)
    if module:
        file.figures += 1
        opening.attrSet("class", "row figure")
        number = f"Figure {int(module.group(2))}.{file.figures}"
        html = f'<p class="margin"><b>{number}</b></p>{html}'
    if picture.meta["caption"]:
        html += f"<figcaption>{escape(picture.meta['caption'])}</figcaption>"
    picture.meta["html"] = html
