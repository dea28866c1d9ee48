"""A step's claim: what has to be shown for its relation and role, and by which strategy."""

from __future__ import annotations

from collections.abc import Iterable

from symkl.elaborate.statements import IMPLIED, UNASKED, Side, Step, is_of_members, under_indices
from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import Poly
from symkl.kernel.term import Term, fresh, index, log, sub, substitute, subterms, symbol
from symkl.prove.equality import folded, prepare, prove_equal, with_members
from symkl.prove.extrema import prove_extremum, prove_same_optimum
from symkl.prove.finite import assumed_finite
from symkl.prove.implied import prove_implied
from symkl.prove.inequalities import prove_order
from symkl.prove.joint import prove_best_value, prove_joint
from symkl.prove.matrix_optima import prove_best
from symkl.prove.minimisers import with_minimisers
from symkl.prove.needed import with_conditions
from symkl.prove.outcome import GAPS, Outcome, open_because
from symkl.prove.session import answer, bare
from symkl.prove.smooth import assumed_smooth
from symkl.prove.systems import prove_system
from symkl.prove.theorems import prove_by_theorems
from symkl.prove.witness import prove_with_constant

NOTHING = Outcome(False, "no-derivation")


def prove_step(step: Step, context: Context) -> Outcome:
    """Whether the step's claim holds from the definitions: ``anchor relation right``."""
    outcome = answer(lambda: _proved(step, context))
    indexed = step if outcome.proved else under_indices(step)
    return outcome if indexed is step else answer(lambda: _proved(indexed, context))


def _proved(step: Step, context: Context) -> Outcome:
    left, right = step.anchor.term, step.right.term
    if left is None or right is None or step.role in UNASKED:
        return Outcome(False, step.reason or "no-derivation")
    conditions = tuple(c for c in step.conditions if not is_of_members(c))
    if conditions:
        context = context.with_facts(*conditions)
    outcome = _attempted(step, left, right, context)
    if outcome.proved or outcome.reason is None or not outcome.reason.startswith(("no-derivation", "no-law", "budget")):
        return outcome
    written = _with_members(step, context)
    again = outcome if written is None else _attempted(written, written.anchor.term or left, written.right.term or right, context)
    return again if again.proved else outcome


def _with_members(step: Step, context: Context) -> Step | None:
    """A step of another kind than an equation of values with the sums over a fixed small number of members written out."""
    def side(of: Side) -> Side:
        return of if of.term is None else of._replace(terms=(with_members(of.term, context), *of.terms[1:]))

    made = step._replace(
        anchor=side(step.anchor), left=side(step.left), right=side(step.right),
        premise=tuple(Proposition(p.relation, with_members(p.left, context), with_members(p.right, context)) for p in step.premise),
    )  # fmt: skip
    return None if made == step else made


