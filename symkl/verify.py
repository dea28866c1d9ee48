"""From a path to a report: the whole program, top to bottom as the data flows."""

from __future__ import annotations

from symkl.actions import with_action
from symkl.chapters import joined, parted, placed, whole_sheets, with_definitions, without_macros
from symkl.citations import library_of
from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet
from symkl.files import Loaded, companion, load, worksheets
from symkl.judge.cited import of_no_use
from symkl.judge.engines import Engines
from symkl.judge.evidence import Wishes
from symkl.judge.oversight import Watch, unwatched
from symkl.judge.sheet import judge
from symkl.judge.standard import exhibited, standard_engines
from symkl.kernel.kept import let_go
from symkl.options import Options, SheetOptions, for_sheet
from symkl.report import Diagnostic, DocumentFinding, ModelOfGivens, Report
from symkl.source import Source
from symkl.worksheet.document import Document
from symkl.worksheet.read import read

TYPE_CHECKING = False  # `typing` takes long to load
if TYPE_CHECKING:
    from symkl.cache.documents import Shelf

DEFAULT = Options()


def verify(paths: tuple[str, ...], options: Options = DEFAULT, shelf: Shelf | None = None) -> Report:
    """Every worksheet that the paths name, judged, file by file. One bad file never keeps the others from being checked."""
    return report_on(tuple(one for path in sheets_of(paths) for one in findings_of(path, options, shelf)), options)


