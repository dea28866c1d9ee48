"""The third judge's question: does SymPy, in explicit components, find that a step's claim holds?

Importing this module does not import SymPy; asking does.
"""

from __future__ import annotations

from symkl.elaborate.statements import Step
from symkl.kernel.context import Context
from symkl.kernel.term import Term
from symkl.report import SympyEvidence

TYPE_CHECKING = False  # `typing` takes long to load
if TYPE_CHECKING:
    from symkl.rederive.difference import Outcome


def rederive_step(step: Step, context: Context, dimensions: tuple[int, ...] = (1, 2)) -> SympyEvidence:
    """"agrees" where the claim ``anchor relation right`` holds at every dimension asked, "disagrees" where it certainly fails at one.

    With "disagrees" comes the difference ``anchor - right`` in SymPy's words, which is not zero at an exact admissible point. Whoever
    asks decides whether that confirms a refutation. None: definitions and conditions, of which there is nothing to ask.
    """
    from symkl.rederive.steps import evidence_of_step

    return evidence_of_step(step, context, dimensions)


def rederive_difference(left: Term, right: Term, context: Context, dimensions: tuple[int, ...] = (1, 2)) -> tuple[Outcome, ...]:
    """Left minus right at each dimension: "zero", "nonzero" with the expression, or "unknown"."""
    from symkl.rederive.difference import components_for, difference_at

    return tuple(difference_at(components_for(context, d), left, right) for d in dimensions)
