"""Worksheets as pytest's tests: a statement an item, with the ids ``sheet.md::1.8``, and ``sheet.md::givens`` for what stands outside them.

To collect is to read; nothing is judged, and SymPy is not loaded, before a test runs. A test judges its whole sheet, once a process,
or has the answer of the cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from symkl.cache.documents import Shelf
from symkl.cache.memory import opened
from symkl.configuration import Misconfigured, configuration
from symkl.files import COMPANION, SUFFIXES
from symkl.options import Options, Otherwise
from symkl.pytest_plugin import UNDECIDED
from symkl.render.problems import Problem, problems
from symkl.render.properties import properties_of
from symkl.render.registry import formats
from symkl.render.settings import Settings
from symkl.report import DocumentFinding, Report, StatementFinding
from symkl.summary import BUG_CODES
from symkl.verify import findings_of, load_sheet, read_sheet, sheets_of

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr
    from _pytest._io import TerminalWriter

GIVENS = "givens"
_OPTIONS = pytest.StashKey[Options]()
_FOUND = pytest.StashKey[dict[str, tuple[DocumentFinding, ...]]]()
_WHOLE = pytest.StashKey[frozenset[str]]()
_SHELF = pytest.StashKey[Shelf | None]()


class Slip(Exception):
    """What a statement that does not hold raises: its report."""

    def __init__(self, document: DocumentFinding, found: list[Problem]) -> None:
        super().__init__(found[0].message)
        self.document, self.found = document, found


class Told:
    """A failure as pytest prints it: the place, so that editors can jump there, then symkl's own report."""

    def __init__(self, slip: Slip) -> None:
        self.slip = slip
        self.reprcrash = Crash(slip.found[0].message)

    def __str__(self) -> str:
        return self._text(Settings(80))

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write it to a terminal of this width."""
        tw.write(self._text(Settings(tw.fullwidth, tw.hasmarkup)))

    def _text(self, settings: Settings) -> str:
        places = "".join(f"{p.path}:{p.start.line}:{p.start.column}: {p.message}\n" for p in self.slip.found)
        told: str = import_module("symkl.render.formats.full").of_document(self.slip.document, settings)
        return places + told


class Crash:
    """What the short summary and JUnit XML say of a failure."""

    def __init__(self, message: str) -> None:
        self.message = message


def pytest_configure(config: pytest.Config) -> None:
    """Settle how sheets are checked: the command line over ``[tool.symkl]``."""
    if config.getini("symkl_undecided") not in UNDECIDED:
        raise pytest.UsageError(f"symkl_undecided must be one of {', '.join(UNDECIDED)}, not {config.getini('symkl_undecided')!r}")
    root = str(config.rootpath)
    try:
        said = dict(configuration(root, formats).values)
    except Misconfigured as problem:
        raise pytest.UsageError(f"symkl: {problem}") from problem
    given = os.path.join(root, str(said["given"])) if "given" in said else None
    config.stash[_OPTIONS] = Options(fast=True if config.getoption("--symkl-fast") else None, otherwise=Otherwise(given, bool(said.get("fast"))))
    config.stash[_FOUND] = {}
    config.stash[_SHELF] = Shelf(opened()) if said.get("cache", True) else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Worksheet | None:
    """A worksheet for every file that the globs name; without globs, for every one that ``symkl check`` would take."""
    globs = parent.config.getini("symkl_files")
    if file_path.name.endswith(COMPANION) or not file_path.name.endswith(SUFFIXES):
        return None
    if globs and not any(_named(file_path, glob, parent.config.rootpath) for glob in globs):
        return None
    if file_path.suffix == ".tex" and str(file_path) not in _whole(parent.config):
        return None
    return Worksheet.from_parent(parent, path=file_path)


def _whole(config: pytest.Config) -> frozenset[str]:
    """The sheets below what pytest was asked to look at, without files that are only parts of others; what was named stays."""
    if _WHOLE not in config.stash:
        asked = tuple(os.path.abspath(os.path.join(config.invocation_params.dir, argument.split("::")[0])) for argument in config.args)
        config.stash[_WHOLE] = frozenset(sheets_of(tuple(path for path in asked if os.path.exists(path))))
    return config.stash[_WHOLE]


def _named(path: Path, glob: str, root: Path) -> bool:
    """Whether a glob names the file: by its name, or by its path from the root where the glob has a slash; ``**/`` may be nothing."""
    if "/" not in glob:
        return fnmatch(path.name, glob)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    return fnmatch(shown, glob) or fnmatch(shown, glob.replace("**/", ""))


class Worksheet(pytest.File):
    """A worksheet."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for what stands outside of statements, then one for each statement, in the sheet's order."""
        shown, options = _shown(self), self.config.stash[_OPTIONS]
        own, beside, _ = load_sheet(shown, options)
        if own.problem is not None or (beside is not None and beside.problem is not None):
            yield Statement.from_parent(self, name=GIVENS, labels=(), line=0)
            return
        sheet = read_sheet(own.source, None if beside is None else beside.source)
        taken: set[str] = set()
        if sheet.statements or any(d.severity == "error" for d in sheet.diagnostics):
            yield Statement.from_parent(self, name=_unique(GIVENS, taken), labels=(), line=0)
        for statement in sheet.statements:
            name, line = _unique(statement.label.replace("::", ":"), taken), own.source.place(statement.span.start).line - 1
            yield Statement.from_parent(self, name=name, labels=(statement.label, *statement.labels), line=line)