def _attempted(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    try:
        outcome = _prove(step, left, right, context)
        if not outcome.proved:
            return outcome
        terms = (right, *(p.left for p in step.premise)) if step.role == "solution" else (left, right)
        return outcome._replace(conditions=outcome.conditions + assumed_finite(terms, context) + assumed_smooth(terms, context))
    except GAPS as gap:
        return open_because(gap)


def _prove(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    if step.theorems and step.relation == "=" and step.role == "claim":
        cited = prove_by_theorems(step.theorems, left, right, context)
        if cited is not None:
            return cited
    if step.role == "solution" and step.unknown is not None and step.premise:
        return _solves(step, left, right, context)
    if step.role in IMPLIED:
        return _implied(step, left, right, context)
    return _claimed(step, left, right, context)


def _implied(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    """What follows from the premise; of one equation that is solved for a name it may be the only solution."""
    solves = step.unknown is not None and len(step.premise) == 1 and step.relation == "="
    only = _solves(step, left, right, context) if solves else NOTHING
    if only.proved:
        return only
    found = prove_implied(step, left, right, context, lambda inner: _claimed(step, left, right, inner))
    return found if found.proved or only.reason == NOTHING.reason else only


def _claimed(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    if step.relation == "=":
        return prove_equation(left, right, context)
    if step.relation in ("proportional", "constant"):
        return _up_to(step, left, right, context)
    if step.relation in ("<", "<=", ">", ">=", "!=", "succ", "succeq", "prec", "preceq"):
        return _ordered(step, left, right, context)
    return Outcome(False, step.reason or "no-law: " + step.relation)


def _ordered(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    """An inequality from the anchor, or from the side before it, which is equal to the anchor; first from a divergence, which says why it holds."""
    before = left if step.left.term is None else step.left.term
    told = NOTHING
    for side in dict.fromkeys((before, left) if before.op == "kl" else (left, before)):
        same = prove_equal(left, side, context) if side != left else None
        if same is None or same.proved:
            outcome = prove_order(step.relation, side, right, context)
            if outcome.proved:
                return outcome if same is None else outcome._replace(conditions=tuple(dict.fromkeys((*same.conditions, *outcome.conditions))))
            told = outcome if side == left else told
    return told


def _solves(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    """The right side solves the premise; where the left side names an optimum it must be that, and not only a stationary point."""
    assert step.unknown is not None
    outcome, premise = prove_system(step.premise, step.unknown, right, context)
    optimum = _optimum(left, context)
    if optimum is not None and outcome.proved:
        best = (prove_best if len(optimum.data) == 1 else prove_joint)(optimum, right, context)
        outcome = outcome if best.proved else best
    return with_conditions(outcome, sub(premise.left, premise.right), right, context)


def prove_equation(left: Term, right: Term, context: Context) -> Outcome:
    """An equation of values or of optima."""
    seen, other = _optimum(left, context), _optimum(right, context)
    if seen is not None and other is not None:
        return with_conditions(prove_same_optimum(seen, other, context), seen, other, context)
    if seen is not None or other is not None:
        whole = seen if seen is not None else other
        assert whole is not None
        value = right if seen is not None else left
        best = prove_best if len(whole.data) == 1 else prove_joint
        return with_conditions(best(whole, value, context), *((whole, value) if seen is not None else (value, whole)), context)
    if {left.op, right.op} & {"minimum", "maximum"}:
        found = prove_extremum(left, right, context)
        return found if found.proved else with_conditions(prove_best_value(left, right, context), left, right, context)
    outcome = prove_equal(left, right, context)
    if outcome.proved:
        return outcome
    values = with_minimisers(left, right, context)
    again = outcome if values is None else prove_equal(left, right, values)
    if again.proved:
        return again._replace(laws=(*again.laws, "strict-convexity"))
    return prove_with_constant(left, right, context, outcome)


def _optimum(term: Term, context: Context) -> Term | None:
    """The optimum that a term is or names."""
    while term.op == "symbol" and term.data in context.definitions and not context.definitions[term.data].parameters:
        term = context.definitions[term.data].body
    return term if term.op in ("argmin", "argmax") else None


def _up_to(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    """Proportional or equal up to a constant, in the step's variables."""
    if step.relation == "proportional":
        left, right = log(left), log(right)
    places = [s for s in dict.fromkeys((*subterms(left), *subterms(right))) if s.op == "index" and s.data[0] in step.variables]
    if places:
        return _up_to_places(step, left, right, places, context)
    outcome = _free_of_variables(step, left, right, context)
    if outcome.proved or outcome.reason != "no-derivation":
        return outcome
    varied = frozenset(n for name in step.variables for n in _names(name, context))
    letters = folded(left, right, context, varied)
    again = None if letters is None else _free_of_variables(step, left, right, letters)
    return outcome if again is None or not again.proved else again


def _up_to_places(step: Step, left: Term, right: Term, places: list[Term], context: Context) -> Outcome:
    """In an index: what is left is the same at any other place."""
    others = tuple(name for name in step.variables if all(name != place.data[0] for place in places))
    outcome = _up_to(step._replace(relation="constant", variables=others), left, right, context) if others else None
    if outcome is not None and not outcome.proved:
        return outcome
    difference, moved = sub(left, right), sub(left, right)
    varied = {place.data[0] for place in places}
    if any(varied & _names(name, context) for name in difference.free - varied):
        return NOTHING  # a name stands for what varies with the place, and does not print it
    for place in places:
        moved = substitute(moved, {place.data[0]: index(fresh(place.data[0], moved.free | set(context.symbols)), place.data[1])})
    found = prove_equal(difference, moved, context)
    if not found.proved:
        return Outcome(False, found.reason)
    told = f"what is left is free of {', '.join(step.variables)}"
    laws, conditions = ((), ()) if outcome is None else (outcome.laws, outcome.conditions)
    return found._replace(laws=tuple(dict.fromkeys((*laws, *found.laws))), conditions=(*conditions, *found.conditions), replayed=None, notes=(told,))


def _free_of_variables(step: Step, left: Term, right: Term, context: Context) -> Outcome:
    ready = prepare(left, right, context)
    net = ready.net
    difference = grids.add(net, net.normal(ready.left[-1].term), net.normal(ready.right[-1].term), -1)
    if any(_depends(net, cell, name, context) for row in difference.cells for cell in row for name in step.variables):
        return NOTHING
    if ready.missing is not None:
        return Outcome(False, "missing-condition", None, (), ready.assumed + (ready.missing,))
    laws = tuple(dict.fromkeys(line.move.name for line in (*ready.left, *ready.right) if line.move.kind == "law"))
    return Outcome(True, None, None, laws, ready.assumed, None, (f"what is left is free of {', '.join(step.variables)}",))


def _names(name: str, context: Context) -> frozenset[str]:
    """A name and what it stands for."""
    sort = context.symbols.get(name)
    return frozenset((name,)) | (bare(symbol(name, sort), context).free if sort is not None else frozenset())


def _depends(net: Normalizer, poly: Poly, name: str, context: Context) -> bool:
    """Whether a variable occurs in the normal form; a defined name counts by what it stands for."""
    names = _names(name, context)
    atoms = {i for i, atom in enumerate(net.atoms) if atom.kind == "symbol" and atom.key in names}

    def occurs(numbers: Iterable[int]) -> bool:
        return any(net.reach(a) & atoms for n in numbers for a, _, _ in net.components[n])

    if not occurs(n for m in poly for n, _ in m):
        return False
    numerator, denominators = net.fraction(poly)
    return occurs((*denominators, *(n for m in numerator for n, _ in m)))
