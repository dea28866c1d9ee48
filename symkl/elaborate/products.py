"""Products: factors side by side, and how far a slash reaches."""

from __future__ import annotations

from symkl.elaborate import indicators, spelled
from symkl.elaborate.bracketed import looks_like_call, refuse_call
from symkl.elaborate.colons import COLON
from symkl.elaborate.diagonal import of_power
from symkl.elaborate.nodes import items_of, key_of, strip
from symkl.elaborate.proposals import as_call
from symkl.elaborate.reader import Reader
from symkl.elaborate.scope import ReadingError
from symkl.elaborate.unbracketed import spread
from symkl.kernel import term as t
from symkl.kernel.term import Term
from symkl.latex.syntax import Node

_ORDERS = ("O", "o", "\\mathcal{O}")
_OTHER_PRODUCTS = ("\\times", "*", "\\ast", "×", "∗")  # than the inner one


def product(reader: Reader, node: Node) -> Term:
    """Factors from left to right; elementwise products part runs of factors.

    A slash divides by the one factor behind it, or (another reading) by all that stand side by side behind it: ``x^2/2s^2``.
    """
    page = spread(reader, node)
    if page is not None:
        return reader.read(page)
    try:
        return _contraction(reader, node) if node.text == COLON else _factors(reader, node)
    except ReadingError as error:
        raise as_call(error, node, reader.source, reader.env.names_known()) from error


def _is_function(reader: Reader, node: Node) -> bool:
    """Whether the name of a function stands without its arguments."""
    entry = reader.env.entries.get(key_of(strip(node)) or "")
    return entry is not None and entry.kind == "function"


def _factors(reader: Reader, node: Node) -> Term:
    runs: list[list[Term]] = [[]]
    below: list[Term] | None = None
    marks, parts = _with_calls(reader, node)
    for at, (before, mark, part, behind) in enumerate(zip((None, *parts), marks, parts, (*parts[1:], None), strict=False)):
        if part is None or mark == "k":
            reader.fail(node, "unsupported", "a Kronecker product cannot be read")
        if part.kind in ("differential", "dots"):
            reader.fail(part, "unsupported", "this stands as a factor, but is no value")
        refuse_list(reader, part)
        if mark == "o":
            if any(side is not None and _is_function(reader, side) for side in (before, part)):
                reader.fail(part, "ambiguous-reading", "between functions this sign puts one into the other", "print their arguments")
            runs.append([])
        factor = of_power(reader, part, behind) or _constant_behind_two(reader, before, part) or _factor(reader, part)
        if mark == "/":
            below = [factor] if marks[at + 1 : at + 2] == " " and reader.choose(2) == 1 else None
        elif below is not None:
            below.append(factor)
        if below is None:
            runs[-1].append(t.inverse(reader.build.scalar(factor, "a denominator")) if mark == "/" else factor)
        elif marks[at + 1 : at + 2] != " ":
            runs[-1].append(t.inverse(reader.build.scalar(reader.build.mul(below), "a denominator")))
            below = None
    if len(runs) == 1:
        dots = _dotted(reader, marks, parts, runs[0])
        if dots is not None:
            return dots
        return reader.build.mul(runs[0]) if len(runs[0]) > 1 else runs[0][0]
    return _elementwise_product(reader, [reader.build.mul(run) for run in runs])


def _contraction(reader: Reader, node: Node) -> Term:
    """``A : B`` of two matrices or columns."""
    left, right = (reader.build.now(reader.read(part)) for part in node.parts)
    if left.sort.is_scalar or right.sort.is_scalar:
        reader.fail(node, "unsupported", "a colon between numbers cannot be read", "write a fraction")
    return reader.build.dot(left, right)


def _dotted(reader: Reader, marks: str, parts: tuple[Node | None, ...], factors: list[Term]) -> Term | None:
    """``x \\cdot y`` of two columns is their inner product."""
    at = marks.find("*")
    if at < 0 or marks.count("*") != 1 or at == 0:
        return None
    left, right = (reader.build.mul(run) for run in (factors[:at], factors[at:]))
    if left.sort.is_vector and right.sort.is_vector and not reader.build.is_open(left) and not reader.build.is_open(right):
        before, behind = parts[at - 1], parts[at]
        assert before is not None and behind is not None
        if any(sign in reader.source.text[before.span.end : behind.span.start] for sign in _OTHER_PRODUCTS):
            message = "between columns this sign stands for the cross product, a convolution or the product entry by entry"
            reader.fail(behind, "unsupported", message, "x^T y, or x \\odot y")
        return reader.build.dot(left, right)
    return None