def sheets_of(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The worksheets that the paths name, each once and whole."""
    return tuple(whole_sheets(worksheets(paths), paths))


def findings_of(path: str, options: Options = DEFAULT, shelf: Shelf | None = None, watch: Watch = unwatched) -> tuple[DocumentFinding, ...]:
    """One worksheet, judged, or what the cache has of it: a finding for each of its files."""
    return parted(*_found(path, options, None, shelf, watch))


def report_on(findings: tuple[DocumentFinding, ...], options: Options) -> Report:
    """The findings with the judges that were asked."""
    return Report(findings, ("kernel", "refuter") if options.usually_fast else ("kernel", "refuter", "sympy"))


def verify_file(path: str, options: Options = DEFAULT, engines: Engines | None = None, shelf: Shelf | None = None) -> DocumentFinding:
    """One worksheet, judged, or what the cache has of it; of several files, their texts put together: ``place`` says where each part stands."""
    return placed(*_found(path, options, engines, shelf))


def files_of(path: str) -> tuple[str, ...]:
    """The files that a worksheet's text comes from, the one that is named first, and those that it cites."""
    source = joined(load(path).source)
    library = library_of(source)
    return tuple(dict.fromkeys((path, *(part for part, _ in (*source.parts, *(library.texts if library else ()))))))


def _found(
    path: str, options: Options, engines: Engines | None, shelf: Shelf | None, watch: Watch = unwatched
) -> tuple[DocumentFinding, Source]:
    """A worksheet's finding and the text that it points into."""
    own, beside, chosen = loaded = load_sheet(path, options)
    if shelf is None or engines is not None or _problems(own, beside):
        return _judged(*loaded, options, engines, watch)[1], own.source
    library = library_of(own.source)
    cited = () if library is None else library.texts
    key = shelf.key(path, own.source.text, (*_texts(beside), *own.source.parts, *cited), (chosen.fast, options.wishes))
    known = shelf.recall(key, path, own.source.text, _texts(beside), cited)
    if known is not None:
        return known, own.source
    finding = _judged(*loaded, options, engines, watch, shelf)[1]
    shelf.remember(key, finding)
    return finding, own.source


def read_and_judge(path: str, options: Options = DEFAULT, engines: Engines | None = None) -> tuple[Sheet | None, DocumentFinding]:
    """Loaded text -> document -> sheet -> finding; without a sheet where a file could not be read."""
    return _judged(*load_sheet(path, options), options, engines)


def _judged(
    own: Loaded,
    beside: Loaded | None,
    chosen: SheetOptions,
    options: Options,
    engines: Engines | None = None,
    watch: Watch = unwatched,
    shelf: Shelf | None = None,
) -> tuple[Sheet | None, DocumentFinding]:
    problems, companions = _problems(own, beside), _texts(beside)
    if problems:
        return None, DocumentFinding(own.source.path, own.source.text, (), tuple(map(with_action, problems)), companions)
    let_go()
    document: Document = read(own.source, None if beside is None else beside.source)
    sheet, told, cited = _with_citations(elaborate(document), document, shelf)
    finding = _asked(sheet, engines or standard_engines(chosen.fast), options.wishes, watch, shelf)
    diagnostics = tuple(map(with_action, (*chosen.notes, *told, *finding.diagnostics, *(of_no_use(sheet, finding) if cited else ()))))
    finding = finding._replace(companions=companions, diagnostics=diagnostics, cited=cited)
    finding = without_macros(finding, document.source, document.macros)
    return sheet, with_definitions(finding, document.source, document.macros)


def _with_citations(sheet: Sheet, document: Document, shelf: Shelf | None) -> tuple[Sheet, tuple[Diagnostic, ...], tuple[tuple[str, str], ...]]:
    """The sheet with what it cites of other worksheets, what is to be said of that, and those worksheets' texts. SymPy judges them elsewhere."""
    library = library_of(document.source)
    if library is None:
        return sheet, (), ()
    engines = standard_engines(fast=True)
    found = library.with_theorems(sheet, document.references, engines if shelf is None else shelf.answers().remembered(engines))
    return found.sheet, found.diagnostics, library.texts


def _asked(sheet: Sheet, engines: Engines, wishes: Wishes, watch: Watch, shelf: Shelf | None) -> DocumentFinding:
    """The judges' finding, single answers taken from the cache. Where a derivation is wished it has to be found anew."""
    if shelf is None or wishes.derivations:
        return judge(sheet, engines, wishes, watch)
    return judge(sheet, shelf.answers().remembered(engines), wishes, watch)


def load_sheet(path: str, options: Options = DEFAULT) -> tuple[Loaded, Loaded | None, SheetOptions]:
    """A worksheet's text, that of its companion (the one that the options name, else the one beside it), and what holds for it."""
    own = load(path)
    chosen = for_sheet(options, own.source)
    beside = chosen.given or companion(path)
    return own._replace(source=joined(own.source)), None if beside is None else load(beside), chosen


def read_sheet(source: Source, beside: Source | None = None) -> Sheet:
    """Text -> Document -> Sheet."""
    return elaborate(read(source, beside))


def models_of_givens(path: str, options: Options = DEFAULT) -> tuple[ModelOfGivens, ...]:
    """An exact model of everything that is declared, for each scope of the sheet that has statements."""
    own, beside, _ = load_sheet(path, options)
    if _problems(own, beside):
        return ()
    sheet = read_sheet(own.source, None if beside is None else beside.source)
    labels = {id(context): tuple(s.label for s in sheet.statements if s.context is context) for context in sheet.contexts}
    return tuple(ModelOfGivens(labels[id(context)], exhibited(context)) for context in sheet.contexts)


def _texts(beside: Loaded | None) -> tuple[tuple[str, str], ...]:
    return () if beside is None else ((beside.source.path, beside.source.text),)


def _problems(own: Loaded, beside: Loaded | None) -> tuple[Diagnostic, ...]:
    found = () if own.problem is None else (own.problem,)
    if beside is None or beside.problem is None:
        return found
    problem = beside.problem
    return (*found, Diagnostic(problem.code, problem.message, problem.span, path=beside.source.path))


__all__ = ["DEFAULT", "Options", "files_of", "load_sheet", "models_of_givens", "read_and_judge", "read_sheet", "verify", "verify_file"]
