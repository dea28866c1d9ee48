"""``symkl config``: what a check here would go by, and who says so."""

from __future__ import annotations

from symkl.arguments import Arguments
from symkl.commands.check import DEFAULT_FOLDER
from symkl.commands.proofread import options_of
from symkl.files import load, worksheets
from symkl.options import for_sheet
from symkl.render.settings import Settings

#: the keys of the table in its order, by the names of `Arguments`
_KEYS = ("paths", "given", "fast", "format", "report", "baseline", "show_reading", "cache", "jobs", "color")


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """Every key with its value and the origin of it; then what sheets say otherwise in their front matter."""
    rows = [(_key(name), _toml(_value(parsed, name)), parsed.origins.get(name, "default")) for name in _KEYS]
    for path in worksheets(tuple(parsed.paths) or (DEFAULT_FOLDER,)):
        chosen = for_sheet(options_of(parsed), load(path).source)
        values = {"given": chosen.given, "fast": chosen.fast}
        rows += [(_key(name), _toml(values[name]), f"{origin} of {path}") for name, origin in chosen.origins]
    lines = [(f"{key} = {value}" if value else f"# {key} is not set", origin) for key, value, origin in rows]
    wide = max(len(line) for line, _ in lines)
    return "".join(f"{line:<{wide}}  # {origin}\n" for line, origin in lines), 0


def _key(name: str) -> str:
    return name.replace("_", "-")


def _value(parsed: Arguments, name: str) -> object:
    if name == "paths":
        return parsed.paths or [DEFAULT_FOLDER]
    if name == "report":
        return dict(report.split("=", 1) for report in parsed.report)
    return getattr(parsed, name)


def _toml(value: object) -> str:
    """A value as the table has it; empty for None, which TOML has no value for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + "}"
    return "" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
