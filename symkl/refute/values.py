"""What terms are worth in a model: numbers, matrices, families of them, and laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TypeAlias

from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import Term
from symkl.record import NamedTuple
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix
from symkl.refute.number import Number, Scalar

Shape = tuple[int, int]
LARGEST_SIZE = 16  # rows of a value in a model
LONGEST_RANGE = 400  # of an index
LARGEST_BITS = 1 << 16  # of a rational number


class Family(NamedTuple):
    """Values for each index (or tuple of indices, counted from 1)."""

    members: dict[tuple[int, ...], Value]


class Normal(NamedTuple):
    """The normal law of stacked variables."""

    mean: Matrix
    covariance: Matrix
    shapes: tuple[Shape, ...]


class Mixture(NamedTuple):
    """Positive weights that sum to 1, with a normal law each."""

    weights: tuple[Scalar, ...]
    parts: tuple[Normal, ...]


class Labelled(NamedTuple):
    """A law some of whose variables are labels 1, 2, ..: the labels' probabilities, and given them a normal law of the other variables."""

    weights: dict[tuple[int, ...], Scalar]
    parts: dict[tuple[int, ...], Normal]
    labels: tuple[bool, ...]  # which variables are labels
    shapes: tuple[Shape, ...]


class Written(NamedTuple):
    """The law whose density is the body of a term (or proportional to it), read where the term stands."""

    term: Term
    environment: Environment
    shapes: tuple[Shape, ...]


Law: TypeAlias = Normal | Mixture | Labelled | Written
Value: TypeAlias = "int | Fraction | Number | Matrix | Family | Law"


class Bound(NamedTuple):
    """A local value of a name. ``token`` is equal for equal bindings only; ``hides`` says that a definition unfolded inside the binder
    must not speak of the name, since it may mean the one outside."""

    value: Value
    token: int
    hides: bool = False


Environment = dict[str, Bound]


class Work:
    """Counts the nodes evaluated while one model is made; no part of a model's identity."""

    __slots__ = ("nodes",)

    def __init__(self) -> None:
        self.nodes = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Work)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "Work()"


class Model(NamedTuple):
    """Sizes for dimension names and values for free names; opaque functions are numbered polynomials (see `functions`)."""

    dimensions: dict[str, int]
    values: dict[str, Value]
    functions: dict[str, int]
    work: Work

    def size(self, of: Dimension) -> int:
        """The number of a dimension."""
        try:
            return of.constant + sum(self.dimensions[name] for name in of.names)
        except KeyError as missing:
            raise NotEvaluable(f"the dimension {missing.args[0]} has no size in the model") from None

    def range(self, of: Dimension) -> range:
        """The whole numbers from 1 to a dimension."""
        size = self.size(of)
        if size > LONGEST_RANGE:
            raise NotEvaluable("a range too long for a model")
        return range(1, size + 1)

    def shape(self, of: Sort) -> Shape:
        """Rows and columns of a value of this sort; the members of a family are put below each other."""
        rows = self.size(of.rows)
        for over in of.over:
            rows *= self.size(over)
        cols = self.size(of.cols)
        if max(rows, cols) > LARGEST_SIZE:
            raise NotEvaluable("a value too large for a model")
        return rows, cols

    def places(self, over: tuple[Dimension, ...]) -> tuple[tuple[int, ...], ...]:
        """The indices of a family's members, in order."""
        return tuple(product(*map(self.range, over)))


def bounded(value: Value) -> Value:
    """The value, unless it is a number of more digits than any model needs."""
    if type(value) is tuple or type(value) is Number:
        return value
    if isinstance(value, (int, Fraction)) and max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST_BITS:
        raise NotEvaluable("a number with too many digits")
    return value


def as_matrix(value: Value) -> Matrix:
    """A number or matrix as a matrix."""
    if type(value) is tuple:
        return value  # type: ignore[return-value]
    if isinstance(value, (int, Number, Fraction)):
        return ((value,),)
    if isinstance(value, (Family, Normal, Mixture, Labelled, Written)):
        raise NotEvaluable("a law or a family where a value is needed")
    return value


def stacked_value(value: Value) -> Matrix:
    """A value as one matrix, a family's members below each other."""
    if isinstance(value, Family):
        return tuple(row for at in sorted(value.members) for row in as_matrix(value.members[at]))
    return as_matrix(value)


def unstacked(matrix: Matrix, sort: Sort, model: Model) -> Value:
    """The value of a sort that `stacked_value` makes the matrix of."""
    if not sort.over:
        return of_sort(matrix, sort)
    rows = model.size(sort.rows)
    places = model.places(sort.over)
    return Family({at: of_sort(matrix[k * rows : (k + 1) * rows], sort.element) for k, at in enumerate(places)})


def entries_of(values: tuple[Value, ...]) -> list[Scalar]:
    """All entries of some values, in order."""
    return [x for value in values for row in stacked_value(value) for x in row]


def as_scalar(value: Value) -> Scalar:
    """A number."""
    if isinstance(value, (int, Number, Fraction)):
        return value
    matrix = as_matrix(value)
    if len(matrix) != 1 or len(matrix[0]) != 1:
        raise NotEvaluable("a matrix where a number is needed")
    return matrix[0][0]


def of_sort(matrix: Matrix, sort: Sort) -> Value:
    """The matrix, or its only entry where the sort is that of a scalar."""
    return matrix[0][0] if sort.is_scalar and len(matrix) == 1 and len(matrix[0]) == 1 else matrix


def whole(value: Value) -> int:
    """A whole number, such as an index."""
    number = as_scalar(value)
    if isinstance(number, Number) or number.denominator != 1:
        raise NotEvaluable("an index that is no whole number")
    return int(number)
