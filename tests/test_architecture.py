"""The design's arrows between rooms, the kernel's size, and where imports may stand."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "symkl"
KERNEL_LINES = 4920  # each raise is named in the CHANGELOG

GROUND = {"source", "record", "patterns", "wording", "arguments", "report", "summary", "actions", "garbage", "symkl"}
KERNEL_TERMS = {"kernel.term", "kernel.sort", "kernel.context", "kernel.kept"}
#: room -> the rooms, or single modules of rooms, that it may import beside itself and the ground.
ARROWS: dict[str, set[str]] = {
    "source": set(),
    "record": set(),
    "patterns": set(),
    "wording": set(),
    "arguments": set(),
    "report": set(),
    "summary": set(),
    "actions": set(),
    "garbage": set(),
    "files": set(),
    "baseline": set(),
    "configuration": set(),
    "options": {"worksheet", "judge.evidence"},
    "cache": {"files", "render.settings", "judge.engines", "prove.outcome", "elaborate.statements", *KERNEL_TERMS},
    "worksheet": set(),
    "latex": KERNEL_TERMS,
    "elaborate": {"latex", "worksheet", *KERNEL_TERMS},
    "draft": {"elaborate", "latex", "worksheet", *KERNEL_TERMS},
    "kernel": set(),
    "theory": {"kernel"},
    "prove": {"kernel", "theory", "elaborate.statements"},
    "refute": {"kernel", "elaborate.statements", "latex.printer"},
    "rederive": {*KERNEL_TERMS, "elaborate.statements", "latex.printer"},
    "repair": {"prove", "refute", *KERNEL_TERMS, "elaborate.statements", "latex"},
    "judge": {"prove", "refute", "rederive", "repair", *KERNEL_TERMS, "elaborate.statements", "latex.printer", "worksheet.document"},
    "render": set(),
    "chapters": {"files", "worksheet"},
    "citations": {"chapters", "files", "worksheet", "elaborate", "judge", "prove.citable"},
    "verify": {"chapters", "citations", "cache", "files", "options", "worksheet", "elaborate", "judge", "kernel.kept"},
    "commands": {"actions", "cache", "handout", "verify", "options", "baseline", "render", "theory", "rederive", "judge", "latex.printer", "files", "kernel", "draft"},
    "python": {"kernel", "elaborate.statements", "judge", "prove", "rederive", "render", "verify"},
    "testing": {"python"},
    "pytest_plugin": set(),
    "collection": {"cache", "verify", "options", "files", "configuration", "pytest_plugin", "render"},
    "handout": {"render", "worksheet"},
    "cli": {"configuration", "render.registry", "render.settings"},
    "parallel": {"cache", "files", "options", "verify"},
    "compiled": {"cache.digest", "cache.stamp"},
    "compiling": {"compiled"},
    "__main__": {"cli"},
}
#: Modules whose functions may import: the registries that load what is asked for, and the edge.
REGISTRIES = {"__main__", "rederive.judge", "rederive.script"}
DEFERRED = {"sympy", "rich", "argparse", "difflib", "unicodedata", "mpmath", "tomllib", "mypyc", "ast"}


def modules() -> dict[str, Path]:
    """Dotted name inside the package -> file."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "symkl"] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, names: dict[str, Path], for_types: bool = True) -> set[str]:
    """The modules of the package that a file imports, anywhere in it, and other packages by their first name with a colon."""
    found: set[str] = set()
    skipped = set() if for_types else {id(n) for block in ast.walk(tree(path)) if is_for_types(block) for n in ast.walk(block)}
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {_inside(alias.name, names) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            found |= {_inside(f"{module}.{a.name}" if f"{module}.{a.name}".removeprefix("symkl.") in names else module, names) for a in node.names}
    return found


def is_for_types(node: ast.AST) -> bool:
    """Whether this is ``if TYPE_CHECKING:``, whose imports never run."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _inside(name: str, names: dict[str, Path]) -> str:
    if name == "symkl" or not name.startswith("symkl."):
        return name if name == "symkl" else f":{name.split('.')[0]}"
    own = name.removeprefix("symkl.")
    assert own in names, f"{name} is no module"
    return own


def room(name: str) -> str:
    return name.split(".")[0]


MODULES = modules()


@pytest.mark.parametrize("name", [n for n in MODULES if n != "symkl"])
def test_arrows(name: str) -> None:
    allowed = ARROWS[room(name)] | GROUND | {room(name)}
    bad = [i for i in imports(MODULES[name], MODULES) if not i.startswith(":") and i not in allowed and room(i) not in allowed]
    assert bad == [], f"{name} may not import {bad}"


def test_no_cycles() -> None:
    graph = {name: {i for i in imports(path, MODULES, for_types=False) if not i.startswith(":") and i != name} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, "cycle: " + " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", MODULES)
def test_imports_stand_at_the_top(name: str) -> None:
    for function in ast.walk(tree(MODULES[name])):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or name in REGISTRIES:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                assert {a.name.split(".")[0] for a in node.names} <= DEFERRED, f"{name}:{node.lineno}"
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in DEFERRED, f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", [n for n in MODULES if room(n) == "kernel"])
def test_the_kernel_imports_the_standard_library_only(name: str) -> None:
    others = {i[1:] for i in imports(MODULES[name], MODULES) if i.startswith(":")}
    assert others <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", [n for n in MODULES if room(n) not in ("rederive", "render", "worksheet", "python")])
def test_sympy_and_rich_stay_in_their_rooms(name: str) -> None:
    assert not imports(MODULES[name], MODULES) & {":sympy", ":rich", ":markdown_it", ":mpmath"}


def test_rederive_shares_no_mistake_with_the_prover() -> None:
    for name, path in MODULES.items():
        if room(name) == "rederive":
            assert not {i for i in imports(path, MODULES) if room(i) in ("theory", "prove") or i == "kernel.normal"}


def lines_of_code(path: Path) -> int:
    """Lines with code on them: no blank lines, comments or docstrings."""
    docstrings: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            docstrings |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type not in skipped:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


def test_the_kernel_is_small() -> None:
    sizes = {name: lines_of_code(path) for name, path in MODULES.items() if room(name) == "kernel"}
    assert sum(sizes.values()) <= KERNEL_LINES, sizes


def test_the_essay_tells_how_large_the_kernel_and_the_theory_are() -> None:
    kernel, theory = (sum(lines_of_code(path) for name, path in MODULES.items() if room(name) == own) for own in ("kernel", "theory"))
    told = (ROOT.parent / "docs" / "kernel.md").read_text(encoding="utf-8")
    assert f"{round(kernel, -2):,} lines of code" in told and f"{round(theory, -1):,} lines of code in `symkl/theory/`" in told, (kernel, theory)


@pytest.mark.parametrize("name", MODULES)
def test_files_and_functions_stay_readable(name: str) -> None:
    allowed_longer = {"kernel.term"}
    length = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert length <= 350 or name in allowed_longer, f"{name} has {length} lines"
    for node in ast.walk(tree(MODULES[name])):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 45, f"{name}:{node.lineno} {node.name} is long"
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
            assert not broad, f"{name}:{node.lineno} a broad except"
