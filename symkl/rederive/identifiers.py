"""Names for the Python text of a script: the author's, kept apart from Python's, SymPy's and each other's."""

from __future__ import annotations

from keyword import iskeyword

from symkl.rederive.names import plain_name

#: what a script may import from SymPy
SYMPY_NAMES = (
    "Abs", "E", "Function", "Integer", "Matrix", "Mul", "Rational", "S", "Symbol", "cancel", "diag", "diff", "exp", "expand", "expand_log",
    "eye", "factor", "factorial", "hessian", "log", "ones", "pi", "prod", "simplify", "solve", "sqrt", "symbols", "tanh", "together", "zeros",
)  # fmt: skip
RESERVED = {*SYMPY_NAMES, "left", "right", "difference", "condition", "pytest", "size", "sum", "range", "abs", "dict", "list", "len", "zip"}


class Identifiers:
    """One spelling a name, the same each time."""

    def __init__(self, more_reserved: frozenset[str]) -> None:
        self._reserved = RESERVED | more_reserved
        self._known: dict[str, str] = {}

    def of(self, name: str, prefix: str = "") -> str:
        """The identifier of a name."""
        key = prefix + name
        if key not in self._known:
            word = prefix + plain_name(name.replace("|", "_given_")).replace("__", "_")
            while word in self._reserved or iskeyword(word) or word in self._known.values():
                word += "_"
            self._known[key] = word
        return self._known[key]

    def taken(self) -> set[str]:
        """All identifiers given so far."""
        return set(self._known.values())
