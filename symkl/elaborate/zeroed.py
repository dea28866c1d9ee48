r"""Words between two displays that set what is printed above to zero: *setting this to zero and solving for $w$ gives*.

A condition is made of them only where all that stands behind them is understood, and nothing in front of them takes them back. Otherwise nobody knows
what they say of the display behind them, and it is neither proved nor refuted with their help.
"""

from __future__ import annotations

import re

from symkl.elaborate.chains import MENTIONED, OPEN, WORDS
from symkl.patterns import pattern
from symkl.record import NamedTuple

_ZERO = r"(?:zero|nought|0|the\s+zero\s+vector|\$\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?)?0\}?\s*\$)(?![\w^])"
_NOUN = r"(?:derivative|gradient|slope|score|partial|result|expression|equation)s?"
_WHAT = rf"(?:(?:the|this|its|these|that|them|it|both|all|two|above|first|order|partial|last|resulting|{_NOUN})\s+)*"
_BY = r"(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?)"
_VERB = r"\b(?:set(?:s|ting)?|equat(?:e|es|ing)|put(?:s|ting)?)\s+"
_REFERENCE = r"(?:eq(?:s|n|ns|uation|uations)?\.?\s*)?(?:\((?P<number>\w[\w.:-]*)\)|\\(?:eq|auto|c)?ref\{(?P<label>[^{}]*)\})\s+"
_SET = pattern(rf"(?i){_VERB}(?P<what>{_WHAT})(?:{_REFERENCE})?(?P<more>(?:of|{_BY})\s[^.;:]*?\s)?"
               rf"(?:(?:(?:to\s+be\s+)?equal\s+)?to|as|equal)\s+{_ZERO}")  # fmt: skip
_SET_SOMEHOW = pattern(rf"(?i){_VERB}(?:\w+\s+)?(?:this|it|these|that|them|both|(?:the\s+)?(?:derivative|gradient|slope|score)s?)\b")
_PRINTED = pattern(
    r"(?i)\b(?:set(?:s|ting)?|solv(?:e|es|ing)|putting|letting|requiring|from)\s+"
    r"\$([^$=]*)=\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?)?0\}?\s*\$"
)
_SIGNS = ("\\nabla", "\\partial", "\\frac{d", "\\mathrm{d}", "'", "\\prime")
_SLOPE = rf"(?:the|its|this|these)\s+(?:derivative|gradient|slope)s?(?:\s+{_BY}\s+\$[^$]*\$)?"
_VANISHES = pattern(
    rf"(?i)\b(?:which|that|this|it|{_SLOPE})\s+(?:then\s+|must\s+)?"
    rf"(?:vanish(?:es)?|(?:is|are|be)\s+(?:equal\s+to\s+)?{_ZERO}|(?:equal|become)s?\s+{_ZERO})"
)
_VANISHES_SOMEHOW = pattern(rf"(?i)\b(?:which|that|this|it|derivatives?|gradients?|slopes?)\b[^.;]*?(?:\bvanish(?:es)?\b|{_ZERO})")
_NAMED = pattern(
    r"(?i)\b(?:stationary\s+points?|stationarity\s+conditions?|first[-\s]order\s+(?:optimality\s+)?conditions?|optimality\s+conditions?|critical\s+points?)\b"
)
_MANY = frozenset("these them both all two equations derivatives gradients slopes expressions results partials".split())
_NOUNS = frozenset("derivative derivatives gradient gradients slope slopes score".split())
_FORMULA = pattern(r"\$[^$]*\$")
_VARIABLE = pattern(rf"(?i){_BY}\s+\$([^$]*)\$")
_WORD = pattern(r"[^\W\d_]+")
_MARKUP = pattern(
    r"\\(?:begin|end)\s*\{\w+\*?\}|\\(?:label|tag)\*?\s*\{[^{}]*\}|\\(?:emph|text(?:bf|it|rm|sf|tt)?|noindent|par|medskip|smallskip|bigskip)\b\{?"
    r"|\*\*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)"
)
_END = pattern(r"[.;](?=\s|$)")
_IF_SET = pattern(r"(?i)\b(?:if|when)\s+(?:we\s+|one\s+)?(?=set|equat|put)")  # "if we set it to zero, we get"
_DENYING = frozenset(
    "not no never unless however instead but contrary if when where cannot would could might without rather only almost nearly approximately roughly"
    " locally hardly".split()
)
_SO = frozenset("hence so thus therefore yields yielding gives giving implies get obtain find have follows".split())
#: words that lead from the condition to what follows from it, or only say what that is
_LEADING = frozenset(
    "and we one get gets obtain obtains find finds have has see then thus hence so therefore that this which it these they the a an our us is are be"
    " yields yielding gives giving leads lead leading to results result resulting in implies means follows follow following as follows equivalent"
    " equivalently namely again now solving solve solved for rearranging rearrange simplifying simplify multiplying multiply dividing divide by both"
    " sides collecting terms through with respect of solution solutions stationary point points critical optimum optimal optima minimum maximum"
    " minimiser minimizer maximiser maximizer minimisers maximisers estimate estimates estimator estimators maximum likelihood ml mle map posterior"
    " normal equation equations condition conditions update updates rule rules formula formulas expression expressions closed form final value values"
    " weight weights parameter parameters mean means variance covariance precision coefficients coefficient shows show must satisfy satisfies becomes"
    " become reads read ordinary least squares ridge reduces order first linear system unknown unknowns obtained"
    " given below unique vector".split()
)