def _shown(worksheet: pytest.File) -> str:
    """The path as it is reported: from the folder that pytest was started in, where it is below that."""
    start = worksheet.config.invocation_params.dir
    return str(worksheet.path.relative_to(start)) if worksheet.path.is_relative_to(start) else str(worksheet.path)


def _unique(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "#"
    taken.add(name)
    return name


class Statement(pytest.Item):
    """One statement; without labels, what stands outside of all: given blocks, errata, the file itself."""

    def __init__(self, *, labels: tuple[str, ...], line: int, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self.labels, self.line = labels, line
        self.extra_keyword_matches.update(labels)

    def runtest(self) -> None:
        """Judge the sheet, and see what is said of this statement."""
        document, statement = self._judged()
        if statement is not None:
            self.user_properties += properties_of(statement, document)
            if statement.verdict == "skipped":
                pytest.skip(statement.skip_reason or "left out by the sheet")
        found = _against(document, statement)
        open_only = statement is not None and statement.verdict == "undecided" and not any(p.rule in BUG_CODES for p in found)
        if found and not (open_only and self._let_pass(found[0].message)):
            raise Slip(_alone(document, statement), found)

    def _let_pass(self, reason: str) -> bool:
        """Whether an undecided statement passes."""
        wanted = self.config.getini("symkl_undecided")
        if wanted == "xfail":
            pytest.xfail(reason)
        if wanted == "skip":
            pytest.skip(reason)
        return bool(wanted == "pass")

    def _judged(self) -> tuple[DocumentFinding, StatementFinding | None]:
        """The statement in the finding on its file; for what stands outside, the first file of the sheet that has a problem there."""
        documents = self._findings()
        if not self.labels:
            return next((d for d in documents if _against(d, None)), documents[0]), None
        return next((d, s) for d in documents for s in d.statements if s.label == self.labels[0])

    def _findings(self) -> tuple[DocumentFinding, ...]:
        found, worksheet = self.config.stash[_FOUND], self.parent
        assert isinstance(worksheet, Worksheet)
        shown = _shown(worksheet)
        if shown not in found:
            found[shown] = findings_of(shown, self.config.stash[_OPTIONS], shelf=self.config.stash[_SHELF])
        return found[shown]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str | TerminalRepr:  # type: ignore[override]
        """Symkl's report in place of a traceback."""
        return cast("TerminalRepr", Told(excinfo.value)) if isinstance(excinfo.value, Slip) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.line, f"{self.path.name} {self.name}"


def _against(document: DocumentFinding, statement: StatementFinding | None) -> list[Problem]:
    """The problems that count, of a statement or of what stands outside of all."""
    return [p for p in problems(Report((document,))) if _counts(p) and p.label == (statement and statement.label)]


def _counts(problem: Problem) -> bool:
    return not problem.settled and (problem.level == "error" or problem.rule in ("undecided", "carried"))


def _alone(document: DocumentFinding, statement: StatementFinding | None) -> DocumentFinding:
    """The report on one statement, or on what stands outside of all."""
    spans = [s.span for s in (document.statements if statement is None else (statement,))]
    inside = [any(span.start <= d.span.start < span.end for span in spans) and d.path is None for d in document.diagnostics]
    told = tuple(d for d, within in zip(document.diagnostics, inside, strict=True) if within is (statement is not None) and d.severity != "note")
    return document._replace(statements=() if statement is None else (statement,), diagnostics=told)
