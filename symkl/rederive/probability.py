"""Components of laws, densities, expectations, divergences and integrals."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Function, Integer, Mul, Symbol, exp, log
from sympy.core.function import AppliedUndef

from symkl.kernel.term import Term, mul
from symkl.kernel.term import integral as integral_of
from symkl.rederive.components import LOGARITHM, Components, Scope, Value, flat, handles, overrides
from symkl.rederive.expectations import canonical_variables, expectation, parametrised, put
from symkl.rederive.grids import Grid, minus, scalar, times, transposed
from symkl.rederive.laws import Law, log_integral, normal_law

EXPONENTIAL = frozenset(("pdf", "exp"))


@handles("gaussian")
def gaussian(of: Components, term: Term, scope: Scope) -> Value:
    """A normal law."""
    mean, covariance = of.grid(term.args[0], scope), of.grid(term.args[1], scope)
    key = ("normal", mean, covariance)
    if key not in of.cache:
        of.assume_definite(covariance)
        of.cache[key] = normal_law(mean, covariance, of.inverse(covariance))
    found = of.cache[key]
    assert isinstance(found, Law)
    return found


@handles("arbitrary")
def arbitrary(of: Components, term: Term, scope: Scope) -> Value:
    """A law of which only the name is known."""
    return of.arbitrary_law(term.data, tuple(flat([of.value(a, scope) for a in term.args])), of.law_size(term.sort))


@handles("density", "normalised")
def density(of: Components, term: Term, scope: Scope) -> Value:
    """A law by its density, or by what its density is proportional to."""
    with of.binding(term.data, scope) as (inner, variables):
        exponent = of.log_value(term.args[0], inner)
        if term.op == "normalised":
            exponent = exponent - log_of_whole(of, exponent, variables)
        parts = None if term.op == "normalised" else _factor_laws(of, term, inner, variables)

    def log_density(points: Sequence[Expr]) -> Expr:
        return put(of, exponent, dict(zip(variables, points, strict=True)))

    return Law(len(variables), log_density, factors=parts, name="q")


def _factor_laws(of: Components, term: Term, scope: Scope, variables: list[Expr]) -> Factors | None:
    """The laws of the factors, when the body is a product of densities at components of the variables, in an order of dependence."""
    places = {v: i for i, v in enumerate(variables)}
    found: list[tuple[tuple[int, ...], Term, Scope]] = []
    factors = _density_factors(of, term.args[0], scope)
    if factors is None:
        return None
    for factor, inner in factors:
        points = flat([of.value(a, inner) for a in factor.args[1:]])
        if any(p not in places for p in points):
            return None
        found.append((tuple(places[p] for p in points), factor.args[0], inner))
    if sorted(i for at, _, _ in found for i in at) != list(range(len(variables))):
        return None
    laws = [(at, of.law(law, inner)) for at, law, inner in found]
    return _ordered(laws, variables)


class Factors:
    """The factors of a joint law, each with the laws of those that it depends on before it."""

    def __init__(self, laws: list[tuple[tuple[int, ...], Law]], variables: list[Expr]) -> None:
        self.laws = laws
        self.variables = variables

    def __call__(self, points: Sequence[Expr]) -> list[tuple[tuple[int, ...], Law]]:
        """The factors at points."""
        values = dict(zip(self.variables, points, strict=True))
        return [(at, _moved(law, values)) for at, law in self.laws]


def _moved(law: Law, values: dict[Expr, Expr]) -> Law:
    """The law with other values for what it depends on."""
    stated = law.stated
    if stated is not None:
        mean, covariance = (tuple(tuple(e.xreplace(values) for e in row) for row in grid) for grid in stated)
        return normal_law(mean, covariance)
    return Law(law.count, lambda points: law.log_density(points).xreplace(values), name=law.name)


def _depends_on(law: Law, variables: list[Expr], own: tuple[int, ...]) -> set[int]:
    probe = law.log_density([Symbol(f"probe_{i}") for i in range(law.count)]).free_symbols
    return {i for i, v in enumerate(variables) if v in probe and i not in own}


def _ordered(laws: list[tuple[tuple[int, ...], Law]], variables: list[Expr]) -> Factors | None:
    waiting = [(at, law, _depends_on(law, variables, at)) for at, law in laws]
    done: set[int] = set()
    order: list[tuple[tuple[int, ...], Law]] = []
    while waiting:
        ready = next((w for w in waiting if w[2] <= done), None)
        if ready is None:
            return None
        waiting.remove(ready)
        order.append((ready[0], ready[1]))
        done |= set(ready[0])
    return Factors(order, variables)


def _density_factors(of: Components, term: Term, scope: Scope) -> list[tuple[Term, Scope]] | None:
    """The densities of which a body is the product, products over indices written out; None for another body."""
    if term.op == "pdf":
        return [(term, scope)]
    if term.op == "mul":
        parts = [_density_factors(of, arg, scope) for arg in term.args]
    elif term.op == "product":
        bound, over = term.data[0]
        parts = [_density_factors(of, term.args[0], {**scope, bound: i}) for i in range(1, of.number(over) + 1)]
    else:
        return None
    return None if any(p is None for p in parts) else [f for p in parts if p is not None for f in p]


@handles("pdf")
def pdf(of: Components, term: Term, scope: Scope) -> Value:
    """A density's value."""
    return scalar(exp(of.log_value(term, scope)))


