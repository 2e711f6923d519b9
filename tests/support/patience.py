"""Waiting for what comes sooner or later, and failing only when it never does."""

import threading

# Seconds: a machine that runs the whole suite at once is slow.
PATIENCE = 90


def until(holds) -> None:
    for _ in range(PATIENCE * 20):
        if holds():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never came to that")
