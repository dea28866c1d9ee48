"""How long a term is as it is written, where what occurs twice is written twice."""

from __future__ import annotations

from symkl.kernel.term import Term


def has_at_most(nodes: int, term: Term) -> bool:
    """Whether a term, written out, has so many nodes or fewer."""
    waiting = [term]
    while waiting and nodes >= 0:
        waiting += waiting.pop().args
        nodes -= 1
    return nodes >= 0
