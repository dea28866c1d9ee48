"""How the author's names are spelt as SymPy symbols: one symbol for each component."""

from __future__ import annotations

from sympy import Symbol

GREEK_AS_PYTHON = {"lambda": "lamda"}


def plain_name(name: str) -> str:
    """The author's name with letters, digits and single underscores only: ``\\hat{\\mu}`` is ``hat_mu``, ``x'`` is ``x_prime``.

    What stands behind an @ tells names of different scopes apart and is not spelt.
    """
    spelt = name.partition("@")[0].replace("'", "_prime").replace("*", "_star").replace("-", "_minus_").replace("+", "_plus_")
    parts = "".join(c if c.isalnum() else " " for c in spelt).split()
    word = "_".join(GREEK_AS_PYTHON.get(p, p) for p in parts) or "x"
    return word if not word[0].isdigit() else "x_" + word


class Names:
    """Gives every component of every name a symbol of its own, the same one each time it is asked."""

    def __init__(self) -> None:
        self._spelling: dict[str, str] = {}
        self._symbols: dict[tuple[str, tuple[int, ...]], Symbol] = {}
        self._taken: set[str] = set()

    def spelling(self, name: str) -> str:
        """The plain spelling of a name, kept apart from every other name's."""
        if name not in self._spelling:
            word = plain_name(name)
            while word in self._spelling.values():
                word += "_"
            self._spelling[name] = word
        return self._spelling[name]

    def used(self, name: str) -> bool:
        """Whether a name has a symbol already."""
        return any(known == name for known, _ in self._symbols)

    def symbol(self, name: str, at: tuple[int, ...], **assumptions: bool) -> Symbol:
        """The symbol of one component, 1-based; ``at`` is empty for a name that has only one."""
        key = (name, at)
        if key not in self._symbols:
            word = "_".join([self.spelling(name), *map(str, at)])
            while word in self._taken:
                word += "_"
            self._taken.add(word)
            self._symbols[key] = Symbol(word, **(assumptions or {"real": True}))
        return self._symbols[key]
