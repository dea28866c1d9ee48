"""What the prover answers."""

from __future__ import annotations

from symkl.kernel.context import Proposition
from symkl.kernel.term import Term
from symkl.record import NamedTuple


class Outcome(NamedTuple):
    """``proved``, or why not.

    ``difference`` is left - right, simplified, for people to read (None where it has no short form); ``conditions`` are those assumed
    because the anchor needs them; ``lines`` tell the derivation: term, name of the law or move, what it does; ``witnesses`` are the values found
    for constants that the givens leave open (name, value): from here on they are definitions.
    """

    proved: bool
    reason: str | None = None
    difference: Term | None = None
    laws: tuple[str, ...] = ()
    conditions: tuple[Proposition, ...] = ()
    lines: tuple[tuple[Term, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    witnesses: tuple[tuple[str, Term], ...] = ()
    unsound: str | None = None  # a derivation of ours that the kernel refused: a bug, reported as one
