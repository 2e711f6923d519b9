"""What is downloaded: worksheets and templates as documents, pictures of the courses."""

from __future__ import annotations

from starlette.responses import Response

from app.catalog.model import DocumentTemplate, Worksheet
from app.core.errors import NotFound
from app.learning import documents
from app.learning.access import follows_aliases, unit_for
from app.learning.routes.downloads import attachment
from app.learning.sheets import written
from app.learning.word_files import DOCX
from app.learning.workbooks import XLSX
from app.web.context import Context
from app.web.pages import Access, Pages

pages = Pages()


@pages.page("/courses/{course}/{module}/{unit}/worksheets/{block}.docx", access=Access.READER)
@follows_aliases
def worksheet(ctx: Context, course: str, module: str, unit: str, block: str) -> Response:
    """Blank for whoever has not written on it."""
    place = unit_for(ctx, course, module, unit)
    sheet = place.part("worksheet", block)
    assert isinstance(sheet, Worksheet)
    kept = place.kept.get(("worksheet", block))
    data = documents.worksheet_document(
        sheet,
        written(kept.state if kept else None),
        where=f"{place.course.title} · {place.module.title} · {place.unit.title}",
        name=ctx.visitor.name if ctx.visitor and not ctx.visitor.is_anonymous else "",
        now=kept.updated_at if kept else ctx.now,
    )
    return attachment(data, DOCX, f"{block}.docx")


@pages.page("/templates/{template}.docx", access=Access.READER)
def template_docx(ctx: Context, template: str) -> Response:
    found, filled = _template(ctx, template, "document")
    data = documents.template_document(found, filled=filled)
    return attachment(data, DOCX, _file_name(found, "docx", filled=filled))


@pages.page("/templates/{template}.xlsx", access=Access.READER)
def template_xlsx(ctx: Context, template: str) -> Response:
    found, filled = _template(ctx, template, "table")
    data = documents.template_workbook(found, filled=filled)
    return attachment(data, XLSX, _file_name(found, "xlsx", filled=filled))


def _template(ctx: Context, template: str, kind: str) -> tuple[DocumentTemplate, bool]:
    found = ctx.catalog.template(template)
    if found is None or found.kind != kind:
        raise NotFound
    return found, ctx.query("filled") == "1"


def _file_name(template: DocumentTemplate, suffix: str, *, filled: bool) -> str:
    """Ids are ASCII, which titles need not be."""
    return f"{template.id}{'-filled' if filled and template.filled else ''}.{suffix}"


@pages.page("/media/{digest}/{path:path}", access=Access.ANYONE)
def media(ctx: Context, digest: str, path: str) -> Response:
    """A picture of a course. Its content is in its address, so it may be kept for ever."""
    found = ctx.catalog.media.get(path)
    if found is None:
        raise NotFound
    is_current = found.digest == digest
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return Response(found.data, media_type=found.media_type, headers={"Cache-Control": kept})
