"""Decides where a link leads by the path alone, and checks afterwards that its target is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from app.catalog.model import Catalog
from app.catalog.problems import Problems, did_you_mean
from app.catalog.source_file import Link, LinkKind

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MODULE_FILE = re.compile(r"courses/([a-z0-9-]+)/(\d{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
COURSE_FILE = re.compile(r"courses/([a-z0-9-]+)/course\.md")
BANK_FILE = re.compile(r"quizzes/([a-z0-9-]+)/(\d{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
EXAM_FILE = re.compile(r"quizzes/([a-z0-9-]+)/exam\.md")
TEMPLATE_FILE = re.compile(r"courses/templates/([A-Z]+\d+)(?:-[a-z0-9-]+)?\.md")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The address for the page, and what has to exist for it (None: nothing of ours)."""

    href: str
    kind: LinkKind | None = None
    target: str = ""
    external: bool = False


def resolve(written: str, path: str) -> Resolved | str:
    """Where a link in the file `path` leads; a sentence where it leads nowhere."""
    scheme = _SCHEME.match(written)
    if scheme:
        return _resolve_scheme(scheme.group(1).lower(), written)
    if written.startswith("/"):
        return f"`{written}` depends on the server: write the link relative to this file."
    file_part, _, anchor = written.partition("#")
    if "?" in file_part:
        return f"`{written}`: a link between files has no `?`."
    target = _joined(path, unquote(file_part)) if file_part else path
    return _resolve_file(target, unquote(anchor), written)


def _resolve_scheme(scheme: str, written: str) -> Resolved | str:
    rest = written.partition(":")[2]
    if scheme in ("http", "https"):
        return Resolved(written, external=True)
    if scheme == "mailto":
        return Resolved(written)
    if scheme == "glossary":
        return Resolved(f"/glossary#{rest}", "term", rest)
    if scheme == "template":
        return Resolved(f"/templates/{rest}", "template", rest)
    if scheme == "crosswalk":
        return Resolved(f"/crosswalk#{rest}", "crosswalk", rest)
    return (
        f"`{scheme}:` is not known: links begin with https:, glossary:, template: or crosswalk:, "
        "or name a file."
    )


def _joined(path: str, relative: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _resolve_file(target: str, anchor: str, written: str) -> Resolved | str:
    if match := MODULE_FILE.fullmatch(target):
        name = f"{match.group(1)}/{match.group(3)}"
        tail = f"/{anchor}" if anchor else ""
        return Resolved(f"/courses/{name}{tail}", "module", name + (f"#{anchor}" if anchor else ""))
    if target == "courses/glossary.md":
        return Resolved("/glossary" + (f"#{anchor}" if anchor else ""), "term", anchor)
    if target == "courses/crosswalk.yaml":
        return Resolved("/crosswalk" + (f"#{anchor}" if anchor else ""), "crosswalk", anchor)
    if target == "courses/paths.md":
        return Resolved("/paths" + (f"/{anchor}" if anchor else ""), "path", anchor)
    if anchor:
        return f"`{written}`: only units, terms, learning paths and clauses are linked by `#`."
    if match := COURSE_FILE.fullmatch(target):
        return Resolved(f"/courses/{match.group(1)}", "course", match.group(1))
    if match := TEMPLATE_FILE.fullmatch(target):
        return Resolved(f"/templates/{match.group(1)}", "template", match.group(1))
    if match := BANK_FILE.fullmatch(target):
        name = f"{match.group(1)}/{match.group(3)}"
        return Resolved(f"/courses/{name}/quiz", "quiz", name)
    if match := EXAM_FILE.fullmatch(target):
        return Resolved(f"/courses/{match.group(1)}/exam", "exam", match.group(1))
    return f"`{written}` is not a page: link a module, a course, a bank, an exam or a template."


def resolve_picture(written: str, path: str) -> str | None:
    """The path in the tree of a picture, None where it is not in the tree."""
    if _SCHEME.match(written) or written.startswith("/"):
        return None
    target = _joined(path, unquote(written))
    return target if target.startswith(("courses/", "quizzes/")) else None


def check_links(links: Iterable[Link], catalog: Catalog, problems: Problems) -> None:
    """Report every link whose target is not in the tree."""
    known = _targets(catalog)
    for link in links:
        targets = known[link.kind]
        if link.target and link.target not in targets:
            hint = _other_anchor(link, targets) or did_you_mean(link.target, targets)
            what = _NAMES[link.kind]
            problems.error(link.place, "L001", f"`{link.written}`: there is no such {what}.{hint}")


_NAMES: dict[LinkKind, str] = {
    "course": "course",
    "module": "module or unit",
    "quiz": "question bank",
    "exam": "exam",
    "term": "term in the glossary",
    "template": "template",
    "path": "learning path",
    "crosswalk": "clause or control in the crosswalk",
}


def _targets(catalog: Catalog) -> dict[LinkKind, set[str]]:
    modules = {(c, m) for c in catalog.courses for m in c.modules}
    return {
        "course": {c.slug for c in catalog.courses},
        "module": {f"{c.slug}/{m.slug}" for c, m in modules}
        | {f"{c.slug}/{m.slug}#{u.id}" for c, m in modules for u in m.units},
        "quiz": {f"{c.slug}/{m.slug}" for c, m in modules if m.bank},
        "exam": {c.slug for c in catalog.courses if c.exam},
        "term": {t.id for t in catalog.glossary},
        "template": {t.id for t in catalog.templates},
        "path": {p.id for p in catalog.paths},
        "crosswalk": {row.number for row in catalog.crosswalk.rows} if catalog.crosswalk else set(),
    }


def _other_anchor(link: Link, targets: set[str]) -> str:
    module, _, anchor = link.target.partition("#")
    if link.kind != "module" or not anchor or module not in targets:
        return ""
    units = sorted(t.partition("#")[2] for t in targets if t.startswith(f"{module}#"))
    return did_you_mean(anchor, units) or f" Its units: {', '.join(units)}."
