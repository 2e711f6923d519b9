"""How many statements and bytes each request costs, counted within this process."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.catalog.library import Library
from app.core.database import Database
from app.core.settings import ROOT, Settings
from app.main import create_app
from benchmarks.load import Ask
from tests.support.statements import count_statements


def statements(
    folder: Path, database: Database, asked: Mapping[str, list[Ask]]
) -> list[dict[str, Any]]:
    library = Library(ROOT / "courses", ROOT / "quizzes", None)
    library.reload()
    settings = Settings(data_dir=folder, secret_key="b" * 40)  # type: ignore[arg-type]
    app = create_app(settings, library=library, database=database)
    client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
    return [_row(client, database, road, asks[0]) for road, asks in asked.items()]


def _row(client: TestClient, database: Database, road: str, ask: Ask) -> dict[str, Any]:
    headers = {"cookie": ask.cookie, "accept-encoding": "gzip", "sec-fetch-site": "same-origin"}
    if ask.method == "POST":
        headers |= {"hx-request": "true", "hx-request-type": "partial"}
        headers["content-type"] = "application/x-www-form-urlencoded"

    def send() -> Any:
        request = client.build_request(ask.method, ask.path, headers=headers, content=ask.body)
        answer = client.send(request, stream=True)
        return answer, b"".join(answer.iter_raw())

    answer, _ = send()
    if answer.status_code != 200:
        raise RuntimeError(f"{ask.path} was answered with {answer.status_code}")
    with count_statements(database) as sent:
        answer, raw = send()
    packed = answer.headers.get("content-encoding") == "gzip"
    return {
        "road": road,
        "statements": len(sent),
        "bytes": len(gzip.decompress(raw) if packed else raw),
        "packed": len(raw),
    }
