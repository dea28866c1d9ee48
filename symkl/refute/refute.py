"""Does a printed step fail in some exact model? An answer is a counterexample; no answer says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from symkl.elaborate.statements import IMPLIED, UNASKED, Step, under_indices
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term
from symkl.record import NamedTuple
from symkl.refute.environment import Evaluator, symbol_name
from symkl.refute.interval import NotEvaluable
from symkl.refute.judgements import Disagreement, Question, absorbed_question, levelled, pair_question, relation_question
from symkl.refute.models import models
from symkl.refute.number import Undefined
from symkl.refute.shrink import simplest
from symkl.refute.solutions import solution_question
from symkl.refute.suppose import supposing
from symkl.refute.telling import counterexample
from symkl.report import Counterexample

BUDGET = 10  # admissible models that are tried
QUICK_ATTEMPTS = 4
QUICK = 1  # in a cross-check


class Refutation(NamedTuple):
    """A step fails in an exact model.

    ``kind`` is the counterexample's. For "undefined" the left side has a value there and the right side has none: by the format that
    is a missing condition as long as the right side alone needs it, so the judge decides what to make of it.
    """

    kind: str
    counterexample: Counterexample


def refute_step(step: Step, context: Context, budget: int = BUDGET) -> Refutation | None:
    """A counterexample to ``anchor relation right`` (by the step's role: to what its premise and right side claim)."""
    indexed = under_indices(step)
    if indexed is not step:  # what is undefined may be so only where the indices are excluded
        found = refute_step(indexed, context, budget)
        return None if found is None or found.kind == "undefined" else found
    left, right = step.anchor.term, step.right.term
    if step.reason is not None or step.role in UNASKED or right is None or (left is None and step.role == "claim"):
        return None
    if step.role in IMPLIED and not (step.premise and not _is_new(step.unknown or left or right, step.premise, context)):
        return None
    together = step.role == "solution" and len(step.premise) > 1  # whatever meets all the conditions is the value
    supposed = step.conditions + (step.premise if step.role in IMPLIED or together else ())
    undefined: Refutation | None = None
    for inner in supposing(context, supposed, budget > QUICK):
        found = _refute_in(inner, step, right, budget)
        if found is not None and found.kind != "undefined":
            return found
        undefined = undefined or found
    return _another_solution(step, right, context, budget) or undefined


def _refute_in(context: Context, step: Step, right: Term, budget: int) -> Refutation | None:
    """A counterexample in a context where all holds that the step supposes."""
    if step.role == "solution" and step.unknown is not None and len(step.premise) == 1:
        return _search(solution_question(step.premise[0], step.unknown, right, budget > QUICK), context, budget)
    left = step.unknown or step.anchor.term
    if left is None or not step.premise and step.role != "claim":
        return None
    if step.left.constant or step.right.constant:
        return refute("constant", left, right, context, step.variables, budget)
    beside = tuple(side for fact in step.premise for side in fact[1:]) if step.role in IMPLIED else ()
    return refute(step.relation, left, right, context, step.variables, budget, beside)


def _another_solution(step: Step, right: Term, context: Context, budget: int) -> Refutation | None:
    """Of a conclusion that says what a name is: a model of the premise in which it is something else as well."""
    if step.role not in IMPLIED or step.unknown is None or len(step.premise) != 1 or budget <= QUICK:
        return None
    other = _search(solution_question(step.premise[0], step.unknown, right), context.with_facts(*step.conditions), budget)
    return other if other is not None and other.kind == "another-solution" else None


def _is_new(left: Term, premise: tuple[Proposition, ...], context: Context) -> bool:
    """Whether a conclusion is about a name (plain or to a power) of which the premise does not speak, its definitions unfolded."""
    name = symbol_name(left.args[0] if left.op == "power" else left)
    return name is not None and name not in _spoken_of(premise, context)


def _spoken_of(premise: tuple[Proposition, ...], context: Context) -> set[str]:
    found: set[str] = set()
    waiting = [name for fact in premise for side in fact[1:] for name in side.free]
    while waiting:
        name = waiting.pop()
        definition = context.definitions.get(name.removesuffix("()")) if name not in found else None
        found.add(name)
        waiting += definition.body.free if definition is not None else ()
    return found


def refute_equal(left: Term, right: Term, context: Context, budget: int = BUDGET) -> Refutation | None:
    """A counterexample to ``left = right``."""
    return refute("=", left, right, context, (), budget)


def refute(
    relation: str, left: Term, right: Term, context: Context, variables: Iterable[str] = (), budget: int = BUDGET, beside: tuple[Term, ...] = ()
) -> Refutation | None:
    """A counterexample to ``left relation right``, of "proportional" and "constant" in the variables; it tells of the names ``beside``, too."""
    if relation in ("proportional", "constant"):
        names = tuple(variables)
        return _search(pair_question(relation, left, right, names), context, budget) if names else None
    if relation not in ("=", "!=", "<", "<=", ">", ">=", "succ", "succeq", "prec", "preceq"):
        return None
    constants = {f.left.data: _barred(f.left, context) for f in context.facts if _is_open(f, context) and f.left.data in left.free | right.free}
    if not constants:
        question = relation_question(relation, left, right)
        question = question._replace(terms=(*question.terms, *beside))
        found = _search(question, context, budget)
        return found or (_search_level(question, context) if relation in ("<", ">", "!=", "succ", "prec") and budget > QUICK else None)
    ((name, barred),) = list(constants.items())[:1]
    if len(constants) > 1 or relation != "=" or any(v.op != "symbol" for v in barred):
        return None
    return _search(absorbed_question(left, right, name, tuple(v.data for v in barred)), context, budget)


def _search_level(question: Question, context: Context) -> Refutation | None:
    """What is to hold strictly often fails where names of which nothing is said are all 0, or all 1."""
    for at in islice(models(context, question.terms), QUICK):
        for level in levelled(at):
            found = _asked(question.ask, level)
            if found is not None and found.kind != "undefined":
                level, found = simplest(question, level, found)
                return Refutation(found.kind, counterexample(question, level, found))
    return None


def _is_open(fact: Proposition, context: Context) -> bool:
    """Whether a fact is about a constant that nothing has fixed yet."""
    return fact.relation == "free-of" and fact.left.op == "symbol" and fact.left.data not in context.definitions


def _barred(constant: Term, context: Context) -> tuple[Term, ...]:
    """The variables that a constant must not depend on."""
    return tuple(f.right for f in context.facts if f.relation == "free-of" and f.left == constant)


def contradicts(step: Step, context: Context) -> Refutation | None:
    """The quick cross-check of a proved step: the first models only; a side without a value is no contradiction."""
    found = refute_step(step, context, QUICK)
    return None if found is not None and found.kind == "undefined" else found


def _search(question: Question, context: Context, budget: int) -> Refutation | None:
    undefined: Refutation | None = None
    found_models = models(context, question.terms)
    for tried, at in enumerate(found_models.telling(QUICK_ATTEMPTS) if budget <= QUICK else found_models):
        if tried == budget:
            break
        found = _asked(question.ask, at)
        if found is None:
            continue
        if found.kind != "undefined":
            at, found = simplest(question, at, found)
            return Refutation(found.kind, counterexample(question, at, found))
        undefined = undefined or Refutation(found.kind, counterexample(question, at, found))
    return undefined


def _asked(ask: Callable[[Evaluator], Disagreement | None], at: Evaluator) -> Disagreement | None:
    try:
        return ask(at)
    except (NotEvaluable, Undefined, RecursionError):
        return None


__all__ = ["Proposition", "Refutation", "contradicts", "refute", "refute_equal", "refute_step"]