def log_value(of: Components, term: Term, scope: Scope) -> Expr:
    """The logarithm of a scalar term, through products, powers and exponentials of what is positive anyway."""
    if term.op == "pdf":
        return of.law(term.args[0], scope).log_density(flat([of.value(a, scope) for a in term.args[1:]]))
    if term.op == "exp":
        return of.scalar(term.args[0], scope)
    if term.op == "power" and is_exponential(of, term.args[0]):
        return of.scalar(term.args[1], scope) * log_value(of, term.args[0], scope)
    if term.op == "product" and is_exponential(of, term.args[0]):
        bound, over = term.data[0]
        return Add(*(log_value(of, term.args[0], {**scope, bound: i}) for i in range(1, of.number(over) + 1)))
    if term.op == "mul":
        own = [a for a in term.args if is_exponential(of, a)]
        rest = [of.scalar(a, scope) for a in term.args if not is_exponential(of, a)]
        return Add(*(log_value(of, a, scope) for a in own), *([split_log(Mul(*rest))] if rest else []))
    if term.op in ("symbol", "function") and is_exponential(of, term) and term.data not in scope:
        return _log_of_definition(of, term, scope)
    if term.op == "integral":
        return log_of_integral(of, term, scope)
    return split_log(of.scalar(term, scope))


def split_log(value: Expr) -> Expr:
    """The logarithm of a value, the exponentials among its factors taken out."""
    factors = Mul.make_args(value)
    exponents = [f.args[0] for f in factors if isinstance(f, exp)]
    rest = Mul(*(f for f in factors if not isinstance(f, exp)))
    return Add(*exponents, *([] if rest == 1 and exponents else [log(rest)]))


def _log_of_definition(of: Components, term: Term, scope: Scope) -> Expr:
    definition = of.context.definitions[term.data]
    values = overrides(scope)
    for (bound, _), arg in zip(definition.parameters, term.args, strict=True):
        values[bound] = of.value(arg, scope)
    return log_value(of, definition.body, values)


def is_exponential(of: Components, term: Term) -> bool:
    """Whether a term is positive by its form: densities, exponentials, and products, powers and integrals of them."""
    if term.op in EXPONENTIAL:
        return True
    if term.op in ("power", "product", "integral"):
        return is_exponential(of, term.args[0])
    if term.op == "mul":
        return all(is_exponential(of, a) for a in term.args)
    if term.op in ("symbol", "function") and term.data in of.context.definitions:
        return is_exponential(of, of.context.definitions[term.data].body)
    return False


@handles("expectation", "variance", "covariance")
def expected(of: Components, term: Term, scope: Scope) -> Value:
    """Expectations, variances and covariances, entry by entry."""
    law = of.law(term.args[0], scope)
    with of.binding(term.data, scope) as (inner, variables):
        bodies = [of.grid(a, inner) for a in term.args[1:]]

    def mean(grid: Grid) -> Grid:
        return tuple(tuple(expectation(of, law, variables, e) for e in row) for row in grid)

    if term.op == "expectation":
        return mean(bodies[0])
    left, right = bodies[0], bodies[-1]
    return minus(mean(times(left, transposed(right))), times(mean(left), transposed(mean(right))))


