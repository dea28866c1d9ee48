"""From a path to a report: the whole program, top to bottom as the data flows."""

from __future__ import annotations

from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet
from symkl.files import Loaded, companion, load, worksheets
from symkl.judge.engines import Engines
from symkl.judge.evidence import Wishes
from symkl.judge.sheet import judge
from symkl.judge.standard import exhibited, standard_engines
from symkl.record import NamedTuple
from symkl.report import Diagnostic, DocumentFinding, Report
from symkl.source import Source
from symkl.worksheet.document import Document
from symkl.worksheet.read import read


class Options(NamedTuple):
    """``given``: a companion file for every sheet; ``fast``: SymPy is not asked; ``wishes``: what of the evidence is told."""

    given: str | None = None
    fast: bool = False
    wishes: Wishes = Wishes()


DEFAULT = Options()


def verify(paths: tuple[str, ...], options: Options = DEFAULT) -> Report:
    """Every worksheet that the paths name, judged. One bad file never keeps the others from being checked."""
    engines = standard_engines(options.fast)
    findings = tuple(verify_file(path, options, engines) for path in worksheets(paths))
    return Report(findings, ("kernel", "refuter") if options.fast else ("kernel", "refuter", "sympy"))


def verify_file(path: str, options: Options = DEFAULT, engines: Engines | None = None) -> DocumentFinding:
    """One worksheet, judged."""
    return read_and_judge(path, options, engines)[1]


def read_and_judge(path: str, options: Options = DEFAULT, engines: Engines | None = None) -> tuple[Sheet | None, DocumentFinding]:
    """Loaded text -> document -> sheet -> finding; without a sheet where a file could not be read."""
    own, beside = load_sheet(path, options)
    problems = _problems(own, beside)
    companions = () if beside is None else ((beside.source.path, beside.source.text),)
    if problems:
        return None, DocumentFinding(path, own.source.text, (), problems, companions)
    sheet = read_sheet(own.source, None if beside is None else beside.source)
    finding = judge(sheet, engines or standard_engines(options.fast), options.wishes)
    return sheet, finding._replace(companions=companions)


def load_sheet(path: str, options: Options = DEFAULT) -> tuple[Loaded, Loaded | None]:
    """A worksheet's text and that of its companion: the one that the options name, else the one beside it."""
    beside = options.given or companion(path)
    return load(path), None if beside is None else load(beside)


def read_sheet(source: Source, beside: Source | None = None) -> Sheet:
    """Text -> Document -> Sheet."""
    document: Document = read(source, beside)
    return elaborate(document)


def model_of_givens(path: str, options: Options = DEFAULT) -> tuple[tuple[str, str], ...]:
    """An exact model of everything that the sheet declares, scope by scope: names and values in LaTeX."""
    own, beside = load_sheet(path, options)
    if _problems(own, beside):
        return ()
    sheet = read_sheet(own.source, None if beside is None else beside.source)
    return tuple(dict.fromkeys(pair for context in sheet.contexts for pair in exhibited(context)))


def _problems(own: Loaded, beside: Loaded | None) -> tuple[Diagnostic, ...]:
    found = () if own.problem is None else (own.problem,)
    if beside is None or beside.problem is None:
        return found
    problem = beside.problem
    return (*found, Diagnostic(problem.code, problem.message, problem.span, path=beside.source.path))
