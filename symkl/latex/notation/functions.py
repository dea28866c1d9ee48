"""Functions: ``\\log x``, ``\\operatorname{tr}(A)``, ``\\exp\\{..\\}``, ``det(S)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symkl.latex.notation import Notation
from symkl.latex.operators import operator
from symkl.latex.syntax import Node
from symkl.latex.trouble import Unreadable

if TYPE_CHECKING:
    from symkl.latex.cursor import Handler, Parser
    from symkl.latex.lexer import Token

_PLAIN = (
    "log det trace diag vec rank sign sin cos tan sinh cosh tanh erf sigmoid softplus logit softmax blkdiag constant lim probability variance "
    "covariance entropy"
).split()
_CALCULATED = frozenset("log det trace diag vec rank sign sin cos tan sinh cosh tanh erf logit".split())


def function(name: str) -> Handler:
    """How a function of this name is read."""

    def read(parser: Parser, _: Token) -> Node:
        return operator(parser, name, needed=name in _CALCULATED)

    return read


def exponential(parser: Parser, token: Token) -> Node:
    """``\\exp``: a superscript on it is damage (``exp^{x}`` for ``e^{x}`` or ``\\exp(x)``)."""
    if parser.peek().kind == "^":
        raise Unreadable("exp-power", "exp with an exponent is neither exp(x) nor e^x", parser.here(), "write \\exp(..) or e^{..}")
    return operator(parser, "exp", needed=True)


NOTATION = Notation(
    heads={**{name: function(name) for name in _PLAIN}, "exp": exponential},
    examples=(
        ("\\log x", "(operator:log _ _ x)"),
        ("\\log(x) y", "(product:.. (operator:log _ _ (group:() x)) y)"),
        ("\\ln 2 \\pi + 1", "(sum:++ (operator:log _ _ (product:.. 2 \\pi)) 1)"),
        ("\\log^2 x", "(operator:log _ 2 x)"),
        ("\\log a \\log b", "(product:.. (operator:log _ _ a) (operator:log _ _ b))"),
        ("\\log\\det S", "(operator:log _ _ (operator:det _ _ S))"),
        ("log(x)", "(operator:log _ _ (group:() x))"),
        ("\\log|A|", "(operator:log _ _ (group:|| A))"),
        ("log|A||B|", "(operator:log _ _ (product:.. (group:|| A) (group:|| B)))"),
        ("-log((2\\pi)^{\\frac{d}{2}}det(S))",
         "(sum:- (operator:log _ _ (group:() (product:.. (script (group:() (product:.. 2 \\pi)) _ (fraction d 2)) "
         "(operator:det _ _ (group:() S))))))"),
        ("\\operatorname{tr}(A)^2", "(operator:trace _ _ (script (group:() A) _ 2))"),
        ("\\mathrm{tr}\\{A\\}", "(operator:trace _ _ (group:{} A))"),
        ("\\text{tr}\\left(A B\\right)", "(operator:trace _ _ (group:() (product:.. A B)))"),
        ("trace(A)", "(operator:trace _ _ (group:() A))"),
        ("\\exp\\left[-x\\right]", "(operator:exp _ _ (group:[] (sum:- x)))"),
        ("\\operatorname{diag}(s_1, \\dots, s_d)", "(operator:diag _ _ (group:() (items:,, {s_1 s 1} (dots:\\dots) {s_d s d})))"),
        ("\\operatorname{Var}[x]", "(operator:variance _ _ (group:[] x))"),
        ("\\mathbf{Var} \\left[ y \\right]", "(operator:variance _ _ (group:[] y))"),
        ("\\operatorname{Cov}_p[x, y]", "(operator:covariance p _ (group:[] (items:, x y)))"),
        ("a + \\text{const}", "(sum:++ a (operator:constant _ _ _))"),
        ("\\mathrm{H}[q]", "(operator:entropy _ _ (group:[] q))"),
        ("H(p)", "(operator:entropy _ _ (group:() p))"),
        ("\\det S^{-1}", "(operator:det _ _ (script S _ (sum:- 1)))"),
        ("n\\log 2", "(product:.. n (operator:log _ _ 2))"),
    ),
    damaged=(("exp^{x}", "exp-power"), ("\\exp^{-x}", "exp-power"), ("\\log", "missing-argument"), ("a \\log + b", "missing-argument")),
)  # fmt: skip
