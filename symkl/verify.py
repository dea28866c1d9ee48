"""From a path to a report: the whole program, top to bottom as the data flows."""

from __future__ import annotations

from typing import NamedTuple

from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet
from symkl.files import Loaded, companion, load, worksheets
from symkl.judge.sheet import judge
from symkl.report import Diagnostic, DocumentFinding, Report
from symkl.source import Source
from symkl.worksheet.document import Document
from symkl.worksheet.read import read


class Options(NamedTuple):
    """``given``: a companion file for every sheet; ``fast``: SymPy is not asked; ``show_reading``: readings in full brackets."""

    given: str | None = None
    fast: bool = False
    show_reading: bool = False


DEFAULT = Options()


def verify(paths: tuple[str, ...], options: Options = DEFAULT) -> Report:
    """Every worksheet that the paths name, judged. One bad file never keeps the others from being checked."""
    findings = tuple(verify_file(path, options) for path in worksheets(paths))
    return Report(findings, ("kernel", "refuter") if options.fast else ("kernel", "refuter", "sympy"))


def verify_file(path: str, options: Options = DEFAULT) -> DocumentFinding:
    """source -> document -> sheet -> findings."""
    sheet, beside, problems = read_file(path, options)
    finding = judge(sheet, fast=options.fast, show_reading=options.show_reading)
    return DocumentFinding(
        finding.path, finding.text, finding.statements, problems + finding.diagnostics, tuple((s.path, s.text) for s in beside)
    )


def read_file(path: str, options: Options = DEFAULT) -> tuple[Sheet, tuple[Source, ...], tuple[Diagnostic, ...]]:
    """A worksheet with its companions, read; empty where its file could not be."""
    loaded = load(path)
    companions = tuple(load(beside) for beside in _companions(path, options))
    problems = _problems(loaded, companions)
    beside = tuple(c.source for c in companions)
    if loaded.problem is not None:
        return Sheet(path, loaded.source.text, ()), beside, problems
    return read_sheet(loaded.source, tuple(c.source for c in companions if c.problem is None)), beside, problems


def read_sheet(source: Source, companions: tuple[Source, ...] = ()) -> Sheet:
    """text -> Document -> Sheet."""
    document: Document = read(source, companions)
    return elaborate(document)


def _companions(path: str, options: Options) -> tuple[str, ...]:
    beside = companion(path)
    return tuple(dict.fromkeys(found for found in (beside, options.given) if found is not None))


def _problems(loaded: Loaded, companions: tuple[Loaded, ...]) -> tuple[Diagnostic, ...]:
    own = (loaded.problem,) if loaded.problem is not None else ()
    return own + tuple(
        Diagnostic(c.problem.code, c.problem.message, c.problem.span, path=c.source.path) for c in companions if c.problem is not None
    )
