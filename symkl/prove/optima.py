"""Stationary points and optima: reduced to equations between normal forms and to definiteness."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel import grid as grids
from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.poly import BudgetExceeded, Poly, plus, scaled
from symkl.kernel.sort import ONE, Dimension, SortError
from symkl.kernel.term import Term, add, at, block, derivative, det, entry, mul, number, power, sub, substitute, subterms
from symkl.prove.equality import discharged
from symkl.prove.members import at_members
from symkl.prove.monotone import is_root, powers_of, two_powers
from symkl.prove.outcome import GAPS, Outcome, open_because
from symkl.prove.session import bare, bare_fact, normalizer

MOST_ENTRIES = 4  # of a tuple: the determinant is expanded
UNPROVED = Outcome(False, "no-derivation")


def prove_solution(premise: Proposition, unknown: Term, value: Term, context: Context) -> Outcome:
    """That ``value`` lies in the unknown's domain and solves the premise, and nothing else there does."""
    outcome = _solution(premise, unknown, value, context)
    if not outcome.proved or unknown.op == "block":
        return outcome
    missing = outside(*root_of(unknown, value), context)
    return outcome if missing is None else Outcome(False, "missing-condition", None, (), (missing,))


def root_of(unknown: Term, value: Term) -> tuple[Term, Term]:
    """The name that is solved for and its value, where a power of it is printed."""
    return (unknown.args[0], power(value, number(Fraction(1) / unknown.args[1].data))) if unknown.op == "power" else (unknown, value)


def outside(name: Term, value: Term, context: Context) -> Proposition | None:
    """The first declared fact of a name, or of a family of which the name is any member, that is not shown of a value put in its place."""
    net, whole = normalizer(context), _whole(name)
    for fact in context.facts:
        if fact.relation == "free-of" or whole.op != "symbol" or whole.data not in fact.left.free | fact.right.free:
            continue
        if fact.relation == "=" and not constrains(fact, whole.data):
            continue
        moved = _moved(bare_fact(fact, context), name, bare(value, context))
        if moved is None or not (net.equal(moved.left, moved.right) if fact.relation == "=" else discharged(moved, net)):
            return _moved(fact, name, value) or fact
    return None


def _whole(name: Term) -> Term:
    """The name, or that of which the unknown is a member or an entry."""
    return name.args[0] if name.op in ("entry", "member") else name


def _moved(fact: Proposition, name: Term, value: Term) -> Proposition | None:
    """A fact with a value in a name's place."""
    if name.op == "symbol":
        return Proposition(fact.relation, *(substitute(side, {name.data: value}) for side in fact[1:]))
    left, right = (at_members(side, name, value) for side in fact[1:])
    return None if left is None or right is None else Proposition(fact.relation, left, right)


def constrains(fact: Proposition, name: str) -> bool:
    """Whether a fact is an equation between values, of no law, in which the name stands."""
    if fact.relation != "=" or fact.left.sort.kind != "value" or name not in fact.left.free | fact.right.free:
        return False
    return not any(t.sort.kind == "law" for side in (fact.left, fact.right) for t in subterms(side))


def unconstrained(name: str, context: Context) -> Context:
    """The context without the equations that a name meets: where it varies they do not hold."""
    facts = tuple(f for f in context.facts if not constrains(f, name))
    return context if len(facts) == len(context.facts) else context._replace(facts=facts)


def _solution(premise: Proposition, unknown: Term, value: Term, context: Context) -> Outcome:
    name = unknown.args[0] if unknown.op == "power" else unknown
    whole = _whole(name)
    if whole.op == "symbol":
        context = unconstrained(whole.data, context)
    net = normalizer(context)
    try:
        equation = bare(sub(premise.left, premise.right), context)
        found = bare(value, context)
        if unknown.op == "block":
            return _tuple_solution(net, premise, equation, unknown, found, context)
        if whole.op != "symbol" or whole.data in found.free or whole.data not in equation.free:
            return UNPROVED
        if name.sort.is_scalar:
            return _scalar_solution(net, premise, equation, name, unknown, found, context)
        if name.sort.cols != ONE:
            return _matrix_solution(net, equation, name, found)
        return _vector_solution(net, equation, name, found, _is_stationarity(premise, name))
    except GAPS as gap:
        return open_because(gap)