@handles("kl", "entropy", "cross-entropy")
def divergence(of: Components, term: Term, scope: Scope) -> Value:
    """``E_p`` of the log-densities' difference."""
    p = of.law(term.args[0], scope)
    q = of.law(term.args[-1], scope)
    variables = of.variables(p.count)
    own = p.log_density(variables) if term.op != "cross-entropy" else 0
    other = q.log_density(variables) if term.op != "entropy" else 0
    return scalar(expectation(of, p, variables, own - other if term.op == "kl" else -own - other))


@handles("integral")
def integral(of: Components, term: Term, scope: Scope) -> Value:
    """Linear in the integrand; each term a polynomial times a density or an exponential of a polynomial of degree two."""
    body = term.args[0]
    if body.op == "add":
        from_parts = [of.grid(integral_of(term.data, a), scope) for a in body.args]
        return tuple(tuple(Add(*cell) for cell in zip(*rows, strict=True)) for rows in zip(*from_parts, strict=True))
    factors = body.args if body.op == "mul" else (body,)
    weight = tuple(f for f in factors if is_exponential(of, f))
    rest = tuple(f for f in factors if not is_exponential(of, f))
    with of.binding(term.data, scope) as (inner, variables):
        return _weighted(of, weight, rest, variables, inner)


def _weighted(of: Components, weight: tuple[Term, ...], rest: tuple[Term, ...], variables: list[Expr], scope: Scope) -> Value:
    body = of.grid(mul(*rest), scope) if rest else scalar(Mul())
    law = _law_in(of, weight, variables, scope)
    if law is not None:
        extra = exp(Add(*(log_value(of, f, scope) for f in weight if f is not law[0])))
        return tuple(tuple(expectation(of, law[1], variables, e * extra) for e in row) for row in body)
    if rest == () and any(set(variables) & a.free_symbols for f in weight for a in log_value(of, f, scope).atoms(AppliedUndef)):
        return scalar(exp(log_of_whole(of, Add(*(log_value(of, f, scope) for f in weight)), variables)))
    level, gaussian_part = log_integral(Add(*(log_value(of, f, scope) for f in weight)), variables, of.normaliser)
    normal = normal_law(gaussian_part.mean, gaussian_part.covariance)
    return tuple(tuple(exp(level) * expectation(of, normal, variables, e) for e in row) for row in body)


def _law_in(of: Components, weight: tuple[Term, ...], variables: list[Expr], scope: Scope) -> tuple[Term, Law] | None:
    """The density among the factors that is one of exactly the variables."""
    for factor in weight:
        if factor.op == "pdf" and flat([of.value(a, scope) for a in factor.args[1:]]) == variables:
            law = of.law(factor.args[0], scope)
            if not law.log_density(of.variables(law.count)).free_symbols & set(variables):
                return factor, law
    return None


def log_of_integral(of: Components, term: Term, scope: Scope) -> Expr:
    """The logarithm of the integral of one exponential."""
    if not is_exponential(of, term.args[0]):
        return log(of.scalar(term, scope))
    with of.binding(term.data, scope) as (inner, variables):
        return log_of_whole(of, log_value(of, term.args[0], inner), variables)


def log_of_whole(of: Components, exponent: Expr, variables: Sequence[Symbol]) -> Expr:
    """The logarithm of the integral of an exponential: closed for Gaussians; of arbitrary densities a function of what is left."""
    if not any(set(variables) & a.free_symbols for a in exponent.atoms(AppliedUndef)):
        return log_integral(exponent, variables, of.normaliser)[0]
    own = canonical_variables(of, "x", len(variables))
    inside = exponent.xreplace(dict(zip(variables, own, strict=True)))
    inside, _, arguments = parametrised(of, (inside, Integer(0)), own)
    key = ("log integral", inside)
    if key not in of.cache:
        of.cache[key] = Function(of.names.symbol(f"log_integral_{len(of.cache)}", ()).name, real=True)
    return of.cache[key](*arguments)



LOGARITHM.append(log_value)
