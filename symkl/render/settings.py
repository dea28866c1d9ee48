"""How a report is to be told: the reader's terminal and wishes."""

from __future__ import annotations

import os

from symkl.record import NamedTuple


class Settings(NamedTuple):
    """``width`` in columns; ``ascii`` where the output cannot take other characters; nothing is said by colour alone.

    ``root`` is the folder from which a code host names files, empty where there is none.
    """

    width: int = 80
    color: bool = False
    ascii: bool = False
    show_reading: bool = False
    root: str = ""

    def from_root(self, path: str) -> str:
        """A path as the code host names it; as it is where it lies outside of the root."""
        whole = os.path.abspath(path)
        return os.path.relpath(whole, self.root) if self.root and whole.startswith(os.path.join(self.root, "")) else path
