"""For tests in Python."""

from __future__ import annotations

from symkl.python.proving import prove


def assert_proved(lhs: object, rhs: object, given: object = (), fast: bool = False) -> None:
    r"""Fail, with the report, unless ``lhs = rhs`` is proved; see `symkl.prove` for what the sides and ``given`` may be.

    >>> from sympy import symbols
    >>> x, y = symbols("x y")
    >>> assert_proved((x + y)**2, x**2 + 2*x*y + y**2)
    >>> assert_proved(r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)", given=r"$A, B \in \mathbb{R}^{d \times d}$")
    """
    __tracebackhide__ = True
    verdict = prove(lhs, rhs, given, fast)
    if not verdict:
        raise AssertionError(str(verdict))
