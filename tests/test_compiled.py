"""The compiled modules say what the sources say, and are used for exactly the sources that they were made from.

The comparisons need the library (``make compiled`` builds it first) and say that they were skipped without one. What mypyc and Python
do not read alike is looked for in the sources, so that it is found without a compiler.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from symkl import compiled, compiling

ROOT = Path(__file__).parent.parent
SHEETS = [*sorted((ROOT / "derivations").iterdir()), ROOT / "tests" / "wrong", ROOT / "tests" / "identities", ROOT / "tests" / "chapter"]
SHEETS = [path for path in SHEETS if path.is_dir()]
FILES = [ROOT / "symkl" / path for path in compiling.modules()]
built = pytest.mark.skipif(not os.path.exists(compiled.path_of_library()), reason="symkl is not compiled: `make fast` does it")


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "SYMKL_PURE"} | variables
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False, cwd=ROOT, env=environment)


@built
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_reports_are_the_same_byte_for_byte(path: Path) -> None:
    command = ("-m", "symkl", "check", str(path), "--fast", "--no-cache", "--format", "json", "--show-reading")
    own, pure = run(*command), run(*command, SYMKL_PURE="1")
    assert (own.returncode, own.stdout, own.stderr) == (pure.returncode, pure.stdout, pure.stderr)
    assert own.stdout


@built
def test_the_compiled_modules_are_what_runs() -> None:
    code = "import symkl.kernel.normal as n; print(type(n.Normalizer.normal).__name__)"
    assert run("-c", code).stdout != run("-c", code, SYMKL_PURE="1").stdout == b"function\n"


@built
@pytest.mark.parametrize("file", ["test_kernel_soundness.py", "test_hostile.py", "test_laws.py"])
def test_what_must_not_be_proved_is_not(file: str) -> None:
    done = run("-m", "pytest", "-q", "-x", f"tests/{file}")
    assert done.returncode == 0, done.stdout.decode()[-2000:]


@built
def test_what_compiled_modules_keep_they_read_again() -> None:
    done = run("-m", "pytest", "-q", "-x", "tests/test_cache.py", "-k", "come_back or unchanged")
    assert done.returncode == 0, done.stdout.decode()[-2000:]


@built
def test_the_clock_interrupts_compiled_judges() -> None:
    code = (
        "from symkl.judge.nets import CLOCK, TimeUp\nfrom symkl.kernel.context import Context\nfrom symkl.kernel.normal import Normalizer\n"
        "from symkl.kernel.sort import SCALAR\nfrom symkl.kernel.term import add, number, power, symbol\n"
        "net = Normalizer(Context(dict.fromkeys('abcdefgh', SCALAR), {}, (), {}))\n"
        "whole = power(add(*(symbol(name, SCALAR) for name in 'abcdefgh')), number(9))\n"
        "try:\n    CLOCK.within(0.01, lambda: net.poly(whole))\nexcept TimeUp:\n    print('in time')"
    )
    done = run("-c", code)
    assert done.stdout == b"in time\n", done.stderr.decode()[-800:]


@built
def test_the_clock_interrupts_what_reckons_in_c() -> None:
    code = (
        "import time\nfrom symkl.judge.nets import CLOCK, TimeUp\nfrom symkl.refute import matrix\nfrom symkl.refute.rational import ratio\n"
        "whole = tuple(tuple(ratio(row + 1, column + 2) for column in range(90)) for row in range(90))\nstart = time.process_time()\n"
        "matrix.entrywise(whole, whole)\nmatrix.times(whole[:9], whole)\ntook = 10 * (time.process_time() - start)\nstart = time.process_time()\n"
        "try:\n    CLOCK.within(took / 10, lambda: matrix.times(whole, whole))\nexcept TimeUp:\n    print(time.process_time() - start < took / 2)"
    )
    done = run("-c", code)
    assert done.stdout == b"True\n", done.stderr.decode()[-800:]


def test_typing_is_loaded_only_where_it_is_asked_for_more_than_names() -> None:
    code = (
        "import sys\nfrom types import SimpleNamespace\nfrom symkl.compiled import Typing\nsys.modules.pop('typing', None)\n"
        "own = Typing(SimpleNamespace(records=lambda *_: None, declared=None))\nwith own:\n    from typing import Any, NamedTupleMeta, TypeVar\n"
        "print('typing' in sys.modules)\nwith own:\n    from typing import get_type_hints\nimport typing\nprint(typing.get_type_hints is get_type_hints)"
    )
    done = run("-c", code)
    assert done.stdout == b"False\nTrue\n", done.stderr.decode()[-800:]


def test_an_edit_means_another_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kernel").mkdir()
    source = tmp_path / "kernel" / "tree.py"
    source.write_text("one = 1\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "PACKAGE", str(tmp_path))
    before = compiled.path_of_library()
    assert compiled.path_of_library() == before
    os.utime(source, ns=(1, 1))
    touched = compiled.path_of_library()
    source.write_text("one = 12\n", encoding="utf-8")
    assert len({before, touched, compiled.path_of_library()}) == 3


def test_a_stale_library_is_not_opened(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "symkl", tmp_path / "symkl", ignore=shutil.ignore_patterns("__compiled__", "__pycache__"))
    (tmp_path / "symkl" / "__compiled__").mkdir()
    (tmp_path / "symkl" / "__compiled__" / "of-other-sources.so").write_bytes(b"no library")
    code = "import symkl.kernel.tree as tree; print(tree.__spec__.loader.__class__.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout == "SourceFileLoader\n", done.stderr


def test_without_a_compiler_it_says_so_and_goes_on(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "symkl", tmp_path / "symkl", ignore=shutil.ignore_patterns("__compiled__", "__pycache__"))
    environment = {**os.environ, "CC": "no-such-compiler"}
    done = subprocess.run([sys.executable, "-m", "symkl.compiling"], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert (done.returncode, done.stdout) == (0, "symkl is not compiled and runs from its sources: there is no C compiler\n")


def test_the_rooms_are_there() -> None:
    names = {".".join(path.relative_to(ROOT / "symkl").with_suffix("").parts) for path in FILES}
    single = {name for name in names if name.partition(".")[0] not in compiled.ROOMS}
    assert {name.partition(".")[0] for name in names - single} == compiled.ROOMS
    assert single == {name for name in compiled.SINGLE if not (ROOT / "symkl" / name.replace(".", "/")).is_dir()}
    assert all((ROOT / "symkl" / path).exists() for path in compiling.LEFT_OUT)


def traps(tree: ast.Module) -> Iterator[str]:
    """Where mypyc stops or makes something else of a line than Python does."""
    generators = {f.name for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(f))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(c, ast.Call) and ast.unparse(c.func) in generators for c in _sought_in(node)):
            yield f"{node.lineno}: a generator that is compiled holds no membership: ask any(..)"
        if isinstance(node, ast.Compare) and any(isinstance(op, (ast.In, ast.NotIn)) and _starred(c) for op, c in zip(node.ops, node.comparators, strict=True)):
            yield f"{node.lineno}: a starred tuple behind `in` stops mypyc; a set display does not"
        elif isinstance(node, ast.GeneratorExp) and any(_endless(source.iter) for source in node.generators):
            yield f"{node.lineno}: a generator expression is made whole, as a list, before anything is taken from it: a `while` or a bounded range"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr, ast.Sub)) and _view(node.right) and not _view(node.left):
            yield f"{node.lineno}: a frozenset with a view of keys is a set at run time: say intersection, union, difference or isdisjoint"
        elif isinstance(node, ast.FunctionDef) and len({n for n, _ in _caught(node)}) < len(set(_caught(node))):
            yield f"{node.lineno}: one name for exceptions of several kinds in {node.name}"
        elif isinstance(node, ast.ClassDef) and any(isinstance(n, ast.Assign) and ast.unparse(n.targets[0]).endswith("__") and isinstance(n.value, ast.Name) for n in node.body):
            yield f"{node.lineno}: a method that is another's name in {node.name}"
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)):
            for taken in _taken_apart(node) & _told_by_identity(node):
                yield f"{node.lineno}: {taken} is a plain tuple, which mypyc takes apart and puts together anew: it has no identity to compare"
        elif isinstance(node, ast.ClassDef):
            for kept in (n for n in node.body if isinstance(n, ast.FunctionDef) and "cached_property" in ast.unparse(n.decorator_list)):
                yield f"{kept.lineno}: a cached property is asked anew each time: a compiled class keeps only what its attributes hold"


def _sought_in(node: ast.Compare) -> list[ast.expr]:
    """What stands behind `in`."""
    return [c for op, c in zip(node.ops, node.comparators, strict=True) if isinstance(op, (ast.In, ast.NotIn))]


def _taken_apart(function: ast.AST) -> set[str]:
    """What is unpacked, or indexed by a number."""
    parts = {ast.unparse(n.value) for n in ast.walk(function) if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, int)}
    return parts | {ast.unparse(n.value) for n in ast.walk(function) if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Tuple)}


def _told_by_identity(function: ast.AST) -> set[str]:
    """What `is` compares with something other than a constant."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
            sides = (node.left, *node.comparators)
            found |= set() if any(isinstance(side, ast.Constant) for side in sides) else {ast.unparse(side) for side in sides}
    return found


