"""Decides what of a drawing (SVG) comes into a page: shapes and text in known classes, no more."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree as ET

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    ["g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"]
)
_LEFT_OUT = frozenset(("title", "desc", "style", "metadata"))
_ATTRIBUTES = frozenset(
    [
        "class",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "width",
        "height",
        "points",
        "transform",
        "dx",
        "dy",
        "text-anchor",
        "dominant-baseline",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-width",
        "opacity",
        "textLength",
        "lengthAdjust",
    ]
)
_VALUE = re.compile(r"[\w\s.,()%+-]*", re.ASCII)
_CLASS = re.compile(r"f-[a-z0-9-]+(?: f-[a-z0-9-]+)*")
_VIEW_BOX = re.compile(r"-?[\d.]+(?:[ ,]+-?[\d.]+){3}")
_MOST_BYTES = 200_000


def inline_svg(data: bytes, alternative: str) -> tuple[str, list[str]]:
    """The drawing as HTML with the alternative text as its name, and what is wrong with it.

    The HTML is made of nothing but allowed elements and attributes, whatever the file holds.
    """
    if len(data) > _MOST_BYTES:
        return "", [f"the drawing is larger than {_MOST_BYTES // 1000} kB"]
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", ["the drawing is not UTF-8"]
    if "<!DOCTYPE" in source.upper() or "<!ENTITY" in source.upper():
        return "", ["a drawing has no DOCTYPE and no entities"]
    try:
        # Without a DOCTYPE there are no entities to expand, so the plain parser is safe here.
        root = ET.fromstring(source)  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        return "", [f"the drawing is not XML: {error}"]
    return _drawing(root, alternative)


def _drawing(root: ET.Element, alternative: str) -> tuple[str, list[str]]:
    faults: list[str] = []
    if root.tag != f"{_SVG}svg":
        return "", ['the root is not <svg xmlns="http://www.w3.org/2000/svg">']
    box = root.get("viewBox", "")
    if not _VIEW_BOX.fullmatch(box):
        faults.append('<svg> needs a viewBox, such as viewBox="0 0 448 240"')
        box = "0 0 448 240"
    faults += [
        f"<svg> has no {name}= here"
        for name in root.attrib
        if name not in ("viewBox", "class", "role", "aria-label", "aria-labelledby")
    ]
    inner = _children(root, faults, depth=0)
    label = escape(alternative)
    return f'<svg class="fig" viewBox="{box}" role="img" aria-label="{label}">{inner}</svg>', faults


def _children(parent: ET.Element, faults: list[str], depth: int) -> str:
    in_text = parent.tag in (f"{_SVG}text", f"{_SVG}tspan")
    out = [_text(parent.text)] if in_text else []
    for child in parent:
        out.append(_element(child, faults, depth + 1))
        if in_text:
            out.append(_text(child.tail))
    return "".join(out)


def _text(text: str | None) -> str:
    return escape(re.sub(r"\s+", " ", text or ""), quote=False)


def _element(element: ET.Element, faults: list[str], depth: int) -> str:
    name = str(element.tag).removeprefix(_SVG)
    if name in _LEFT_OUT:
        return ""
    if name not in _SHAPES or depth > 20:
        faults.append(f"<{name.rpartition('}')[2]}> is not allowed in a drawing")
        return ""
    attributes = "".join(
        f' {key}="{escape(value)}"'
        for key, value in element.attrib.items()
        if _allowed(name, key, value, faults)
    )
    inner = _children(element, faults, depth)
    return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"


def _allowed(name: str, key: str, value: str, faults: list[str]) -> bool:
    if key not in _ATTRIBUTES:
        faults.append(f"<{name}> has no {key.rpartition('}')[2]}= here: colours come by classes")
        return False
    if key == "class" and not _CLASS.fullmatch(" ".join(value.split())):
        faults.append(f'class="{value}": classes of a drawing begin with f-')
        return False
    if key != "class" and not _VALUE.fullmatch(value):
        faults.append(f'{key}="{value}" is not allowed')
        return False
    return True
