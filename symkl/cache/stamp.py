"""The version of laws and engine: whatever makes symkl say something else has another stamp."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from symkl.cache.digest import blake2b

#: files that tell one version of a library from another without loading it
LIBRARIES = ("sympy/release.py", "mpmath/__init__.py", "rich/console.py", "gmpy2/__init__.py", "flint/__init__.py")
SETTINGS = ("SYMPY_", "MPMATH_")


def stamp(package: str = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) -> str:
    """A digest of Python's version, of symkl's own files and of its libraries, by path, size and time of change.

    No file is read: this is computed at every start. An edit in an editable installation changes a size or a time, so it counts.
    """
    found = blake2b(digest_size=16)
    told = [sys.version, *(f"{n}={os.environ[n]}" for n in sorted(os.environ) if n.startswith(SETTINGS))]
    for line in (*told, *files_of(package), *_libraries()):
        found.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return found.hexdigest()


def files_of(folder: str) -> Iterator[str]:
    """The source files in a folder and its folders, each with its size and time of change."""
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name.endswith((".py", ".c")):
            yield _told(entry.path, entry.stat())
        elif "." not in entry.name and entry.name[:2] != "__" and entry.is_dir():
            yield from files_of(entry.path)


def _libraries() -> Iterator[str]:
    for name in LIBRARIES:
        for folder in sys.path:
            path = os.path.join(folder, name)
            try:
                yield _told(path, os.stat(path))
                break
            except OSError:
                continue


def _told(path: str, found: os.stat_result) -> str:
    return f"{path}\t{found.st_size}\t{found.st_mtime_ns}"
