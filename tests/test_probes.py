"""The essay on what is trusted, run: what SymPy says is what the page shows, and symkl says of the worksheets there what they expect."""

from __future__ import annotations

import doctest
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from symkl.elaborate.sheet import elaborate
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.worksheet.read import read

ESSAY = Path(__file__).parent.parent / "docs" / "trust.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", ESSAY.read_text(encoding="utf-8"), re.DOTALL)
PROBES = [text for kind, text in BLOCKS if kind == "pycon"]
SHEETS = [text for kind, text in BLOCKS if kind == "markdown"]


def test_sympy_says_what_the_page_shows() -> None:
    """All probes in the order of the page, each with what those before it define."""
    names: dict[str, Any] = {}
    for probe in PROBES:
        if "parse_latex" in probe and find_spec("antlr4") is None:
            print("skipped: SymPy's reader of LaTeX needs antlr4-python3-runtime 4.11")
            continue
        runner = doctest.DocTestRunner(verbose=False)
        told: list[str] = []
        test = doctest.DocTestParser().get_doctest(probe, names, "trust.md", str(ESSAY), 0)
        runner.run(test, out=told.append, clear_globs=False)
        names.update(test.globs)
        assert runner.failures == 0, "".join(told)
        assert runner.tries > 0


@pytest.mark.parametrize("text", SHEETS)
def test_symkl_says_what_the_page_expects(text: str) -> None:
    found = judge(elaborate(read(Source("trust.md", text))), standard_engines())
    assert found.statements
    assert not [d for d in found.diagnostics if d.severity == "error"]
    for statement in found.statements:
        assert statement.verdict == (statement.expected or "proved"), statement.reading
        assert statement.stale is None
        assert all(s.sympy.verdict != "disagrees" for s in statement.steps)


def test_the_page_has_both_kinds_of_blocks() -> None:
    assert len(PROBES) == 5
    assert len(SHEETS) == 3


def test_the_kernel_is_told_file_by_file() -> None:
    """The essay on the kernel names every file of it, and no other."""
    told = set(re.findall(r"`(\w+\.py)`", (ESSAY.parent / "kernel.md").read_text(encoding="utf-8")))
    files = {p.name for p in (ESSAY.parent.parent / "symkl" / "kernel").glob("*.py")} - {"__init__.py"}
    assert told == files
