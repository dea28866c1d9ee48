"""The reader of one formula: dispatch, local names, the readings that precedence alone would choose between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from symkl.elaborate.build import Builder
from symkl.elaborate.loose import taken_of_something
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Entry, Environment, ReadingError
from symkl.elaborate.sorts import Shapes, unsettled
from symkl.kernel.sort import Dimension, SortError
from symkl.kernel.term import Term
from symkl.latex.syntax import Node
from symkl.report import Diagnostic
from symkl.source import Source, Span

Handler = Callable[["Reader", Node], Term]
MOST_READINGS = 64


class Misfit(SortError):
    """Shapes that do not fit, with the smallest part of the formula in which they do not."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


class Reader:
    """Reads nodes into terms in an environment. ``local`` holds what a sum, an integral or a call binds."""

    def __init__(self, env: Environment, shapes: Shapes, source: Source, handlers: dict[str, Handler]) -> None:
        self.env = env
        self.shapes = shapes
        self.source = source
        self.handlers = handlers
        self.build = Builder(shapes)
        self.local: dict[str, Term] = {}
        self.notes: list[Diagnostic] = []
        self.constant = False
        self.open_indices: dict[str, Dimension] = {}
        self.points: tuple[Term, ...] | None = None
        self.inner_points: tuple[Term, ...] | None = None  # what the integral around is over
        self.bare: set[str] = set()  # functions that nothing defines, printed without what they are taken of
        self.unnamed: set[str] = set()  # those of them that are declared without a name of what they are taken of
        self.beside: Sequence[Printed] = ()  # the sides of the statement that is read
        self.own: Collection[str] = ()  # the indices of the name that is defined
        self.declare_unknown: Callable[[Node], Entry | None] | None = None
        self.moment_names: Callable[[Node], Entry | None] | None = None
        self._choices: list[int] = []
        self._counts: list[int] = []
        self.sums_entries = False  # inside a sum over the entries of a column
        self._braced: bool | None = None
        self._entrywise: bool | None = None
        self._against_the_page = False

    def read(self, node: Node | None) -> Term:
        """The term of a node; raises `ReadingError` or `SortError`."""
        if node is None:
            raise ReadingError("missing-expression", "an expression is missing here", Span(0, 0))
        handler = self.handlers.get(node.kind)
        if handler is None:
            self.fail(node, "unsupported", f"{_words(node)} cannot be read as a value here")
        try:
            return handler(self, node)
        except Misfit:
            raise
        except SortError as error:
            raise Misfit(str(error), node.span) from error

    def fail(self, node: Node, code: str, message: str, suggestion: str | None = None) -> NoReturn:
        """Give up on a formula, with a place."""
        raise ReadingError(code, message, node.span, suggestion)

    def note(self, code: str, message: str, span: Span) -> None:
        """Say how something was read."""
        diagnostic = Diagnostic(code, message, span, "note")
        if diagnostic not in self.notes:
            self.notes.append(diagnostic)

    def choose(self, count: int) -> int:
        """One of ``count`` possible readings at this point; every combination is tried by `readings`."""
        at = len(self._counts)
        self._counts.append(count)
        return self._choices[at] if at < len(self._choices) else 0

    def braced(self, against_the_page: bool) -> bool:
        """Whether braces that print nothing hold together what stands in them: a script binds to its last factor first, and alike everywhere."""
        if self._braced is None:
            self._braced = self.choose(2) == 1
        self._against_the_page = self._against_the_page or self._braced and against_the_page
        return self._braced

    def entry_by_entry(self, is_usual: bool = False) -> bool:
        """Whether what can be read entry by entry is: always in a sum over entries; else it is a reading of the side as a whole, which counts
        only where no other fits, or as much as the other where that is usual in the sheet."""
        if self.sums_entries:
            return True
        if self._entrywise is None:
            self._entrywise = self.choose(2) == 1
        self._against_the_page = self._against_the_page or self._entrywise and not is_usual
        return self._entrywise

    @contextmanager
    def taken_at(self, points: tuple[Term, ...]) -> Iterator[None]:
        """Read what an integral is of: a law without its variable is a density at what is integrated over, or at what the other side speaks of."""
        before, self.inner_points = self.inner_points, points
        try:
            yield
        finally:
            self.inner_points = before

    @contextmanager
    def summing_entries(self) -> Iterator[None]:
        """Read what stands in a sum over the entries of a column."""
        before, self.sums_entries = (self.sums_entries, self._entrywise), True
        try:
            yield
        finally:
            self.sums_entries, self._entrywise = before

    def readings(self, node: Node, finish: Callable[[Term], Term] | None = None) -> tuple[Term, ...]:
        """Every reading that survives the sorts, the preferred one first; raises what the preferred one raised if none does."""
        found: list[Term] = []
        second_best: list[Term] = []
        first: Exception | None = None
        known = self.shapes.known
        kept: dict[str, Dimension] | None = None
        for _ in self._combinations(node.span):
            self.shapes.known = dict(known)
            self.constant = False
            try:
                term = self.read(node)
                taken_of_something(term, self.unnamed, node.span)
                term = finish(term) if finish else term
                term = self.shapes.settle(term) if self._counts else term  # what this reading says of its sizes, the others need not
            except (SortError, ReadingError) as error:
                first = error if first is None or isinstance(first, SortError) else first
                continue
            kept = self.shapes.known if kept is None else kept
            among = second_best if self._against_the_page else found
            if term not in among:
                among.append(term)
        found = found or second_best
        self.shapes.known = known if kept is None else kept
        if not found:
            raise first or ReadingError("unreadable", "no reading fits", node.span)
        return tuple(found)

    def _combinations(self, span: Span) -> Iterator[None]:
        """Set the choices of every reading in turn: first all zeros, then counting up through what was asked. None is left untried."""
        self._choices, tried = [], 0
        while True:
            self._counts, self._braced, self._against_the_page, self._entrywise = [], None, False, None
            yield
            tried += 1
            choices = self._choices + [0] * (len(self._counts) - len(self._choices))
            choices = choices[: len(self._counts)]
            while choices and choices[-1] + 1 >= self._counts[len(choices) - 1]:
                choices.pop()
            if not choices:
                break
            if tried == MOST_READINGS:
                self._choices, self._counts = [], []
                message = f"this can be read in more than {MOST_READINGS} ways"
                raise ReadingError("ambiguous-reading", message, span, "write brackets, or \\frac{..}{..} for a slash")
            choices[-1] += 1
            self._choices = choices
        self._choices, self._counts = [], []

    def one(self, node: Node) -> Term:
        """The preferred reading that fits."""
        return self.readings(node)[0]

    def settled(self, term: Term, span: Span) -> Term:
        """The term with all sizes found; one that stays open is an error with a place."""
        term = self.shapes.settle(term)
        left_open = unsettled(term)
        if left_open is not None:
            raise ReadingError("size-unknown", "a size in this formula does not follow from anything declared", span)
        return term


def _words(node: Node) -> str:
    return f"this {node.kind}" + (f" ({node.text})" if node.text.strip() else "")
