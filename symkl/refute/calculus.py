"""Values of derivatives, by nilpotents, and of optima of quadratic objectives."""

from __future__ import annotations

from symkl.kernel.sort import Sort
from symkl.kernel.term import Term, log
from symkl.refute import matrix
from symkl.refute.elementary import power
from symkl.refute.environment import Evaluator, Operation
from symkl.refute.integrals import quadratic
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import Generator, Number, coefficient, generator_of, sum_of
from symkl.refute.probability import bound, indeterminates, parted, shapes_of, within
from symkl.refute.rational import ratio
from symkl.refute.values import Environment, Family, Value, as_matrix, as_scalar, of_sort, whole


def _derivative(at: Evaluator, term: Term, environment: Environment) -> Value:
    """Every entry of the variable is moved by a nilpotent of its own; entries (i, j) and (j, i) of a symmetric one by the same."""
    body, by = term.args
    rows, cols = at.model.shape(by.sort)
    steps = _steps(at, rows, cols, term.data == "symmetric" and rows == cols)
    delta = tuple(tuple(Number({frozenset(((g, 1),)): 1}) for g in row) for row in steps)
    value = within(at, body, moved(at, body, by, delta, environment))
    if body.sort.is_scalar:
        return of_sort(tuple(tuple(coefficient(value[0][0], g) for g in row) for row in steps), term.sort)
    if by.sort.is_scalar:
        return of_sort(tuple(tuple(coefficient(x, steps[0][0]) for x in row) for row in value), term.sort)
    return of_sort(tuple(tuple(coefficient(row[0], g[0]) for g in steps) for row in value), term.sort)


def gradient(at: Evaluator, body: Term, name: str, sort: Sort, point: Matrix, symmetric: bool, beside: Environment | None = None) -> Matrix:
    """The derivative of a scalar by a variable at a point; ``beside`` are values of other variables."""
    steps = _steps(at, len(point), len(point[0]), symmetric)
    delta = tuple(tuple(Number({frozenset(((g, 1),)): 1}) for g in row) for row in steps)
    environment = at.bind(beside or {}, {name: of_sort(matrix.plus(point, delta), sort)})
    value = within(at, body, environment)[0][0]
    return tuple(tuple(coefficient(value, g) for g in row) for row in steps)


def _steps(at: Evaluator, rows: int, cols: int, symmetric: bool) -> tuple[tuple[Generator, ...], ...]:
    def place(i: int, j: int) -> int:
        return min(i, j) * cols + max(i, j) if symmetric else i * cols + j

    return tuple(tuple(generator_of("nil", (at.depth, place(i, j))) for j in range(cols)) for i in range(rows))


def moved(at: Evaluator, body: Term, by: Term, delta: Matrix, environment: Environment) -> Environment:
    """The environment in which the variable ``by`` is moved by ``delta``."""
    if by.op == "symbol":
        return _moved_symbol(at, body, by, delta, environment)
    if by.op == "power" and by.sort.is_scalar:
        base, exponent = by.args
        degree = as_scalar(at.evaluate(exponent, environment))
        if isinstance(degree, Number) or degree == 0:
            raise NotEvaluable("a derivative by such a power")
        slope = power(as_scalar(at.evaluate(base, environment)), degree - 1) * degree
        return moved(at, body, base, matrix.scaled(delta, power(slope, -1)), environment)
    if by.op in ("entry", "member"):
        return _moved_part(at, body, by, delta, environment)
    if by.op == "block":
        return _moved_blocks(at, body, by, delta, environment)
    if by.op == "transpose":
        return moved(at, body, by.args[0], matrix.transposed(delta), environment)
    raise NotEvaluable("a derivative by something that is no variable")


def _moved_symbol(at: Evaluator, body: Term, by: Term, delta: Matrix, environment: Environment) -> Environment:
    name = by.data
    definition = at.context.definitions.get(name)
    if name not in environment and definition is not None:
        if definition.body.op in ("symbol", "entry", "member", "block", "transpose"):
            return moved(at, body, definition.body, delta, environment)
        if _reach_without(at, body, name) & at.reach(definition.body):
            raise NotEvaluable(f"a derivative by {name}, which is defined by what else occurs")
    value = at.look_up(name, environment)
    if isinstance(value, Family):
        raise NotEvaluable("a derivative by a whole family")
    return at.bind(environment, {name: of_sort(matrix.plus(as_matrix(value), delta), by.sort)})


