"""Sorts: what shape a term has. Every value is a matrix; a vector has one column, a scalar one of each."""

from __future__ import annotations

from symkl.record import NamedTuple


class SortError(Exception):
    """An operation does not fit the shapes of its arguments (``message`` names them)."""


class Dimension(NamedTuple):
    """A sum of dimension names and a whole number: ``d``, ``3``, ``a + b``, ``d + 1``."""

    constant: int
    names: tuple[str, ...] = ()

    def __add__(self, other: Dimension) -> Dimension:  # type: ignore[override]
        return Dimension(self.constant + other.constant, tuple(sorted(self.names + other.names)))

    def __str__(self) -> str:
        parts = list(self.names) + ([str(self.constant)] if self.constant or not self.names else [])
        return " + ".join(parts)


ONE = Dimension(1)


def dimension(of: str | int) -> Dimension:
    """``dimension("d")`` or ``dimension(3)``."""
    return Dimension(of) if isinstance(of, int) else Dimension(0, (of,))


class Sort(NamedTuple):
    """Rows and columns of a value; ``over`` lists the ranges of a family (``x_1, .., x_N``: over N).

    ``kind`` is "value", or "law" for a probability law, whose variables' sorts stand in ``parts``.
    """

    rows: Dimension = ONE
    cols: Dimension = ONE
    over: tuple[Dimension, ...] = ()
    kind: str = "value"
    parts: tuple[Sort, ...] = ()

    @property
    def is_scalar(self) -> bool:
        """A single number."""
        return self == SCALAR

    @property
    def is_vector(self) -> bool:
        """A column with more than one entry in general."""
        return self.cols == ONE and self.rows != ONE and not self.over and self.kind == "value"

    @property
    def is_square(self) -> bool:
        """As many rows as columns."""
        return self.rows == self.cols and not self.over and self.kind == "value"

    @property
    def element(self) -> Sort:
        """The sort of a family's member."""
        return self._replace(over=())

    @property
    def transposed(self) -> Sort:
        """The sort of the transpose."""
        return self._replace(rows=self.cols, cols=self.rows)

    def __str__(self) -> str:
        if self.kind == "law":
            return "law on " + ", ".join(map(str, self.parts))
        shape = "R" if self.is_scalar else f"R^{{{self.rows}}}" if self.cols == ONE else f"R^{{{self.rows} x {self.cols}}}"
        if self.over:
            shape = self.element.__str__() + " for each of " + " x ".join(map(str, self.over))
        return shape


SCALAR = Sort()


def vector(rows: Dimension) -> Sort:
    """The sort of a column vector."""
    return Sort(rows, ONE)


def law(*parts: Sort) -> Sort:
    """The sort of a probability law on variables of these sorts."""
    return Sort(kind="law", parts=parts)
