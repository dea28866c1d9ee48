"""Sheets that must not pass: each says in its first lines what is wrong, which verdicts must come out, and the exit status.

``<!-- verdicts: 1 refuted; 2 proved|undecided -->`` gives for labels what is allowed; a statement that is not named there must not be proved.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symkl.report import DocumentFinding, Report
from symkl.summary import exit_status
from symkl.verify import Options, verify_file

FOLDER = Path(__file__).with_name("wrong")
SHEETS = sorted(FOLDER.glob("*.md"))


def table(text: str, name: str) -> str:
    """What the comment of this name says."""
    found = re.search(rf"<!-- {name}: (.*?) -->", text)
    assert found is not None, f"no <!-- {name}: .. --> in the sheet"
    return found[1]


def expected(text: str) -> dict[str, set[str]]:
    """Label to the verdicts that may come out."""
    pairs = (entry.rsplit(" ", 1) for entry in table(text, "verdicts").split("; "))
    return {label: set(verdicts.split("|")) for label, verdicts in pairs}


def labels(document: DocumentFinding) -> dict[str, str]:
    """Label to verdict; a label that occurs again as ``1#2``."""
    found: dict[str, str] = {}
    for statement in document.statements:
        for label in statement.labels or (statement.label,):
            if label in found:
                label += f"#{sum(1 for other in found if other.split('#')[0] == label) + 1}"
            found[label] = statement.verdict
    return found


@pytest.mark.parametrize("path", SHEETS, ids=[p.stem for p in SHEETS])
def test_a_wrong_sheet_does_not_pass(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = verify_file(str(path), Options(fast=True))
    found = labels(document)
    for label, verdicts in expected(text).items():
        assert label in found, (label, found)
        assert found[label] in verdicts, (label, found, [d.message for d in document.diagnostics])
    status = exit_status(Report((document,)))
    assert str(status) in table(text, "exit").split("|"), (status, found, [d.message for d in document.diagnostics])
