r"""A derivative that is set to zero in words, *setting this to zero gives*, or by the row below it, ``0 = X^T (X w - y)``.

No ``= 0`` is printed behind the derivative itself then. What stands below follows from the condition that it vanishes, and is held to that.
"""

from __future__ import annotations

from collections.abc import Iterator

from symkl.elaborate import conditions as cond
from symkl.elaborate.chains import OPEN, ROW, WORDS, Flow, Link, Segment
from symkl.elaborate.conditions import is_first_derivative
from symkl.elaborate.nodes import strip
from symkl.elaborate.printed import Printed
from symkl.elaborate.zeroed import mentioned, zeroed
from symkl.latex.syntax import Node, Relation
from symkl.patterns import pattern
from symkl.report import Diagnostic
from symkl.source import Source, Span

_LONGEST = 400  # characters between two displays that hang together
_BREAKS = pattern(r"(?m)^\s*(?:#|:::|```|\$\$|\\(?:sub)*section|\\begin\{given\})")
_JOINING = ("", "and")
_BACK, _MOST = 2, 20  # rows that are looked back over for a derivative, and for several
_WRITTEN = pattern(r"[\s{}]")


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
    found = zeroed(between) or (mentioned(between) if _is_slope(before.sides[0]) else None)
    if found is None:
        return None
    meant = not found.formula or _WRITTEN.sub("", found.formula) == _WRITTEN.sub("", before.sides[0].latex)
    meant = meant and (not found.reference or found.reference in before.links[-1].unit.labels)
    how = OPEN if not meant or found.variable and not _is_by(before.sides[0], found.variable) else found.how
    condition = _vanishing(before, how, found.words)
    if how == WORDS and found.formula:
        said = range(above.end + found.start, above.end + found.start + len(found.words))
        segment.links = [k._replace(clauses=tuple(c for c in k.clauses if c.span.start not in said)) for k in segment.links]
    if found.noun:
        condition.slopes += [row.sides[0] for row in _rows_behind(before.behind, _BACK)]
    last = condition
    for row in _rows_behind(before.behind, _MOST) if found.many else ():
        another = _vanishing(row, how, found.words)
        last.behind = another
        last = another
    return condition


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
