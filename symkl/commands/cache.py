"""``symkl cache``: where the cache is and how large; ``symkl cache clear`` empties it."""

from __future__ import annotations

import os

from symkl.arguments import Arguments
from symkl.cache.memory import note
from symkl.cache.place import file_in, folder
from symkl.cache.store import LARGEST, Store
from symkl.render.settings import Settings

_USAGE = 2
MEBIBYTE = 1 << 20


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """What is there, or that it is gone."""
    path = file_in(folder(parsed.cache_dir))
    if not os.path.lexists(path):
        return f"{path}\nno answers are kept\n", 0
    store = Store(path, note)
    if not store.is_open:
        return f"{path}\nis not used\n", _USAGE
    if parsed.action == "clear":
        gone = store.clear()
        store.close()
        return f"{path}\n{gone} answers removed\n", 0
    number = store.count()
    store.close()
    size = os.path.getsize(path) / MEBIBYTE
    return f"{path}\n{number} answers, {size:.1f} MiB of at most {LARGEST / MEBIBYTE:.0f}\n", 0
