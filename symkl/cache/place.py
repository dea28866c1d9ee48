"""Where the cache is: a folder that belongs to the user alone."""

from __future__ import annotations

import os
import stat
import sys

VARIABLE = "SYMKL_CACHE_DIR"
FORMAT = "1"  # of the database; another one has a folder of its own
NAME = "answers.sqlite3"


class Untrusted(Exception):
    """Why a cache is left alone."""


def folder(named: str | None = None) -> str:
    """The folder that is named, else the variable's, else the user's own folder for caches."""
    chosen = named or os.environ.get(VARIABLE)
    return os.path.abspath(chosen) if chosen else os.path.join(_user_caches(), "symkl")


def _user_caches() -> str:
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches")
    wanted = os.environ.get("XDG_CACHE_HOME", "")
    return wanted if os.path.isabs(wanted) else os.path.join(home, ".cache")


def file_in(cache: str) -> str:
    """The database of a cache folder."""
    return os.path.join(cache, FORMAT, NAME)


def prepare(path: str) -> None:
    """Make the database's file and its folder, readable and writable by nobody else; `Untrusted` where others could have written there."""
    inside = os.path.dirname(path)
    os.makedirs(os.path.dirname(inside), mode=0o700, exist_ok=True)
    try:
        os.mkdir(inside, 0o700)
    except FileExistsError:
        _require_own(inside, stat.S_ISDIR)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _require_own(path, stat.S_ISREG)


def _require_own(path: str, kind: object) -> None:
    found = os.lstat(path)
    assert callable(kind)
    if not kind(found.st_mode):
        raise Untrusted(f"{path} is not what symkl put there; remove it")
    if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
        raise Untrusted(f"{path} belongs to another user; name another folder with --cache-dir")
    if hasattr(os, "geteuid") and found.st_mode & 0o022:
        raise Untrusted(f"others may write to {path}; remove it, or name another folder with --cache-dir")
