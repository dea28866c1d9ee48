"""What a normalizer keeps is never changed: polynomials are dictionaries, and one that is added into has to be begun where it is added into.

A product by one, a power to the first or a settled root is the very polynomial that an atom stands for; adding into it changed what the atom means, and
``1/(x + y) = -1/(2 sqrt(xy))`` came out proved behind a question about ``sqrt(x + y)``.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.grid import Grid
from symkl.kernel.network import Networks
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import Atom, Poly
from symkl.source import Source
from symkl.verify import read_sheet

ROOT = Path(__file__).resolve().parent.parent
SHEETS = [ROOT / "tests" / "wrong" / "sums-under-roots.md", *sorted((ROOT / "tests" / "identities").glob("*.md"))[::4]]
FRESH = {"dict", "plus", "scaled"}


def begun(value: ast.expr | None, function: ast.AST, seen: frozenset[str] = frozenset()) -> bool:
    """Whether the value is a dictionary that is made in this function: a display, a copy, or a name that is bound to such ones only."""
    if isinstance(value, ast.IfExp):
        return begun(value.body, function, seen) and begun(value.orelse, function, seen)
    if isinstance(value, ast.Call):
        called = value.func
        if isinstance(called, ast.Attribute):
            return called.attr == "setdefault" and begun(called.value, function, seen)
        return isinstance(called, ast.Name) and (called.id in FRESH or called.id == "add_into" and begun(value.args[0], function, seen))
    if isinstance(value, ast.Name):
        return value.id in seen or all(begun(bound, function, seen | {value.id}) for bound in bindings(value.id, function))
    return isinstance(value, (ast.Dict, ast.DictComp))


def bindings(name: str, function: ast.AST) -> list[ast.expr | None]:
    """What a function binds a name to; None where that is a parameter, a part of something or what a loop goes through."""
    found: list[ast.expr | None] = []
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AnnAssign, ast.NamedExpr)) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found.append(node.value)  # type: ignore[attr-defined]  # the three that have targets have a value
            continue
        parts = targets or ([node.target] if isinstance(node, (ast.For, ast.comprehension)) else [])
        if any(isinstance(part, ast.Name) and part.id == name for target in parts for part in ast.walk(target)):
            found.append(None)
    return found or [None]


def added_into(text: str) -> list[tuple[int, bool]]:
    """The lines of a module where something is added into a polynomial, and whether the innermost function has begun that one."""
    calls: dict[ast.Call, ast.AST] = {}
    for function in (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)):
        calls |= {n: function for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "add_into"}
    return [(call.lineno, begun(call.args[0], function)) for call, function in calls.items()]


def test_what_is_added_into_is_begun_in_the_same_function() -> None:
    found = {path: added_into(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "symkl").rglob("*.py"))}
    assert sum(map(len, found.values())) > 50
    assert not [f"{path}:{line}" for path, lines in found.items() for line, is_begun in lines if not is_begun]


def test_one_that_others_may_hold_is_found() -> None:
    planted = "def f(net, poly):\n    total = {}\n    add_into(total, poly)\n    add_into(net.multiply(poly, poly), poly)\n    add_into(poly, total)\n"
    assert added_into(planted) == [(3, True), (4, False), (5, False)]


def copied(value: object) -> object:
    """The contents of polynomials, and of what holds them, as they are now."""
    if isinstance(value, Grid):
        return tuple(copied(cell) for row in value.cells for cell in row)
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(map(copied, value)) if isinstance(value, tuple) else value


class Kept:
    """All that normalizers have kept, with what it was when it was first seen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: dict[int, tuple[object, object]] = {}
        atom, join, normal = Networks.atom, Networks.join, Normalizer.normal

        def recorded_atom(net: Networks, made: Atom) -> int:
            self.see(made.body)
            return atom(net, made)

        def recorded_join(net: Networks, nodes: Any) -> Poly:
            return self.see(join(net, nodes))

        def recorded_normal(net: Normalizer, *arguments: Any) -> Grid:
            return self.see(normal(net, *arguments))

        monkeypatch.setattr(Networks, "atom", recorded_atom)
        monkeypatch.setattr(Networks, "join", recorded_join)
        monkeypatch.setattr(Normalizer, "normal", recorded_normal)

    def see(self, value: Any) -> Any:
        self.seen.setdefault(id(value), (value, copied(value)))
        return value

    def changed(self) -> list[object]:
        return [(before, value) for value, before in self.seen.values() if copied(value) != before]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_nothing_that_is_kept_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(monkeypatch)
    judge(read_sheet(Source(str(path), path.read_text(encoding="utf-8"))), standard_engines(True))
    assert len(kept.seen) > 50
    assert not kept.changed()
