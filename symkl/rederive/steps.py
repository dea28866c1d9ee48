"""One step of a statement, by its role and relation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from sympy import Expr, Symbol

from symkl.elaborate.statements import IMPLIED, UNASKED, Step
from symkl.kernel.context import Context, Proposition
from symkl.kernel.term import Term
from symkl.rederive.components import Components, Scope, flat
from symkl.rederive.difference import FAILURES, Outcome, components_for, difference_at, entry_pairs, failed, judged, vanishes
from symkl.rederive.equations import admissible, settle
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import differentiate, put
from symkl.rederive.points import admissible_points, interval, points_for
from symkl.rederive.probability import is_exponential
from symkl.rederive.solutions import same_optima, solves
from symkl.report import SympyEvidence

MOST_READINGS = 4
LONGEST = 40
OPTIMA = ("argmin", "argmax")
SIGNS = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0), "!=": (-1, 1)}

Question = Callable[[Components, Term, Term], Outcome]


def evidence_of_step(step: Step, context: Context, dimensions: tuple[int, ...]) -> SympyEvidence:
    """What SymPy finds of a step's claim at the dimensions asked."""
    if step.role in UNASKED or step.relation == "approximate" or not (step.anchor.terms and step.right.terms):
        return SympyEvidence(None)
    return evidence(outcomes_of_step(step, context, dimensions))


def outcomes_of_step(step: Step, context: Context, dimensions: tuple[int, ...]) -> tuple[Outcome, ...]:
    """What became of a step's claim at each of the dimensions that the facts admit."""
    facts = step.conditions + _facts_of_premise(step)
    if facts:
        context = context.with_facts(*facts)
    try:
        return tuple(readings_at(step, of) for of in (components_for(context, d) for d in dimensions) if admissible(of))
    except FAILURES as error:
        return tuple(failed(d, error) for d in dimensions)


def _facts_of_premise(step: Step) -> tuple[Proposition, ...]:
    """What points have to meet: of a premise of an equation, all but what is solved and put into it."""
    return tuple(p for p in step.premise if (p.relation, step.relation) != ("=", "=")) if step.role in IMPLIED else ()


def evidence(outcomes: Sequence[Outcome]) -> SympyEvidence:
    """The word and the difference for what was found at each dimension; one that was too large counts as not asked."""
    outcomes = [o for o in outcomes if o.state != "bound"] or list(outcomes)
    asked = tuple(o.size for o in outcomes)
    wrong = [o for o in outcomes if o.state == "nonzero"]
    if wrong:
        spelt = [str(o.expression) for o in wrong if o.expression is not None]
        short = [s for s in spelt if len(s) <= LONGEST]
        return SympyEvidence("disagrees", asked, short[-1] if short else min(spelt, key=len, default=None))
    good = bool(outcomes) and all(o.state == "zero" for o in outcomes)
    return SympyEvidence("agrees" if good else "unknown", asked)


def readings_at(step: Step, of: Components) -> Outcome:
    """The claim in every reading of its sides; readings that differ leave it unknown."""
    pairs = list(product(step.anchor.terms, step.right.terms))[:MOST_READINGS]
    found = [_claim(step, of, left, right) for left, right in pairs]
    if all(o.state == found[0].state for o in found):
        return found[0]
    return Outcome(of.size, "unknown", None, "readings differ")


def _claim(step: Step, of: Components, left: Term, right: Term) -> Outcome:
    try:
        return _asked(step, of, left, right)
    except FAILURES as error:
        return failed(of.size, error)


def _asked(step: Step, of: Components, left: Term, right: Term) -> Outcome:
    if step.role == "solution" and step.unknown is not None:
        return solves(of, step.premise, step.unknown, right)
    if step.role in IMPLIED and step.relation == "=":
        return _implied(step, of, left, right)
    if step.relation in SIGNS:
        return _ordered(step.relation, of, left, right)
    if step.relation in ("proportional", "constant") or step.right.constant or step.anchor.constant:
        return _up_to(step, of, left, right)
    if step.relation in ("=", "law") or step.relation == "implies":
        one, two = named_optimum(left, of.context), named_optimum(right, of.context)
        if one.op in OPTIMA and two.op in OPTIMA:
            return same_optima(of, one, two)
        return _equal(of, left, right)
    return Outcome(of.size, "unknown", None, f"nothing is asked about {step.relation}")


def named_optimum(term: Term, context: Context) -> Term:
    """The argmin or argmax that a name was defined as; else the term itself."""
    definition = context.definitions.get(term.data) if term.op == "symbol" else None
    return definition.body if definition is not None and definition.body.op in OPTIMA else term


# -- equality, with constants of which only is known what they are free of -------------------------------------------------------


