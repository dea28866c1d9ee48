"""``symkl check``: proof-read worksheets."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from symkl.arguments import Arguments
from symkl.judge.evidence import Wishes
from symkl.render.registry import renderer
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report
from symkl.summary import exit_status
from symkl.verify import Options, verify

DEFAULT_FOLDER = "derivations"
_USAGE = 2


def run(parsed: Arguments, settings: Settings) -> tuple[str, int]:
    """The report on all paths and its exit status."""
    if not parsed.paths and not os.path.isdir(DEFAULT_FOLDER):
        return f"No PATH was given and there is no folder {DEFAULT_FOLDER}/ here.\n", _USAGE
    report = verify(tuple(parsed.paths) or (DEFAULT_FOLDER,), Options(parsed.given, parsed.fast, Wishes(brackets=parsed.show_reading)))
    if parsed.label is not None:
        report = only(report, parsed.label)
    return renderer(parsed.format)(report, settings._replace(show_reading=parsed.show_reading)), exit_status(report)


def only(report: Report, pattern: str) -> Report:
    """The report on the statements with this label."""
    return Report(tuple(_only(d, pattern) for d in report.documents), report.judges)


def _only(document: DocumentFinding, pattern: str) -> DocumentFinding:
    chosen = tuple(s for s in document.statements if any(fnmatchcase(name, pattern) for name in (s.label, *s.labels)))
    near = tuple(d for d in document.diagnostics if d.path is not None or any(s.span.start <= d.span.start < s.span.end for s in chosen))
    return DocumentFinding(document.path, document.text, chosen, near, document.companions)
