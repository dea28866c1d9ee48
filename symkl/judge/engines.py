"""The judges that are asked, as one value, so that the table can be tried without them."""

from __future__ import annotations

from collections.abc import Callable

from symkl.elaborate.statements import Step
from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.prove.outcome import Outcome
from symkl.record import NamedTuple
from symkl.report import Counterexample, SympyEvidence


def written(step: Step, outcome: Outcome) -> Term | None:
    """What the sides of a wrong equation differ by."""
    return outcome.left_minus_right() if step.relation == "=" else None


class Engines(NamedTuple):
    """What the judge asks of the other rooms."""

    prove: Callable[[Step, Context], Outcome]
    expansions: Callable[[Term, Context], tuple[Term, ...]]
    refute: Callable[[Step, Context], Counterexample | None]
    contradicts: Callable[[Step, Context], bool]  # whether a model speaks against a step that was proved
    has_model: Callable[[Context], bool]
    sympy: Callable[[Step, Context], SympyEvidence] | None  # None: SymPy is not asked
    difference: Callable[[Step, Outcome], Term | None] = written
