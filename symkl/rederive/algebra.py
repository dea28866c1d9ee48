"""Components of the plain operators: numbers, sums, products, matrices, families."""

from __future__ import annotations

from sympy import Abs, E, Expr, Function, Integer, Mul, Rational, erf, exp, gamma, log, pi

from symkl.kernel.sort import SCALAR, Sort
from symkl.kernel.term import Term
from symkl.rederive.components import OVERRIDE, Components, Family, Scope, Value, flat, handles, overrides
from symkl.rederive.errors import NotRederived
from symkl.rederive.grids import (
    NIL,
    ONE,
    determinant,
    filled,
    from_function,
    plus,
    scalar,
    scaled,
    times,
    trace_of,
    transposed,
    unit_grid,
)

HALVES = {Rational(1, 2), Rational(-1, 2)}


@handles("number", "constant", "dimension", "identity", "zero", "ones")
def constant(of: Components, term: Term, scope: Scope) -> Value:
    """Numbers, constants and constant matrices."""
    if term.op == "number":
        return scalar(Rational(term.data.numerator, term.data.denominator))
    if term.op == "constant":
        return scalar(pi if term.data == "pi" else E)
    if term.op == "dimension":
        return scalar(Integer(of.number(term.data)))
    rows, cols = of.shape(term.sort)
    return unit_grid(rows) if term.op == "identity" else filled(rows, cols, NIL if term.op == "zero" else ONE)


@handles("symbol", "index")
def name(of: Components, term: Term, scope: Scope) -> Value:
    """What a name stands for: bound, put in, defined, or symbols of its own."""
    spelt = term.data if term.op == "symbol" else term.data[0]
    if spelt in scope:
        return scope[spelt]
    if term.op == "index":
        raise NotRederived("an index that is not bound")
    if OVERRIDE + spelt in scope:
        return scope[OVERRIDE + spelt]
    definition = of.context.definitions.get(spelt)
    if definition is not None and not definition.parameters:
        return of.value(definition.body, overrides(scope))
    if term.sort.kind == "law":
        return of.arbitrary_law(spelt, (), of.law_size(term.sort))
    return of.symbol(spelt, term.sort)


@handles("unit")
def unit_vector(of: Components, term: Term, scope: Scope) -> Value:
    """A unit vector."""
    at = of.whole(term.args[0], scope)
    return from_function(of.number(term.sort.rows), 1, lambda i, j: ONE if i + 1 == at else NIL)


@handles("add")
def addition(of: Components, term: Term, scope: Scope) -> Value:
    """A sum, entry by entry."""
    return plus(*(of.grid(a, scope) for a in term.args))


@handles("mul")
def multiplication(of: Components, term: Term, scope: Scope) -> Value:
    """From left to right; scalars are gathered in front."""
    factor: Expr = ONE
    result, sort = None, SCALAR
    for arg in term.args:
        value = of.grid(arg, scope)
        if arg.sort.is_scalar:
            factor = factor * value[0][0]
            continue
        result, sort = (value, arg.sort) if result is None else (times(result, value), Sort(sort.rows, arg.sort.cols))
        if sort.is_scalar:
            factor, result = factor * result[0][0], None
    return scalar(factor) if result is None else scaled(factor, result)


@handles("power")
def power(of: Components, term: Term, scope: Scope) -> Value:
    """Powers of numbers; whole powers of matrices."""
    base, exponent = of.grid(term.args[0], scope), of.scalar(term.args[1], scope)
    if term.args[0].sort.is_scalar:
        return scalar(base[0][0] ** exponent)
    if exponent in HALVES and len(base) == 1:
        return scalar(base[0][0] ** exponent)
    if not exponent.is_Integer or abs(exponent) > 8:
        raise NotRederived("a matrix to a power that is no whole number")
    if exponent < 0:
        base = of.inverse(base)
    result = unit_grid(len(base))
    for _ in range(abs(int(exponent))):
        result = times(result, base) if result != unit_grid(len(base)) else base
    return result


@handles("transpose", "trace", "det", "diag", "diagonal")
def matrix_operation(of: Components, term: Term, scope: Scope) -> Value:
    """Transpose, trace, determinant and diagonals."""
    grid = of.grid(term.args[0], scope)
    if term.op == "transpose":
        return transposed(grid)
    if term.op == "trace":
        return scalar(trace_of(grid))
    if term.op == "det":
        return scalar(determinant(grid))
    if term.op == "diag":
        return from_function(len(grid), len(grid), lambda i, j: grid[i][0] if i == j else NIL)
    return tuple((grid[i][i],) for i in range(len(grid)))


def _sigmoid(x: Expr) -> Expr:
    return 1 / (1 + exp(-x))


