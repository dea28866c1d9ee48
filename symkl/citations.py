"""What a worksheet cites of others: each cited line is read where it stands, judged there, and handed over as a theorem.

Sheets are looked for below the current folder, or below the citing sheet's own where that is elsewhere; how many is bounded, and nothing else is ever
opened. A sheet that, by whatever way, cites the one that cites it is no premise for it.
"""

from __future__ import annotations

import os

from symkl.chapters import joined
from symkl.elaborate.sheet import elaborate
from symkl.elaborate.statements import Sheet, Statement, Step, Theorem
from symkl.files import STANDARD_INPUT, Loaded, companion, load
from symkl.judge.cited import NotProved, theorems_of
from symkl.judge.engines import Engines
from symkl.prove.citable import Uncitable
from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source
from symkl.worksheet.document import Reference
from symkl.worksheet.read import read
from symkl.worksheet.references import citations_of, nearest

MOST_SHEETS = 24  # that a worksheet cites, directly or through others
_Texts = tuple[tuple[str, str], ...]


class Cited(NamedTuple):
    """A sheet with what it cites, and what is to be said of that."""

    sheet: Sheet
    diagnostics: tuple[Diagnostic, ...]


class Library:
    """The worksheets that one worksheet cites, directly or through others, each loaded and read once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = _root(source.path)
        self.loaded: dict[str, tuple[Loaded, Loaded | None]] = {}
        self.cites: dict[str, tuple[str, ...]] = {}
        self.problems: dict[str, str] = {}
        self._sheets: dict[str, Sheet] = {}
        self._load(source)

    @property
    def texts(self) -> _Texts:
        """Path and text of every file that is looked into."""
        files = (one.source for pair in self.loaded.values() for one in pair if one is not None)
        return tuple((file.path, file.text) for file in files)

    def _load(self, source: Source) -> None:
        """The sheets that can be reached, the nearest first."""
        waiting = [source]
        while waiting:
            citing = waiting.pop(0)
            paths = tuple(dict.fromkeys(place_of(citing.path, r) for r in citations_of(citing)))
            self.cites[citing.path] = paths
            for path in paths:
                if path in self.loaded or path in self.problems or path == self.source.path:
                    continue
                if (why := self._refused(path)) is not None:
                    self.problems[path] = why
                    continue
                beside = companion(path)
                own = load(path)
                self.loaded[path] = own._replace(source=joined(own.source)), None if beside is None else load(beside)
                waiting.append(self.loaded[path][0].source)

    def _refused(self, path: str) -> str | None:
        real = os.path.realpath(path)
        if os.path.isabs(path) != os.path.isabs(self.source.path) or os.path.commonpath((self.root, real)) != self.root:
            return f"{path} leads out of the folder {os.path.basename(self.root)}, so it is not read."
        if not os.path.isfile(path):
            return f"There is no worksheet {path}."
        if len(self.loaded) >= MOST_SHEETS:
            return f"More than {MOST_SHEETS} worksheets are cited here, directly or through others; {path} is not read."
        return None

    def with_theorems(self, sheet: Sheet, references: tuple[Reference, ...], engines: Engines) -> Cited:
        """The sheet with what it cites in its steps, and what is to be said of citations that are no premises."""
        known: dict[Reference, tuple[Theorem, ...]] = {}
        told: list[Diagnostic] = []
        same: dict[tuple[str, str], tuple[Theorem, ...] | Diagnostic] = {}
        for reference in (r for r in references if r.sheet):
            key = reference.sheet, reference.label
            if key not in same:
                same[key] = self._theorems(sheet.path, reference, engines)
            found = same[key]
            if isinstance(found, Diagnostic):
                told.append(found._replace(span=reference.span))
            else:
                known[reference] = found
        return Cited(sheet._replace(statements=tuple(_citing(s, known) for s in sheet.statements)) if known else sheet, tuple(told))

    def _theorems(self, citing: str, reference: Reference, engines: Engines) -> tuple[Theorem, ...] | Diagnostic:
        """What a cited line proves, or why it is no premise."""
        path = place_of(citing, reference)
        told = self._unread(citing, path, reference)
        if told is not None:
            return told
        sheet = self._sheet(path, engines)
        named = [s for s in sheet.statements if reference.label in s.labels]
        if len(named) != 1:
            return _ambiguous(reference, path, len(named)) if named else _unknown(reference, path, sheet)
        try:
            return theorems_of(named[0], sheet, reference, engines)
        except NotProved as verdict:
            message = f"{path} ({reference.label}) is {verdict} there, so nothing rests on it here."
            return Diagnostic("cited-line-unproved", message, reference.span, suggestion=f"Look at symkl explain {path} {reference.label}.")
        except Uncitable as reason:
            message = f"{path} ({reference.label}) holds there, and is no premise elsewhere: {reason}."
            return Diagnostic("uncitable", message, reference.span, "warning", "Derive this line here, or cite the equation that it comes from.")

    def _unread(self, citing: str, path: str, reference: Reference) -> Diagnostic | None:
        if path in self.problems:
            suggestion = "Correct the path: it is taken from this worksheet's folder."
            return Diagnostic("cited-sheet-missing", self.problems[path], reference.span, suggestion=suggestion)
        if path == citing or citing in self._reached(path):
            message = f"{path} cites {os.path.basename(citing)} itself, directly or through others: neither can rest on the other."
            if path == citing:
                message = f"This is {os.path.basename(citing)} itself."
            suggestion = "Name the line without a link." if path == citing else "Put what both need into a worksheet of its own."
            return Diagnostic("circular-citation", message, reference.span, suggestion=suggestion)
        unread = next((one.problem for one in self.loaded[path] if one is not None and one.problem is not None), None)
        if unread is not None:
            return Diagnostic("cited-sheet-missing", f"{path} cannot be read: {unread.message}.", reference.span, suggestion="Mend that file.")
        return None

    def _reached(self, path: str) -> set[str]:
        """The sheets that a sheet cites, directly or through others."""
        found, waiting = set[str](), [path]
        while waiting:
            for cited in self.cites.get(waiting.pop(), ()):
                if cited not in found:
                    found.add(cited)
                    waiting.append(cited)
        return found

    def _sheet(self, path: str, engines: Engines) -> Sheet:
        """A cited sheet, read, with what it cites itself."""
        if path not in self._sheets:
            own, beside = self.loaded[path]
            document = read(own.source, None if beside is None else beside.source)
            self._sheets[path] = self.with_theorems(elaborate(document), document.references, engines).sheet
        return self._sheets[path]


def place_of(citing: str, reference: Reference) -> str:
    """The path of a cited worksheet, as seen from where the citing one's is."""
    return os.path.normpath(os.path.join(os.path.dirname(citing), reference.sheet))


