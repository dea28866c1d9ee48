"""The third judge: SymPy's answer, read as agreeing or disagreeing with what the others found."""

from __future__ import annotations

from symkl.elaborate.statements import Step
from symkl.judge.claim import Claim
from symkl.judge.engines import Engines
from symkl.kernel.context import Context
from symkl.report import Counterexample, SympyEvidence

NOT_ASKED = SympyEvidence(None)
_OPPOSITE = {"agrees": "disagrees", "disagrees": "agrees"}


def ask_sympy(engines: Engines, step: Step, claim: Claim, context: Context) -> SympyEvidence:
    """What SymPy says; of a refuted claim it agrees where it finds the difference that is not zero."""
    if engines.sympy is None:
        return NOT_ASKED
    evidence = engines.sympy(claim.exact or step, context)
    if claim.status != "refuted" or evidence.verdict is None:
        return evidence
    return SympyEvidence(_OPPOSITE.get(evidence.verdict, evidence.verdict), evidence.dimensions, evidence.difference)


def contradicts(claim: Claim, evidence: SympyEvidence) -> bool:
    """Whether one of the two must be mistaken. SymPy looks at few dimensions: a slip that it cannot have met is none of its business."""
    if evidence.verdict != "disagrees" or claim.status == "undecided":
        return False
    return claim.status == "proved" or (claim.counterexample is not None and _met(claim.counterexample, evidence))


def _met(model: Counterexample, evidence: SympyEvidence) -> bool:
    sizes = {size for _, size in model.dimensions}
    return model.kind == "values" and (not sizes or (len(sizes) == 1 and sizes <= set(evidence.dimensions)))
