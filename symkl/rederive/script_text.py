"""A worksheet as a stand-alone file of pytest tests that imports nothing but SymPy."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence

from symkl.elaborate.statements import Sheet, Statement
from symkl.rederive import handwritten
from symkl.rederive.hoisting import lines_of, shared
from symkl.rederive.identifiers import SYMPY_NAMES
from symkl.rederive.names import plain_name
from symkl.rederive.script_tests import TestWriter
from symkl.report import StatementFinding

HEAD = '''"""The printed equations of {path}, derived again in explicit components.

This file needs SymPy and pytest, nothing else: run it with `pytest {name}`.
Every test builds the densities of one statement from the definitions, derives its left side, and asserts that the difference to the
right side simplifies to zero; where the line is known to be wrong, that it is exactly what is stated. A dimension that is any number
on the sheet is 1 and 2 here.
"""
'''


def helper_functions() -> dict[str, ast.FunctionDef]:
    """The helper functions by name, in the order in which they stand in their file, types left out."""
    tree = ast.parse(inspect.getsource(handwritten))
    found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in found.values():
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
    return found


def with_their_own(names: set[str], functions: dict[str, ast.FunctionDef]) -> list[str]:
    """The helpers and what they call, in their file's order."""
    needed: set[str] = set()
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(_names_in(functions[name]) & set(functions))
    return [name for name in functions if name in needed]


def _names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_name(statement: Statement, taken: set[str]) -> str:
    """``test_1_2`` for the label 1.2."""
    label = plain_name(statement.label.replace(".", " ").replace(":", " "))
    name = "test_" + label.removeprefix("x_")
    while name in taken:
        name += "_again"
    taken.add(name)
    return name


def script_text(sheet: Sheet, findings: Sequence[StatementFinding]) -> str:
    """The whole file."""
    functions = helper_functions()
    by_span = {f.span: f for f in findings}
    helpers: set[str] = set()
    taken: set[str] = set()
    writers: list[tuple[str, TestWriter]] = []
    for statement in sheet.statements:
        if statement.skip is None and statement.steps:
            finding = by_span.get(statement.span) if len(by_span) == len(findings) else _by_label(statement, findings)
            writers.append((test_name(statement, taken), TestWriter(statement, finding, helpers, frozenset(functions))))
            writers[-1][1].write()
    asserting = [w for _, w in writers if w.body.asserts]
    given = shared([w.made() for w in asserting], frozenset(size for w in asserting for size in w.sizes()))
    before = ["# What the sheet takes for granted.\n" + "\n".join(lines_of(given)) + "\n"] if given else []
    names = frozenset(d.identifier for d in given)
    tests = [writer.text(name, names) if writer.body.asserts else _as_comment(writer) for name, writer in writers]
    parts = [ast.unparse(functions[name]) + "\n" for name in with_their_own(helpers, functions)]
    body = "\n\n".join([*parts, *before, *tests])
    name = sheet.path.rpartition("/")[2]
    return "\n".join([HEAD.format(path=name, name="test_sheet.py"), _imports(body), "", "", body])


def _by_label(statement: Statement, findings: Sequence[StatementFinding]) -> StatementFinding | None:
    return next((f for f in findings if f.label == statement.label), None)


def _as_comment(writer: TestWriter) -> str:
    """A statement of which nothing is asserted, in words."""
    return f"# {writer.statement.label}: " + " ".join(line.lstrip("# ") for line in writer.body.lines if line.startswith("#")) + "\n"


def _imports(body: str) -> str:
    used = _names_in(ast.parse(body))
    names = ", ".join(sorted((n for n in SYMPY_NAMES if n in used), key=str.lower))
    return "\n".join((["import pytest"] if "pytest" in used else []) + ([f"from sympy import {names}"] if names else []))
