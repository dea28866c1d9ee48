"""``[tool.symkl]`` in the nearest ``pyproject.toml``: what holds where the command line says nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from symkl.arguments import COLORS
from symkl.record import NamedTuple

FILE = "pyproject.toml"
TABLE = "[tool.symkl]"
#: how such a table begins when blanks and quotes are taken off
_BEGINNINGS = (b"tool.symkl", b"[tool]", b"\ntool.", b"\ntool=", b"\\")


class Misconfigured(Exception):
    """The configuration cannot be followed; the message says where, and what to write instead."""


class Configuration(NamedTuple):
    """What the file says, by the names of `Arguments`; ``path`` is empty where there is no file."""

    path: str = ""
    values: tuple[tuple[str, object], ...] = ()


class Key(NamedTuple):
    """A key of the table: what its value is to be, and how that becomes an argument. ``convert`` gives None for what it is not."""

    wanted: str
    convert: Callable[[object, str], object]


def nearest(folder: str) -> str:
    """The ``pyproject.toml`` of this folder, or of the nearest one above that has one; empty without."""
    while True:
        path = os.path.join(folder, FILE)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above


def configuration(folder: str, formats: Callable[[], Sequence[str]]) -> Configuration:
    """What holds for commands run in this folder; `Misconfigured` for a table that cannot be followed."""
    path = nearest(folder)
    if not path:
        return Configuration()
    shown = os.path.relpath(path, folder)
    table = _table(path, shown)
    keys = _keys(formats)
    for key in table:
        if key not in keys:
            raise Misconfigured(f"{shown}: {TABLE} has no key {key!r}.{_did_you_mean(key, keys)}")
    base = os.path.relpath(os.path.dirname(path), folder)
    values = []
    for key, value in table.items():
        found = keys[key].convert(value, base)
        if found is None:
            raise Misconfigured(f"{shown}: {TABLE} {key} must be {keys[key].wanted}, not {value!r}.")
        values.append((key.replace("-", "_"), found))
    return Configuration(shown, tuple(values))


def _table(path: str, shown: str) -> dict[str, object]:
    """The table as TOML has it; the reader of TOML is loaded only for a file that may hold one."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Misconfigured(f"{shown} cannot be read: {error.strerror}") from error
    bared = b"\n" + data.translate(None, b" \t\"'")
    if b"symkl" not in data or not any(beginning in bared for beginning in _BEGINNINGS):
        return {}
    import tomllib

    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{shown} is no TOML: {error}") from error
    table = tool.get("symkl", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise Misconfigured(f"{shown}: tool.symkl must be a table.")
    return table


def _keys(formats: Callable[[], Sequence[str]]) -> dict[str, Key]:
    return {
        "paths": Key("a list of files and folders", _paths),
        "given": Key("the name of a file", _path),
        "fast": Key("true or false", _flag),
        "format": Key(f"one of {', '.join(formats())}", lambda value, base: value if value in formats() else None),
        "report": Key(f"a table of files by their formats ({', '.join(formats())})", lambda value, base: _reports(value, base, formats())),
        "baseline": Key("the name of a file", _path),
        "show-reading": Key("true or false", _flag),
        "cache": Key("true or false", _flag),
        "jobs": Key("a whole number from 1", lambda value, base: value if type(value) is int and 1 <= value < 1000 else None),
        "color": Key(f"one of {', '.join(COLORS)}", lambda value, base: value if value in COLORS else None),
    }


def _flag(value: object, base: str) -> bool | None:
    return value if isinstance(value, bool) else None


def _path(value: object, base: str) -> str | None:
    """Files are named from the folder of the configuration."""
    return os.path.normpath(os.path.join(base, value)) if isinstance(value, str) and value else None


def _paths(value: object, base: str) -> list[str] | None:
    found = [_path(part, base) for part in value] if isinstance(value, list) else []
    return [path for path in found if path] if found and all(found) else None


def _reports(value: object, base: str, formats: Sequence[str]) -> list[str] | None:
    if not isinstance(value, dict) or not all(name in formats and _path(file, base) for name, file in value.items()):
        return None
    return [f"{name}={_path(file, base)}" for name, file in value.items()]


def _did_you_mean(key: str, keys: dict[str, Key]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.replace("_", "-").lower(), keys, 1, 0.6)
    return f" Did you mean {near[0]!r}?" if near else f" It has {', '.join(keys)}."
