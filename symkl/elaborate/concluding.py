"""Words between two displays by which the second one follows from the first: *this yields*, *rearranging gives*, *therefore*."""

from __future__ import annotations

from symkl.patterns import pattern
from symkl.source import Source, Span

_LONGEST = 300  # characters between two displays that hang together
_BREAKS = pattern(r"(?m)^\s*(?:#|:::|```|\$\$|\\(?:sub)*section|\\begin\{given\})|^\s*[-*+0-9]+[.)]?\s")
_CONCLUDING = pattern(
    r"(?i)\b(?:(?:this|which|that|it|and)\s+(?:then\s+)?(?:yields|gives|implies|leads\s+to|results\s+in)|(?:rearranging|simplifying|solving|multiplying|dividing)\b"
    r"|therefore|hence|thus|it\s+follows\s+that|so\s+that|we\s+(?:obtain|get)|yielding|giving)\b"
)
_OTHERWISE = pattern(
    r"(?i)\b(?:not?|never|unless|similarly|likewise|recall|note|however|always|every|any|all|general|instead|but|contrary|if|when|where|for|same|also)\b"
)
_SOLVING = pattern(r"(?i)\bsolv(?:e|es|ed|ing)\s+(?:it\s+|this\s+|them\s+)?for\b")  # "solving for w gives"


def concludes(source: Source, before: Span, behind: Span) -> bool:
    """Whether the last sentence between two displays says that the second one follows, and says nothing else of it."""
    between = source.text[before.end : behind.start]
    if len(between) > _LONGEST or _BREAKS.search(between):
        return False
    sentence = between.strip().rstrip(":,").replace("\n", " ").rsplit(". ", 1)[-1]
    return bool(_CONCLUDING.search(sentence)) and not _OTHERWISE.search(_SOLVING.sub("", sentence))
