"""Laws of the worksheet reader over real sheets: every display found, spans exact, labels those that are expected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symkl.files import load
from symkl.worksheet.companion import labels_of
from symkl.worksheet.document import Display, Document, Given
from symkl.worksheet.read import read

SHARED = Path(__file__).parent.parent.parent / "shared"
SAMPLES = SHARED / "samples"
PRINTED = SHARED / "worksheet-12-as-printed.md"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8")) if (SAMPLES / "expected.json").exists() else {}

needs_samples = pytest.mark.skipif(not EXPECTED, reason="../shared/samples is not here")


def _displays(document: Document) -> list[Display]:
    return [item for item in document.items if isinstance(item, Display)]


@needs_samples
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_labels_are_those_expected(name: str) -> None:
    document = read(load(str(SAMPLES / name)).source)
    assert not document.diagnostics
    found = []
    for display in _displays(document):
        found += labels_of(display) or [f"L{document.source.place(display.span.start).line}"]
    second_names = {display.labels[1] for display in _displays(document) if len(display.labels) > 1}
    assert [label for label in found if label not in second_names] == list(EXPECTED[name])


@needs_samples
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_spans_slice_back_and_nothing_is_lost(name: str) -> None:
    document = read(load(str(SAMPLES / name)).source)
    text = document.source.text
    found = sum(len(item.rows) > 0 for item in _displays(document))
    in_givens = sum(text.count("$$", *item.span) // 2 for item in document.items if isinstance(item, Given))
    assert text.count("$$") == 2 * (found + in_givens)
    for display in _displays(document):
        assert text[display.span.start :].startswith("$$") and text[: display.span.end].endswith("$$")
        for row in display.rows:
            for span in row.spans:
                piece = text[span.start : span.end]
                assert display.span.start < span.start < span.end < display.span.end
                assert piece == piece.strip() and r"\tag" not in piece and r"\label" not in piece
                assert piece[0] not in "&,;" and piece[-1] not in "&,;"


@needs_samples
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_formula_of_a_given_is_found(name: str) -> None:
    document = read(load(str(SAMPLES / name)).source)
    text = document.source.text
    for given in (item for item in document.items if isinstance(item, Given)):
        inside = text[given.span.start : given.span.end].replace("$$", "")
        assert len(given.formulas) >= inside.count("$") // 2 + text.count("$$", *given.span) // 2


@pytest.mark.skipif(not PRINTED.exists(), reason="../shared/worksheet-12-as-printed.md is not here")
def test_the_scanned_sheet() -> None:
    document = read(load(str(PRINTED)).source)
    numbers = [f"1.{n}" for n in range(1, 13)] + [f"2.{n}" for n in range(1, 16)]
    displays = _displays(document)
    assert [display.labels for display in displays] == [(number,) for number in numbers]
    assert all(len(display.rows) == 1 and len(display.rows[0].spans) == 1 for display in displays)
    lines = document.source.text.splitlines()
    for display in displays:
        line, column = document.source.place(display.span.start)
        assert lines[line - 1].startswith("$$") and column == 1
    assert document.parents == (-1,) and not document.diagnostics
