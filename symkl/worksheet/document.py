"""A worksheet as its author laid it out: displays, labels, scopes, givens, errata. No mathematics is read here."""

from __future__ import annotations

from symkl.record import NamedTuple
from symkl.report import Diagnostic
from symkl.source import Source, Span


class Macro(NamedTuple):
    """``\\newcommand``: ``body`` with ``#1``..; ``span`` is the definition's place (None: front matter)."""

    name: str
    parameters: int
    body: str
    span: Span | None = None
    default: str | None = None  # of the first argument, where it may be left out
    source: Source | None = None  # where it is defined


class Row(NamedTuple):
    """One row of a display: spans of its LaTeX (labels and layout cells taken off), in order; usually one.

    ``notes`` are annotations that were left out, ``conditions`` what stands behind "for", "if" or ``\\forall`` at the row's end (the words
    and parentheses taken off), ``declarations`` what stands behind "where" or "with".
    """

    spans: tuple[Span, ...]
    labels: tuple[str, ...] = ()
    notes: tuple[Span, ...] = ()
    conditions: tuple[Span, ...] = ()
    declarations: tuple[Span, ...] = ()


class Display(NamedTuple):
    """One display: ``rows`` in order. ``span`` holds the delimiters, ``column`` and line of a report come from it."""

    span: Span
    rows: tuple[Row, ...]
    labels: tuple[str, ...]  # that name the whole display (tags, numbers behind it, numbers in a display of their own)
    scope: int
    environment: str = ""
    expected: str | None = None  # a verdict comment on it: "refuted", "carried", "undecided", "unreadable"
    expected_difference: Span | None = None
    expected_span: Span | None = None
    skip: str | None = None
    exercise: str | None = None  # "solution" or "blank": the block it stands in
    expected_source: Source | None = None  # a companion's, if the comment stands there


class Given(NamedTuple):
    """A given block: its formulas in order (spans of the LaTeX between the dollars) and the prose around them."""

    span: Span
    formulas: tuple[Span, ...]
    scope: int
    labels: str = ""  # as printed behind the word: "1.1-1.8, 2.3"
    source: Source | None = None  # a companion's, else the worksheet itself
    ranges: tuple[tuple[str, str], ...] = ()  # the labels, parsed: (first, last), the same twice for a single one
    unconfirmed: tuple[Span, ...] = ()  # marks of a draft that nobody has confirmed: as long as one stands, the block declares nothing


class Erratum(NamedTuple):
    """A correction of the line with this label."""

    label: str
    display: Display
    span: Span
    source: Source | None = None


class Comment(NamedTuple):
    """A verdict comment that names its statement. ``verdict`` is a verdict or "skip", then with a ``reason``."""

    verdict: str
    label: str
    span: Span
    source: Source
    difference: Span | None = None
    reason: str | None = None


class Reference(NamedTuple):
    """A reference to a printed result: ``\\eqref{eq:kl}``, ``by (1.4)``, or what stands over a relation.

    ``sheet`` is the path of another worksheet that the result is in, as it is printed: empty for this one.
    """

    label: str
    span: Span
    sheet: str = ""


class Document(NamedTuple):
    """A worksheet, laid out. ``items`` are displays, givens and errata in the order of the text, companions' behind."""

    source: Source
    items: tuple[Display | Given | Erratum, ...]
    parents: tuple[int, ...]  # scope -> the scope around it (-1 for scope 0, the whole document)
    macros: tuple[Macro, ...] = ()
    options: tuple[tuple[str, str], ...] = ()  # front matter that symkl knows, such as layout
    diagnostics: tuple[Diagnostic, ...] = ()
    comments: tuple[tuple[str, str, Span], ...] = ()  # (label, verdict, span) of a companion's verdict comments
    verdicts: tuple[Comment, ...] = ()  # the same comments in full: difference, reason, source
    prose: tuple[tuple[Span, str], ...] = ()  # inline formulas outside given blocks: span and the words before
    passages: tuple[tuple[Span, int], ...] = ()  # the prose between displays, blocks and headings of the worksheet, and its scope
    references: tuple[Reference, ...] = ()  # to labels that one statement has, in the order of the text, then those to other worksheets
