"""How far a long run is, on standard error, for a person who waits at a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FOR_PEOPLE = ("full", "concise")
PATIENCE = 1.0  # seconds before anything is shown
PAUSE = 0.1  # between two signs of life
_CLEAR = "\r\x1b[K"


@contextmanager
def progress(total: int, how: str) -> Iterator[Callable[[str], None]]:
    """What is to be called with each sheet that is done; what it showed is gone in the end."""
    shows = sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and (how in FOR_PEOPLE or not sys.stdout.isatty())
    begun = shown = time.monotonic()
    done = 0

    def seen(path: str) -> None:
        nonlocal done, shown
        done += 1
        now = time.monotonic()
        if shows and now - begun > PATIENCE and now - shown > PAUSE:
            shown = now
            _show(f"{done} of {total} sheets  {path}")

    try:
        yield seen
    finally:
        if shown != begun:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


def _show(text: str) -> None:
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        width = 80
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(_CLEAR + text[: max(10, width - 1)].encode(encoding, "replace").decode(encoding))
    sys.stderr.flush()
