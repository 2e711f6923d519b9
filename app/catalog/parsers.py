"""Which parser reads which kind of file. Imported where something has to be parsed, and only there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.catalog.bank_file import parse_bank
from app.catalog.course_file import parse_course
from app.catalog.crosswalk_file import parse_crosswalk
from app.catalog.exam_file import parse_exam
from app.catalog.glossary_file import parse_glossary
from app.catalog.module_file import parse_module
from app.catalog.paths_file import parse_paths
from app.catalog.source_file import SourceFile
from app.catalog.template_file import parse_template

PARSERS: Final[Mapping[str, Callable[[SourceFile], Any]]] = {
    "modules": parse_module,
    "banks": parse_bank,
    "exams": parse_exam,
    "courses": parse_course,
    "templates": parse_template,
    "terms": parse_glossary,
    "paths": parse_paths,
    "crosswalk": parse_crosswalk,
}
