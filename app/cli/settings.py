"""How a command gets its settings, or says which of them are refused."""

from __future__ import annotations

import os

import typer
from pydantic import ValidationError

from app.cli.output import fail
from app.core.settings import Settings


def settings_or_exit(**changes: object) -> Settings:
    """The settings, or a message on stderr for each one that is refused, and exit code 2."""
    try:
        return Settings(**changes)  # type: ignore[arg-type]
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            message = problem["msg"].removeprefix("Value error, ")
            fail(f"CLAUSEWAY_{name}: {message}" if name else message, stop=False)
        raise typer.Exit(2) from error


def settings_of_records(**changes: object) -> Settings:
    """The same for commands that touch records of people: what they write is for this user alone."""
    os.umask(0o077)
    return settings_or_exit(**changes)
