"""Expectations: ``\\mathbb{E}_p[f]``, ``E_q\\{f\\}``, ``\\mathbb{E} X``, ``\\langle f \\rangle_p``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import operator
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable

if TYPE_CHECKING:
    from symkl.latex.cursor import Parser
    from symkl.latex.lexer import Token


def expectation(parser: Parser, _: Token) -> Node:
    """``\\mathbb{E}`` with its law below and its argument; braces behind it are a lost subscript or lost backslashes."""
    brace = parser.peek()
    if brace.kind == "{" and parser.peek(1).kind != "open":
        raise Unreadable("lost-subscript", "\\mathbb{E}{..} prints no brackets and no subscript", parser.here(), "write \\mathbb{E}_{..}[..]")
    return operator(parser, "expectation")


NOTATION = Notation(
    heads={"expectation": expectation},
    examples=(
        ("\\mathbb{E}_p[x]", "(operator:expectation p _ (group:[] x))"),
        ("\\mathbb E_{x\\sim p} f(x)", "(operator:expectation (relation:sim x p) _ (product:.. f (group:() x)))"),
        ("E_{x\\sim p} x", "(operator:expectation (relation:sim x p) _ x)"),
        ("E_p[x^2]", "(operator:expectation p _ (group:[] (script x _ 2)))"),
        ("E_{q}\\{x\\}", "(operator:expectation q _ (group:{} x))"),
        ("\\mathrm{E}(X)", "(operator:expectation _ _ (group:() X))"),
        ("\\mathbb{E}{\\left[X\\right]}", "(operator:expectation _ _ (group:[] X))"),
        ("\\mathbf{E}_p[X]", "(operator:expectation p _ (group:[] X))"),
        ("\\mathbb{E} X", "(operator:expectation _ _ X)"),
        ("\\mathbb{E}_{q(z|x)}\\left[z^T z\\right]",
         "(operator:expectation (product:.. q (group:() (items:| z x))) _ (group:[] (product:.. (transpose:T z) z)))"),
        ("\\mathbb{E}[z \\mid x]", "(operator:expectation _ _ (group:[] (items:| z x)))"),
        ("\\mathbb{E}[x]^T A", "(product:.. (operator:expectation _ _ (transpose:T (group:[] x))) A)"),
        ("\\langle f \\rangle_{p(x)}", "(script (group:<> f) (product:.. p (group:() x)) _)"),
        ("\\left\\langle x \\right\\rangle", "(group:<> x)"),
    ),
    damaged=(("\\mathbb{E}{q}[x]", "lost-subscript"),),
)  # fmt: skip
