"""``--format jsonl``: one JSON object a line, each with its ``type``: the run, every sheet, statement and diagnostic, the summary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from symkl import __version__
from symkl.render.entries import SCHEMA, diagnostic_entry, statement_entry, summary_entry
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report
from symkl.source import Source


def render(report: Report, settings: Settings) -> str:
    """The objects of ``--format json``, so that a line can be read without the others."""
    return "".join(json.dumps(entry, ensure_ascii=settings.ascii) + "\n" for entry in _entries(report))


def _entries(report: Report) -> Iterator[dict[str, Any]]:
    yield {"type": "run", "schema": SCHEMA, "version": __version__}
    for document in report.documents:
        yield {"type": "document", "path": document.path, "first_wrong": document.first_wrong}
        yield from _of_document(document)
    yield {"type": "summary"} | summary_entry(report)


def _of_document(document: DocumentFinding) -> Iterator[dict[str, Any]]:
    source = Source(document.path, document.text)
    for statement in document.statements:
        yield {"type": "statement", "sheet": document.path} | statement_entry(statement, source)
    for diagnostic in document.diagnostics:
        yield {"type": "diagnostic", "sheet": document.path} | diagnostic_entry(diagnostic, document)
