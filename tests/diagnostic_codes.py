"""The codes of diagnostics that the sources can emit, read off the sources themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "symkl"
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
#: what makes a diagnostic, and which of its arguments is the code
_MAKERS = {"Diagnostic": (0,), "ReadingError": (0,), "Unreadable": (0,), "Problem": (1,), "fail": (1,), "note": (0,), "_problem": (1, 0), "problem": (0,)}


def codes() -> dict[str, str]:
    """Every code, and the file that it is in."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {t.id: n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        for code in _of_file(tree, named):
            found.setdefault(code, str(path.relative_to(ROOT)))
    return found


def _of_file(tree: ast.Module, named: dict[str, ast.expr]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, named)
        elif isinstance(node, ast.Return) and isinstance(node.value, (ast.Tuple, ast.IfExp)):
            yield from _of_pair(node.value)


def _of_call(node: ast.Call, named: dict[str, ast.expr]) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    for place in _MAKERS.get(name, ()):
        if place < len(node.args) and not isinstance(node.args[place], ast.JoinedStr):
            argument = node.args[place]
            found = list(_texts(named.get(argument.id, argument) if isinstance(argument, ast.Name) else argument))
            yield from found
            if found:
                return


def _of_pair(node: ast.expr) -> Iterator[str]:
    """``return "too-large", message, span``: what a diagnostic is made of elsewhere."""
    inner = [node] if isinstance(node, ast.Tuple) else [n for n in (node.body, node.orelse) if isinstance(n, ast.Tuple)] if isinstance(node, ast.IfExp) else []
    for pair in inner:
        if len(pair.elts) == 3 and any(isinstance(e, ast.Call) and getattr(e.func, "id", "") == "Span" for e in pair.elts):
            yield from _texts(pair.elts[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
        yield node.value
