"""All laws, found in the folders of this room."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from os import listdir

import symkl.theory.distributions
import symkl.theory.identities
from symkl.kernel.law import Law


@cache
def laws() -> dict[str, Law]:
    """Every law by its name, in the order of the files."""
    found: dict[str, Law] = {}
    for room in (symkl.theory.distributions, symkl.theory.identities):
        files = (name for folder in room.__path__ for name in listdir(folder) if name.endswith(".py") and name != "__init__.py")
        for name in sorted(files):
            for law in import_module(f"{room.__name__}.{name[:-3]}").LAWS:
                found[law.name] = law
    return found


@cache
def heads() -> frozenset[str]:
    """The operators that some law's left side begins with."""
    return frozenset(law.left.op for law in laws().values())


@cache
def laws_at(operator: str) -> tuple[Law, ...]:
    """The laws whose left side has this operator outermost."""
    return tuple(law for law in laws().values() if law.left.op == operator)
