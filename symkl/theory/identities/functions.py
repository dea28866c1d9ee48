"""Functions that statistics names: by exponentials, logarithms and absolute values."""

from __future__ import annotations

from symkl.kernel.law import Law
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import TWO, UNIT, Term, absolute, add, div, exp, function, inverse, log, mul, neg, sub, symbol

_X, _Y = symbol("?x"), symbol("?y")


def _known(name: str) -> Term:
    return function(name, SCALAR, _X)


def _of_two(name: str, middle: Term, word: str) -> Law:
    """The greater or the lesser of two numbers: their mean, and half their distance above or below it."""
    return Law(name, function(name, SCALAR, _X, _Y), div(middle, TWO), (), "Graham, Knuth and Patashnik, Concrete Mathematics, section 3.1", word)


LAWS = (
    Law("sigmoid", _known("sigmoid"), inverse(add(UNIT, exp(neg(_X)))), (), "Bishop, PRML (4.59)", "definition of the logistic sigmoid"),
    Law("softplus", _known("softplus"), log(add(UNIT, exp(_X))), (), "Dugas et al. 2001, section 2", "definition of softplus"),
    Law(
        "tanh",
        _known("tanh"),
        div(sub(exp(mul(TWO, _X)), UNIT), add(exp(mul(TWO, _X)), UNIT)),
        (),
        "Abramowitz and Stegun (4.5.3)",
        "definition of the hyperbolic tangent",
    ),
    _of_two("max", add(_X, _Y, absolute(sub(_X, _Y))), "the greater of two numbers"),
    _of_two("min", sub(add(_X, _Y), absolute(sub(_X, _Y))), "the lesser of two numbers"),
)