FUNCTIONS = {
    "log": log, "exp": exp, "abs": Abs, "sigmoid": _sigmoid, "softplus": lambda x: log(1 + exp(x)), "gamma": gamma, "erf": erf,
    "tanh": lambda x: (exp(2 * x) - 1) / (exp(2 * x) + 1), "reciprocal": lambda x: 1 / x, "sqrt": lambda x: x ** Rational(1, 2),
    "sinh": lambda x: (exp(x) - exp(-x)) / 2, "cosh": lambda x: (exp(x) + exp(-x)) / 2, "digamma": Function("digamma", real=True),
    "max": lambda x, y: (x + y + Abs(x - y)) / 2, "min": lambda x, y: (x + y - Abs(x - y)) / 2,
}  # fmt: skip


@handles("log")
def logarithm(of: Components, term: Term, scope: Scope) -> Value:
    """A logarithm, through what is positive by its form."""
    return scalar(of.log_value(term.args[0], scope))


@handles("exp", "abs")
def scalar_function(of: Components, term: Term, scope: Scope) -> Value:
    """A function of a number."""
    return scalar(FUNCTIONS[term.op](of.scalar(term.args[0], scope)))


@handles("map")
def elementwise(of: Components, term: Term, scope: Scope) -> Value:
    """A function of every entry."""
    if term.data not in FUNCTIONS:
        raise NotRederived(f"no components for {term.data}")
    return tuple(tuple(FUNCTIONS[term.data](e) for e in row) for row in of.grid(term.args[0], scope))


@handles("hadamard")
def hadamard(of: Components, term: Term, scope: Scope) -> Value:
    """The elementwise product."""
    grids = [of.grid(a, scope) for a in term.args]
    return tuple(tuple(Mul(*cell) for cell in zip(*rows, strict=True)) for rows in zip(*grids, strict=True))


@handles("entry")
def entry(of: Components, term: Term, scope: Scope) -> Value:
    """An entry of a vector or matrix."""
    grid = of.grid(term.args[0], scope)
    at = [of.whole(a, scope) - 1 for a in term.args[1:]] + [0]
    if not (0 <= at[0] < len(grid) and 0 <= at[1] < len(grid[0])):
        raise NotRederived("an index outside its range")
    return scalar(grid[at[0]][at[1]])


@handles("member")
def member(of: Components, term: Term, scope: Scope) -> Value:
    """A member of a family."""
    family = of.value(term.args[0], scope)
    if not isinstance(family, Family):
        raise NotRederived("a member of something that is no family")
    return family.at([of.whole(a, scope) for a in term.args[1:]])


@handles("block")
def block(of: Components, term: Term, scope: Scope) -> Value:
    """A matrix put together from its blocks."""
    rows, cols = term.data
    grids = [of.grid(a, scope) for a in term.args]
    result: list[tuple[Expr, ...]] = []
    for r in range(rows):
        for lines in zip(*grids[r * cols : (r + 1) * cols], strict=True):
            result.append(tuple(e for line in lines for e in line))
    return tuple(result)


@handles("function")
def function(of: Components, term: Term, scope: Scope) -> Value:
    """A declared function with a definition, a known one, or an arbitrary one whose values are opaque."""
    definition = of.context.definitions.get(term.data)
    if definition is not None and definition.parameters:
        values: Scope = overrides(scope)
        for (bound, _), arg in zip(definition.parameters, term.args, strict=True):
            values[bound] = of.value(arg, scope)
        return of.value(definition.body, values)
    arguments = flat([of.value(a, scope) for a in term.args])
    if term.data in FUNCTIONS and all(a.sort.is_scalar for a in term.args):
        return scalar(FUNCTIONS[term.data](*arguments))
    if term.sort.kind == "law":
        return of.arbitrary_law(term.data, tuple(arguments), of.law_size(term.sort))
    rows, cols = of.shape(term.sort)
    spelt = of.names.spelling(term.data)
    signs = {"positive": True} if "positive" in of.facts.marks.get(term.data, ()) else {"real": True}

    def place(i: int, j: int) -> str:
        return "" if rows == cols == 1 else f"_{i + 1}" if cols == 1 else f"_{i + 1}_{j + 1}"

    made = from_function(rows, cols, lambda i, j: Function(spelt + place(i, j), **signs)(*arguments))
    of.functions.update(e.func for row in made for e in row)
    return made


@handles("sum", "product", "sum-between", "product-between")
def repeated(of: Components, term: Term, scope: Scope) -> Value:
    """A sum or product, written out."""
    bound, over = term.data[0]
    first, last = 1, of.number(over)
    if term.op in ("sum-between", "product-between"):
        first, last = of.whole(term.args[0], scope), of.whole(term.args[1], scope)
    body = term.args[-1]
    grids = [of.grid(body, {**scope, bound: i}) for i in range(first, last + 1)]
    if term.op in ("product", "product-between"):
        return scalar(Mul(*(g[0][0] for g in grids)))
    return plus(*grids) if grids else filled(*of.shape(term.sort), NIL)
