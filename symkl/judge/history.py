"""What has been printed so far: the sides that later steps may rest on, each with where a slip in it came from."""

from __future__ import annotations

from fractions import Fraction

from symkl.elaborate.statements import EXACT, Step
from symkl.kernel.context import Context
from symkl.kernel.term import Term, alpha_key, mul, number
from symkl.record import NamedTuple
from symkl.source import Span


class Printed(NamedTuple):
    """A right side as printed, and what it was said to equal."""

    label: str
    anchor: Term
    side: Term
    span: Span
    context: Context
    verdict: str
    origins: tuple[str, ...]  # the refuted labels that it leads back to
    unconditional: bool  # an equation that rests on no premise and no condition of its own

    @property
    def sure(self) -> bool:
        """Whether it equals its anchor for certain."""
        return self.unconditional and self.verdict in ("proved", "definition")


class History:
    """Printed sides in the order of the sheet."""

    def __init__(self) -> None:
        self._by_anchor: dict[object, list[Printed]] = {}
        self._by_span: dict[Span, Printed] = {}
        self._wrong: list[Printed] = []
        self.names: set[frozenset[str]] = set()  # the free names of every anchor
        self.heads: set[tuple[str, frozenset[str]]] = set()  # operator and free names of every anchor: most terms are passed over by these
        self.operators: set[str] = set()  # that these begin with

    def add(self, step: Step, label: str, context: Context, verdict: str, carried_from: tuple[str, ...]) -> None:
        """Remember a judged step's right side. Only an equation's, read in one way, can be put in for its anchor."""
        if step.right.term is None or step.anchor.term is None:
            return
        origins = (label,) if verdict == "refuted" else carried_from
        plain = step.relation == "=" and not step.premise and not step.conditions and not step.right.constant
        plain = plain and step.role in ("claim", "definition") and step.right.rounding == EXACT
        printed = Printed(label, step.anchor.term, step.right.term, step.right.span, context, verdict, origins, plain)
        if step.role == "converse":
            return  # printed in front of the arrow already
        self._by_span[step.right.span] = printed
        if plain and len(step.right.terms) == len(step.anchor.terms) == 1:
            for known in (printed, *_without_factor(printed)):
                self.heads.add((known.anchor.op, known.anchor.free))
                self.operators.add(known.anchor.op)
                self.names.add(known.anchor.free)
                self._by_anchor.setdefault(alpha_key(known.anchor), []).append(known)
            self._wrong += [printed] if printed.origins and verdict in ("refuted", "carried") else []

    def at(self, span: Span) -> Printed | None:
        """The side printed at this place, where it was some step's right side."""
        return self._by_span.get(span)

    def sides(self, anchor: object, context: Context) -> tuple[Printed, ...]:
        """What was printed as equal to the anchor with this key and means the same in this context, the nearest above first."""
        found = self._by_anchor.get(anchor, [])
        return tuple(p for p in reversed(found) if same_meaning(p, context))

    def wrong_sides(self, context: Context) -> tuple[Printed, ...]:
        """What was printed wrongly as equal to something and means the same in this context, the nearest above first; no bare names and numbers."""
        return tuple(p for p in reversed(self._wrong) if p.side.args and same_meaning(p, context))


def _without_factor(printed: Printed) -> tuple[Printed, ...]:
    """What ``-A = B`` says of A."""
    factor, *rest = printed.anchor.args or (printed.anchor,)
    if printed.anchor.op != "mul" or factor.op != "number" or factor.data == 0 or not rest:
        return ()
    return (printed._replace(anchor=mul(*rest), side=mul(number(1 / Fraction(factor.data)), printed.side)),)


def same_meaning(printed: Printed, context: Context) -> bool:
    """Whether every name in what was printed is declared alike in both contexts."""
    before = printed.context
    if before is context:
        return True
    names = {name.removesuffix("()") for name in printed.anchor.free | printed.side.free}
    return all(
        before.symbols.get(n) == context.symbols.get(n) and before.definitions.get(n) == context.definitions.get(n) for n in names
    )
