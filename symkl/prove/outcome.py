"""What the prover answers."""

from __future__ import annotations

from symkl.kernel.check import Line
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.grid import Grid
from symkl.kernel.law import Law
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded
from symkl.kernel.sort import SortError
from symkl.kernel.term import Term
from symkl.prove.readback import NotReadable, Readback
from symkl.prove.session import apart
from symkl.record import NamedTuple

#: what ends a search: no law reaches further, sorts that do not fit, too much work
GAPS = (Unreduced, SortError, BudgetExceeded)


class Replayed(NamedTuple):
    """A derivation that the kernel has replayed, in this context with these conditions assumed; ``cited`` are laws of other worksheets."""

    lines: tuple[Line, ...]
    context: Context
    assumed: tuple[Proposition, ...]
    cited: tuple[Law, ...] = ()


class Refused(Exception):
    """The kernel did not accept a derivation of the prover's own: a bug, reported as one."""


class Unwritten:
    """A normal form that becomes a term only where somebody reads it: most differences are of steps that are proved in another way."""

    __slots__ = ("_net", "_value")

    def __init__(self, net: Normalizer, value: Grid) -> None:
        self._net = net
        self._value = value

    def __repr__(self) -> str:
        return f"Unwritten({self.term()})"

    def term(self) -> Term | None:
        """The value as a term, where it has a short one."""
        try:
            return Readback(apart(self._net)).grid(self._value)
        except (NotReadable, SortError, StopIteration, Unreduced, BudgetExceeded):
            return None


class Outcome(NamedTuple):
    """``proved``, or why not.

    ``difference`` is left - right, simplified, for people to read (see `left_minus_right`); ``conditions`` are those assumed
    because the anchor needs them; ``replayed`` is the derivation of an equation; ``witnesses`` are the values found for constants that the
    givens leave open (name, value): from here on they are definitions.
    """

    proved: bool
    reason: str | None = None
    difference: Term | Unwritten | None = None
    laws: tuple[str, ...] = ()
    conditions: tuple[Proposition, ...] = ()
    replayed: Replayed | None = None
    notes: tuple[str, ...] = ()
    witnesses: tuple[tuple[str, Term], ...] = ()

    def left_minus_right(self) -> Term | None:
        """The difference as a term; None where it is not known or has no short form."""
        return self.difference.term() if isinstance(self.difference, Unwritten) else self.difference


def open_because(gap: Exception) -> Outcome:
    """The answer where one of `GAPS` ended the search."""
    return Outcome(False, "budget" if isinstance(gap, BudgetExceeded) else f"no-law: {gap}")
