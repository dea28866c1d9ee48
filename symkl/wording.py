"""Words beside a formula that reckon with it: ``twice``, ``(base 2)``, ``bits``. What they stand beside is not what is meant."""

from __future__ import annotations

RECKONING = frozenset(
    "minus plus times twice thrice half third quarter double squared cubed percent % \\% ‰ mod modulo div base base-2 base-10 bits rounded".split()
)
_GOING_WITH = frozenset("of the a an to in as log logs logarithm logarithms with - + 2 10 two ten".split())
_STOPS = str.maketrans(dict.fromkeys("()[],;:.", " "))


def reckons(words: str) -> bool:
    """Whether these are such words, with nothing but what goes with them."""
    said = frozenset(words.lower().translate(_STOPS).split())
    return not said.isdisjoint(RECKONING) and said <= RECKONING | _GOING_WITH