def _starred(node: ast.expr) -> bool:
    return isinstance(node, (ast.Tuple, ast.List)) and any(isinstance(e, ast.Starred) for e in node.elts)


def _endless(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("count", "cycle", "repeat")


def _view(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("keys", "items") and not node.args


def _caught(function: ast.FunctionDef) -> list[tuple[str, str]]:
    return [(n.name, ast.unparse(n.type)) for n in ast.walk(function) if isinstance(n, ast.ExceptHandler) and n.name and n.type]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "symkl")))
def test_mypyc_and_python_read_it_alike(path: Path) -> None:
    assert list(traps(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "a in (*b, c)",
        "a not in [c, *b]",
        "a & b.keys()",
        "next(f for a in b for f in itertools.count() if f > a)",
        "def f(): yield 1\na = 1 in f()",
        "def f():\n    try: g()\n    except A as e: pass\n    except B as e: pass",
        "class A:\n    __radd__ = __add__",
        "class A:\n    @cached_property\n    def b(self): pass",
        "def f(a, b):\n    c = [n for n in a if n is not b]\n    return b[1]",
        "def f(a, b):\n    c, d = a[0]\n    return [n for n in b if n is a[0]]",
    ],
)
def test_a_planted_trap_is_found(line: str) -> None:
    assert list(traps(ast.parse(line)))


