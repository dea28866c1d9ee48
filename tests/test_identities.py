"""Identities of The Matrix Cookbook and of Bishop's PRML, each with a false twin: the true ones are proved, the twins refuted.

A label ``MC-24`` cites equation (24) of the Cookbook (2012), ``MC-8.2.2`` its section; ``PRML-2.43`` cites Bishop. A second number behind
the citation (``PRML-2.43.1``) parts what stands in one place, and ``-twin`` names the false form.
Other labels (HLP, BV, CT, Ho, LC, HB, ..) cite what a sheet names under its title.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from symkl.report import DocumentFinding
from symkl.verify import Options, verify_file

FOLDER = Path(__file__).with_name("identities")
SHEETS = sorted(FOLDER.glob("*.md"))
TWIN = "-twin"
LEAST = 150

#: what is true (or false) and not decided yet, with the reason; a label that becomes decidable has to be taken off
UNDECIDED: dict[str, str] = {
    "JO-P-1.56-twin": "a false mean beside a variance in which the objective is no quadratic function",
    "AS-CT-2.68": "the data processing inequality: a divergence of conditionals inside an expectation",
    "HS-15": "a weighted sum of two softplus functions",
}


@cache
def judged(sheet: str) -> DocumentFinding:
    return verify_file(str(FOLDER / sheet), Options(fast=True))


@cache
def verdicts(sheet: str) -> dict[str, str]:
    """Label to verdict."""
    return {s.label: s.verdict for s in judged(sheet).statements}


LABELS = [
    (path.name, line.rpartition("\\tag{")[2].partition("}")[0]) for path in SHEETS for line in path.read_text().splitlines() if "\\tag{" in line
]


@pytest.mark.parametrize(("sheet", "label"), LABELS, ids=[label for _, label in LABELS])
def test_an_identity_and_its_twin(sheet: str, label: str) -> None:
    found = verdicts(sheet)[label]
    if label in UNDECIDED:
        assert found == "undecided", f"{found}: to be taken off the list of the undecided"
    elif label.endswith(TWIN):
        assert found in ("refuted", "carried")
    else:
        assert found == "proved"


@pytest.mark.parametrize("sheet", [path.name for path in SHEETS])
def test_nothing_else_is_said_of_a_sheet(sheet: str) -> None:
    """The declarations are understood, and every diagnostic is about a line that is undecided or false."""
    excused = [s.span for s in judged(sheet).statements if s.verdict != "proved"]
    said = [d for d in judged(sheet).diagnostics if d.severity != "note"]
    assert [d.message for d in said if not any(s.start <= d.span.start and d.span.end <= s.end for s in excused)] == []


def test_labels_are_unique_and_come_in_pairs() -> None:
    counted = Counter(label for _, label in LABELS)
    assert [label for label, count in counted.items() if count > 1] == []
    true = {label for label in counted if not label.endswith(TWIN)}
    assert {label + TWIN for label in true} == set(counted) - true


def test_there_are_many_of_them() -> None:
    decided = [label for _, label in LABELS if not label.endswith(TWIN) and not {label, label + TWIN} & set(UNDECIDED)]
    assert len(decided) >= LEAST
    assert set(UNDECIDED) <= {label for _, label in LABELS}
