r"""A derivative that is set to zero in words, *setting this to zero gives*, or by the row below it, ``0 = X^T (X w - y)``.

No ``= 0`` is printed behind the derivative itself then. What stands below follows from the condition that it vanishes, and is held to that.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate import conditions as cond
from symkl.elaborate.chains import MENTIONED, OPEN, ROW, WORDS, Flow, Link, Segment
from symkl.elaborate.conditions import is_first_derivative
from symkl.elaborate.nodes import strip
from symkl.elaborate.printed import Printed
from symkl.latex.syntax import Node, Relation
from symkl.patterns import pattern
from symkl.report import Diagnostic
from symkl.source import Source, Span

_LONGEST = 400  # characters between two displays that hang together
_BREAKS = pattern(r"(?m)^\s*(?:#|:::|```|\$\$|\\(?:sub)*section|\\begin\{given\})")
_ZERO = r"(?:zero|nought|0|the\s+zero\s+vector|\$\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?)?0\}?\s*\$)"
_WHAT = (
    r"(?:(?:the|this|its|these|that|them|it|both|all|two|above|first|order|partial|last|resulting|score|result|results|expression|expressions|equations"
    r"|derivative|derivatives|gradient|gradients|slope|slopes)\s+)*"
)
_SET = pattern(
    rf"(?i)\b(?P<verb>set(?:s|ting)?|equat(?:e|es|ing)|put(?:s|ting)?)\s+(?P<what>{_WHAT})(?P<more>(?:of|with\s+respect\s+to|w\.?\s?r\.?\s?t\.?)\s[^.;:]*?\s)?"
    rf"(?:(?:(?:to\s+be\s+)?equal\s+)?to|as|equal)\s+{_ZERO}(?![\w^])"
)
_JOINING = ("", "and")
_VANISHES = pattern(
    r"(?i)\b(?:(?:which|that|this|it|these|(?:the|its)\s+(?:derivative|gradient|slope)s?)\s+(?:then\s+)?"
    rf"(?:vanish(?:es)?|(?:is|are)\s+(?:equal\s+to\s+)?{_ZERO}|(?:equal|become)s?\s+{_ZERO})|(?:derivative|gradient|slope)s?\b[^.;]*\b(?:vanish(?:es)?|{_ZERO}))(?![\w^])"
)
_NAMED = pattern(
    r"(?i)\b(?:stationary\s+points?|stationarity\s+conditions?|first[-\s]order\s+(?:optimality\s+)?conditions?|optimality\s+conditions?|critical\s+points?)\b"
)
_SOLVED = pattern(
    r"(?i)\b(?:set|sets|setting|solve|solves|solving|putting|letting|requiring|from)\s+"
    r"\$([^$=]*)=\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{?)?0\}?\s*\$"
)
_SIGNS = ("\\nabla", "\\partial", "\\frac{d", "\\mathrm{d}", "'", "\\prime")
_SO = pattern(r"(?i)\b(?:hence|so|thus|therefore|yield(?:s|ing)|giv(?:es|ing)|implies|it\s+follows\s+that|we\s+(?:get|obtain|find|have))\b")
_WHERE = pattern(r"(?i)\s*,?\s*(?:at|when|where|if|for|exactly|only|in)\b")
_NOUNS = frozenset("derivative derivatives gradient gradients slope slopes score".split())
_BACK, _MOST = 2, 20  # rows that are looked back over for a derivative, and for several
_MANY = frozenset("these them both all two equations derivatives gradients slopes expressions results".split())
_OTHERWISE = pattern(r"(?i)\b(?:not?|never|unless|however|instead|but|contrary|if|when|where|cannot|would|without|rather)\b")
_BY = pattern(r"(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?)\s+\$([^$]*)\$")
_WRITTEN = pattern(r"[\s{}]")
_FORMULA = pattern(r"\$[^$]*\$")


def set_to_zero(flow: Flow, source: Source) -> None:
    """Put the conditions that are set without being printed in front of what stands behind them."""
    for segment in flow.segments:
        before = segment.behind
        if segment.arrow or before is None or not segment.links or not before.links or _is_slope(segment.sides[0]):
            continue
        here, above = segment.links[0].unit.display, before.links[-1].unit.display
        condition = None if here is above else _set_in_words(source, segment, before, above.span, here.span)
        if condition is None and (here is above or segment.is_concluded):
            condition = _set_by_a_row(segment, before)
        together = here is above or before.is_under_words and source.text[above.span.end : here.span.start].strip(" \t\n,;") in _JOINING
        segment.is_under_words = condition is not None and condition.set_by == WORDS or before.is_under_words and together
        segment.is_concluded = segment.is_concluded or here is above or condition is not None
        segment.behind = condition or before
    flow.index()


def told(condition: Segment, span: Span) -> tuple[Diagnostic, ...]:
    """Under which condition a line is judged that is printed nowhere as an equation."""
    meant = next(filter(is_first_derivative, condition.slopes), None)
    if meant is None:
        return ()
    by = f"by the words \u201c{condition.words}\u201d" if condition.words else "by a row below it"
    return (Diagnostic("set-to-zero", f"judged under the condition {meant.latex} = 0, which is set {by}", span, "note"),)


def _set_by_a_row(segment: Segment, above: Segment) -> Segment | None:
    """``0 = X^T X w - X^T y`` right below a derivative, or behind words that conclude it from that."""
    single = len(segment.sides) == 2 and segment.links[0].relation.text == "=" and not segment.beside
    if not single or not any(map(cond.is_zero, segment.sides)) or cond.is_zero(above.sides[-1]) or not _is_equation(above):
        return None
    return _vanishing(above, ROW) if _is_slope(above.sides[0]) else None


def _set_in_words(source: Source, segment: Segment, before: Segment, above: Span, here: Span) -> Segment | None:
    """The condition that the words between two displays set."""
    between = source.text[above.end : here.start]
    if len(between) > _LONGEST or _BREAKS.search(between) or not _is_equation(before):
        return None
    words = between.replace("\n", " ")
    bare, found = _FORMULA.sub("", words), _SET.search(words)
    printed = _SOLVED.search(words) if found is None else None
    if printed is not None and any(sign in printed.group(1) for sign in _SIGNS) and not _OTHERWISE.search(bare):
        if _WRITTEN.sub("", printed.group(1)) != _WRITTEN.sub("", before.sides[0].latex):
            return _vanishing(before, OPEN, printed.group())
        said = range(above.end + printed.start(), above.end + printed.end())
        segment.links = [k._replace(clauses=tuple(c for c in k.clauses if c.span.start not in said)) for k in segment.links]
        return _vanishing(before, WORDS, printed.group())
    if found is None:
        return _named(before, words, bare) if _is_slope(before.sides[0]) else None
    if _OTHERWISE.search(bare):
        return None
    of, by = found.group("more") or "", _BY.search(found.group("more") or "")
    if by is None and _FORMULA.search(of) or by is not None and not _is_by(before.sides[0], by.group(1)):
        return _vanishing(before, OPEN, found.group())
    condition, what = _vanishing(before, WORDS, found.group()), frozenset(found.group("what").lower().split())
    if not _NOUNS.isdisjoint(what):
        condition.slopes += [row.sides[0] for row in _rows_behind(before.behind, _BACK)]
    if not _MANY.isdisjoint(what):
        last = condition
        for row in _rows_behind(before.behind, _MOST):
            last.behind = last = _vanishing(row, WORDS, found.group())
    return condition


def _named(slope: Segment, words: str, bare: str) -> Segment | None:
    """A condition by its name, or in words that the derivative is zero: what it is concluded from if they go on so, and else nobody knows."""
    if _NAMED.search(words) and not _OTHERWISE.search(bare):
        return _vanishing(slope, WORDS, _NAMED.findall(words)[0])
    vanishes = _VANISHES.search(words)
    if vanishes is None:
        return None
    goes_on = _SO.search(words, vanishes.end()) and not _OTHERWISE.search(bare) and not _WHERE.match(words, vanishes.end())
    return _vanishing(slope, WORDS if goes_on else MENTIONED, vanishes.group())


def _rows_behind(row: Segment | None, count: int) -> Iterator[Segment]:
    """The equations right above a row."""
    while count and row is not None and row.links and _is_equation(row) and not row.arrow:
        yield row
        row, count = row.behind, count - 1


def _is_equation(segment: Segment) -> bool:
    return not segment.is_condition and all(link.relation.text == "=" for link in segment.links) and not cond.is_zero(segment.sides[-1])


def _vanishing(slope: Segment, set_by: str, words: str = "") -> Segment:
    """That what a row begins with is zero, if that is a derivative."""
    place = Span(slope.sides[-1].span.end, slope.sides[-1].span.end)
    made = Segment([slope.sides[0], Printed(Node("number", place, "0"), place, "0", is_read=True)], is_condition=True)
    made.links = [Link(slope.links[0].unit, Relation("=", place), 0)]
    made.set_by, made.words, made.slopes = set_by, words, [slope.sides[0]]
    return made


def _is_slope(side: Printed) -> bool:
    return isinstance(side.node, Node) and _is_derivative(strip(side.node))


def _is_derivative(node: Node) -> bool:
    """Whether a derivative is printed, if need be with its argument behind it or a sign in front."""
    is_called = node.kind == "call" or node.kind == "product" and len(node.parts) == 2
    if is_called or node.kind == "sum" and len(node.parts) == 1:
        first = node.parts[0]
        return first is not None and (is_called and first.kind == "prime" or _is_derivative(strip(first)))
    return node.kind == "derivative" or node.kind == "operator" and node.text == "gradient"


def _is_by(side: Printed, variable: str) -> bool:
    r"""Whether a derivative is by the variable that the words name."""
    printed, wanted = (_WRITTEN.sub("", text) for text in (side.latex, variable))
    return any(sign + wanted in printed for sign in ("\\partial", "\\partial_", "\\nabla", "\\nabla_", "d", "\\mathrmd"))


__all__ = ["set_to_zero"]
