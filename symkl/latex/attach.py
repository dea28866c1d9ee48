"""Subscripts, superscripts and primes: what they do to the node that they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.spelling import canonical, transposer
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable
from symkl.source import Span

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser

_STARS = ("\\star", "\\ast")


def scripted(parser: Parser, start: int, node: Node) -> Node:
    """``node`` with the scripts at the cursor: at most one subscript and one superscript, primes first."""
    subscript: Node | None = None
    power: tuple[int, int] | None = None
    primed = False
    while True:
        token = parser.peek()
        if token.kind == "prime":
            if power:
                raise double(parser, "superscript")
            node, primed = primes(parser, start, node), True
        elif token.kind == "_":
            if subscript is not None:
                raise double(parser, "subscript")
            subscript = subscript_node(parser, *script_range(parser))
        elif token.kind == "^" and not (power and primed):
            if power:
                raise double(parser, "superscript")
            power = script_range(parser)
        else:
            break
    if power is None:
        return parser.wrap("script", start, "", node, subscript, None) if subscript is not None else node
    return raised(parser, start, node, subscript, *power)


def double(parser: Parser, what: str) -> Unreadable:
    """TeX's double subscript or superscript."""
    return Unreadable("double-script", f"a second {what} on one base", parser.here(), "use braces to say what it belongs to")


def primes(parser: Parser, start: int, node: Node) -> Node:
    """A node with the primes at the cursor."""
    text = ""
    while parser.peek().kind == "prime":
        text += parser.take().text
    return parser.wrap("prime", start, text, node)


def script_range(parser: Parser) -> tuple[int, int]:
    """The token range of the script at the cursor; ``^-1`` and ``^10`` without braces are damage."""
    sign = parser.take()
    token, following = parser.peek(), parser.peek(1)
    name = "an exponent" if sign.kind == "^" else "a subscript"
    unbraced = token.kind == "sign" and following.kind in ("number", "letter", "greek") and following.before == "g"
    if unbraced and (following.kind == "number" or not any(named.key.endswith(sign.kind + token.text) for named in parser.table.names)):
        span = Span(token.start, following.end)
        message = f"only the {token.text} stands in {name} here"
        raise Unreadable("unbraced-argument", message, span, f"write {sign.kind}{{{token.text}{following.text}}}")
    if token.kind in ("times", "sign"):
        parser.at += 1
        return parser.at - 1, parser.at
    return parser.argument(name)


def subscript_node(parser: Parser, low: int, high: int) -> Node:
    """A subscript as an expression, or as 'text' where it is none."""
    saved = parser.at, parser.end, parser.depth
    words, parser.words = parser.words, False
    try:
        return parser.read_range(low, high)
    except Unreadable as trouble:
        if trouble.code == "nesting":
            raise
        parser.at, parser.end, parser.depth = saved
        first, last = parser.tokens[low], parser.tokens[high - 1]
        return Node("text", Span(first.start, last.end), canonical(parser, low, high))
    finally:
        parser.words = words


def raised(parser: Parser, start: int, node: Node, subscript: Node | None, low: int, high: int) -> Node:
    """``node`` with a subscript and a superscript: transposed, starred, primed or raised to a power."""
    if subscript is not None:
        node = parser.wrap("script", start, "", node, subscript, None)
    spelled = transposer(parser, low, high)
    if spelled:
        return parser.wrap("transpose", start, spelled, node)
    tokens = parser.tokens
    if low < high and all(tokens[at].kind == "prime" for at in range(low, high)):
        return parser.wrap("prime", start, "".join(tokens[at].text for at in range(low, high)), node)
    if high - low >= 2 and tokens[low].text == "-":
        skip = 2 if tokens[low + 1].text == "1" and high - low > 2 else 1
        spelled = transposer(parser, low + skip, high)
        if spelled:
            return parser.wrap("transpose", start, spelled, inverse(parser, start, node, low, low + skip))
    rest = without_star(parser, low, high)
    if rest is not None:
        front, back = rest
        inner = raised(parser, start, node, None, front, back) if front < back and front == low else node
        star = parser.wrap("star", start, "", inner)
        return raised(parser, start, star, None, front, back) if front < back and front != low else star
    return powered(parser, start, node, low, high)


def inverse(parser: Parser, start: int, node: Node, low: int, high: int) -> Node:
    """``A^{-1}`` out of ``A^{-T}``."""
    span = Span(parser.tokens[low].start, parser.tokens[high - 1].end)
    one = Node("sum", span, "-", (Node("number", span, "1"),))
    return parser.wrap("script", start, "", node, None, one)


def without_star(parser: Parser, low: int, high: int) -> tuple[int, int] | None:
    """The range of a superscript without the star at its end or its start: ``2^*``, ``2*``, ``*T``; None without one."""
    if low >= high:
        return None
    tokens = parser.tokens

    def starred(at: int) -> bool:
        return tokens[at].kind == "times" and tokens[at].text == "*" or tokens[at].text in _STARS

    last = high - 1
    if tokens[last].kind == "}" and parser.partner[last] == last - 2 and starred(last - 1) and tokens[last - 3].kind == "^":
        return low, last - 3
    if starred(last):
        return low, last - 1 if last - 1 >= low and tokens[last - 1].kind == "^" else last
    return (low + 1, high) if starred(low) else None


def powered(parser: Parser, start: int, node: Node, low: int, high: int) -> Node:
    """``node`` to a power, or with an index, words or a sign above it."""
    tokens = parser.tokens
    subscript: Node | None = None
    if node.kind == "script" and node.parts[2] is None:
        node, subscript = node.parts[0] or node, node.parts[1]
    if low >= high:
        return node if subscript is None else parser.wrap("script", start, "", node, subscript, None)
    span = Span(tokens[low].start, tokens[high - 1].end)
    only = tokens[low]
    if high - low == 1 and (only.kind == "sign" or only.text in ("\\dagger", "\\ddagger")):
        power = Node("text", span, only.text)
    elif only.kind == "text" and high - low == 1:
        power = Node("text", span, only.text.strip())
    else:
        power = parser.read_range(low, high)
    return parser.wrap("script", start, "", node, subscript, power)
