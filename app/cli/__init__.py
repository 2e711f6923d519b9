"""The `clauseway` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Entry point. The commands are imported here, so that importing the package stays cheap. What is
    imported stays, so that looking for garbage meanwhile, and in it later, is for nothing.
    """
    gc.disable()
    from app.cli.loading import load  # noqa: PLC0415

    # It would draw tracebacks with rich, which we never ask for: 5 MB and 50 ms of each start.
    load("structlog", without="rich")
    from app.cli.commands import command_line  # noqa: PLC0415

    app = command_line(next(iter(sys.argv[1:]), ""))
    gc.freeze()
    gc.enable()
    app()
