"""Reads the learning paths: what each audience must and should go through."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.catalog.frontmatter import read_front_matter
from app.catalog.markdown import Section, html_of, split_sections, text_of, tokens_of
from app.catalog.model import LearningPath, PathStep
from app.catalog.source_file import SourceFile

_LISTS = ("Must", "Should")


def parse_paths(file: SourceFile) -> tuple[LearningPath, ...]:
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    keys.word("schema", ("paths/1",))
    keys.text("title")
    keys.finish()
    _, sections = split_sections(tokens_of(body, first_line, file), 2)
    paths: list[LearningPath] = []
    for section in sections:
        path = _path(section, file)
        if path.id and path.id in [other.id for other in paths]:
            message = f"The path `#{path.id}` stands twice."
            file.problems.error(section.attributes.place, "M015", message)
        paths.append(path)
    return tuple(paths)


def _path(section: Section, file: SourceFile) -> LearningPath:
    section.attributes.check(file.problems)
    path_id = section.attributes.required_id(section.title, file.problems)
    intro, lists = split_sections(section.tokens, 3)
    steps: dict[str, tuple[PathStep, ...]] = {}
    for part in lists:
        if part.title not in _LISTS:
            message = f'"{part.title}" is unknown in a path. Known: `### Must` and `### Should`.'
            file.problems.error(part.place, "M070", message)
        steps[part.title] = _steps(part, file)
    if not any(steps.values()):
        message = f'The path "{section.title}" has no steps: list links under `### Must`.'
        file.problems.error(section.place, "M071", message)
    return LearningPath(
        id=path_id,
        title=section.title,
        intro_html=html_of(intro, file),
        intro_text=text_of(intro),
        must=steps.get("Must", ()),
        should=steps.get("Should", ()),
        place=section.place,
    )


def _steps(section: Section, file: SourceFile) -> tuple[PathStep, ...]:
    inlines = [token for token in section.tokens if token.type == "inline"]
    steps = [_step(token) for token in inlines]
    if not all(steps):
        message = "Each item is one link to a course, a module or a unit, and nothing else."
        file.problems.error(section.place, "M072", message)
    return tuple(step for step in steps if step)


def _step(inline: Token) -> PathStep | None:
    """What the one link of an item points at; its address was made of course, module and unit."""
    children: Sequence[Token] = inline.children or []
    if not children or children[0].type != "link_open" or children[-1].type != "link_close":
        return None
    names = str(children[0].attrGet("href") or "").split("/")
    if names[:2] != ["", "courses"] or not 3 <= len(names) <= 5:
        return None
    return PathStep(*names[2:])
