"""Divergences: ``\\mathrm{KL}(p \\| q)``, ``D_{KL}(q(z) || p(z|x))``, ``KL[p\\,||\\,q]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import scripts_of
from symkl.latex.spelling import canonical
from symkl.latex.syntax import Node

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def divergence(parser: Parser, _: Token) -> Node:
    """KL and its two laws in brackets."""
    start = parser.head
    below, above = scripts_of(parser)
    opens = parser.peek().kind == "open" and parser.peek().text in "([{"
    argument = parser.group() if opens else None
    spelling = "" if opens else canonical(parser, start, parser.at)
    return parser.postfixed(start, Node("operator", parser.span_from(start), "kl", (below, above, argument), spelling))


NOTATION = Notation(
    heads={"kl": divergence},
    examples=(
        ("KL(p||q)", "(operator:kl _ _ (group:() (items:P p q)))"),
        ("\\mathrm{KL}(p \\| q)", "(operator:kl _ _ (group:() (items:P p q)))"),
        ("\\mathrm{KL}[P\\,||\\,Q]", "(operator:kl _ _ (group:[] (items:P P Q)))"),
        ("D_{KL}(q \\parallel p)", "(operator:kl _ _ (group:() (items:P q p)))"),
        ("D_{\\text{KL}}(q(z) \\Vert p(z|x))",
         "(operator:kl _ _ (group:() (items:P (product:.. q (group:() z)) (product:.. p (group:() (items:| z x))))))"),
        ("D_\\mathrm{KL}\\left(q \\,\\middle\\|\\, p\\right)", "(operator:kl _ _ (group:() (items:P q p)))"),
        ("KL(q \\mid\\mid p)", "(operator:kl _ _ (group:() (items:P q p)))"),
        ("\\mathbb{KL}(q\\|p)", "(operator:kl _ _ (group:() (items:P q p)))"),
        ("D_{KL} + 1", "(sum:++ (operator:kl _ _ _) 1)"),
        ("D_{\\mathbb{KL}}(q \\| p)", "(operator:kl _ _ (group:() (items:P q p)))"),
        ("\\mathcal{KL}(q, p)", "(operator:kl _ _ (group:() (items:, q p)))"),
        ("\\mathbb{D}_{KL}[q \\| p]", "(operator:kl _ _ (group:[] (items:P q p)))"),
    ),
    damaged=(("D_{KL}(q,|,p)", "lost-backslash"),),
)  # fmt: skip
