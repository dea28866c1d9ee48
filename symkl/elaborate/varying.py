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
#: behind a word for what is left out
_OMITTING = tuple(tuple(phrase.split()) for phrase in (
    "not depend on", "independent of", "not involve", "not involving", "not contain", "not depending on", "free of",
))  # fmt: skip
OMITTED = frozenset("term terms factor factors constant constants const quantities".split())
_AHEAD = 5  # words between the two
_RELATIONS = ("proportional", "constant", "=")


def said_to_vary(prose: Prose, sentence: range) -> int | None:
    """The formula that a sentence says its line to be a function of; None where it says so of none or of several, or denies something."""
    omitting = [(place, phrase) for place, phrase in prose.found(_OMITTING) if place in sentence and _is_omitted(prose, place)]
    if any(prose.at(at) in DENIALS and all(place != at for place, _ in omitting) for at in sentence):
        return None
    ends = {place + len(phrase) for place, phrase in (*prose.found(_PHRASES), *omitting) if place in sentence}
    found = [prose.tokens[end].formula for end in sorted(ends) if end in sentence and prose.tokens[end].formula >= 0]
    follows = [end + 1 for end in ends if end + 1 in sentence and (prose.at(end + 1) == "and" or prose.tokens[end + 1].formula >= 0)]
    return found[0] if len(found) == len(ends) == 1 and not follows else None


def _is_omitted(prose: Prose, place: int) -> bool:
    """Whether terms or factors are said to be free of something: ``up to factors that do not depend on``."""
    before = range(max(0, place - _AHEAD), place)
    return any(prose.at(at) in OMITTED for at in before) and all(prose.tokens[at].formula < 0 and prose.at(at) not in ".," for at in before)


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
