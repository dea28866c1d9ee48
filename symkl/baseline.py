"""A baseline: the findings that are known and let pass, in a file beside the sheets. New ones count, mended ones are named for removal.

A finding is known again by its file, its verdict and what is printed, never by its line or label: it may move. A line that goes on from
another is known with the side that it goes on from.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator

from symkl.record import NamedTuple
from symkl.report import Baseline, Diagnostic, DocumentFinding, Report, StatementFinding
from symkl.source import Source
from symkl.summary import BUG_CODES, INPUT_CODES, came_out_as_expected

SCHEMA = "symkl-baseline/1"
_OPEN = ("refuted", "carried", "undecided", "unreadable")


class BadBaseline(Exception):
    """The file is no baseline; the message says why."""


class Entry(NamedTuple):
    """One finding: ``kind`` is its verdict, "stale" or a diagnostic's code; ``label`` is only for people."""

    path: str  # from the baseline's folder, parted by slashes
    kind: str
    printed: str
    label: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same finding."""
        return self.path, self.kind, self.printed


def read(file: str, new: bool = False) -> list[Entry]:
    """The entries of a file; it may be a ``new`` one that is not there yet."""
    try:
        with open(file, encoding="utf-8") as text:
            whole = json.load(text)
    except FileNotFoundError as error:
        if new:
            return []
        raise BadBaseline(f"there is no baseline {file}; --write-baseline makes one.") from error
    except (OSError, ValueError) as error:
        raise BadBaseline(f"{file} cannot be read as a baseline: {error}") from error
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA or not isinstance(whole.get("findings"), list):
        raise BadBaseline(f"{file} is no baseline of symkl ({SCHEMA}).")
    try:
        return [Entry(*(str(found[name]) for name in Entry._fields)) for found in whole["findings"]]
    except (KeyError, TypeError) as error:
        raise BadBaseline(f"{file} has a finding without {error}.") from error


def write(file: str, entries: Iterable[Entry]) -> None:
    """The entries in the order of their files, one a line, so that changes of the file are read easily."""
    found = sorted(entries)
    lines = ",\n".join("  " + json.dumps(entry._asdict(), ensure_ascii=False) for entry in found)
    with open(file, "w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{\n "schema": "{SCHEMA}",\n "findings": [\n{lines}\n ]\n}}\n' if found else f'{{\n "schema": "{SCHEMA}",\n "findings": []\n}}\n')


def against(report: Report, file: str, entries: list[Entry]) -> Report:
    """The report with what is known marked, and what is mended named."""
    left = Counter(entry.identity for entry in entries)
    documents = tuple(_marked(document, os.path.dirname(file), left) for document in report.documents)
    known = len(entries) - left.total()
    return report._replace(documents=documents, baseline=Baseline(file, known, _mended(entries, left, report, file)))


def entries_of(report: Report, file: str, before: Iterable[Entry] = ()) -> list[Entry]:
    """Everything of this run that would count, and of the entries before those about other files that are still there."""
    folder = os.path.dirname(file)
    checked = {_from(folder, document.path) for document in report.documents}
    others = [entry for entry in before if entry.path not in checked and os.path.exists(os.path.join(folder, entry.path))]
    return others + [entry for document in report.documents for entry, _ in _open(document, folder)]


def _from(folder: str, path: str) -> str:
    return os.path.relpath(path, folder or ".").replace(os.sep, "/")


def _open(document: DocumentFinding, folder: str) -> Iterator[tuple[Entry, StatementFinding | Diagnostic]]:
    """What of a sheet counts, with the entry that it would have."""
    path = _from(folder, document.path)
    told = []  # the statements that account for the errors inside them
    for statement in document.statements:
        if statement.verdict == "skipped" or came_out_as_expected(statement, document):
            told.append(statement.span)
        elif statement.verdict in _OPEN or statement.stale is not None:
            told.append(statement.span)
            kind = statement.verdict if statement.stale is None else f"stale {statement.verdict}"
            yield Entry(path, kind, _printed(statement, document), statement.label), statement
    for diagnostic in document.diagnostics:
        outside = diagnostic.path is not None or not any(span.start <= diagnostic.span.start < span.end for span in told)
        if diagnostic.severity == "error" and outside and diagnostic.code not in BUG_CODES | INPUT_CODES:
            yield Entry(path, diagnostic.code, _line(diagnostic, document)), diagnostic


def _printed(statement: StatementFinding, document: DocumentFinding) -> str:
    """What is printed, whatever its layout and label: the side that the statement begins or goes on with, and all behind it."""
    spans = [step.span for step in statement.steps] or [statement.span]
    left = [step.left for step in statement.steps[:1]]
    return " ".join(" ".join((*left, *(document.text[span.start : span.end] for span in spans))).split())


def _line(diagnostic: Diagnostic, document: DocumentFinding) -> str:
    text = dict(document.companions).get(diagnostic.path, "") if diagnostic.path else document.text
    source = Source(document.path, text)
    return " ".join(source.line(source.place(min(diagnostic.span.start, len(text))).line).split())


def _marked(document: DocumentFinding, folder: str, left: Counter[tuple[str, str, str]]) -> DocumentFinding:
    known = set()
    for entry, finding in _open(document, folder):
        if left[entry.identity] > 0:
            left[entry.identity] -= 1
            known.add(id(finding))
    statements = tuple(s._replace(known=True) if id(s) in known else s for s in document.statements)
    diagnostics = tuple(d._replace(known=True) if id(d) in known else d for d in document.diagnostics)
    return document._replace(statements=statements, diagnostics=diagnostics)


def _mended(entries: list[Entry], left: Counter[tuple[str, str, str]], report: Report, file: str) -> tuple[str, ...]:
    """Entries that nothing answers to, of sheets that were checked or are gone."""
    folder = os.path.dirname(file)
    checked = {_from(folder, document.path) for document in report.documents}
    found = []
    for entry in reversed(entries):  # of equal ones the last are mended
        if left[entry.identity] > 0 and (entry.path in checked or not os.path.exists(os.path.join(folder, entry.path))):
            left[entry.identity] -= 1
            found.append(f"{entry.path} {entry.label or entry.kind}")
    return tuple(reversed(found))
