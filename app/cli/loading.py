"""Loads a library without others that it would load on the chance that somebody wants them."""

from __future__ import annotations

import sys
from importlib import import_module


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