def _reach_without(at: Evaluator, term: Term, name: str) -> frozenset[str]:
    """What a term depends on other than through one name."""
    found: set[str] = set()
    waiting = list(term.free)
    while waiting:
        free = waiting.pop()
        if free not in found and free != name:
            found.add(free)
            definition = at.context.definitions.get(free.removesuffix("()"))
            waiting.extend(definition.body.free if definition else ())
    return frozenset(found)


def _moved_part(at: Evaluator, body: Term, by: Term, delta: Matrix, environment: Environment) -> Environment:
    of, *places = by.args
    at_places = tuple(whole(at.evaluate(p, environment)) for p in places)
    if by.op == "entry":
        rows, cols = at.model.shape(of.sort)
        row, col = at_places if len(at_places) == 2 else (at_places[0], 1)
        spread = tuple(tuple(delta[0][0] if (i, j) == (row, col) else 0 for j in range(1, cols + 1)) for i in range(1, rows + 1))
        return moved(at, body, of, spread, environment)
    family = at.evaluate(of, environment)
    if of.op != "symbol" or not isinstance(family, Family):
        raise NotEvaluable("a derivative by a member of what is no family")
    member = of_sort(matrix.plus(as_matrix(at.member(family, at_places)), delta), by.sort)
    return at.bind(environment, {of.data: Family({**family.members, at_places: member})})


def _moved_blocks(at: Evaluator, body: Term, by: Term, delta: Matrix, environment: Environment) -> Environment:
    rows, cols = by.data
    top = 0
    for r in range(rows):
        left = 0
        for part in by.args[r * cols : (r + 1) * cols]:
            height, width = at.model.shape(part.sort)
            environment = moved(at, body, part, tuple(row[left : left + width] for row in delta[top : top + height]), environment)
            left += width
        top += at.model.shape(by.args[r * cols].sort)[0]
    return environment


def _put_in(at: Evaluator, term: Term, environment: Environment) -> Value:
    """A body with values for its variables."""
    values = {name: at.evaluate(value, environment) for (name, _), value in zip(term.data, term.args[1:], strict=True)}
    return at.evaluate(term.args[0], at.bind(environment, values))


def _optimum(at: Evaluator, term: Term, environment: Environment) -> Value:
    """The optimum of a quadratic objective whose matrix is definite; where it is attained, also that of the exponential of one."""
    at.unrestricted(name for name, _ in term.data)
    variables, points = indeterminates(at, shapes_of(at, term.data))
    inner = bound(at, term.data, points, environment, hides=False)
    try:
        form = quadratic(within(at, term.args[0], inner)[0][0], variables)
    except NotEvaluable:
        if not term.op.startswith("arg"):
            raise
        form = quadratic(within(at, log(term.args[0]), inner)[0][0], variables)  # log grows with what it is of
    lowest = term.op in ("argmin", "minimum")
    if not matrix.is_definite(matrix.scaled(form.matrix, -1 if lowest else 1)):
        raise NotEvaluable("an optimum of an objective without a definite second derivative")
    solution = matrix.times(matrix.inverse(form.matrix), form.linear)
    if term.op.startswith("arg"):
        return of_sort(parted(solution, shapes_of(at, term.data))[0], term.sort)
    gain = sum_of(b[0] * z[0] for b, z in zip(form.linear, solution, strict=True)) * ratio(1, 2)
    return form.constant + gain


def is_unbounded(at: Evaluator, term: Term) -> bool:
    """Whether a quadratic objective certainly has no optimum: its matrix has a direction of the wrong sign."""
    at.unrestricted(name for name, _ in term.data)
    variables, points = indeterminates(at, shapes_of(at, term.data))
    form = quadratic(within(at, term.args[0], bound(at, term.data, points, {}, hides=False))[0][0], variables)
    curvature = matrix.scaled(form.matrix, -1 if term.op == "argmin" else 1)
    return not any(isinstance(x, Number) for row in curvature for x in row) and not matrix.is_semidefinite(curvature)


CALCULUS: dict[str, Operation] = {
    "derivative": _derivative, "at": _put_in, "argmin": _optimum, "argmax": _optimum, "minimum": _optimum, "maximum": _optimum,
}  # fmt: skip