def _scalar_solution(
    net: Normalizer, premise: Proposition, equation: Term, name: Term, unknown: Term, value: Term, context: Context
) -> Outcome:
    """``a u^k + b = 0`` once common powers of u and denominators are cleared: u^k = -b/a, the only root with the declared sign."""
    by_power = powers_of(net, net.poly(equation), net.poly(name))
    if by_power is not None and len(by_power) == 1:
        ((degree, leading),) = by_power.items()
        only_zero = degree > 0 and net.nonzero(leading) and net.is_zero(net.poly(value))
        return Outcome(True, None, None, ("stationary-point",), (), None, _notes(net, premise, equation, name, context)) if only_zero else UNPROVED
    if by_power is None or len(by_power) != 2:
        return _exponential_solution(net, premise, equation, name, unknown, value, context)
    (low, constant), (high, leading) = sorted(by_power.items())
    degree = high - low
    positive = discharged(Proposition(">", name, number(0)), net)
    if low > 0 and not discharged(Proposition("!=", name, number(0)), net) or not net.nonzero(leading) or degree.denominator != 1:
        return UNPROVED
    exponent = unknown.args[1].data if unknown.op == "power" else 1
    if degree not in (1, exponent) and not positive:
        return UNPROVED
    root = net.multiply(scaled(constant, -1), net.power(leading, -1))
    claimed = net.poly(value)
    wanted = net.power(claimed, Fraction(degree) / exponent)
    if positive and not net.positive(claimed) and not discharged(Proposition(">", value, number(0)), net):
        return Outcome(False, "missing-condition", None, (), (Proposition(">", value, number(0)),))
    if not net.is_zero(minus(wanted, root)):
        return UNPROVED
    return Outcome(True, None, None, ("stationary-point",), (), None, _notes(net, premise, equation, name, context))


def _exponential_solution(
    net: Normalizer, premise: Proposition, equation: Term, name: Term, unknown: Term, value: Term, context: Context
) -> Outcome:
    """``a e^(j r u) + b e^(k r u) = 0`` or ``a log u + b = 0``, with what is not zero as a factor."""
    found = two_powers(net, net.poly(equation), net.poly(name))
    if found is None or found.rate is None and not found.is_logarithm or unknown != name or not is_root(net, found, net.poly(value)):
        return UNPROVED
    note = "the only solution: exponential and logarithm take every value of their range once"
    return Outcome(True, None, None, ("stationary-point",), (), None, (note, *_notes(net, premise, equation, name, context)))


def minus(left: Poly, right: Poly) -> Poly:
    """The difference of two polynomials."""
    return plus(left, right, -1)


def _vector_solution(net: Normalizer, equation: Term, name: Term, value: Term, is_stationarity: bool) -> Outcome:
    """``K u + b`` with K and b free of u and K definite: zero at -K^-1 b only."""
    slope = derivative(equation, name) if equation.sort.cols == ONE else None
    if slope is None:
        return UNPROVED
    matrix = net.normal(slope)
    if len(matrix.rows) > 1:
        return UNPROVED
    rest = grids.add(net, net.normal(equation), grids.matmul(net, matrix, net.normal(name)), -1)
    atom = net.symbol(*((name.data, name.sort) if name.op == "symbol" else (name.args[0].data, name.args[0].sort)))
    if net.mentions(matrix.whole, atom) or net.mentions(rest.whole, atom):
        return UNPROVED
    if not net.vanishes(grids.add(net, grids.matmul(net, matrix, net.normal(value)), rest)):
        return UNPROVED
    size = name.sort.rows
    for sign, word in ((1, "a minimum: the Hessian is positive definite"), (-1, "a maximum: the Hessian is negative definite")):
        if net.definite(scaled(matrix.whole, sign), size):
            notes = ("the only solution, the condition being linear", word)[: 1 + is_stationarity]
            return Outcome(True, None, None, ("stationary-point",), (), None, notes)
    return UNPROVED


