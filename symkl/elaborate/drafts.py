"""Steps on their way from syntax to terms."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.elaborate import implicit
from symkl.elaborate.printed import Printed
from symkl.elaborate.scope import Environment
from symkl.elaborate.sorts import Shapes
from symkl.kernel.context import Proposition, Said
from symkl.kernel.term import Term
from symkl.report import Diagnostic
from symkl.source import Span


class Draft:
    """A step whose sizes are not settled yet."""

    def __init__(self, relation: str, role: str, left: Printed, right: Printed, anchor: Printed, span: Span) -> None:
        self.relation = relation
        self.role = role
        self.left = left
        self.right = right
        self.anchor = anchor
        self.span = span
        self.variables: tuple[str, ...] = ()
        self.is_named = False
        self.premise: tuple[Proposition, ...] = ()
        self.unknown: Term | None = None
        self.conditions: tuple[Proposition, ...] = ()
        self.said: tuple[Said, ...] = ()
        self.reason: str | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()

    def copy(self) -> Draft:
        """One that can be changed without changing this one."""
        made = Draft(self.relation, self.role, self.left, self.right, self.anchor, self.span)
        made.variables, made.premise, made.unknown, made.conditions = self.variables, self.premise, self.unknown, self.conditions
        made.is_named = self.is_named
        made.reason, made.diagnostics, made.said = self.reason, self.diagnostics, self.said
        return made


class Drafted:
    """The drafts of a unit and what holds there."""

    def __init__(self, drafts: list[Draft], env: Environment, diagnostics: Iterable[Diagnostic] = ()) -> None:
        self.drafts = drafts
        self.env = env
        self.diagnostics = list(diagnostics)


def settle_law(draft: Draft) -> None:
    """``z ~ N(m, S)`` of a declared z: the densities are equal."""
    if draft.left.terms and draft.right.terms and draft.left.terms[0].op == "pdf":
        draft.relation = "="
    else:
        draft.reason = draft.reason or "unsupported-relation"


def fits_not(draft: Draft, shapes: Shapes) -> bool:
    """Whether a side, or the two together, have shapes that do not fit; such a side is then no refutation but a name read wrongly."""
    sides = (draft.anchor, draft.left, draft.right)
    wrong = [s for s in sides if s.diagnostic is not None and s.diagnostic.code == "shapes"]
    for side in wrong:
        if any(n.code == implicit.NOTE for n in side.notes) and side.diagnostic is not None:
            side.diagnostic = Diagnostic("undeclared-name", side.diagnostic.message, side.diagnostic.span)
    return bool(wrong) or len({shapes.settle(s.terms[0]).sort for s in sides if s.terms}) > 1
