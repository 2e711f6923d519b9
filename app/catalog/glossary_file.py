"""Reads the glossary: one `##` for each term, in the order of the alphabet for readers."""

from __future__ import annotations

import unicodedata

from app.catalog.frontmatter import read_front_matter
from app.catalog.markdown import Section, html_of, split_sections, text_of, tokens_of
from app.catalog.model import Term
from app.catalog.source_file import Link, SourceFile


def parse_glossary(file: SourceFile) -> tuple[Term, ...]:
    keys, body, first_line = read_front_matter(file.text, file.path, file.problems)
    keys.word("schema", ("glossary/1",))
    keys.text("title")
    keys.finish()
    _, sections = split_sections(tokens_of(body, first_line, file), 2)
    terms: list[Term] = []
    for section in sections:
        term = _term(section, file)
        if term.id and term.id in [other.id for other in terms]:
            message = f"The term `#{term.id}` stands twice."
            file.problems.error(section.attributes.place, "M015", message)
        terms.append(term)
    return tuple(sorted(terms, key=lambda term: _alphabetic(term.title)))


def _alphabetic(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _term(section: Section, file: SourceFile) -> Term:
    attributes = section.attributes
    attributes.check(file.problems, ("source", "taught"))
    taught = attributes.get("taught")
    if taught:
        file.links.append(Link("module", taught, taught, attributes.place))
    if not section.tokens:
        message = f'The term "{section.title}" is not explained.'
        file.problems.error(section.place, "M017", message)
    return Term(
        id=attributes.required_id(section.title, file.problems),
        title=section.title,
        html=html_of(section.tokens, file),
        text=text_of(section.tokens),
        source=attributes.get("source"),
        taught=taught,
        place=section.place,
    )
