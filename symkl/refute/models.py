"""A stream of admissible models for a context: exact values that satisfy all facts. The same context gives the same models."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product

from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import Sort
from symkl.kernel.term import Term, subterms
from symkl.refute import matrix
from symkl.refute.draw import Draw
from symkl.refute.environment import Evaluator
from symkl.refute.facts import fact_holds
from symkl.refute.interval import NotEvaluable
from symkl.refute.laws import fit_moments
from symkl.refute.matrix import Matrix
from symkl.refute.model import evaluator
from symkl.refute.number import Scalar, Undefined
from symkl.refute.roles import Names, Roles, names_of, roles_of
from symkl.refute.solve import solve_equations
from symkl.refute.values import Family, Labelled, Law, Mixture, Model, Normal, Value, of_sort

ATTEMPTS = 40
SIZES = ((1,), (2,), (2, 1), (1, 2), (3, 2), (2, 3), (3,))  # of the dimensions in turn, per variant


class Stream:
    """The admissible models of a context, found as they are asked for and kept: what was evaluated in them is not evaluated again."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._found: list[Evaluator] = []
        self._coming = _search(context, names)

    def __iter__(self) -> Iterator[Evaluator]:
        for place in range(ATTEMPTS):
            if place == len(self._found):
                following = next(self._coming, None)
                if following is None:
                    return
                self._found.append(following)
            self._found[place].work = 0
            yield self._found[place]


def models(context: Context, terms: Iterable[Term] = ()) -> Stream:
    """Evaluators in admissible models, the smallest dimensions first; ``terms`` are what is to be evaluated."""
    names = names_of(context, terms)
    for known in _streams:
        if known.context is context and known.names == names:
            return known
    made = Stream(context, names)
    _streams.append(made)
    return made


#: the streams of the contexts asked about last; a stream holds its context, so that a context is recognised by its identity
_streams: deque[Stream] = deque(maxlen=6)


def _search(context: Context, names: Names) -> Iterator[Evaluator]:
    facts = tuple(f for f in context.facts if f.relation != "free-of")
    if any(_speaks_for_all(fact, context) for fact in facts):
        return
    roles = roles_of(context)
    key = ",".join(sorted(context.symbols))
    for variant in range(ATTEMPTS):
        draw = Draw(key, variant)
        model = Model(_sizes(names, variant), {}, {n: roles.function_kind(n) for n in context.symbols})
        try:
            filled = _filled(context, names, roles, model, draw)
            found = _admissible(filled, context, facts, mix=variant % 3 == 2)
        except (NotEvaluable, Undefined):
            continue
        if found is not None:
            yield found


def find_model(context: Context) -> Evaluator | None:
    """The first admissible model; None if none was found."""
    return next(iter(models(context)), None)


def _speaks_for_all(fact: Proposition, context: Context) -> bool:
    """Whether an equation restricts an opaque function at every argument, which no choice of it here would satisfy."""
    functions = (t for side in (fact.left, fact.right) for t in subterms(side) if t.op == "function")
    opaque = (t for t in functions if t.data in context.symbols and t.data not in context.definitions)
    return fact.relation == "=" and any(a.op not in ("index", "number") for t in opaque for a in t.args)


def _sizes(names: Names, variant: int) -> dict[str, int]:
    sizes = SIZES[variant % len(SIZES)]
    return {name: sizes[i % len(sizes)] for i, name in enumerate(names.dimensions)}


def _filled(context: Context, names: Names, roles: Roles, model: Model, draw: Draw) -> Model:
    """A model with values of the right shapes and signs; the facts between names are not seen to yet."""
    for name, sort in context.symbols.items():
        if name not in context.definitions:
            labels = {k: model.size(over) for k, over in names.labels.get(name, {}).items()}
            model.values[name] = _labelled(sort, labels, model, draw) if labels else _value(name, sort, roles, model, draw)
    for name, over in names.indices.items():
        model.values.setdefault(name, 1 + draw.below(max(1, model.size(over))))
    for name, ranges in names.tables.items():
        places = product(*(range(1, model.size(r) + 1) for r in ranges))
        role = name + "()"
        model.values[role] = Family({at: _member(role, Sort(), roles, model, draw) for at in places})
    return model


def _value(name: str, sort: Sort, roles: Roles, model: Model, draw: Draw) -> Value:
    if sort.kind == "law":
        return _law(sort, model, draw)
    if not sort.over:
        return _member(name, sort, roles, model, draw)
    places = product(*(range(1, model.size(over) + 1) for over in sort.over))
    return Family({at: _member(name, sort.element, roles, model, draw) for at in places})


def _member(name: str, sort: Sort, roles: Roles, model: Model, draw: Draw) -> Value:
    rows, cols = model.shape(sort)
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
    weights: dict[tuple[int, ...], Scalar] = {at: Fraction(part, sum(parts)) for at, part in zip(places, parts, strict=True)}
    normals = {at: Normal(draw.real(size, 1), draw.definite(size), rest) for at in places if rest}
    return Labelled(weights, normals, tuple(k in labels for k in range(len(shapes))), shapes)


def mixed(law: Normal) -> Mixture:
    """A mixture of two normal laws with the same mean and covariance as one, and other moments of higher order."""
    step: Fraction = Fraction(1)
    while True:
        shift: Matrix = tuple((step if i == 0 else 0,) for i in range(len(law.mean)))
        covariance = matrix.plus(law.covariance, matrix.scaled(matrix.times(shift, matrix.transposed(shift)), -2))
        if matrix.is_definite(covariance):
            break
        step /= 2
    parts = (matrix.plus(law.mean, matrix.scaled(shift, 2)), matrix.plus(law.mean, matrix.scaled(shift, -1)))
    return Mixture((Fraction(1, 3), Fraction(2, 3)), tuple(Normal(mean, covariance, law.shapes) for mean in parts))


def _admissible(model: Model, context: Context, facts: tuple[Proposition, ...], mix: bool) -> Evaluator | None:
    """An evaluator in the model, with values solved for where the facts are equations; None where a fact fails.

    ``mix`` puts mixtures in the place of arbitrary laws, with the same means and covariances.
    """
    model = fit_moments(model, context, facts)
    if mix:
        model = model._replace(values={n: mixed(v) if isinstance(v, Normal) else v for n, v in model.values.items()})
    model = solve_equations(model, context, tuple(f for f in facts if f.relation == "="))
    at = evaluator(model, context)
    return at if all(fact_holds(at, fact) for fact in facts) else None
