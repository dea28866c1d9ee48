"""The written script: it stands alone, reads like mathematics, and its tests pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from symkl.elaborate.statements import Sheet, Statement
from symkl.rederive import handwritten
from symkl.rederive.script import write_script
from tests.test_rederive import FALSE, PLAIN, TRUE
from tests.test_rederive_sheet import NOWHERE, sheet, step

#: what a script has no text for: roots, members of families as variables, and the like are said to be left out
LEAST_WRITTEN = 26


@pytest.fixture(scope="module")
def text() -> str:
    return write_script(sheet(), ())


def run(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "test_sheet.py"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder, check=False)


def test_script_of_the_sheet_passes(text: str, tmp_path: Path) -> None:
    done = run(text, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]


def test_script_imports_only_sympy_and_pytest(text: str) -> None:
    imports = [line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imports == ["pytest", "sympy"]
    assert "eval(" not in text and "sympify" not in text and "force" not in text


def test_script_says_each_statement(text: str) -> None:
    for name in ("test_1_2(d)", "test_1_12(d)", "test_2_10()", "test_2_15()"):
        assert f"def {name}:" in text
    assert "difference = ln(Sigma_1.det())/2" in text
    assert "# 2.4: A definition: taken, not checked." in text
    assert text == write_script(sheet(), ())


def test_a_false_script_fails(text: str, tmp_path: Path) -> None:
    done = run(text.replace("difference = ln(Sigma_1.det())/2", "difference = ln(Sigma_1.det())/3", 1), tmp_path)
    assert done.returncode == 1
    assert "2 failed" in done.stdout


def test_script_of_single_claims_passes(tmp_path: Path) -> None:
    claims = [(n, *sides) for n, sides in (TRUE | FALSE).items()]
    statements = [Statement(name, (name,), NOWHERE, (step(left, right),), PLAIN) for name, left, right in claims]
    written = write_script(Sheet("claims.md", "", tuple(statements)), ())
    assert written.count("\ndef test_") >= LEAST_WRITTEN
    done = run(written, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]


def test_helpers() -> None:
    z = handwritten.vector("z", 2)
    covariance = handwritten.positive_definite_matrix("S", 2)
    law = handwritten.log_normal(z, handwritten.vector("m", 2), covariance)
    assert handwritten.is_zero(handwritten.expectation_of_matrix(z, z, law) - handwritten.vector("m", 2))
    assert handwritten.is_zero(handwritten.log_integral(law, z))
    assert not handwritten.is_zero(z)
