"""Real worksheets: whatever is readable is read, and nothing in it lacks a declaration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.elaborating import SHARED, sheet

SAMPLES = SHARED / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here: the samples are not read")
EXPECTED: dict[str, dict[str, str]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8")) if SAMPLES.exists() else {}


@pytest.mark.parametrize("name", sorted(EXPECTED) or ["none"])
def test_every_label_that_can_be_read_is_read(name: str) -> None:
    found = sheet(Path(SAMPLES / name).read_text(encoding="utf-8"))
    assert not [d for d in found.diagnostics if d.severity == "error"]
    by_label = {label: s for s in found.statements for label in s.labels}
    for label, verdict in EXPECTED[name].items():
        assert label in by_label
        if verdict != "proved":
            continue
        for step in by_label[label].steps:
            assert step.reason is None, (label, step.reason)
            assert step.left.terms and step.right.terms, (label, step.left.diagnostic, step.right.diagnostic)
            assert not any("?" in str(term.sort) for term in (*step.left.terms, *step.right.terms))


