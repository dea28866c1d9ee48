"""Sides whose shapes differ for some dimensions: no equation, whatever their entries are."""

from __future__ import annotations

from itertools import product

from symkl.kernel.sort import Dimension, Sort
from symkl.report import Counterexample

SIZES = (2, 1, 3)


def shapes_differ(left: Sort, right: Sort) -> Counterexample | None:
    """Dimensions at which two values have different shapes; None where they have one shape, or are no single values."""
    if left == right or left.kind != "value" or right.kind != "value" or left.over or right.over:
        return None
    names = tuple(sorted({name for part in (left.rows, left.cols, right.rows, right.cols) for name in part.names}))
    for sizes in product(SIZES, repeat=min(len(names), 6)):
        at = dict(zip(names, sizes, strict=False))
        if _shape(left, at) != _shape(right, at):
            return Counterexample("undefined", tuple(sorted(at.items())), (), _told(left, at), _told(right, at))
    return None


def _shape(sort: Sort, at: dict[str, int]) -> tuple[int, int]:
    return _size(sort.rows, at), _size(sort.cols, at)


def _told(sort: Sort, at: dict[str, int]) -> str:
    return r"{} \times {}".format(*_shape(sort, at))


def _size(of: Dimension, at: dict[str, int]) -> int:
    return of.constant + sum(at.get(name, 1) for name in of.names)
