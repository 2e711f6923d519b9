"""How a file leaves: named, and to be kept rather than shown."""

from __future__ import annotations

from starlette.responses import Response


def attachment(data: bytes, media_type: str, name: str) -> Response:
    """`name` is ASCII, as ids are."""
    return Response(
        data,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