class Zeroed(NamedTuple):
    """What is set to zero: ``how`` (WORDS, OPEN or MENTIONED), the words as printed and where they begin.

    ``formula`` is the derivative that they print, ``variable`` the one that they say it is by; ``many``: of several rows, ``noun``: of the last
    derivative, whatever stands behind that.
    """

    how: str
    words: str
    start: int
    formula: str = ""
    variable: str = ""
    many: bool = False
    noun: bool = False
    reference: str = ""  # the label of the line that is meant


def zeroed(between: str) -> Zeroed | None:
    """What the words between two displays set to zero."""
    text = _MARKUP.sub(_blank, between.replace("\n", " "))
    found = _SET.search(text)
    if found is not None:
        what, more = frozenset(found.group("what").lower().split()), found.group("more") or ""
        by = _VARIABLE.search(more)
        how = OPEN if by is None and _FORMULA.search(more) else _how(text, found.start(), found.end())
        return Zeroed(how, found.group(), found.start(), "", by.group(1) if by else "", not _MANY.isdisjoint(what), not _NOUNS.isdisjoint(what),
                      found.group("number") or found.group("label") or "")  # fmt: skip
    found = _PRINTED.search(text)
    if found is not None and any(sign in found.group(1) for sign in _SIGNS):
        return Zeroed(_how(text, found.start(), found.end()), found.group(), found.start(), found.group(1))
    return None


def mentioned(between: str) -> Zeroed | None:
    """What words behind a derivative say of where it is zero, without setting it so, or in a way that is not known."""
    text = _MARKUP.sub(_blank, between.replace("\n", " "))
    found = _VANISHES.search(text)
    if found is not None:
        leads = not _SO.isdisjoint(word.lower() for word in _WORD.findall(text[found.end() :]))
        return Zeroed(_how(text, found.start(), found.end()) if leads else MENTIONED, found.group(), found.start())
    found = _NAMED.search(text)
    if found is not None:
        how = _how(text, found.start(), found.end())
        return Zeroed(how if how == WORDS else MENTIONED, found.group(), found.start())
    found = _SET_SOMEHOW.search(text) or _VANISHES_SOMEHOW.search(text)
    return None if found is None else Zeroed(MENTIONED, found.group(), found.start())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _how(text: str, start: int, end: int) -> str:
    """Whether the words make a condition of what follows: nothing before them in their sentence denies it, and all behind them is understood."""
    plain = _FORMULA.sub(lambda found: "=" * len(found.group()), text)
    opening = max((found.end() for found in _END.finditer(plain, 0, start)), default=0)
    before = {word.lower() for word in _WORD.findall(_IF_SET.sub("", plain[opening:start] + text[start:end])[: start - opening])}
    behind = [word.lower() for word in _WORD.findall(plain[end:])]
    if not _DENYING.isdisjoint(before):
        return MENTIONED
    return WORDS if all(word in _LEADING for word in behind) else OPEN


__all__ = ["Zeroed", "mentioned", "zeroed"]
