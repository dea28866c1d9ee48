"""What was worked out of terms is kept while a worksheet is judged, and let go of with it: the next one has terms of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Table(Protocol):
    """Something that can be emptied."""

    def clear(self) -> object:
        """Empty it."""


Kept = TypeVar("Kept", bound=Table)
_EMPTIED: list[Callable[[], object]] = []


def afterwards(empty: Callable[[], None]) -> Callable[[], None]:
    """Have this done when a worksheet is judged, after all that was asked for later than this."""
    _EMPTIED.append(empty)
    return empty


def while_judging(table: Kept) -> Kept:
    """The same table, one of those that are let go of."""
    _EMPTIED.append(table.clear)
    return table


def remembering(most: int) -> Callable[[Function], Function]:
    """A function whose last values are kept; they hang on its arguments alone."""

    def made(function: Function) -> Function:
        remembered = lru_cache(maxsize=most)(function)
        _EMPTIED.append(remembered.cache_clear)
        return remembered  # type: ignore[return-value]  # the same to whoever calls it

    return made


def let_go() -> None:
    """Empty every table, those first that hang on others."""
    for empty in reversed(_EMPTIED):
        empty()