def refuse_list(reader: Reader, node: Node) -> None:
    """``(x, \\mu)^2``, ``s(x, \\mu)``: no factor and no base of a power is a list; a comma is a common misprint of a minus."""
    items, separators = items_of(node) if node.kind == "group" and node.text == "()" else ((), "")
    if separators and set(separators) == {","}:
        meant = " - ".join(reader.source.slice(item.span).strip() for item in items)
        reader.fail(node, "unsupported", "a list in parentheses cannot be multiplied or raised to a power", f"({meant})" if len(items) == 2 else None)


def _with_calls(reader: Reader, node: Node) -> tuple[str, tuple[Node | None, ...]]:
    """A name of a function and the bracket behind it are one factor, also where the parser did not know the name."""
    marks, parts = "", list[Node | None]()
    for mark, part in zip(node.text, node.parts, strict=True):
        head = parts[-1] if parts else None
        bracket = part.parts[0] if part is not None and part.kind in ("script", "transpose") and part.parts else part
        if mark == " " and head is not None and part is not None and _is_bracket(bracket) and spelled.is_applied(reader, head, bracket):
            assert bracket is not None
            called = Node("call", head.span.join(bracket.span), "", (head, bracket))
            parts[-1] = called if bracket is part else Node(part.kind, head.span.join(part.span), part.text, (called, *part.parts[1:]))
        else:
            if mark == " " and _is_bracket(bracket) and key_of(head) in _ORDERS and key_of(head) not in reader.env.entries:
                reader.fail(part or node, "approximation", "a remainder O(..) stands for what is left out", "write what it stands for")
            if mark == " " and _is_bracket(bracket) and bracket is not None and _calls_built_in(reader, head, bracket):
                spelled.undeclared(reader, part or bracket, reader.source.slice((head or bracket).span))
            if mark == " " and head is not None and _is_bracket(bracket) and bracket is not None and key_of(head) is not None:
                refuse_call(reader, head, bracket)
            if mark == " " and _is_indicator(reader, head, bracket):
                assert head is not None and part is not None and bracket is not None
                merged = Node("group", head.span.join(bracket.span), "[]", bracket.parts)
                parts[-1] = merged if bracket is part else Node(part.kind, head.span.join(part.span), part.text, (merged, *part.parts[1:]))
                continue
            marks += mark
            parts.append(part)
    return marks, tuple(parts)


def _is_indicator(reader: Reader, head: Node | None, bracket: Node | None) -> bool:
    r"""``\mathbb{1}[k = j]``, with any brackets."""
    if key_of(head) not in indicators.ONES or key_of(head) in reader.env.entries or bracket is None or bracket.kind != "group":
        return False
    return indicators.compared(bracket) is not None


def _calls_built_in(reader: Reader, head: Node | None, bracket: Node) -> bool:
    """``I(x)``, ``\\pi(a)``: what means something else without brackets is no function, nor is the bracket its factor."""
    key = key_of(head)
    return key in ("I", "\\pi", "e") and key not in reader.env.entries and key not in reader.local and looks_like_call(bracket)


def _is_bracket(node: Node | None) -> bool:
    return node is not None and node.kind == "group" and node.text in ("()", "[]")


def _constant_behind_two(reader: Reader, before: Node | None, part: Node) -> Term | None:
    """``2 \\pi`` where a name or family is written with the same letter: either may be meant."""
    if before is None or before.kind != "number" or before.text != "2" or key_of(part) != "\\pi":
        return None
    entry = reader.env.entries.get("\\pi")
    known = entry is not None or any(e.base == "\\pi" for e in reader.env.entries.values())
    if not known or "\\pi" in reader.local:
        return None
    return t.PI if reader.choose(2) == (entry is not None and entry.kind == "value") else None


def _factor(reader: Reader, part: Node) -> Term:
    factor = reader.read(part)
    return t.ZERO if factor.op == "zero" and part.kind == "number" else factor


def _elementwise_product(reader: Reader, factors: list[Term]) -> Term:
    if all(map(reader.build.is_scalar, factors)):
        return reader.build.mul(factors)
    for other in factors[1:]:
        reader.build.alike(factors[0], other, "an elementwise product of different shapes")
    return t.hadamard(*map(reader.build.now, factors))
