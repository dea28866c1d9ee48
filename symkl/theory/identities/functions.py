"""Functions of one variable that statistics names: by exponentials and logarithms."""

from __future__ import annotations

from symkl.kernel.law import Law
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import TWO, UNIT, Term, add, div, exp, function, inverse, log, mul, neg, sub, symbol

_X = symbol("?x")


def _known(name: str) -> Term:
    return function(name, SCALAR, _X)


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
)
