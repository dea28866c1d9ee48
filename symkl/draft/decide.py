"""What kind of thing each name is, as far as its clues agree; where they do not, it is left for the author to say."""

from __future__ import annotations

from symkl.draft.clues import SAYS, Clue, Clues, Found
from symkl.elaborate.nodes import base_and_script
from symkl.record import NamedTuple

_COLUMN = ("column", "turned", "normed", "mean")
_SQUARE = ("square", "inverted", "covariance", "logdet")
_NUMBER = ("number", "variance", "exponent", "rooted", "logged", "divides", "powered", "deviation")
_POSITIVE = ("variance", "rooted", "logged", "deviation")


class Decided(NamedTuple):
    """A name and its kind: "column", "matrix", "square", "number", "open" (its shape follows from where it stands) or "unsure"."""

    name: Found
    kind: str
    because: tuple[Clue, ...]


def decide(clues: Clues) -> list[Decided]:
    """Every name that is no density, function, index or dimension, in the order in which the sheet prints them."""
    found = []
    _to_families(clues)
    for (key, bold), name in clues.names.items():
        if key in clues.densities or key in clues.functions or key in clues.dimensions or not key:
            continue
        twin = clues.names.get((key, not bold))
        if twin is not None and _is_one_name(name, twin):
            if not bold and twin.has(*_COLUMN, *_SQUARE, "matrix") is not None:
                continue
            name.clues += [c for c in twin.clues if c not in name.clues]
            if bold and name.has("matrix") is None and (key, False) in clues.names and name.has("column") is None:
                continue
        found.append(kind_of(name))
    return found


def _to_families(clues: Clues) -> None:
    """``\\mu_k`` with a free index is a member of the family that a sum over k runs through."""
    for place, name in list(clues.names.items()):
        script = base_and_script(name.node)
        if script is not None and script[0] in clues.families and script[1] == "_" and not any(p.isdigit() for p in script[2]):
            clues.families[script[0]].clues += name.clues
            del clues.names[place]


def _is_one_name(name: Found, twin: Found) -> bool:
    """Bold and plain are one name for what is a matrix, and for a letter that is no number where it is plain."""
    both = (*name.clues, *twin.clues)
    if any(c.kind in ("matrix", "capital") for c in both):
        return True
    plain = twin if name.has("column") is not None else name
    return plain.has("turned", "normed") is not None


def kind_of(name: Found) -> Decided:
    """The kind of one name."""
    number, column, square = name.has(*_NUMBER), name.has(*_COLUMN), name.has(*_SQUARE)
    dress = name.has("matrix", "capital")
    if name.has("turned") is not None and dress is not None and name.has("mean", "normed") is None:
        column = None
        square = square or None
    if dress is not None and square is not None and number is None:
        return Decided(name, "square", _evidence(name, _SQUARE))
    if number is not None and column is None and (dress is None or dress.kind == "capital" and name.has("turned") is None):
        return Decided(name, "number", _evidence(name, _NUMBER))
    if number is not None and (column is not None or dress is not None):
        return Decided(name, "unsure", (number, *(c for c in (column, dress) if c is not None)))
    if column is not None:
        return Decided(name, "column", _evidence(name, _COLUMN))
    if dress is not None and (dress.kind == "matrix" or name.has("turned") is not None):
        return Decided(name, "matrix", _evidence(name, ("matrix", "turned", "capital")))
    return Decided(name, "open", ())


def _evidence(name: Found, kinds: tuple[str, ...]) -> tuple[Clue, ...]:
    """One clue of each kind, at most three."""
    first = {c.kind: c for c in reversed(name.clues) if c.kind in kinds}
    return tuple(first[k] for k in kinds if k in first)[:3]


def positive(decided: Decided) -> tuple[Clue, ...]:
    """Why a number must be positive, if it must."""
    return _evidence(decided.name, _POSITIVE)


def definite(decided: Decided) -> tuple[Clue, ...]:
    """Why a matrix must be positive definite, if it must: a covariance, or printed as one in the logarithm of a normal density."""
    name = decided.name
    as_one = name.has("covariance") or name.has("logdet") and (name.has("inverted") or name.key.startswith("\\Sigma"))
    return _evidence(name, ("covariance", "logdet", "inverted")) if as_one else ()


def invertible(decided: Decided) -> tuple[Clue, ...]:
    """Why a matrix must have an inverse, if it must."""
    return _evidence(decided.name, ("logdet", "inverted"))


def nonzero(decided: Decided) -> tuple[Clue, ...]:
    """Why a number must not be zero, if it must not."""
    return _evidence(decided.name, ("divides",))


def printed(decided: Decided) -> str:
    """The name as the sheet first prints it, scripts that are no part of it left out."""
    return decided.name.node.spelling or decided.name.key


def in_words(clue: Clue) -> str:
    """What a clue says."""
    return SAYS[clue.kind]
