"""What a step supposes, its premise and the conditions beside it: whether that can hold at all, and whether it is claimed anyway."""

from __future__ import annotations

from symkl.elaborate.statements import Side, Step, needed_of_indices
from symkl.judge.engines import Engines
from symkl.kernel.context import Context, Proposition
from symkl.prove.implied import OPPOSITE
from symkl.prove.outcome import Outcome
from symkl.refute.suppose import supposing
from symkl.source import Span

VACUOUS = "vacuous"  # the reason: what is supposed contradicts itself or what is given
UNSHOWN = "no-model-of-premise"  # the reason: proved by what is supposed, of which no model is known
_NOWHERE = Span(0, 0)


def supposed(step: Step) -> tuple[Proposition, ...]:
    """What has to hold for the step to say anything."""
    return needed_of_indices((*step.premise, *step.conditions))


def is_untrue(fact: Proposition, context: Context, engines: Engines) -> bool:
    """Whether the opposite of a fact is proved."""
    opposites = [OPPOSITE[fact.relation]] if fact.relation in OPPOSITE and fact.left.sort.is_scalar and fact.right.sort.is_scalar else []
    if fact.relation == "=" and fact.left.sort.is_square and not fact.left.sort.is_scalar:
        opposites = ["succ", "prec"]
    left, right = Side("", _NOWHERE, (fact.left,)), Side("", _NOWHERE, (fact.right,))
    return any(engines.prove(Step(o, "claim", left, right, left, _NOWHERE), context).proved for o in opposites)


def is_contradictory(facts: tuple[Proposition, ...], context: Context, engines: Engines) -> bool:
    """Whether one of the facts is proved untrue by what is given and the others."""
    return any(is_untrue(fact, context.with_facts(*facts[:at], *facts[at + 1 :]), engines) for at, fact in enumerate(facts))


def is_shown_to_hold(facts: tuple[Proposition, ...], context: Context, engines: Engines) -> bool:
    """Whether a model of the facts is exhibited."""
    return any(engines.has_model(inner) for inner in supposing(context, facts, True))


def without_premise(step: Step) -> Step:
    """The step as a claim of its own."""
    return step._replace(role="claim", premise=(), conditions=(), unknown=None)


def doubt(step: Step, status: str, kind: str | None, outcome: Outcome | None, context: Context, engines: Engines) -> str | None:
    """Why an answer to a step with a premise or conditions decides nothing: what it supposes cannot hold, or is not shown to; None where it can.

    ``status`` and ``kind`` are the answer and its counterexample's kind. A counterexample with values is a model of what is supposed, and a
    solution that is proved to be the only one is one too. What is proved as a multiple of its premise needs none, so none is looked for.
    """
    facts = supposed(step)
    if not facts or kind not in (None, "not-a-solution", "undefined") or status == "proved" and step.role == "solution":
        return None
    is_multiple = status == "proved" and outcome is not None and _is_multiple(outcome)
    if step.role != "solution" and not is_multiple and is_shown_to_hold(facts, context, engines):
        return None
    if is_contradictory(facts, context, engines):
        return VACUOUS
    if status != "proved" or is_multiple or engines.prove(without_premise(step), context).proved:
        return None
    return UNSHOWN


def _is_multiple(outcome: Outcome) -> bool:
    """Whether a conclusion is its premise times something, wherever that is finite."""
    return "consequence" in outcome.laws and all(c.relation == "finite" for c in outcome.conditions)
