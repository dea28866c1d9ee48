"""Values of the operators of algebra: sums, products, matrices, entries, sums over indices."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.sort import ONE
from symkl.kernel.term import Term
from symkl.refute import matrix
from symkl.refute.elementary import exp, log, power
from symkl.refute.environment import Evaluator, Operation
from symkl.refute.functions import absolute, apply, polynomial
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import PI, Number, Scalar, sum_of
from symkl.refute.rational import quick
from symkl.refute.values import Environment, Family, Value, as_matrix, as_scalar, entries_of, of_sort, whole


def _number(at: Evaluator, term: Term, environment: Environment) -> Value:
    return quick(term.data)


def _constant(at: Evaluator, term: Term, environment: Environment) -> Value:
    return PI if term.data == "pi" else exp(1)


def _symbol(at: Evaluator, term: Term, environment: Environment) -> Value:
    return at.look_up(term.data, environment)


def _index(at: Evaluator, term: Term, environment: Environment) -> Value:
    return at.look_up(term.data[0], environment)


def _dimension(at: Evaluator, term: Term, environment: Environment) -> Value:
    return at.model.size(term.data)


def _identity(at: Evaluator, term: Term, environment: Environment) -> Value:
    return matrix.identity(at.model.shape(term.sort)[0])


def _zero(at: Evaluator, term: Term, environment: Environment) -> Value:
    return matrix.filled(*at.model.shape(term.sort), 0)


def _ones(at: Evaluator, term: Term, environment: Environment) -> Value:
    return matrix.filled(*at.model.shape(term.sort), 1)


def _unit(at: Evaluator, term: Term, environment: Environment) -> Value:
    place = whole(at.evaluate(term.args[0], environment))
    rows = at.model.shape(term.sort)[0]
    if not 1 <= place <= rows:
        raise NotEvaluable("a unit vector beyond the dimension of the model")
    return tuple((int(i + 1 == place),) for i in range(rows))


def _add(at: Evaluator, term: Term, environment: Environment) -> Value:
    values = [at.evaluate(a, environment) for a in term.args]
    if term.sort.is_scalar:
        return sum_of(as_scalar(v) for v in values)
    total = as_matrix(values[0])
    for value in values[1:]:
        total = matrix.plus(total, as_matrix(value))
    return total


def _mul(at: Evaluator, term: Term, environment: Environment) -> Value:
    """Scalars are gathered; the other factors multiply from left to right, where a product of sort scalar joins the scalars."""
    scalar: Scalar = 1
    product: Matrix | None = None
    rows = ONE
    for factor in term.args:
        value = at.evaluate(factor, environment)
        if factor.sort.is_scalar:
            scalar = scalar * as_scalar(value)
            continue
        rows = factor.sort.rows if product is None else rows
        product = as_matrix(value) if product is None else matrix.times(product, as_matrix(value))
        if rows == ONE and factor.sort.cols == ONE:
            scalar, product = scalar * as_scalar(product), None
    if product is None:
        return scalar
    return matrix.scaled(product, scalar)


def _raised(at: Evaluator, term: Term, environment: Environment) -> Value:
    base, exponent = (at.evaluate(a, environment) for a in term.args)
    degree = as_scalar(exponent)
    if term.sort.is_scalar:
        return _scalar_power(as_scalar(base), degree)
    if isinstance(degree, Number):
        raise NotEvaluable("a power of a matrix that is no whole number")
    return _matrix_power(as_matrix(base), degree)


def _scalar_power(base: Scalar, exponent: Scalar) -> Scalar:
    if isinstance(exponent, Number):
        return exp(log(base) * exponent)
    return power(base, exponent)


def _matrix_power(base: Matrix, exponent: int | Fraction) -> Matrix:
    if exponent.denominator == 2:
        return _matrix_power(matrix.square_root(base), exponent * 2)
    if exponent.denominator != 1 or not -64 <= exponent <= 64:
        raise NotEvaluable("a power of a matrix")
    factor = matrix.inverse(base) if exponent < 0 else base
    result = factor if exponent else matrix.identity(len(base))
    for _ in range(abs(int(exponent)) - 1):
        result = matrix.times(result, factor)
    return result


def _transpose(at: Evaluator, term: Term, environment: Environment) -> Value:
    value = at.evaluate(term.args[0], environment)
    return matrix.transposed(as_matrix(value)) if isinstance(value, tuple) else value


def _trace(at: Evaluator, term: Term, environment: Environment) -> Value:
    value = as_matrix(at.evaluate(term.args[0], environment))
    return sum_of(row[i] for i, row in enumerate(value))


def _det(at: Evaluator, term: Term, environment: Environment) -> Value:
    return matrix.determinant(as_matrix(at.evaluate(term.args[0], environment)))


def _exponential(at: Evaluator, term: Term, environment: Environment) -> Value:
    return exp(as_scalar(at.evaluate(term.args[0], environment)))


def _absolute_value(at: Evaluator, term: Term, environment: Environment) -> Value:
    return absolute(as_scalar(at.evaluate(term.args[0], environment)))


def _hadamard(at: Evaluator, term: Term, environment: Environment) -> Value:
    product = as_matrix(at.evaluate(term.args[0], environment))
    for factor in term.args[1:]:
        product = matrix.entrywise(product, as_matrix(at.evaluate(factor, environment)))
    return of_sort(product, term.sort)


def _diag(at: Evaluator, term: Term, environment: Environment) -> Value:
    entries = [row[0] for row in as_matrix(at.evaluate(term.args[0], environment))]
    return of_sort(tuple(tuple(x if i == j else 0 for j in range(len(entries))) for i, x in enumerate(entries)), term.sort)


def _diagonal(at: Evaluator, term: Term, environment: Environment) -> Value:
    value = as_matrix(at.evaluate(term.args[0], environment))
    return of_sort(tuple((row[i],) for i, row in enumerate(value)), term.sort)


def _entry(at: Evaluator, term: Term, environment: Environment) -> Value:
    value = as_matrix(at.evaluate(term.args[0], environment))
    places = [whole(at.evaluate(a, environment)) for a in term.args[1:]]
    row, col = (places[0], 1) if len(places) == 1 else places
    if not (1 <= row <= len(value) and 1 <= col <= len(value[0])):
        raise NotEvaluable("an entry beyond the dimension of the model")
    return value[row - 1][col - 1]


def _member(at: Evaluator, term: Term, environment: Environment) -> Value:
    places = tuple(whole(at.evaluate(a, environment)) for a in term.args[1:])
    return at.member(at.evaluate(term.args[0], environment), places)


def _block(at: Evaluator, term: Term, environment: Environment) -> Value:
    rows, cols = term.data
    parts = [as_matrix(at.evaluate(a, environment)) for a in term.args]
    grid = [parts[r * cols : (r + 1) * cols] for r in range(rows)]
    lines = (tuple(x for part in row for x in part[i]) for row in grid for i in range(len(row[0])))
    return of_sort(tuple(lines), term.sort)


def _elementwise(at: Evaluator, term: Term, environment: Environment) -> Value:
    value = as_matrix(at.evaluate(term.args[0], environment))
    return of_sort(tuple(tuple(apply(term.data, x) for x in row) for row in value), term.sort)


def _function(at: Evaluator, term: Term, environment: Environment) -> Value:
    """A defined function, an opaque one of the model, or a known one."""
    arguments = tuple(at.evaluate(a, environment) for a in term.args)
    if term.data in at.context.definitions:
        return at.unfold(term.data, arguments, environment)
    if term.data not in at.model.functions:
        return apply(term.data, *map(as_scalar, arguments))
    if term.sort.kind == "law" or term.sort.over:
        raise NotEvaluable("an arbitrary function with laws or families as values")
    table = at.model.values.get(term.data + "()")
    if isinstance(table, Family):
        return at.member(table, tuple(map(whole, arguments)))
    return of_sort(polynomial(at.model.functions[term.data], entries_of(arguments), *at.model.shape(term.sort)), term.sort)


def _total(at: Evaluator, term: Term, environment: Environment, places: range) -> Value:
    body = term.args[-1]
    ((name, _),) = term.data
    total = matrix.filled(*at.model.shape(term.sort), 0)
    for place in places:
        total = matrix.plus(total, as_matrix(at.evaluate(body, at.bind(environment, {name: place}, hides=True))))
    return of_sort(total, term.sort)


def _summation(at: Evaluator, term: Term, environment: Environment) -> Value:
    return _total(at, term, environment, at.model.range(term.data[0][1]))


def _sum_between(at: Evaluator, term: Term, environment: Environment) -> Value:
    lower, upper = (whole(at.evaluate(a, environment)) for a in term.args[:2])
    if upper - lower > 64:
        raise NotEvaluable("a sum too long for a model")
    return _total(at, term, environment, range(lower, upper + 1))


def _product_between(at: Evaluator, term: Term, environment: Environment) -> Value:
    lower, upper = (whole(at.evaluate(a, environment)) for a in term.args[:2])
    if upper - lower > 64:
        raise NotEvaluable("a product too long for a model")
    return _multiplied(at, term, environment, range(lower, upper + 1))


def _product(at: Evaluator, term: Term, environment: Environment) -> Value:
    return _multiplied(at, term, environment, at.model.range(term.data[0][1]))


def _multiplied(at: Evaluator, term: Term, environment: Environment, places: range) -> Value:
    ((name, _),) = term.data
    value: Scalar = 1
    for place in places:
        value = value * as_scalar(at.evaluate(term.args[-1], at.bind(environment, {name: place}, hides=True)))
    return value


ALGEBRA: dict[str, Operation] = {
    "number": _number, "constant": _constant, "symbol": _symbol, "index": _index, "dimension": _dimension, "identity": _identity, "zero": _zero,
    "ones": _ones, "unit": _unit, "add": _add, "mul": _mul, "power": _raised, "transpose": _transpose, "trace": _trace, "det": _det,
    "exp": _exponential, "abs": _absolute_value, "hadamard": _hadamard, "diag": _diag, "diagonal": _diagonal,
    "entry": _entry, "member": _member, "block": _block, "map": _elementwise, "function": _function, "sum": _summation,
    "sum-between": _sum_between, "product": _product, "product-between": _product_between,
}  # fmt: skip
