"""How the arrangement of a question stands in the database: a column type, as JSON."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.assessment.arrangement import Arrangement


# Each page of an attempt reads the same ones again: so many stay known, about 2 MB.
@lru_cache(maxsize=4096)
def _arrangement(text: str) -> Arrangement:
    return Arrangement.from_json(json.loads(text))


class KeptArrangement(TypeDecorator[Arrangement]):
    """Stores an arrangement as JSON."""

    impl = JSON
    cache_ok = True
    from_sqlite = staticmethod(_arrangement)

    def process_bind_param(self, value: Arrangement | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return value and value.to_json()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Arrangement | None:  # noqa: ARG002
        return value and Arrangement.from_json(value)
