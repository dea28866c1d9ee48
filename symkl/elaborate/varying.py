r"""``As a function of $\theta$, the likelihood is`` before a display: in which variable the words around it say that its sides are proportional."""

from __future__ import annotations

from symkl.elaborate.environments import Place
from symkl.elaborate.nodes import key_of, strip
from symkl.elaborate.prose import Prose
from symkl.elaborate.understood import DENIALS
from symkl.elaborate.units import Unit
from symkl.latex.syntax import Node, Row

_PHRASES = tuple(tuple(phrase.split()) for phrase in (
    "as a function of", "as functions of", "proportionality in", "proportionality is in", "proportional in", "proportionality with respect to",
))  # fmt: skip
_RELATIONS = ("proportional", "constant")


def said_to_vary(prose: Prose, sentence: range) -> int | None:
    """The formula that a sentence says its line to be a function of; None where it says so of none or of several, or denies something."""
    if any(prose.at(at) in DENIALS for at in sentence):
        return None
    ends = {place + len(phrase) for place, phrase in prose.found(_PHRASES) if place in sentence}
    found = [prose.tokens[end].formula for end in sorted(ends) if end in sentence and prose.tokens[end].formula >= 0]
    follows = [end + 1 for end in ends if end + 1 in sentence and (prose.at(end + 1) == "and" or prose.tokens[end + 1].formula >= 0)]
    return found[0] if len(found) == len(ends) == 1 and not follows else None


def name_of(row: Row, place: Place) -> str | None:
    """The declared name that a formula is."""
    chains = [c for c in row.chains if not c.relations]
    side = chains[0].sides[0] if len(chains) == len(row.chains) == 1 else None
    key = key_of(strip(side)) if isinstance(side, Node) else None
    return key if key in place.env.entries else None


def vary(units: list[Unit], key: str) -> None:
    """Say at every relation of the units that names no variable itself that it is meant in this one."""
    for piece in (p for unit in units for p in unit.pieces):
        relations = tuple(r._replace(around=key) if r.text in _RELATIONS else r for r in piece.chain.relations)
        piece.chain = piece.chain._replace(relations=relations)
