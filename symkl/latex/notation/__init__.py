"""One file a construct: how it is read, and examples with their meaning. A generic test tries every file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from symkl.record import NamedTuple

if TYPE_CHECKING:
    from symkl.latex.cursor import Handler


class Notation(NamedTuple):
    """``heads``: what stands first (a command, ``begin`` names, or an operator of `symbols.OPERATORS`) -> how it is read.

    ``examples``: LaTeX and its syntax as `syntax.sexpr` writes it; ``damaged``: LaTeX and the code of its diagnostic;
    ``declared``: (key, kind) of names that are declared in the examples.
    """

    heads: Mapping[str, Handler]
    examples: tuple[tuple[str, str], ...]
    damaged: tuple[tuple[str, str], ...] = ()
    declared: tuple[tuple[str, str], ...] = ()


@cache
def notations() -> dict[str, Notation]:
    """Every notation by the name of its file."""
    files = sorted(name[:-3] for name in os.listdir(os.path.dirname(__file__)) if name.endswith(".py") and name != "__init__.py")
    return {name: import_module(f"{__name__}.{name}").NOTATION for name in files}


@cache
def registry() -> dict[str, Handler]:
    """What stands first -> how it is read, of all notations."""
    return {head: handler for notation in notations().values() for head, handler in notation.heads.items()}
