"""The reasons that a step can carry, read off the sources themselves; what stands behind a colon or a space is what the reason is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from symkl.judge.table import ORDER
from tests.diagnostic_codes import ROOT

_HEAD = re.compile(r"([a-z]+(?:-[a-z]+)*)(?=[: ]|\Z)")
#: what is made with a reason as its second argument
_MAKERS = frozenset(("Outcome", "Claim", "Ruling"))
_VERDICTS = frozenset(("undecided", "refuted"))
_ALL_VERDICTS = frozenset(ORDER)


def reasons() -> dict[str, str]:
    """Every reason, and the file that it is in."""
    found: dict[str, str] = {}
    for path in sorted(p for room in ("judge", "prove", "elaborate", "parallel") for p in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {t.id: n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        for node in ast.walk(tree):
            for reason in frozenset(_of_node(node, named)) - _ALL_VERDICTS:
                found.setdefault(reason, str(path.relative_to(ROOT)))
    return found


def _of_node(node: ast.AST, named: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
        yield from _heads(node.args[1], named)
    elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Attribute) and t.attr == "reason" for t in node.targets):
        yield from _heads(node.value, named)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant) and node.elts[0].value in _VERDICTS:
        yield from _heads(node.elts[1], named)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)) and _name(node) in ("_REASONS", "OPEN", "IN_WORDS", "FINAL") and node.value is not None:
        yield from _heads(node.value, named)
    elif isinstance(node, ast.FunctionDef) and node.name == "reason":
        yield from (head for part in ast.walk(node) if isinstance(part, ast.Return) and part.value for head in _heads(part.value, named))


def _name(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else ""


def _heads(node: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    """The reasons that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        match = _HEAD.match(node.value)
        if match:
            yield match[1]
    elif isinstance(node, ast.JoinedStr) and node.values:
        yield from _heads(node.values[0], named)
    elif isinstance(node, ast.FormattedValue):
        yield from _heads(node.value, named)
    elif isinstance(node, ast.Name) and node.id in named:
        yield from _heads(named[node.id], {})
    elif isinstance(node, ast.BinOp):
        yield from _heads(node.left, named)
    elif isinstance(node, (ast.BoolOp, ast.IfExp, ast.Tuple, ast.List, ast.Set, ast.Dict)):
        parts = node.values if isinstance(node, (ast.BoolOp, ast.Dict)) else [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.elts
        yield from (head for part in parts for head in _heads(part, named))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "frozenset":
        yield from (head for part in node.args for head in _heads(part, named))
