"""The `clauseway` command."""

from __future__ import annotations


def main() -> None:
    """Entry point. The commands are imported here, so that importing the package stays cheap."""
    from app.cli.commands import app  # noqa: PLC0415

    app()
