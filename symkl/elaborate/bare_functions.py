r"""``\nabla f`` of ``f(x) = ..``: the variable of a function that stands without its argument is the declared one."""

from __future__ import annotations

from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.reader import Reader
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

_DERIVED = ("gradient", "hessian")


def of_bare_function(reader: Reader, argument: Node | None) -> Term | None:
    """The variable of a defined function of one, where nothing but its name stands behind; None for anything else."""
    while argument is not None and strip(argument).kind == "operator" and strip(argument).text in _DERIVED and strip(argument).parts[0] is None:
        argument = strip(argument).parts[-1]  # \nabla \nabla f
    entry = None if argument is None else reader.env.entries.get(key_of(strip(argument)) or "")
    if entry is None or entry.kind != "function" or entry.name not in reader.env.definitions or len(entry.parameters) != 1:
        return None
    ((name, sort),) = entry.parameters
    own = [e.key for e in reader.env.entries.values() if e.name == name and e.kind in ("value", "vector")]
    return t.symbol(name, reader.shapes.sort(sort)) if own and not any(key in reader.local for key in own) else None
