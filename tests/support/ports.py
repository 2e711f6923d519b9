"""Ports for processes that are told theirs before they take it."""

import os
import re
import socket
from itertools import count

# Below those that the system gives to connections (ip_local_port_range), so that none is taken between
# this look and the process's own. Each of up to ten processes of a test run has its share.
_FIRST, _SHARE = 10_000, 2_000
_worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % 10
_tried = count()


def free_port() -> int:
    """A port that nobody listens on, another one each time."""
    for number in _tried:
        port = _FIRST + _worker * _SHARE + (os.getpid() + number) % _SHARE
        if number >= _SHARE:
            break
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("there is no port left")
