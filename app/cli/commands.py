"""Which commands there are; each one's work stands in a file of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import typer

# Where each stands: the module in this package, and its function or group of commands.
_COMMANDS: Final = {
    "serve": ("serve", "serve"),
    "check": ("check", "check"),
    "new": ("new", "new_app"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "recount": ("recount", "recount"),
    "users": ("users", "users_app"),
}


def command_line(asked: str = "") -> typer.Typer:
    """The command that is asked for, alone: what the others need would only delay it. All of them
    where none is, or none that there is, so that they can be listed.
    """
    app = typer.Typer(
        name="clauseway",
        help="Courses on ISO/IEC 42001: serve them, check them, keep their records.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    # Without it, Typer takes a command that is alone for the whole program.
    app.callback()(_clauseway)
    for name in (asked,) if asked in _COMMANDS else _COMMANDS:
        module, attribute = _COMMANDS[name]
        found = getattr(import_module(f"app.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _clauseway() -> None:
    """What happens before any command: nothing."""