def _equal(of: Components, left: Term, right: Term) -> Outcome:
    constants = _constants_in(of, left, right)
    if not constants:
        return difference_at(of, left, right)
    scope_list = of.positions(left, right)
    pairs = [_positive_pair(of, left, right, s) or p for s in scope_list for p in entry_pairs(of, left, right, s)]
    residuals: list[Expr] = []
    for a, b in pairs:
        difference = put(of, a - b, of.solved)
        for constant, free_of in constants:
            if constant in difference.free_symbols:
                if not _takes_every_value(of, difference, constant, free_of):
                    raise NotRederived("a constant that is not solved for")
                residuals.extend(differentiate(of, difference, v) for v in free_of)
    return judged(of, [(r, r * 0) for r in residuals])


def _positive_pair(of: Components, left: Term, right: Term, scope: Scope) -> tuple[Expr, Expr] | None:
    """Logarithms of both sides where one of them is a density: the constant factor of the other is then positive."""
    if left.sort.is_scalar and (is_exponential(of, left) or is_exponential(of, right)):
        return of.log_value(left, scope), of.log_value(right, scope)
    return None


def _constants_in(of: Components, *terms: Term) -> list[tuple[Symbol, list[Symbol]]]:
    found = []
    for fact in of.context.facts:
        unknown = fact.relation == "free-of" and fact.left.op == "symbol" and fact.left.data not in of.context.definitions
        if unknown and any(fact.left.data in t.free for t in terms):
            found.append((of.scalar(fact.left, {}), flat([of.value(fact.right, {})])))
    return found


def _takes_every_value(of: Components, difference: Expr, constant: Symbol, free_of: list[Symbol]) -> bool:
    """Linear in the constant, or in its logarithm, with a coefficient that is free of the variables and not zero."""
    slope = difference.diff(constant)
    for coefficient in (slope, slope * constant):
        free = constant not in of.normaliser.canonical(coefficient).free_symbols
        if free and not any(not of.normaliser.is_zero(coefficient.diff(v)) for v in free_of):
            return not of.normaliser.is_zero(coefficient)
    return False


# -- up to a constant or a factor ------------------------------------------------------------------------------------------------


def _up_to(step: Step, of: Components, left: Term, right: Term) -> Outcome:
    """The difference, or the logarithm of the ratio, has the derivative zero in the variables."""
    variables: list[Expr] = []
    for name in step.variables:
        if name not in of.context.symbols:
            raise NotRederived(f"{name} is no declared variable")
        variables.extend(flat([of.symbol(name, of.context.symbols[name])]))
    if not variables:
        raise NotRederived("up to what is not said")
    residuals: list[Expr] = []
    for scope in of.positions(left, right):
        if step.relation == "proportional":
            pairs = [(of.log_value(left, scope), of.log_value(right, scope))]
        else:
            pairs = entry_pairs(of, left, right, scope)
        residuals.extend(differentiate(of, put(of, a - b, of.solved), v) for a, b in pairs for v in variables)
    return judged(of, [(r, r * 0) for r in residuals])


# -- inequalities ----------------------------------------------------------------------------------------------------------------


def _ordered(relation: str, of: Components, left: Term, right: Term) -> Outcome:
    """By the signs of the difference's factors, else refuted by its value at a point, else unknown."""
    fine = SIGNS[relation]
    found = []
    for scope in of.positions(left, right):
        for a, b in entry_pairs(of, left, right, scope):
            difference = put(of, a - b, of.solved)
            sign = 0 if vanishes(of, difference) else of.normaliser.sign(difference)
            if sign not in fine and (_breaks(of, difference, fine) or (sign == 0 and admissible_points(of))):
                return Outcome(of.size, "nonzero", of.normaliser.canonical(difference))
            found.append(sign in fine and (0 in fine or of.normaliser.nowhere_zero(difference)))
    return Outcome(of.size, "zero" if all(found) else "unknown", None, "an inequality")


def _breaks(of: Components, difference: Expr, fine: tuple[int, ...]) -> bool:
    for point in points_for(of, difference):
        try:
            value = interval(difference, point)
        except NotRederived:
            continue
        if (value.a > 0 and 1 not in fine) or (value.b < 0 and -1 not in fine):
            return True
    return False


# -- what follows from a premise -----------------------------------------------------------------------------------------------------


def _implied(step: Step, of: Components, left: Term, right: Term) -> Outcome:
    """The premise's equations solved for symbols that stand in them linearly, and put into the claim."""
    solved = dict(of.solved)
    left_over = settle(of, [r for p in step.premise for r in residuals_of(of, p)], solved)
    outcome = difference_at(of, left, right, solved)
    if outcome.state == "nonzero" and (left_over or not _keeps_assumptions(of, solved)):
        return Outcome(of.size, "unknown", None, "a premise that is not solved")
    return outcome


def residuals_of(of: Components, premise: Proposition) -> list[Expr]:
    """Left minus right of an equation, entry by entry."""
    if premise.relation != "=":
        return []
    return [a - b for scope in of.positions(premise.left, premise.right) for a, b in entry_pairs(of, premise.left, premise.right, scope)]


def _keeps_assumptions(of: Components, solved: dict[Symbol, Expr]) -> bool:
    """Whether no symbol that a premise fixes is bound to a sign that its value may not have."""
    return all(s in of.solved or not (s.is_positive or s.is_nonnegative) for s in solved)


