"""Meaning, independently of the parser: what was written down blind from the two documents is what is read."""

from __future__ import annotations

from typing import Any

import pytest

from symkl.latex.printer import reading
from tests.reading_pairs import documents, judged, meaning, rows, sheet

FILES = ("scalars", "sums", "matrices", "names", "derivatives", "probability", "relations", "hosts")
PAIRS = [row for name in FILES for row in rows(name)]
REFUSALS = rows("refusals")


def test_there_are_as_many_as_were_written() -> None:
    assert len(PAIRS) == 694 and len(REFUSALS) == 117
    assert len({row["id"] for row in PAIRS + REFUSALS}) == 811


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: row["id"])
def test_it_is_read_as_it_was_meant(row: dict[str, Any]) -> None:
    read, meant = meaning(row, row["latex"], whole=True), meaning(row, row["meaning"])
    allowed = row.get("or", [])
    assert meant is not None, "what was meant must itself be read"
    assert read == meant or read is not None and "ambiguous-reading" in allowed and meant.within(read) or _otherwise(row, allowed)


@pytest.mark.parametrize("row", [row for row in PAIRS if row["wrong"]], ids=lambda row: row["id"])
def test_no_other_reading_is_taken_for_it(row: dict[str, Any]) -> None:
    read, meant = meaning(row, row["latex"], whole=True), meaning(row, row["meaning"])
    for other in (meaning(row, formula) for formula in row["wrong"]):
        assert other is None or other != meant
        assert other is None or read is None or "ambiguous-reading" in row.get("or", []) or not other.within(read)


def _otherwise(row: dict[str, Any], allowed: list[str]) -> bool:
    """Whether one of the other outcomes that the documents allow has come out."""
    return any(_came_out(row, outcome) for outcome in allowed)


def _came_out(row: dict[str, Any], outcome: str) -> bool:
    kind, _, detail = outcome.partition(" ")
    if kind == "equal":
        return _verdicts(row, f"{row['latex']} = {row['meaning']}") == {("proved", None)}
    if kind == "not-a-statement":
        given = f":::{{given}}\n{row['given']}\n:::\n\n"
        return not sheet(given + (row["latex"] if row["kind"] == "document" else f"$$ {row['latex']} $$\n")).statements
    found = judged(documents(row, row["latex"], True))
    verdicts = {(step.verdict, step.reason) for statement in found.statements for step in statement.steps}
    if kind == "diagnostic":
        return detail in {d.code for d in found.diagnostics} and not any(verdict in ("proved", "refuted") for verdict, _ in verdicts)
    if kind == "unreadable":
        return any(verdict == "unreadable" for verdict, _ in verdicts)
    return any(verdict == kind and reason == detail for verdict, reason in verdicts)


def _verdicts(row: dict[str, Any], statement: str) -> set[tuple[str, str | None]]:
    found = judged(documents({**row, "kind": "statement"}, statement, False))
    return {(step.verdict, step.reason) for s in found.statements for step in s.steps}


SHOWN = [row for row in PAIRS if "reading" in row]


def test_enough_readings_are_shown() -> None:
    assert len(SHOWN) >= 300


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: row["id"])
def test_the_reading_that_is_shown_is_the_one_that_was_looked_at(row: dict[str, Any]) -> None:
    """``--show-reading`` prints this, and somebody has held each of them against the LaTeX."""
    statement = sheet(documents(row, row["latex"], False)).statements[0]
    assert reading(statement.steps[0].left.terms[0], statement.context.latex) == row["reading"]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row["id"])
def test_it_is_refused_as_the_documents_demand(row: dict[str, Any]) -> None:
    if row["kind"] == "formula" and any(relation in row["latex"] for relation in ("x =", "x &=", "KL=")):
        row = {**row, "kind": "statement"}
    expected = row["expect"]
    if "reads" in row:
        assert meaning(row, row["latex"]) == meaning(row, row["readings"][row["reads"]]) is not None
    elif expected == "ambiguous-reading":
        read, readings = meaning(row, row["latex"]), [meaning(row, formula) for formula in row["readings"]]
        assert read is not None and all(one is not None and one.within(read) for one in readings)
        assert len(set(readings)) == len(readings)
    elif expected == "no-doubt":
        assert _verdicts(row, row["latex"]) == {("proved", None)}
    else:
        assert _otherwise(row, [expected, *row.get("or", [])])


@pytest.mark.parametrize("row", [r for r in PAIRS + REFUSALS if "settled" in r], ids=lambda row: row["id"])
def test_what_was_settled_says_by_which_words(row: dict[str, Any]) -> None:
    assert len(row["settled"]) > 30
