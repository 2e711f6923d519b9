"""How the program logs: structured lines, text for people or JSON for machines, one request id on each."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

from app.core.settings import Settings

# Line breaks of every kind, and what makes a terminal move its cursor or change its colours.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# What these say at their start and end tells an operator nothing, and hides the printed address.
_TALKATIVE = ("alembic", "uvicorn.error")


class _Forgiving:
    """A stream that may be full or gone: what cannot be logged must not fail what was done."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def configure_logs(settings: Settings) -> None:
    """Route structlog and the standard library's logging to one stream on stderr. Our own lines are
    written straight there: every request has one, and the way through `logging` costs more than the
    line.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, renderer, _one_line],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Forgiving(sys.stderr))),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
                _one_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _one_line(_logger: object, _name: str, line: object) -> str:
    """The line without control characters, so that nothing somebody sends can forge another."""
    return _CONTROL.sub(lambda found: ascii(found.group())[1:-1], str(line))
