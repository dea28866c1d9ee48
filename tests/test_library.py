"""The library: every worksheet of ``derivations/`` proved, every slip of the pen found where it is, every sheet in the index."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.rederive.script import write_script
from symkl.report import DocumentFinding, StatementFinding
from symkl.source import Source
from symkl.verify import read_sheet

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "derivations"
SLIPS = ROOT / "tests" / "slips"
SHEETS = sorted(path.relative_to(LIBRARY).with_suffix("").as_posix() for path in LIBRARY.glob("*/*.md"))
HOLDS = ("proved", "definition", "condition")
LEAST_SLIPS = 3
SECONDS = 0.5  # of processor time for a sheet, on average


class Slip(NamedTuple):
    """One edit of a worksheet, and the label that is to be the first wrong one, with its verdict."""

    sheet: str
    slip: str
    find: str
    replace: str
    first_wrong: str
    verdict: str

    def applied(self) -> str:
        text = text_of(self.sheet)
        assert text.count(self.find) == 1, f"{self.find!r} is not unique in {self.sheet}"
        return text.replace(self.find, self.replace)


def slips_of(sheet: str) -> list[Slip]:
    path = SLIPS / f"{sheet}.json"
    return [Slip(sheet, **entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


ALL_SLIPS = [slip for sheet in SHEETS for slip in slips_of(sheet)]


def text_of(sheet: str) -> str:
    return (LIBRARY / f"{sheet}.md").read_text(encoding="utf-8")


def judged(name: str, text: str) -> DocumentFinding:
    return judge(read_sheet(Source(name, text)), standard_engines(fast=True))


@cache
def as_it_stands(sheet: str) -> DocumentFinding:
    return judged(f"{sheet}.md", text_of(sheet))


def not_holding(found: DocumentFinding) -> list[StatementFinding]:
    return [statement for statement in found.statements if statement.verdict not in HOLDS]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_line_is_proved(sheet: str) -> None:
    found = as_it_stands(sheet)
    assert {s.label: s.verdict for s in not_holding(found)} == {}
    assert [d for d in found.diagnostics if d.severity == "error"] == []
    assert {step.verdict for s in found.statements for step in s.steps} <= set(HOLDS)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_numbered_from_one_and_says_its_source(sheet: str) -> None:
    labels = [s.label for s in as_it_stands(sheet).statements]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    assert len(labels) >= 4
    assert "\nSource: " in text_of(sheet)


def test_the_library_is_checked_in_the_time_that_it_is_given() -> None:
    begin = time.process_time()
    for sheet in SHEETS:
        judged(sheet, text_of(sheet))
    assert time.process_time() - begin < SECONDS * len(SHEETS)


@pytest.mark.parametrize("slip", ALL_SLIPS, ids=lambda slip: f"{slip.sheet}: {slip.slip}")
def test_a_slip_is_found_where_it_is(slip: Slip) -> None:
    wrong = not_holding(judged(slip.sheet, slip.applied()))
    assert wrong, "the slip passes"
    assert (wrong[0].label, wrong[0].verdict) == (slip.first_wrong, slip.verdict)
    assert {s.verdict for s in wrong} <= {"refuted", "carried"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_has_slips_of_its_own(sheet: str) -> None:
    assert len(slips_of(sheet)) >= LEAST_SLIPS


def test_every_file_of_slips_has_a_sheet() -> None:
    assert sorted(path.relative_to(SLIPS).with_suffix("").as_posix() for path in SLIPS.glob("*/*.json")) == SHEETS


def test_the_index_is_complete() -> None:
    index = (LIBRARY / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\| \[(.+?)\]\((\S+?)\.md\) \| (.+?) \| (\d+) \| (.+?) \|", index)
    assert sorted(name for _, name, _, _, _ in linked) == SHEETS
    for title, sheet, _, steps, _ in linked:
        assert text_of(sheet).startswith(f"# {title}\n")
        assert int(steps) == sum(len(s.steps) for s in as_it_stands(sheet).statements), sheet


def test_the_index_is_no_worksheet() -> None:
    index = judged("README.md", (LIBRARY / "README.md").read_text(encoding="utf-8"))
    assert not index.statements
    assert not [d for d in index.diagnostics if d.severity == "error"]


SHORT = ("kl/two-normals", "kl/equal-covariances", "identities/determinant-lemma", "regression/least-squares", "diffusion/loss-weights")
TOO_LONG = {"identities/block-inverse": "the conditional of two blocks of two takes SymPy minutes"}


def scripted(sheet: str) -> object:
    """The sheet as a parameter: nightly unless it is short, skipped with the reason where SymPy takes too long."""
    marks = [] if sheet in SHORT else [pytest.mark.nightly]
    return pytest.param(sheet, marks=[*marks, pytest.mark.skip(TOO_LONG[sheet])] if sheet in TOO_LONG else marks)


@pytest.mark.parametrize("sheet", [scripted(sheet) for sheet in SHEETS])
def test_sympy_agrees_by_a_script_of_its_own(sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "test_sheet.py"
    path.write_text(write_script(read_sheet(Source(sheet, text_of(sheet))), as_it_stands(sheet).statements), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_index_lists_every_result_as_it_is_judged() -> None:
    """`make index` has been run since the library was changed."""
    written = (ROOT / "derivations" / "results.md").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "symkl", "check", ".", "--fast", "--no-cache", "--format", "markdown"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    judged = subprocess.run(command, cwd=ROOT / "derivations", env=environment, capture_output=True, text=True, check=False)
    assert judged.stdout == written
