"""The `clauseway` command."""

from __future__ import annotations

import gc


def main() -> None:
    """Entry point. The commands are imported here, so that importing the package stays cheap. What is
    imported stays, so that looking for garbage meanwhile, and in it later, is for nothing.
    """
    gc.disable()
    from app.cli.commands import app  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    app()
