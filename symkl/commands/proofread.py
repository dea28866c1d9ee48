"""Worksheets judged, the report told, and what was found put into the cache."""

from __future__ import annotations

from fnmatch import fnmatchcase
from importlib import import_module

from symkl.arguments import Arguments
from symkl.cache.told import Asked, remember
from symkl.commands.progress import progress
from symkl.judge.evidence import Wishes
from symkl.options import Options, Otherwise
from symkl.render.registry import renderer
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report
from symkl.summary import exit_status
from symkl.verify import findings_of, report_on, sheets_of

TYPE_CHECKING = False  # `typing` takes long to load
if TYPE_CHECKING:
    from symkl.cache.documents import Shelf
    from symkl.cache.memory import Memory

_USAGE, _EMPTY, _BUG = 2, 5, 101


def run(parsed: Arguments, settings: Settings, paths: tuple[str, ...], memory: Memory | None = None, asked: Asked | None = None) -> tuple[str, int]:
    """The report on all paths and its exit status; ``asked`` is the question under which the cache keeps them."""
    comparing = import_module("symkl.commands.comparing") if parsed.baseline or parsed.write_baseline else None
    known = comparing.known_before(parsed) if comparing else ()
    if known is None:
        return "", _USAGE
    shelf: Shelf | None = None if memory is None else import_module("symkl.cache.documents").Shelf(memory)
    report = whole = _verified(parsed, paths, shelf)
    if comparing and (report := comparing.compared(report, parsed, known)) is None:
        return "", _USAGE
    if parsed.label is not None:
        report = only(report, parsed.label)
    settings = settings._replace(show_reading=parsed.show_reading)
    written = not parsed.report and parsed.format != "github" or import_module("symkl.commands.reports").write_reports(report, parsed, settings)
    status = exit_status(report)
    if parsed.allow_empty and status == _EMPTY:
        status = 0
    text = renderer(parsed.format)(report, settings)
    if memory is not None and asked is not None and whole.lasting:
        remember(memory, asked, whole, text, status)
        memory.save()
    return text, status if written or status == _BUG else _USAGE


def _verified(parsed: Arguments, paths: tuple[str, ...], shelf: Shelf | None) -> Report:
    """Every worksheet that the paths name, judged here or by so many processes as were asked for."""
    options, sheets = options_of(parsed), sheets_of(paths)
    with progress(len(sheets), parsed.format) as seen:
        if parsed.jobs > 1 and len(sheets) > 1:
            cached = shelf is not None and shelf.memory.is_open
            parallel = import_module("symkl.parallel.pool").verify_parallel
            return report_on(parallel(sheets, options, parsed.jobs, cached, parsed.cache_dir, seen), options)
        findings: list[DocumentFinding] = []
        for path in sheets:
            findings += findings_of(path, options, shelf)
            seen(path)
    return report_on(tuple(findings), options)


def options_of(parsed: Arguments) -> Options:
    """The command line's word, and behind the sheets' front matter that of the configuration."""
    given, fast = (parsed.given if parsed.said("given") else None), (parsed.fast if parsed.said("fast") else None)
    return Options(given, fast, Wishes(brackets=parsed.show_reading), Otherwise(parsed.given, parsed.fast))


def only(report: Report, pattern: str) -> Report:
    """The report on the statements with this label."""
    return report._replace(documents=tuple(_only(d, pattern) for d in report.documents))


def _only(document: DocumentFinding, pattern: str) -> DocumentFinding:
    chosen = tuple(s for s in document.statements if any(fnmatchcase(name, pattern) for name in (s.label, *s.labels)))
    near = tuple(d for d in document.diagnostics if d.path is not None or any(s.span.start <= d.span.start < s.span.end for s in chosen))
    return document._replace(statements=chosen, diagnostics=near)
