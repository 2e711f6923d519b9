"""Looks for texts that make a parser raise what it must not, guided by which lines they reach.

Usage: `.venv/bin/python scripts/fuzz.py content|form [seconds]`, with atheris, which is in no group of
pyproject.toml because it has wheels for few systems: `.tools/bin/uv pip install atheris`. What it finds
belongs into tests/catalog/hostile.py or tests/web/test_forms.py; the suite itself fuzzes with hypothesis
(tests/catalog/test_fuzz.py, tests/security/test_hostile_requests.py).
"""

import asyncio
import sys

import atheris

with atheris.instrument_imports(include=["app.catalog", "app.web.forms", "markdown_it"]):
    from app.catalog.markdown import html_of, tokens_of
    from app.catalog.problems import Problems
    from app.catalog.source_file import SourceFile
    from app.web.forms import read_form

from starlette.requests import Request

from app.core.errors import ClausewayError

FORM_TYPE = [(b"content-type", b"application/x-www-form-urlencoded")]


def content(data: bytes) -> None:
    """Any text is read to its end or told, and becomes HTML without a script."""
    text = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(len(data))
    file = SourceFile("courses/a/01-b.md", text, Problems())
    html = html_of(tokens_of(text, 1, file), file)
    if "<script" in html.lower():
        raise AssertionError(html)


def form(data: bytes) -> None:
    """Any body is a form or refused with a sentence."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": data, "more_body": False}

    request = Request({"type": "http", "method": "POST", "headers": FORM_TYPE}, receive)
    try:
        read = asyncio.run(read_form(request))
    except ClausewayError:
        return
    for name in read.names():
        for value in read.all(name):
            value.encode()


def main() -> None:
    which, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    targets = {"content": content, "form": form}
    arguments = [sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20"]
    atheris.Setup(arguments, targets[which])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
