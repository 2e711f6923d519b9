"""The limit of the Python stack: a bare Starlette application whose answer has as many bytes as asked.

Started as `python -m benchmarks.bare PORT`, with the same server and the same settings as Clauseway.
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

_bodies: dict[int, str] = {}


async def answer(request: Request) -> HTMLResponse:
    size = request.path_params["size"]
    return HTMLResponse(_bodies.setdefault(size, "x" * size))


if __name__ == "__main__":
    app = Starlette(routes=[Route("/{size:int}", answer, methods=["GET", "POST"])])
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False, ws="none"
    )