def library_of(source: Source) -> Library | None:
    """What a worksheet cites; None where that is nothing."""
    return Library(source) if source.path != STANDARD_INPUT and citations_of(source) else None


def _root(path: str) -> str:
    """The folder that nothing is read outside of: the current one, or the sheet's own where that is elsewhere."""
    here, own = os.path.realpath("."), os.path.realpath(os.path.dirname(path) or ".")
    return here if os.path.commonpath((here, own)) == here else own


def _citing(statement: Statement, known: dict[Reference, tuple[Theorem, ...]]) -> Statement:
    def theorems(step: Step) -> tuple[Theorem, ...]:
        return tuple(dict.fromkeys(t for reference in step.cited for t in known.get(reference, ())))

    steps = tuple(step._replace(theorems=theorems(step)) if step.cited else step for step in statement.steps)
    return statement._replace(steps=steps)


def _ambiguous(reference: Reference, path: str, number: int) -> Diagnostic:
    message = f"{reference.label} names {number} statements of {path}."
    return Diagnostic("ambiguous-label", message, reference.span, suggestion="Give each of them a label of its own there.")


def _unknown(reference: Reference, path: str, sheet: Sheet) -> Diagnostic:
    near = nearest(reference.label, {label for s in sheet.statements for label in s.labels})
    suggestion = f"Did you mean {near}?" if near is not None else "Give the line that is meant this label there, or correct it here."
    return Diagnostic("cited-line-missing", f"No line of {path} is called {reference.label}.", reference.span, suggestion=suggestion)


__all__ = ["Cited", "Library", "library_of", "place_of"]
