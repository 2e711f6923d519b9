"""How commands speak: results to stdout, failures to stderr with a non-zero code and no traceback."""

from __future__ import annotations

from typing import Literal, NoReturn, overload

import typer


def say(text: str, *, err: bool = False) -> None:
    typer.echo(text, err=err)


@overload
def fail(text: str, *, stop: Literal[True] = True) -> NoReturn: ...
@overload
def fail(text: str, *, stop: Literal[False]) -> None: ...
def fail(text: str, *, stop: bool = True) -> None:
    """Say what went wrong on stderr and, unless told otherwise, end with code 1."""
    typer.echo(text, err=True)
    if stop:
        raise typer.Exit(1)
