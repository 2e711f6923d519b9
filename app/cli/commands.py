"""Which commands there are; each one's work stands in a file of its own."""

from __future__ import annotations

import typer

from app.cli import backup, check, new, recount, serve, users

app = typer.Typer(
    name="clauseway",
    help="Courses on ISO/IEC 42001: serve them, check them, keep their records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serve.serve)
app.command("check")(check.check)
app.add_typer(new.new_app, name="new")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("recount")(recount.recount)
app.add_typer(users.users_app, name="users")
