"""``--format csv``: a row for each label of each file, for a folder of sheets: its verdict, and its first wrong step."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from symkl.render.glyphs import to_ascii
from symkl.render.problems import in_words
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report, StatementFinding
from symkl.source import Source
from symkl.summary import settled

HEADER = ("file", "label", "line", "verdict", "settled", "first_wrong", "step", "relation", "left", "right", "reason", "difference")
_FORMULAS = ("=", "+", "-", "@", "\t")  # what a spreadsheet would run


def render(report: Report, settings: Settings) -> str:
    """A header and the rows. ``first_wrong`` is the file's first wrong label, ``step`` counts the relations of a statement from 1."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADER)
    for document in report.documents:
        table.writerows([_cell(to_ascii(value) if settings.ascii else value) for value in row] for row in _rows(document))
    return out.getvalue()


def _rows(document: DocumentFinding) -> Iterator[tuple[str, ...]]:
    source = Source(document.path, document.text)
    first = document.first_wrong or ""
    for statement in document.statements:
        line = str(source.place(statement.span.start).line)
        done = "yes" if statement.verdict == "skipped" or settled(statement, document) else "no" if _is_open(statement) else ""
        yield document.path, statement.label, line, statement.verdict, done, first, *_step(statement)
    if not document.statements:
        why = next((d.message for d in document.diagnostics if d.severity == "error"), "nothing to check")
        yield document.path, "", "", "", "", "", "", "", "", "", why, ""


def _is_open(statement: StatementFinding) -> bool:
    return statement.verdict in ("refuted", "carried", "unreadable", "undecided") or statement.stale is not None


def _step(statement: StatementFinding) -> tuple[str, ...]:
    """The first step that has the statement's verdict, where that is no good one."""
    for number, step in enumerate(statement.steps, 1):
        if _is_open(statement) and step.verdict == statement.verdict:
            difference = step.difference_text or in_words(step.difference or "")
            return str(number), step.relation, in_words(step.left), in_words(step.right), step.reason or "", difference
    return ("",) * 6


def _cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) and text not in ("=", "-") else text