def _tuple_solution(net: Normalizer, premise: Proposition, equation: Term, unknown: Term, value: Term, context: Context) -> Outcome:
    """``J u + b = 0`` in the entries of a tuple: J is free of them and has a determinant other than zero."""
    size = len(unknown.args)
    if equation.sort != unknown.sort or size > MOST_ENTRIES or value.free & unknown.free or bare(unknown, context) != unknown:
        return UNPROVED
    if any(f.relation != "free-of" and unknown.free & (f.left.free | f.right.free) for f in context.facts):
        return UNPROVED  # a domain of its own, of which the value would have to be
    rows = [_entry(equation, i) for i in range(1, size + 1)]
    names = tuple((name.data, name.sort) for name in unknown.args)
    values = tuple(_entry(value, i) for i in range(1, size + 1))
    if any(not net.is_zero(net.poly(at(names, row, *values))) for row in rows):
        return UNPROVED
    jacobian = block(size, size, *(derivative(row, name) for row in rows for name in unknown.args))
    atoms = [net.symbol(name.data, name.sort) for name in unknown.args]
    if any(net.mentions(net.poly(slope), atom) for slope in jacobian.args for atom in atoms):
        return UNPROVED
    if not net.nonzero(net.poly(det(jacobian))):
        return UNPROVED
    name = next((n for n, block_ in context.tuples if block_ == unknown), "")
    kind = _definiteness(net, jacobian, size, name) if _is_gradient(premise.left) else ()
    return Outcome(True, None, None, ("stationary-point",), (), None, ("the only solution, the condition being linear", *kind))


def _entry(of: Term, place: int) -> Term:
    """An entry of a vector, looked for inside sums and tuples: there a derivative of it can be taken."""
    if of.op == "block" and len(of.args) == of.data[0]:
        return of.args[place - 1] if all(a.sort.is_scalar for a in of.args) else entry(of, number(place))
    if of.op == "add":
        return add(*(_entry(a, place) for a in of.args))
    if of.op == "mul" and all(a.sort.is_scalar for a in of.args[:-1]):
        return mul(*of.args[:-1], _entry(of.args[-1], place))
    return entry(of, number(place))


def _is_gradient(term: Term) -> bool:
    """Whether a term is the derivative of one scalar, by a vector or by each entry of a tuple."""
    if term.op == "block":
        return all(a.op == "derivative" for a in term.args) and len({a.args[0] for a in term.args}) == 1
    return term.op == "derivative" and term.args[0].sort.is_scalar


def _matrix_solution(net: Normalizer, equation: Term, name: Term, value: Term) -> Outcome:
    """An equation in X that becomes ``M (X - B) = 0`` or ``(X - B) M = 0`` with M invertible, an invertible X multiplied on if that helps."""
    distance = net.normal(sub(name, value))
    square = (mul(name, equation), mul(equation, name), mul(name, equation, name)) if name.sort.is_square else ()
    note = "the only solution: multiplied by it the condition is linear"
    for candidate in (equation, *square):
        grid = net.normal(candidate)
        for size in dict.fromkeys((name.sort.rows, name.sort.cols)):
            for matrix in _matrices(net, grid.whole, name, size):
                if any(net.vanishes(grids.add(net, grid, product, -1)) for product in _products(net, matrix, distance, size)):
                    notes = (note if candidate is not equation else "the only solution, the condition being linear",)
                    return Outcome(True, None, None, ("stationary-point",), (), None, notes)
    return UNPROVED


def _products(net: Normalizer, matrix: Poly, distance: grids.Grid, size: Dimension) -> list[grids.Grid]:
    """The matrix times the distance on the sides on which it fits."""
    factor = grids.plain(matrix, size, size)
    found = [grids.matmul(net, factor, distance)] if distance.rows == (size,) else []
    return found + ([grids.matmul(net, distance, factor)] if distance.cols == (size,) else [])


