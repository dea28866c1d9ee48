"""``--format json``: the contract for other programs, schema ``symkl/1``."""

from __future__ import annotations

from symkl import __version__
from symkl.render.entries import SCHEMA, document_entry, summary_entry
from symkl.render.settings import Settings
from symkl.report import Report


def render(report: Report, settings: Settings) -> str:
    """The report as one JSON object."""
    documents = [document_entry(d) for d in report.documents]
    whole = {"schema": SCHEMA, "version": __version__, "documents": documents, "summary": summary_entry(report)}
    return written(whole, settings.ascii, "\n") + "\n"


_ESCAPES = {code: f"\\u{code:04x}" for code in range(32)} | {ord(c): "\\" + e for c, e in zip('"\\\n\r\t\f\b', '"\\nrtfb', strict=True)}


def written(value: object, ascii_only: bool, line: str) -> str:
    """JSON as ``json.dumps(value, indent=1)`` writes it, for what a report holds; the standard module takes longer to load than this to run."""
    if type(value) is str:
        return _string(value, ascii_only)
    deeper = line + " "
    if isinstance(value, dict):
        inside = [f"{_string(key, ascii_only)}: {written(part, ascii_only, deeper)}" for key, part in value.items()]
        return _enclosed("{}", inside, line)
    if isinstance(value, list):
        return _enclosed("[]", [written(part, ascii_only, deeper) for part in value], line)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"a report holds no {type(value).__name__}")


def _string(text: str, ascii_only: bool) -> str:
    shown = text.replace("\\", "\\\\").replace('"', '\\"') if text.isprintable() else text.translate(_ESCAPES)
    return f'"{_in_ascii(shown) if ascii_only and not (shown.isascii() and shown.isprintable()) else shown}"'


def _enclosed(brackets: str, inside: list[str], line: str) -> str:
    return f"{brackets[0]}{line} {f',{line} '.join(inside)}{line}{brackets[1]}" if inside else brackets


def _in_ascii(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    pairs = (units[at] << 8 | units[at + 1] for at in range(0, len(units), 2))
    return "".join(chr(unit) if unit < 127 else f"\\u{unit:04x}" for unit in pairs)
