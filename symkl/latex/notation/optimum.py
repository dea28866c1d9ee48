"""Optima: ``\\operatorname{argmin}_x f``, ``\\arg\\min_x f``, ``\\underset{x}{\\operatorname{argmin}} f``, ``\\max_x f``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex import symbols
from symkl.latex.notation import Notation
from symkl.latex.operators import bracketed, following, objective, scripts_of
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Handler, Parser
    from symkl.latex.lexer import Token


def optimum(name: str) -> Handler:
    """How an optimum is read: the variable below, the objective behind."""

    def read(parser: Parser, _: Token) -> Node:
        return finished(parser, parser.head, name, None)

    return read


def finished(parser: Parser, start: int, name: str, below: Node | None) -> Node:
    """The operator with its subscript and objective."""
    lower, above = scripts_of(parser)
    argument = objective(parser) if name in ("argmin", "argmax") else bracketed(parser) or following(parser, name, signed=True)
    return parser.wrap("operator", start, name, below or lower, above, argument)


def arg(parser: Parser, token: Token) -> Node:
    """``\\arg\\min``, ``\\argmin``, ``\\argmax``."""
    start = parser.head
    if token.text != "\\arg":
        return finished(parser, start, token.text[1:], None)
    which, below = parser.take().text.strip().lstrip("\\"), None
    if which == "underset":  # the variable stands below the second word
        low = parser.argument("what stands below")
        which, below = spelled_operator(parser, *parser.argument("what it stands below of")) or "", parser.read_range(*low)
    if which not in ("min", "max"):
        parser.at -= 1
        raise parser.missing("\\min or \\max behind \\arg")
    return finished(parser, start, "arg" + which, below)


def spelled_operator(parser: Parser, low: int, high: int) -> str | None:
    """The optimum that a token range spells: ``\\operatorname{argmin}``, ``\\arg\\min``, ``\\text{arg max}``."""
    text = "".join("".join(t.text.split()).lstrip("\\") for t in parser.tokens[low:high] if t.kind not in ("{", "}"))
    for font in ("mathrm", "rm", "mathsf"):
        text = text.removeprefix(font)
    return text if symbols.OPERATORS.get(text) in ("argmin", "argmax", "min", "max", "sup", "inf") else None


def underset(parser: Parser, token: Token) -> Node:
    """``\\underset{x}{\\operatorname{argmin}} f``; anything else set under or over something is its annotation."""
    start = parser.at - 1
    low = parser.argument("what stands below")
    base = parser.argument("what it stands below of")
    name = spelled_operator(parser, *base)
    if name is not None and token.text != "\\overset":
        return finished(parser, start, name, parser.read_range(*low))
    inner = parser.read_range(*base)
    if token.text == "\\underset" and inner.kind == "operator" and inner.parts[2] is None:
        argument = bracketed(parser) or following(parser, inner.text)
        return parser.wrap("operator", start, inner.text, parser.read_range(*low), inner.parts[1], argument)
    note = parser.read_range(*low)
    return parser.postfixed(start, parser.wrap("under", start, token.text[1:], inner, note))


NOTATION = Notation(
    heads={**{name: optimum(name) for name in ("argmin", "argmax", "min", "max", "sup", "inf")},
           "\\arg": arg, "\\argmin": arg, "\\argmax": arg, "\\underset": underset, "\\overset": underset, "\\stackrel": underset},
    examples=(
        ("\\operatorname{argmin}_x f(x)", "(operator:argmin x _ (product:.. f (group:() x)))"),
        ("\\operatorname*{argmax}_{x} (a - b)", "(operator:argmax x _ (group:() (sum:+- a b)))"),
        ("\\arg\\min_x f", "(operator:argmin x _ f)"),
        ("\\underset{\\mu}{\\operatorname{argmin}} KL(p||q)", "(operator:argmin \\mu _ (operator:kl _ _ (group:() (items:P p q))))"),
        ("\\underset{w}{\\text{argmin}} \\; L", "(operator:argmin w _ L)"),
        ("\\underset{w}{\\arg\\max} L", "(operator:argmax w _ L)"),
        ("\\arg \\underset{w}{\\max} L", "(operator:argmax w _ L)"),
        ("\\mathop{\\arg\\min}\\limits_w L", "(operator:argmin w _ L)"),
        ("\\arg\\min_w (a - w)^2 + b w", "(operator:argmin w _ (sum:++ (script (group:() (sum:+- a w)) _ 2) (product:.. b w)))"),
        ("\\operatorname*{arg\\,max}_x f", "(operator:argmax x _ f)"),
        ("\\text{arg min}_x f", "(operator:argmin x _ f)"),
        ("argmin_x f", "(operator:argmin x _ f)"),
        ("\\max_x f + 1", "(sum:++ (operator:max x _ f) 1)"),
    ),
    damaged=(("\\arg x", "missing-argument"),),
)  # fmt: skip
