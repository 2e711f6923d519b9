"""One search index for each catalogue, made when it is first asked for."""

from __future__ import annotations

import threading

from app.catalog.model import Catalog
from app.catalog.search import SearchIndex


class SearchIndexes:
    """Keeps the index of the newest catalogue; a request that still has the one before gets an index
    of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None
        self._index: SearchIndex | None = None

    def of(self, catalog: Catalog) -> SearchIndex:
        with self._lock:
            if self._index is None or self._catalog is not catalog:
                self._index = SearchIndex(catalog)
                self._catalog = catalog
            return self._index


indexes = SearchIndexes()
