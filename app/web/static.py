"""Static files: named by the content of the whole folder, so that a browser may keep them for ever.

Style sheets and our own scripts are sent without comments and needless white space. The address is
`/static/<digest>/path`. Relative links inside CSS stay inside the digest. An address with another
digest (a page from before an upgrade) is served with what is here now, uncached.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.core.settings import ROOT

FOLDER = ROOT / "static"
_COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
# What a browser needs nothing of: comments, white space around braces and semicolons, and after
# colons and commas (before a colon it makes another selector).
_COMMENT, _SPACE = re.compile(rb"/\*.*?\*/", re.DOTALL), re.compile(rb"\s*([{};])\s*|([:,])\s+")
# In scripts only what begins a line, so that nothing inside of a string is taken for it.
_SCRIPT = re.compile(rb"^\s*/\*(?:(?!\*/).)*\*/\n|^\s+", re.DOTALL | re.MULTILINE)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    gzipped: bytes | None
    media_type: str


class StaticFiles:
    """The folder, read once; each file is compressed once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files: dict[str, _File] = {}

    @cached_property
    def digest(self) -> str:
        # How files are sent is decided here, so that it counts as well.
        total = hashlib.sha256(Path(__file__).read_bytes())
        for path in sorted(p for p in self._folder.rglob("*") if p.is_file()):
            total.update(path.relative_to(self._folder).as_posix().encode())
            total.update(path.read_bytes())
        return total.hexdigest()[:12]

    def url(self, path: str) -> str:
        return f"/static/{self.digest}/{path}"

    def _load(self, path: str) -> _File | None:
        if "\0" in path:
            return None
        if path not in self._files:
            try:
                file = (self._folder / path).resolve()
                is_file = file.is_file()
            except OSError:
                # A name longer than any file's.
                return None
            # By one name alone: `./b` and `a/../b` would be kept beside `b`, and have no end.
            folder = self._folder.resolve()
            if not is_file or not file.is_relative_to(folder):
                return None
            if file.relative_to(folder).as_posix() != path:
                return None
            data = file.read_bytes()
            if file.suffix == ".css":
                data = _SPACE.sub(rb"\1\2", _COMMENT.sub(b"", data))
            elif file.suffix == ".js" and file.parent.name != "vendor":
                data = _SCRIPT.sub(b"", data)
            self._files[path] = _File(
                data=data,
                gzipped=gzip.compress(data, 9, mtime=0) if file.suffix in _COMPRESSED else None,
                media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            )
        return self._files[path]

    async def endpoint(self, request: Request) -> Response:
        digest, path = request.path_params["digest"], request.path_params["path"]
        file = self._load(path)
        if file is None:
            return PlainTextResponse("Not found", status_code=404)
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable"
            if digest == self.digest
            else "no-cache",
            "Vary": "Accept-Encoding",
        }
        data = file.data
        if file.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            data = file.gzipped
            headers["Content-Encoding"] = "gzip"
        return Response(data, media_type=file.media_type, headers=headers)
