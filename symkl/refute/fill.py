"""Values of the right shapes and signs for the names of a context."""

from __future__ import annotations

from itertools import product

from symkl.kernel.context import Context
from symkl.kernel.sort import Sort
from symkl.kernel.term import Term
from symkl.refute import matrix
from symkl.refute.draw import Draw
from symkl.refute.matrix import Matrix
from symkl.refute.number import Rational, Scalar
from symkl.refute.rational import ratio
from symkl.refute.roles import Names, Roles
from symkl.refute.values import Family, Labelled, Law, Mixture, Model, Normal, Value, of_sort


def filled(context: Context, names: Names, roles: Roles, model: Model, draw: Draw) -> Model:
    """A model with values of the right shapes and signs; the facts between names are not seen to yet."""
    for name, sort in context.symbols.items():
        if name not in context.definitions:
            labels = {k: model.size(over) for k, over in names.labels.get(name, {}).items()}
            model.values[name] = _labelled(sort, labels, model, draw) if labels else _value(name, sort, roles, model, draw)
    for name, over in names.indices.items():
        model.values.setdefault(name, 1 + draw.below(max(1, model.size(over))))
    for name, ranges in names.tables.items():
        role = name + "()"
        model.values[role] = Family({at: _member(role, Sort(), roles, model, draw) for at in model.places(ranges)})
    for fact in context.facts:
        if fact.relation in ("succ", "succeq") and (parts := _blocks(fact.left, context)) is not None:
            _assign(parts, draw.definite(model.size(fact.left.sort.rows)), model, context)
    return model


def _blocks(term: Term, context: Context) -> Term | None:
    """The blocks of a matrix that is one, by its definition or as it stands."""
    while term.op == "symbol" and term.data in context.definitions:
        term = context.definitions[term.data].body
    return term if term.op == "block" else None


def _assign(term: Term, value: Matrix, model: Model, context: Context) -> None:
    """Give names the values by which a term has this one, as far as it is made of blocks, transposes and names."""
    if term.op == "symbol" and term.data in context.definitions:
        _assign(context.definitions[term.data].body, value, model, context)
    elif term.op == "symbol":
        model.values[term.data] = of_sort(value, term.sort)
    elif term.op == "transpose":
        _assign(term.args[0], matrix.transposed(value), model, context)
    elif term.op == "block":
        top = 0
        for r in range(term.data[0]):
            left = 0
            for part in term.args[r * term.data[1] : (r + 1) * term.data[1]]:
                height, width = model.shape(part.sort)
                _assign(part, tuple(row[left : left + width] for row in value[top : top + height]), model, context)
                left += width
            top += height


def _value(name: str, sort: Sort, roles: Roles, model: Model, draw: Draw) -> Value:
    if sort.kind == "law":
        return _law(sort, model, draw)
    if not sort.over:
        return _member(name, sort, roles, model, draw)
    return Family({at: _member(name, sort.element, roles, model, draw) for at in model.places(sort.over)})


def _member(name: str, sort: Sort, roles: Roles, model: Model, draw: Draw) -> Value:
    rows, cols = model.shape(sort)
    if name in roles.bits:
        return of_sort(draw.bits(rows, cols), sort)
    if name in roles.signs:
        return of_sort(tuple(tuple(2 * bit - 1 for bit in row) for row in draw.bits(rows, cols)), sort)
    if name in roles.counts:
        return of_sort(tuple(tuple(1 + bit for bit in row) for row in draw.bits(rows, cols)), sort)
    if name in roles.orthogonal:
        return of_sort(draw.orthogonal(rows, cols), sort)
    if name in roles.definite and rows == cols:
        return of_sort(draw.definite(rows), sort)
    if name in roles.fractions:
        return of_sort(draw.fraction(rows, cols), sort)
    if name in roles.positive:
        return of_sort(draw.positive(rows, cols), sort)
    if name in roles.symmetric and rows == cols:
        return of_sort(draw.symmetric(rows), sort)
    return of_sort(draw.real(rows, cols), sort)


def _law(sort: Sort, model: Model, draw: Draw) -> Law:
    shapes = tuple(model.shape(part) for part in sort.parts)
    size = sum(r * c for r, c in shapes)
    return Normal(draw.real(size, 1), draw.definite(size), shapes)


def _labelled(sort: Sort, labels: dict[int, int], model: Model, draw: Draw) -> Law:
    """Probabilities of labels that sum to 1, and for each label another normal law of the variables that are none."""
    shapes = tuple(model.shape(part) for part in sort.parts)
    rest = tuple(shape for k, shape in enumerate(shapes) if k not in labels)
    size = sum(r * c for r, c in rest)
    places = list(product(*(range(1, labels[k] + 1) for k in sorted(labels))))
    parts = [1 + draw.below(4) for _ in places]
    weights: dict[tuple[int, ...], Scalar] = {at: ratio(part, sum(parts)) for at, part in zip(places, parts, strict=True)}
    normals = {at: Normal(draw.real(size, 1), draw.definite(size), rest) for at in places if rest}
    return Labelled(weights, normals, tuple(k in labels for k in range(len(shapes))), shapes)


def mixed(law: Normal) -> Mixture:
    """A mixture of two normal laws with the same mean and covariance as one, and other moments of higher order."""
    step: Rational = 1
    while True:
        shift: Matrix = tuple((step if i == 0 else 0,) for i in range(len(law.mean)))
        covariance = matrix.plus(law.covariance, matrix.scaled(matrix.times(shift, matrix.transposed(shift)), -2))
        if matrix.is_definite(covariance):
            break
        step = step * ratio(1, 2)
    parts = (matrix.plus(law.mean, matrix.scaled(shift, 2)), matrix.plus(law.mean, matrix.scaled(shift, -1)))
    return Mixture((ratio(1, 3), ratio(2, 3)), tuple(Normal(mean, covariance, law.shapes) for mean in parts))
