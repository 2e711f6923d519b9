"""Writes docs/settings.md from the settings class; `tests/test_documentation.py` holds the two together."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from app.core.settings import ROOT, Settings

HEAD = """# Settings

Everything has a default; nothing has to be set on one machine. Settings are read from the environment, or from a file `.env` in the working folder. Values that are unsafe in production are refused at start, with a sentence that says which and why.

| Variable | Default | What it is |
|---|---|---|
"""


def settings_table() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        if isinstance(default, Path):
            default = default.relative_to(ROOT).as_posix()
        shown = "" if default in ("", None, PydanticUndefined) else f"`{default}`"
        rows.append(f"| `CLAUSEWAY_{name.upper()}` | {shown} | {field.description} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(settings_table())
