"""How a report is to be told: the reader's terminal and wishes."""

from __future__ import annotations

from symkl.record import NamedTuple


class Settings(NamedTuple):
    """``width`` in columns; ``ascii`` where the output cannot take other characters; nothing is said by colour alone."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    show_reading: bool = False