def _matrices(net: Normalizer, poly: Poly, name: Term, size: Dimension) -> list[Poly]:
    """The invertible factors of the unknown in the terms that are linear in it."""
    atom = net.symbol(name.data, name.sort)
    found = []
    linear = {m: c for m, c in poly.items() if [e * inner for n, e in m for a, _, inner in net.components[n] if a == atom] == [1]}
    together = net.replaced(linear, atom, grids.identity(net, size), (-1, -2)) if len(linear) > 1 else {}
    if together and not net.mentions(together, atom) and any(net.definite(scaled(together, sign), size) for sign in (1, -1)):
        found.append(together)
    for monomial, coefficient in poly.items():
        times = [e * inner for n, e in monomial for a, _, inner in net.components[n] if a == atom]
        if times == [1]:
            matrix = net.replaced({monomial: coefficient}, atom, grids.identity(net, size), (-1, -2))
            word = net.word(matrix, size)
            if word is not None and net.nonzero(word[0]):
                whole = net.multiply(matrix, net.power(word[0], -1))
                if net.nonzero(net.determinant(grids.plain(whole, size, size))):
                    found.append(matrix)
    return found


def _notes(net: Normalizer, premise: Proposition, equation: Term, name: Term, context: Context) -> tuple[str, ...]:
    """What the solution is: of a condition that is no derivative set to zero, no more than that it is the only one."""
    if not _is_stationarity(premise, name):
        return () if name.op == "symbol" else ("the only solution: a power of it stands against what is free of it",)
    return _kind(net, equation, name) + _jointly(net, premise, name, context)


def _is_stationarity(premise: Proposition, name: Term) -> bool:
    """Whether the premise sets the derivative of a scalar by the name to zero."""
    left, right = premise.left, premise.right
    if left.op != "derivative" or not left.args[0].sort.is_scalar or not (right == number(0) or right.op == "zero"):
        return False
    return left.args[1] == name


def _kind(net: Normalizer, equation: Term, name: Term) -> tuple[str, ...]:
    """What the solution is, where the premise is a derivative: by the sign of the derivative of the condition."""
    second = bare_poly(net, derivative(equation, name))
    if second is None:
        return ()
    if net.positive(second):
        return ("a minimum, the other names held fixed: the second derivative is positive",)
    if net.positive(scaled(second, -1)):
        return ("a maximum, the other names held fixed: the second derivative is negative",)
    return ()


def _jointly(net: Normalizer, premise: Proposition, name: Term, context: Context) -> tuple[str, ...]:
    """What the point is in all entries of the declared tuple that the unknown belongs to, by the Hessian's leading minors."""
    if premise.left.op != "derivative":
        return ()
    objective = bare(premise.left.args[0], context)
    for written, whole in context.tuples:
        entries = whole.args
        if name in entries and 1 < len(entries) <= MOST_ENTRIES and all(e.op == "symbol" and e.sort.is_scalar for e in entries):
            hessian = block(len(entries), len(entries), *(derivative(derivative(objective, a), b) for a in entries for b in entries))
            return _definiteness(net, hessian, len(entries), written)
    return ()


def _definiteness(net: Normalizer, hessian: Term, size: int, name: str) -> tuple[str, ...]:
    """Sylvester's criterion (Horn and Johnson, Matrix Analysis, theorem 7.2.5)."""
    rows = [hessian.args[i * size : (i + 1) * size] for i in range(size)]
    minors = [bare_poly(net, det(block(k, k, *(row[j] for row in rows[:k] for j in range(k))))) for k in range(1, size + 1)]
    if all(m is not None and net.positive(m) for m in minors):
        return (f"jointly in ${name}$ a minimum: the Hessian is positive definite",)
    if all(m is not None and net.positive(scaled(m, (-1) ** k)) for k, m in enumerate(minors, 1)):
        return (f"jointly in ${name}$ a maximum: the Hessian is negative definite",)
    return ()


def bare_poly(net: Normalizer, term: Term) -> Poly | None:
    """The normal form, or None where there is none."""
    try:
        return net.poly(term)
    except (Unreduced, SortError, BudgetExceeded):
        return None
