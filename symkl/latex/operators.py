"""Operators and their arguments: bracketed, or the product that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex import attach, symbols
from symkl.latex.spelling import argument_at, canonical
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser


def scripts_of(parser: Parser) -> tuple[Node | None, Node | None]:
    """The subscript and the superscript of an operator."""
    below: Node | None = None
    above: Node | None = None
    while True:
        kind = parser.peek().kind
        if kind == "_":
            if below is not None:
                raise attach.double(parser, "subscript")
            below = attach.subscript_node(parser, *attach.script_range(parser))
        elif kind == "^":
            if above is not None:
                raise attach.double(parser, "superscript")
            above = attach.subscript_node(parser, *attach.script_range(parser))
        else:
            return below, above


def says_over_what(parser: Parser, start: int) -> bool:
    """Either E of ``E = E_{q(z)}``, which says what an expectation without a subscript is over: no energy has a density below it."""
    tokens = parser.tokens
    equals = start - 1 if start and tokens[start - 1].text == "=" else start + 1
    if equals < 1 or [t.text for t in tokens[equals - 1 : equals + 3]] != ["E", "=", "E", "_"]:
        return False
    low, _, after = argument_at(parser, equals + 3, len(tokens))
    alone = (equals == 1 or tokens[equals - 2].kind == "sep") and (after >= len(tokens) or tokens[after].kind in ("sep", "end"))
    return alone and any(token.text == "(" or token.kind == "relation" for token in tokens[low:after])


def bracketed(parser: Parser, openers: str = "([{") -> Node | None:
    """A group at the cursor, with what is attached behind it; None where no bracket opens."""
    token = parser.peek()
    if token.kind != "open" or token.text not in openers:
        return None
    start = parser.at
    return parser.postfixed(start, parser.group())


def following(parser: Parser, head: str = "", signed: bool = False) -> Node | None:
    """``head``: the function whose argument it is; a big operator or a derivative has none and takes in every function.

    The product that follows, None where nothing does. ``signed``: it may begin with a sign (\\sum_i -x_i)."""
    saved = parser.heads
    parser.heads = (*saved, head) if head else ()
    made = _following(parser, signed)
    parser.heads = saved
    return made


def _following(parser: Parser, signed: bool) -> Node | None:
    if not parser.starts_factor():
        if signed and parser.peek().kind == "sign" and parser.peek().text == "-":
            start = parser.at
            sign = parser.take().text
            inner = parser.product()
            return parser.wrap("sum", start, sign, inner)
        return None
    return parser.product()


def objective(parser: Parser) -> Node | None:
    """What is optimised: an argmin is a set, so that what is added behind it belongs to the objective."""
    if not parser.starts_factor() and parser.peek().kind != "sign":
        return None
    saved, parser.heads = parser.heads, ()
    made = parser.expression()
    parser.heads = saved
    return made


def argument_of(parser: Parser, head: str) -> Node | None:
    """The argument of a function: bracketed, else the product that follows; of an argmin all that follows."""
    if head in ("argmin", "argmax"):
        return objective(parser)
    return bracketed(parser) or following(parser, head)


def operator(parser: Parser, name: str, needed: bool = False) -> Node:
    """An 'operator' node: scripts and argument read from the cursor on."""
    start = parser.head
    below, above = scripts_of(parser)
    argument = argument_of(parser, name)
    if argument is None and needed:
        raise parser.missing(f"what {name} is taken of")
    spelling = canonical(parser, start, parser.at) if argument is None else ""
    return Node("operator", parser.span_from(start), name, (below, above, argument), spelling)


def completed(parser: Parser, start: int, bare: Node) -> Node:
    """An operator that stood alone in braces, with the scripts and the argument behind them: ``\\mathop{\\arg\\min}_x f``."""
    below, above = scripts_of(parser)
    argument = argument_of(parser, bare.text)
    parts = (below or bare.parts[0], above or bare.parts[1], argument)
    return Node("operator", parser.span_from(start), bare.text, parts, bare.spelling if argument is None else "")


def operator_at(parser: Parser, at: int) -> str | None:
    """The operator that a token spells, None if it is none."""
    token = parser.tokens[at]
    if token.kind == "command":
        word = token.text[1:]
        if token.text in symbols.ALPHABETS or token.text == "\\mathrm":
            inner = parser.tokens[at + 2 : at + 3] if at + 1 < parser.end and parser.tokens[at + 1].kind == "{" else parser.tokens[at + 1 : at + 2]
            return {"E": "expectation"}.get(inner[0].text) if inner else None
        return "gradient" if word == "nabla" else symbols.OPERATORS.get(word)
    if token.kind in ("word", "operatorname", "text"):
        return None if token.text in parser.table else symbols.OPERATORS.get(token.text.strip())
    return None
