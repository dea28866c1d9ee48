"""One printed side on its way from syntax to terms."""

from __future__ import annotations

from symkl.elaborate.statements import EXACT
from symkl.kernel.term import Term
from symkl.latex.syntax import Damage, Node
from symkl.report import Diagnostic
from symkl.source import Span


class Printed:
    """One printed side. ``terms`` and the rest are filled when it is read."""

    def __init__(self, node: Node | Damage, span: Span, latex: str, terms: tuple[Term, ...] = (), diagnostic: Diagnostic | None = None,
                 is_read: bool = False) -> None:  # fmt: skip
        self.node = node
        self.span = span
        self.latex = latex
        self.terms = terms
        self.diagnostic = diagnostic
        self.is_read = is_read
        self.constant = False
        self.rounding = EXACT
        self.repairs: tuple[tuple[str, Term], ...] = ()
        self.is_loose = False  # a function stands in it without what it is taken of
        self.notes: tuple[Diagnostic, ...] = ()

    @staticmethod
    def read(latex: str, span: Span, term: Term) -> Printed:
        """A side that is known already."""
        return Printed(Node("empty", span), span, latex, (term,), is_read=True)

    @property
    def points(self) -> tuple[Term, ...] | None:
        """The points of a density printed here: what a normal law without its variable on the other side is taken at."""
        first = self.terms[0] if self.terms else None
        return first.args[1:] if first is not None and first.op == "pdf" else None