def test_patterns_made_ready_are_what_the_compiler_makes_of_them() -> None:
    code = (
        "import importlib, marshal, re, sys\nfrom types import SimpleNamespace\nfrom symkl import compiling, patterns\n"
        "ready = marshal.loads(compiling.table())\nassert len(ready['patterns']) > 50 and ready['packages']['symkl.kernel'].startswith('What')\n"
        "assert not {'symkl.prove', 'symkl.latex.notation'} & ready['packages'].keys()\n"
        "made = {key: patterns._made(*key) for key in ready['patterns']}\nsys.modules['symkl_entry'] = SimpleNamespace(ready=ready)\n"
        "print(all(patterns._made(*key) == made[key] and patterns._made(*key).groupindex == made[key].groupindex for key in made))"
    )
    done = run("-c", code, SYMKL_PURE="1")
    assert done.stdout == b"True\n", done.stderr.decode()[-800:]


@built
def test_records_declared_in_c_are_those_of_python() -> None:
    code = (
        "import pickle\nfrom symkl.judge import sheet\nfrom symkl.compiled import _quickened\nimport sys\nfrom symkl.record import NamedTuple\n"
        "def told(metaclass):\n    found = metaclass('Own', (NamedTuple,), {'__annotations__': {'a': 1, 'b': 1}, 'b': 5, 'twice': lambda own: 2 * own.a})\n"
        "    one, out = found(a=1), []\n    out += [one, found(1, 2), found(1, b=3), found._make([4, 5]), one._replace(a=7), one._replace(), one._asdict()]\n"
        "    out += [found._fields, found._field_defaults, found.__match_args__, found.__slots__, one.a, one.twice(), found.__new__(found, 8), one.b]\n"
        "    for wrong in ({}, {'a': 1, 'c': 2}, {'b': 1}):\n        try:\n            found(**wrong)\n        except TypeError:\n            out.append('no')\n"
        "    for wrong in ((), (1, 2, 3)):\n        try:\n            found(*wrong)\n        except TypeError:\n            out.append('no')\n"
        "    try:\n        one._replace(c=1)\n    except ValueError:\n        out.append('no')\n"
        "    try:\n        metaclass('Own', (NamedTuple,), {'__annotations__': {'a': 1, 'b': 1}, 'a': 5})\n    except TypeError as why:\n        out.append(str(why))\n"
        "    return repr(out)\nprint(told(_quickened(sys.modules['symkl_entry'])) == told(type(NamedTuple)))"
    )
    done = run("-c", code)
    assert done.stdout == b"True\n", done.stderr.decode()[-800:]


@built
def test_rational_numbers_in_c_are_those_of_python() -> None:
    code = (
        "import operator, random, sys\nimport symkl.judge.sheet, symkl.refute.rational as own\nentry = sys.modules.pop('symkl_entry')\n"
        "del sys.modules['symkl.refute.rational']\nimport symkl.refute.rational as pure\nfrom fractions import Fraction\n"
        "assert own is not pure and type(own.ratio) is not type(pure.ratio) and type(own.ratio) is type(len)\nchosen = random.Random(5)\n"
        "sizes = [3, 10, 100, 2**31, 2**59, 2**61 - 1, 2**61, 2**62, 2**63, 2**80]\n"
        "def number():\n    size = chosen.choice(sizes)\n    return chosen.randint(-size, size)\n"
        "def told(ask, *values):\n    try:\n        found = ask(*values)\n    except Exception as why:\n        return type(why)\n"
        "    return (type(found).__name__, hash(found), found.numerator, found.denominator) if hasattr(found, 'denominator') else repr(found)\n"
        "asked = [operator.add, operator.sub, operator.mul, operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]\n"
        "for _ in range(20000):\n    pair = number(), abs(number()) or 1\n    ours, theirs = own.ratio(*pair), pure.ratio(*pair)\n"
        "    assert told(operator.neg, ours) == told(operator.neg, theirs) and told(operator.pos, ours) == told(operator.pos, theirs)\n"
        "    assert hash(ours) == hash(theirs) == hash(Fraction(*pair))\n    pair = number(), abs(number()) or 1\n"
        "    others = chosen.choice([(own.ratio(*pair), pure.ratio(*pair)), pair[:1] * 2, (Fraction(*pair),) * 2, (True, True), (0.5, 0.5)])\n"
        "    for ask in asked:\n        assert told(ask, ours, others[0]) == told(ask, theirs, others[1]), (ask, theirs, others)\n"
        "        assert told(ask, others[0], ours) == told(ask, others[1], theirs), (ask, theirs, others)\nprint('same')"
    )
    done = run("-c", code)
    assert done.stdout == b"same\n", done.stderr.decode()[-800:]
