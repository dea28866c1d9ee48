"""The multivariate normal law."""

from __future__ import annotations

from fractions import Fraction

from symkl.kernel.law import Law
from symkl.kernel.sort import SCALAR, Sort, dimension
from symkl.kernel.term import PI, TWO, add, det, exp, gaussian, inverse, log, mul, number, pdf, power, size, sub, symbol, transpose

_N = dimension("?n")
_X, _M, _S = symbol("?x", Sort(_N)), symbol("?m", Sort(_N)), symbol("?S", Sort(_N, _N))
_SX, _SM, _SV = symbol("?x", SCALAR), symbol("?m", SCALAR), symbol("?v", SCALAR)
_MINUS_HALF = number(Fraction(-1, 2))
_CENTRED = sub(_X, _M)


LAWS = (
    Law(
        "univariate-normal-log-density",
        log(pdf(gaussian(_SM, _SV), _SX)),
        mul(_MINUS_HALF, add(log(mul(TWO, PI, _SV)), mul(power(sub(_SX, _SM), TWO), inverse(_SV)))),
        (),
        "Bishop, PRML (2.42)",
        "log-density of the normal law",
    ),
    Law(
        "normal-log-density",
        log(pdf(gaussian(_M, _S), _X)),
        mul(
            _MINUS_HALF,
            add(mul(size(_N), log(mul(TWO, PI))), log(det(_S)), mul(transpose(_CENTRED), inverse(_S), _CENTRED)),
        ),
        (),
        "Bishop, PRML (2.43)",
        "log-density of the normal law",
    ),
    Law(
        "univariate-normal-density",
        pdf(gaussian(_SM, _SV), _SX),
        mul(power(mul(TWO, PI, _SV), _MINUS_HALF), exp(mul(_MINUS_HALF, power(sub(_SX, _SM), TWO), inverse(_SV)))),
        (),
        "Bishop, PRML (2.42)",
        "density of the normal law",
    ),
    Law(
        "normal-density",
        pdf(gaussian(_M, _S), _X),
        mul(
            power(mul(TWO, PI), mul(_MINUS_HALF, size(_N))),
            power(det(_S), _MINUS_HALF),
            exp(mul(_MINUS_HALF, transpose(_CENTRED), inverse(_S), _CENTRED)),
        ),
        (),
        "Bishop, PRML (2.43)",
        "density of the normal law",
    ),
)
