"""What the prover answers."""

from __future__ import annotations

from symkl.kernel.check import Line
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term
from symkl.record import NamedTuple


class Replayed(NamedTuple):
    """A derivation that the kernel has replayed, in this context with these conditions assumed."""

    lines: tuple[Line, ...]
    context: Context
    assumed: tuple[Proposition, ...]


class Outcome(NamedTuple):
    """``proved``, or why not.

    ``difference`` is left - right, simplified, for people to read (None where it has no short form); ``conditions`` are those assumed
    because the anchor needs them; ``replayed`` is the derivation of an equation; ``witnesses`` are the values found for constants that the
    givens leave open (name, value): from here on they are definitions.
    """

    proved: bool
    reason: str | None = None
    difference: Term | None = None
    laws: tuple[str, ...] = ()
    conditions: tuple[Proposition, ...] = ()
    replayed: Replayed | None = None
    notes: tuple[str, ...] = ()
    witnesses: tuple[tuple[str, Term], ...] = ()
    unsound: str | None = None  # a derivation of ours that the kernel refused: a bug, reported as one
