"""Loads libraries without what they would load or make on the chance that somebody wants it."""

from __future__ import annotations

import sys
from importlib import import_module

from pydantic import BaseModel


def load(library: str, *, without: str) -> None:
    """Import `library` as it would be where `without`, which it can do without, is not installed. Whoever
    imports `without` afterwards gets it.
    """
    if without in sys.modules:
        return
    sys.modules[without] = None  # type: ignore[assignment]
    try:
        import_module(library)
    finally:
        del sys.modules[without]


def load_fastapi() -> None:
    """Without what describes an API: its models of mail addresses, and the validators of forty models
    of OpenAPI, which pydantic would make at once and makes now if they are ever used.
    """
    BaseModel.model_config["defer_build"] = True
    try:
        load("fastapi", without="email_validator")
    finally:
        del BaseModel.model_config["defer_build"]
