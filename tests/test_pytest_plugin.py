"""``pytest --symkl`` as people run it, in processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.test_cli import FALSE, MENDED, TRUE, write

SHEET = FALSE.replace("\\tag{1}", "\\tag{1.1}") + r"""
$$ = x^2 + y (x + y) \tag{1.2} $$

$$ x + x = 2 x \tag{eq:sum} $$

$$ x = w \tag{1.4} $$

$$ x + x = x $$

<!-- symkl: skip for another day -->
"""
PROBE = "import sys\ndef pytest_collection_finish(session):\n    print('loaded:', *[m for m in ('sympy', 'rich', 'symkl.verify', 'symkl.collection') if m in sys.modules])\n"

LATE = "import sys\ndef pytest_terminal_summary(terminalreporter):\n    terminalreporter.write_line(f'SymPy loaded: {\"sympy\" in sys.modules}')\n"


def run(folder: Path, *arguments: str, ini: str = "", plugins: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Pytest with the plugin as the installed entry point has it: always loaded."""
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n", encoding="utf-8")
    variables = {"SYMKL_CACHE_DIR": str(folder / "cache"), "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "100", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    loaded = [part for name in ("symkl.pytest_plugin", *plugins) for part in ("-p", name)]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *loaded, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env={**os.environ, **variables}, timeout=120, encoding="utf-8")


def outcomes(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Of a run with ``-rA``: id -> outcome."""
    found = re.findall(r"^(PASSED|FAILED|XFAIL|SKIPPED|ERROR) (?:\[\d+\] )?(\S+)", done.stdout, re.MULTILINE)
    return {name: outcome.lower() for outcome, name in found}


def test_a_statement_an_item(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    done = run(tmp_path, "--symkl", "--symkl-fast", "--collect-only")
    assert done.stdout.split("\n\n")[0].split() == [f"sheet.md::{name}" for name in ("givens", "1.1", "1.2", "eq:sum", "1.4", "L15")]


def test_outcomes(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET, mended=MENDED, words="no mathematics\n")
    done = run(tmp_path, "--symkl", "--symkl-fast", "-rA")
    assert done.returncode == 1
    assert outcomes(done) == {
        "mended.md::givens": "passed", "mended.md::1": "passed", "sheet.md::givens": "passed", "sheet.md::1.1": "failed",
        "sheet.md::1.2": "failed", "sheet.md::eq:sum": "passed", "sheet.md::1.4": "failed",
    } | {key: "skipped" for key in outcomes(done) if outcomes(done)[key] == "skipped"}  # fmt: skip
    assert "1 skipped" in done.stdout
    assert "for another day" in done.stdout


def test_a_failure_is_symkl_s_own_report_with_its_place(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    told = run(tmp_path, "--symkl", "sheet.md::1.1").stdout
    assert "sheet.md:7:14: 1.1 is refuted: x y is missing" in told
    assert "did you mean   = x² + 2 x y + y²" in told
    assert "FAILED sheet.md::1.1 - 1.1 is refuted: x y is missing" in told
    assert "Traceback" not in told
    assert "1.2 is" not in told


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [(("sheet.md::eq:sum",), 1), (("sheet.md::1.1", "sheet.md::eq:sum"), 2), (("-k", "1.2"), 1), (("-k", "not givens"), 5), (("sheet.md",), 6)],
)
def test_selection(arguments: tuple[str, ...], chosen: int, tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    told = run(tmp_path, "--symkl", "--symkl-fast", "--collect-only", *arguments).stdout
    assert len(re.findall(r"^sheet\.md::", told, re.MULTILINE)) == chosen


def test_a_statement_alone_has_the_verdict_that_it_has_among_others(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    told = run(tmp_path, "--symkl", "--symkl-fast", "sheet.md::1.2").stdout
    assert "1.2 is carried: from 1.1" in told


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_parallel_runs_find_the_same(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    alone = run(tmp_path, "--symkl", "--symkl-fast", "-rA", plugins=("xdist",))
    parallel = run(tmp_path, "--symkl", "--symkl-fast", "-rA", "-n", "2", plugins=("xdist",))
    assert outcomes(parallel) == outcomes(alone)
    assert "sheet.md:7:14: 1.1 is refuted: x y is missing" in parallel.stdout


@pytest.mark.parametrize(("wanted", "outcome"), [("fail", "failed"), ("xfail", "xfail"), ("skip", "skipped"), ("pass", "passed")])
def test_what_undecided_is(wanted: str, outcome: str, tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    done = run(tmp_path, "--symkl", "--symkl-fast", "-rA", "sheet.md::1.4", ini=f"symkl_undecided = {wanted}")
    assert f"1 {outcome}" in done.stdout
    assert "w is not declared" in done.stdout or wanted == "pass"
    assert run(tmp_path, "--symkl", "--symkl-fast", "sheet.md::1.1", ini=f"symkl_undecided = {wanted}").returncode == 1


def test_what_stands_outside_of_statements_is_not_overlooked(tmp_path: Path) -> None:
    write(tmp_path, front="---\nsymkl:\n  fsat: true\n---\n" + TRUE)
    (tmp_path / "bytes.md").write_bytes(b"$$ 1 = 1 $$ \xff\n")
    write(tmp_path, lost=TRUE)
    (tmp_path / "lost.given.md").write_text(":::{erratum} 9\n$$ = x $$\n:::\n", encoding="utf-8")
    found = outcomes(run(tmp_path, "--symkl", "--symkl-fast", "-rA", "-k", "givens"))
    assert found == {f"{name}.md::givens": "failed" for name in ("bytes", "front", "lost")}


def test_properties_in_junit_xml(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    run(tmp_path, "--symkl", "--symkl-fast", "sheet.md::1.1", "--junitxml=out.xml")
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    properties = {p.attrib["name"]: p.attrib["value"] for p in root.iter("property")}
    assert (properties["symkl.verdict"], properties["symkl.difference"]) == ("refuted", "x y")
    assert [failure.attrib["message"] for failure in root.iter("failure")] == ["1.1 is refuted: x y is missing"]


def test_sympy_is_not_loaded_at_collection(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    (tmp_path / "conftest.py").write_text(PROBE, encoding="utf-8")
    assert "loaded: symkl.verify symkl.collection\n" in run(tmp_path, "--symkl", "--collect-only").stdout


def test_the_cache_answers_for_an_unchanged_sheet(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET + "\nA text that no other test has.\n")
    (tmp_path / "conftest.py").write_text(LATE, encoding="utf-8")
    first, second = (run(tmp_path, "--symkl", "-rA") for _ in range(2))
    assert outcomes(second) == outcomes(first)
    assert ("SymPy loaded: True" in first.stdout, "SymPy loaded: False" in second.stdout) == (True, True)
    (tmp_path / "pyproject.toml").write_text("[tool.symkl]\ncache = false\n", encoding="utf-8")
    assert "SymPy loaded: True" in run(tmp_path, "--symkl").stdout


def test_without_the_wish_nothing_is_loaded_or_collected(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    (tmp_path / "conftest.py").write_text(PROBE, encoding="utf-8")
    done = run(tmp_path)
    assert "loaded:\n" in done.stdout
    assert done.returncode == 5


@pytest.mark.parametrize(
    ("globs", "found"),
    [("*.md", {"sheet.md", "sub/b.md", "sub/deep/c.md"}), ("sub/*.md", {"sub/b.md", "sub/deep/c.md"}), ("sub/**/c.md sheet.md", {"sub/deep/c.md", "sheet.md"}),
     ("sub/**/*.md", {"sub/b.md", "sub/deep/c.md"}), ("*.tex", set())],
)  # fmt: skip
def test_globs_in_the_ini_need_no_option(globs: str, found: set[str], tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE, sub__b=TRUE, sub__deep__c=TRUE)
    told = run(tmp_path, "--collect-only", ini=f"symkl_files = {globs}").stdout
    assert {line.split("::")[0] for line in told.splitlines() if "::" in line} == found


def test_the_project_s_table_holds(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    (tmp_path / "pyproject.toml").write_text("[tool.symkl]\nfast = true\n", encoding="utf-8")
    assert "SymPy" not in run(tmp_path, "--symkl", "sheet.md::1.1").stdout
    (tmp_path / "pyproject.toml").write_text("[tool.symkl]\nfsat = true\n", encoding="utf-8")
    done = run(tmp_path, "--symkl")
    assert done.returncode == 4
    assert "Did you mean 'fast'?" in done.stderr


def test_an_unknown_way_to_take_undecided_is_refused(tmp_path: Path) -> None:
    write(tmp_path, sheet=SHEET)
    assert run(tmp_path, "--symkl", ini="symkl_undecided = perhaps").returncode == 4


def test_labels_that_look_like_ids(tmp_path: Path) -> None:
    write(tmp_path, sheet=TRUE.replace("\\tag{1}", "\\tag{a::b}") + "\n$$ x = x \\tag{givens} $$\n\n$$ y = y \\tag{a:b} $$\n")
    told = run(tmp_path, "--symkl", "--symkl-fast", "--collect-only").stdout
    names = told.split("\n\n")[0].split()
    assert names == ["sheet.md::givens", "sheet.md::a:b", "sheet.md::givens#", "sheet.md::a:b#"]
    assert run(tmp_path, "--symkl", "--symkl-fast", *names).returncode == 0


def test_the_page_s_ini_file(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "ci.md").read_text(encoding="utf-8")
    ini = page.split("```ini\n[pytest]\n")[1].split("```")[0]
    write(tmp_path, derivations__a=SHEET, derivations__kl__b=TRUE, tests__c=TRUE, d=TRUE)
    done = run(tmp_path, "--symkl-fast", "-rA", ini=ini)
    found = outcomes(done)
    assert {name.split("::")[0] for name in found if name.endswith("givens")} == {"derivations/a.md", "derivations/kl/b.md"}
    assert "1 xfailed" in done.stdout


MAIN = "\\begin{given} $x, y \\in \\mathbb{R}$ \\end{given}\n\\input{part}\n\\begin{equation} x + x = 2 x \\label{b} \\end{equation}\n"
PART = "\n\\begin{equation} x + y = y - x \\label{a} \\end{equation}\n"


def test_chapters_are_tests_of_the_sheet_that_brings_them_in(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(MAIN, encoding="utf-8")
    (tmp_path / "part.tex").write_text(PART, encoding="utf-8")
    done = run(tmp_path, "--symkl", "--symkl-fast", "-rA")
    assert outcomes(done) == {"main.tex::givens": "passed", "main.tex::a": "failed", "main.tex::b": "passed"}
    assert "part.tex:2:24: a is refuted: 2 x is missing" in done.stdout
    named = run(tmp_path, "--symkl", "--symkl-fast", "-rA", "part.tex")
    assert set(outcomes(named)) == {"part.tex::givens", "part.tex::a"}
