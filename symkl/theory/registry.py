"""All laws, found in the folders of this room."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import symkl.theory.distributions
import symkl.theory.identities
from symkl.kernel.law import Law


@cache
def laws() -> dict[str, Law]:
    """Every law by its name, in the order of the files."""
    found: dict[str, Law] = {}
    for room in (symkl.theory.distributions, symkl.theory.identities):
        for module in sorted(iter_modules(room.__path__), key=lambda m: m.name):
            for law in import_module(f"{room.__name__}.{module.name}").LAWS:
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
