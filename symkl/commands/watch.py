"""``symkl watch``: proof-read worksheets again whenever one of them is saved."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

from symkl.arguments import Arguments
from symkl.commands import check
from symkl.files import STANDARD_INPUT, SUFFIXES
from symkl.render.settings import Settings
from symkl.verify import files_of

_USAGE = 2


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """The concise answer, and again after each change, until the process is interrupted."""
    watchfiles = _watcher()
    if watchfiles is None:
        return "symkl watch needs the package watchfiles: pip install 'symkl[watch]'\n", _USAGE
    paths = parsed.paths or [check.DEFAULT_FOLDER]
    missing = [path for path in paths if not os.path.exists(path)]
    if missing or STANDARD_INPUT in paths:
        return f"{(missing or paths)[0]} cannot be watched: there is no such file or folder\n", _USAGE
    parsed.name, parsed.format, parsed.report = "check", "concise", []
    _tell(parsed, settings)
    within = any(map(os.path.isdir, paths))
    while True:
        watched = folders(paths)
        for _ in watchfiles.watch(*watched, watch_filter=lambda change, path: is_sheet(path), recursive=within):
            _tell(parsed, settings)
            if folders(paths) != watched:  # an input in another folder
                break
        else:
            return "", 0


def folders(paths: Iterable[str]) -> list[str]:
    """The folders in which something may change: of the files and of what they bring in. Editors often write another file of the same name."""
    files = (file for path in paths for file in ((path,) if os.path.isdir(path) else files_of(path)))
    return sorted({path if os.path.isdir(path) else os.path.dirname(path) or "." for path in files})


def is_sheet(path: str) -> bool:
    """Whether a change of this file can matter; editors keep files of their own beside it."""
    name = os.path.basename(path)
    return name.endswith(SUFFIXES) and not name.startswith((".", "#"))


def _watcher() -> ModuleType | None:
    try:
        return import_module("watchfiles")
    except ImportError:
        return None


def _tell(parsed: Arguments, settings: Settings) -> None:
    text, status = check.run(parsed, settings)
    encoding = sys.stdout.encoding or "ascii"
    mark = f"-- {time.strftime('%H:%M:%S')}, exit status {status} --\n"
    sys.stdout.write((mark + text).encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()
